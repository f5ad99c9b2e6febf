"""What stands in front of the Gradio page."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.context import Context, NotSignedIn
from app.pages import problem, unavailable, wants_html
from app.sessions import Session, StoreUnavailable

MOUNT = "/app"
PUBLIC = (f"{MOUNT}/assets/", f"{MOUNT}/static/")
"""Gradio's own files, the same for everyone and many: they need no session."""

EVENTS = f"{MOUNT}/gradio_api/run/"
"""What the page's buttons call. Gradio shows no more than "Error" when such a
call is refused, so the handlers are told what is wrong, and tell the visitor."""

STREAMS = (f"{MOUNT}/gradio_api/queue/data", f"{MOUNT}/gradio_api/heartbeat/")
"""Gradio's endless responses, which know nothing of draining."""


def session_of(request: Request) -> Session:
    """The session that the gate has found for this very request, or its error."""
    found = request.state.session
    if isinstance(found, Exception):
        raise found
    assert isinstance(found, Session)
    return found


class Gate:
    """Lets only requests with a session through to Gradio, and slides the cookie.

    This is plain ASGI because Gradio streams, and because its own auth answers
    401 where a person should see the login form.
    """

    def __init__(self, app: ASGIApp, context: Context) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whatever is none of our business."""
        path = str(scope.get("path", ""))
        guarded = path == MOUNT or path.startswith(f"{MOUNT}/")
        if scope["type"] != "http" or not guarded or path.startswith(PUBLIC):
            await self._app(scope, receive, send)
            return

        request = Request(scope)
        try:
            session = await self._context.session(request)
        except (NotSignedIn, StoreUnavailable) as error:
            if path.startswith(EVENTS):
                request.state.session = error
                await self._app(scope, receive, send)
            else:
                await self._refusal(request, error)(scope, receive, send)
            return

        # The event handlers of the page find the session here.
        request.state.session = session
        send = self._renewing(request, session, send)
        if path.startswith(STREAMS):
            await self._stream(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, request: Request, error: Exception) -> Response:
        if isinstance(error, StoreUnavailable):
            return unavailable(self._context.settings, request)
        if request.method in ("GET", "HEAD") and wants_html(request):
            return RedirectResponse("/login", 303)
        return problem(401, "not signed in")

    def _renewing(self, request: Request, session: Session, send: Send) -> Send:
        cookie = Response()
        self._context.security.set_session(request, cookie, session.session_id)

        async def renewing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.append("Set-Cookie", cookie.headers["Set-Cookie"])
            await send(message)

        return renewing

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run a stream until it ends or the process drains; then end it properly."""
        drain = self._context.drain
        started = finished = False

        async def noting(message: Message) -> None:
            nonlocal started, finished
            started = True
            if message["type"] == "http.response.body":
                finished = not message.get("more_body", False)
            await send(message)

        with drain.stream():
            stream = asyncio.create_task(self._run(scope, receive, noting))
            watch = asyncio.create_task(drain.wait())
            try:
                await asyncio.wait({stream, watch}, return_when=asyncio.FIRST_COMPLETED)
                if stream.done():
                    await stream
                    return
            finally:
                watch.cancel()
                stream.cancel()
            with suppress(asyncio.CancelledError):
                await stream
            if not started:
                await problem(503, "this replica is stopping")(scope, receive, send)
            elif not finished:
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
