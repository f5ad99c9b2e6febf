"""The JSON API, for scripts and tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from app import content
from app.context import Context, NotSignedIn, context_of
from app.pages import problem
from app.sessions import Change, Session

router = APIRouter(prefix="/api")


class Login(BaseModel):
    """Who wants a session."""

    username: str


class Note(BaseModel):
    """A note to add."""

    note: str


async def signed_in(request: Request, response: Response) -> Session:
    """The caller's session, with the cookie renewed so that it slides too."""
    context = context_of(request)
    session = await context.session(request)
    context.security.set_session(request, response, session.session_id)
    return session


SignedIn = Annotated[Session, Depends(signed_in)]


async def start_session(context: Context, request: Request, username: str) -> Session:
    """Log in under a new id, so that an id planted before login is worthless."""
    old = context.security.session_id(request)
    session = await context.store.create(username)
    if old:
        await context.store.delete(old)
    return session


async def _change(request: Request, session: Session, change: Change) -> Mapping[str, Any]:
    changed = await context_of(request).store.update(session.session_id, change)
    if changed is None:  # ended between reading and writing
        raise NotSignedIn
    return changed.data


@router.post("/login")
async def login(request: Request, body: Login) -> Response:
    """Start a session and set its cookie."""
    context = context_of(request)
    username = content.clean_username(body.username)
    if username is None:
        return problem(422, "the username must be 1 to 64 printable characters")
    session = await start_session(context, request, username)
    response = JSONResponse({"username": username, "pod": context.settings.pod})
    context.security.set_session(request, response, session.session_id)
    return response


@router.get("/session")
async def show(request: Request, session: SignedIn) -> dict[str, Any]:
    """The session as the store has it, but for most of its id."""
    return {
        "session_id_prefix": session.session_id[:8],
        "username": session.username,
        "data": session.data,
        "expire_at": session.expire_at,
        "pod": context_of(request).settings.pod,
    }


@router.post("/counter")
async def count(request: Request, session: SignedIn) -> dict[str, Any]:
    """Add one to the counter."""
    data = await _change(request, session, content.count_up)
    return {"counter": content.counter(data), "pod": context_of(request).settings.pod}


@router.get("/notes")
async def list_notes(request: Request, session: SignedIn) -> dict[str, Any]:
    """The notes, oldest first."""
    return {"notes": content.notes(session.data), "pod": context_of(request).settings.pod}


@router.post("/notes", response_model=None)
async def add_note(request: Request, session: SignedIn, body: Note) -> dict[str, Any] | Response:
    """Add a note."""
    note = content.clean_note(body.note)
    if note is None:
        return problem(422, "the note must be 1 to 500 characters")
    data = await _change(request, session, content.add_note(note))
    return {"notes": content.notes(data), "pod": context_of(request).settings.pod}
