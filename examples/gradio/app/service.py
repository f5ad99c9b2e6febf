"""Running the small servers beside the UI: the backend and the model server."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Mapping

import uvicorn
from fastapi import FastAPI

from app.config import ConfigError, read_port, read_seconds
from app.server import OrderlyServer


def pod(environ: Mapping[str, str] = os.environ) -> str:
    """The name of this pod, for those who want to know which one did it."""
    return environ.get("HOSTNAME") or socket.gethostname()


def serve(app: FastAPI) -> int:
    """Serve until told to stop, and return the exit code: 0 after an orderly stop."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(name)s: %(message)s")
    try:
        config = uvicorn.Config(
            app,
            host="0.0.0.0",
            port=read_port(os.environ, default=8080),
            timeout_graceful_shutdown=int(read_seconds(os.environ, "DRAIN_TIMEOUT_SECONDS", 20)),
            server_header=False,
            # The kubelet asks for /healthz for ever, and workers call as often as they can.
            access_log=False,
        )
    except ConfigError as error:
        print(f"configuration error: {error}", file=sys.stderr)
        return 2
    server = OrderlyServer(config)
    server.run()
    return 0 if server.started else 3
