"""The uvicorn server, with a stop that takes leave of its clients."""

from __future__ import annotations

import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app.config import Settings
from app.drain import Drain


class OrderlyServer(uvicorn.Server):
    """Ends with exit code 0 when it is asked to stop."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop without raising the signal again at the end.

        uvicorn would, and the process would count as killed; a pod that was
        asked to stop and did so ends with exit code 0.
        """
        if self.should_exit:
            self.force_exit = True
        self.should_exit = True


class Server(OrderlyServer):
    """Lets the streams end by themselves before connections are shut."""

    def __init__(self, config: uvicorn.Config, drain: Drain, goodbye_timeout: float) -> None:
        super().__init__(config)
        self._drain = drain
        self._goodbye_timeout = goodbye_timeout

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Give open streams a moment to say goodbye, then close as usual."""
        self._drain.begin()
        await self._drain.wait_idle(self._goodbye_timeout)
        await super().shutdown(sockets)


def make_server(app: FastAPI, settings: Settings, drain: Drain) -> Server:
    """A server whose whole stop fits into the drain time."""
    goodbye = min(2.0, settings.drain_timeout / 4)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        proxy_headers=True,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=max(1, int(settings.drain_timeout - goodbye)),
        server_header=False,
    )
    return Server(config, drain, goodbye)
