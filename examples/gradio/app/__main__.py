"""`python -m app`: serve until told to stop."""

from __future__ import annotations

import logging
import sys

from app.config import ConfigError, Settings


def main() -> int:
    """Start the server; the exit code is 0 after an orderly stop."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(name)s: %(message)s")
    try:
        settings = Settings.from_env()
    except ConfigError as error:
        print(f"configuration error: {error}", file=sys.stderr)
        return 2

    # Gradio takes seconds to import: complain about a bad setting before that.
    from app.context import Context
    from app.server import make_server
    from app.web import build_app

    context = Context.from_settings(settings)
    server = make_server(build_app(context), settings, context.drain)
    server.run()
    return 0 if server.started else 3


if __name__ == "__main__":
    sys.exit(main())
