"""Connections that stay open: server-sent events and a WebSocket.

Both notice at once when the process begins to drain, so that the client hears
of it (and can go to another pod) and the stop is not held up.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect
from starlette.responses import Response, StreamingResponse

from app.content import counter
from app.context import Context, NotSignedIn, context_of
from app.pages import problem
from app.sessions import StoreUnavailable

router = APIRouter()

BEAT = 1.0
"""Seconds between heartbeats."""

SERVICE_RESTART = 1012
TRY_AGAIN_LATER = 1013
POLICY_VIOLATION = 1008


async def _beat(context: Context, connection: Request | WebSocket) -> tuple[str, dict[str, Any]]:
    """One heartbeat; a store that is down for a while does not end the stream."""
    pod = context.settings.pod
    try:
        session = await context.session(connection)
    except StoreUnavailable:
        return "unavailable", {"pod": pod}
    return "heartbeat", {"pod": pod, "counter": counter(session.data)}


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


@router.get("/events")
async def events(request: Request) -> Response:
    """A heartbeat each second; `goodbye` on drain, `expired` after the session."""
    context = context_of(request)
    session = await context.session(request)
    if context.drain.draining:
        return problem(503, "this replica is stopping")

    async def stream() -> AsyncIterator[str]:
        with context.drain.stream():
            yield "retry: 1000\n\n"
            while True:
                try:
                    name, data = await _beat(context, request)
                except NotSignedIn:
                    yield _event("expired", {"pod": context.settings.pod})
                    return
                yield _event(name, data)
                if await context.drain.wait(BEAT):
                    yield _event("goodbye", {"pod": context.settings.pod})
                    return

    # Proxies like to collect a response before they pass it on.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = StreamingResponse(stream(), media_type="text/event-stream", headers=headers)
    context.security.set_session(request, response, session.session_id)
    return response


@router.websocket("/ws")
async def websocket(socket: WebSocket) -> None:
    """Echoes text and sends a heartbeat each second; closes with 1012 on drain."""
    context = context_of(socket)
    await socket.accept()
    try:
        await context.session(socket)
    except NotSignedIn:
        await socket.close(POLICY_VIOLATION, "not signed in")
        return
    except StoreUnavailable:
        await socket.close(TRY_AGAIN_LATER, "the session store does not answer")
        return

    with context.drain.stream():
        tasks = [
            asyncio.create_task(_echo(context, socket)),
            asyncio.create_task(_heartbeats(context, socket)),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, NotSignedIn):
                await socket.close(POLICY_VIOLATION, "the session has ended")
                return
        if context.drain.draining:
            # The client may have hung up, or the server may have been quicker.
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.send_json({"type": "goodbye", "pod": context.settings.pod})
                await socket.close(SERVICE_RESTART, "this replica is stopping")


async def _echo(context: Context, socket: WebSocket) -> None:
    while True:
        text = await socket.receive_text()
        await socket.send_json({"type": "echo", "text": text, "pod": context.settings.pod})


async def _heartbeats(context: Context, socket: WebSocket) -> None:
    while True:
        name, data = await _beat(context, socket)
        await socket.send_json({"type": name, **data})
        if await context.drain.wait(BEAT):
            return
