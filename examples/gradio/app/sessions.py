"""What a session is, what a store of sessions does, and the store in memory."""

from __future__ import annotations

import copy
import json
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

Clock = Callable[[], float]

Change = Callable[[dict[str, Any]], None]
"""Alters session data in place. A store may call it again after a conflict
(each time on freshly read data), so it must have no other effect."""


class StoreUnavailable(Exception):
    """The store cannot answer now. The visitor may still be logged in."""


@dataclass(frozen=True, slots=True)
class Session:
    """One visitor's session as it was when it was read."""

    session_id: str
    username: str
    data: dict[str, Any]
    expire_at: float

    def to_json(self) -> str:
        """The stored form; other programs read it, so its shape is a contract."""
        return json.dumps(
            {"data": self.data, "username": self.username, "expire_at": self.expire_at}
        )

    @classmethod
    def from_json(cls, session_id: str, raw: str | bytes) -> Session | None:
        """Read a record; whatever is not one is no session rather than an error."""
        try:
            record = json.loads(raw)
            data, username = record["data"], record["username"]
            expire_at = float(record["expire_at"])
        except (ValueError, KeyError, TypeError):
            return None
        if not isinstance(data, dict) or not isinstance(username, str):
            return None
        if not math.isfinite(expire_at):
            return None
        return cls(session_id, username, data, expire_at)


class SessionStore(Protocol):
    """Where sessions live. Every method may raise StoreUnavailable."""

    async def create(self, username: str) -> Session:
        """Start a session under a new, unguessable id."""
        ...

    async def get(self, session_id: str) -> Session | None:
        """Read a live session and slide its expiry."""
        ...

    async def update(self, session_id: str, change: Change) -> Session | None:
        """Apply a change to the data without losing anybody else's."""
        ...

    async def delete(self, session_id: str) -> None:
        """End a session; ending one that is already gone is fine."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


def new_session_id() -> str:
    """256 random bits, in characters that are safe in a key and in a cookie."""
    return secrets.token_urlsafe(32)


class Expiry:
    """The sliding-expiry rule that both stores share."""

    def __init__(self, ttl: float, clock: Clock = time.time) -> None:
        self.ttl = ttl
        self.now = clock
        # Every page view reads the session several times. Sliding at most this
        # often turns most of those reads into no write at all.
        self.slide_every = min(5.0, ttl / 4)

    def deadline(self) -> float:
        """When a session that is touched now ends."""
        return self.now() + self.ttl

    def live(self, session: Session | None) -> Session | None:
        """The session, unless it is over: a store may hold it for longer."""
        return session if session and session.expire_at > self.now() else None

    def slide_due(self, session: Session) -> bool:
        """Whether the last slide is long enough ago to be worth a write."""
        return self.deadline() - session.expire_at >= self.slide_every


class MemoryStore:
    """Sessions of this one process: for a single replica and for development."""

    def __init__(self, ttl: float, clock: Clock = time.time) -> None:
        self._expiry = Expiry(ttl, clock)
        self._sessions: dict[str, Session] = {}

    async def create(self, username: str) -> Session:
        """Start a session, and drop those that have run out."""
        for old in [s for s in self._sessions.values() if not self._expiry.live(s)]:
            del self._sessions[old.session_id]
        return self._keep(Session(new_session_id(), username, {}, self._expiry.deadline()))

    async def get(self, session_id: str) -> Session | None:
        """Read and slide."""
        session = self._expiry.live(self._sessions.get(session_id))
        if session and self._expiry.slide_due(session):
            session = replace(session, expire_at=self._expiry.deadline())
            self._sessions[session_id] = session
        return copy.deepcopy(session)

    async def update(self, session_id: str, change: Change) -> Session | None:
        """Nothing is awaited between reading and writing, so nothing is lost."""
        session = self._expiry.live(self._sessions.get(session_id))
        if session is None:
            return None
        data = copy.deepcopy(session.data)
        change(data)
        return self._keep(replace(session, data=data, expire_at=self._expiry.deadline()))

    async def delete(self, session_id: str) -> None:
        """Forget the session."""
        self._sessions.pop(session_id, None)

    async def close(self) -> None:
        """Nothing to let go of."""

    def _keep(self, session: Session) -> Session:
        self._sessions[session.session_id] = session
        return copy.deepcopy(session)
