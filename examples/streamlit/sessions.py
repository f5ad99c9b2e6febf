"""Sessions: in Redis, shared by all replicas; without REDIS_URL in this process.

One JSON record per session, `{"data": ..., "username": ..., "expire_at": ...}`,
under `<prefix><session id>`.
"""

from __future__ import annotations

import json
import logging
import math
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

import jwt
import redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError, WatchError
from redis.retry import Retry

log = logging.getLogger("app.sessions")

COOKIE = "session"
MAX_TRIES = 50
MAX_NOTES = 50

Change = Callable[[dict[str, Any]], None]
"""Alters data in place. It may be called again, on freshly read data."""


class StoreUnavailable(Exception):
    """The store cannot answer now. The session is not lost."""


def env(name: str, default: str = "") -> str:
    """A setting; an empty value counts as absent."""
    return os.environ.get(name) or default


def pod() -> str:
    """The name of this pod."""
    return env("HOSTNAME", socket.gethostname())


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it was when it was read."""

    session_id: str
    username: str
    data: dict[str, Any]
    expire_at: float

    @property
    def counter(self) -> int:
        value = self.data.get("counter", 0)
        return value if isinstance(value, int) else 0

    @property
    def notes(self) -> list[str]:
        value = self.data.get("notes", [])
        return [str(note) for note in value] if isinstance(value, list) else []

    def to_json(self) -> str:
        """The stored form."""
        return json.dumps(
            {"data": self.data, "username": self.username, "expire_at": self.expire_at}
        )

    @classmethod
    def from_json(cls, session_id: str, raw: str | bytes | None) -> Session | None:
        """Read a record; what is none, or is over, is no session."""
        try:
            record = json.loads(raw or "")
            session = cls(
                session_id, record["username"], record["data"], float(record["expire_at"])
            )
        except (ValueError, KeyError, TypeError):
            return None
        if not isinstance(session.data, dict) or not isinstance(session.username, str):
            return None
        alive = math.isfinite(session.expire_at) and session.expire_at > time.time()
        return session if alive else None


class Store(Protocol):
    """Where sessions are. Every method may raise StoreUnavailable."""

    def create(self, username: str) -> Session:
        """Start a session under a new id that nobody can guess."""

    def update(self, session_id: str, change: Change | None = None) -> Session | None:
        """Use a session: change its data, if that is wanted, and let its end slide."""

    def delete(self, session_id: str) -> None:
        """End a session."""


def _new(username: str, ttl: float) -> Session:
    return Session(secrets.token_urlsafe(32), username, {}, time.time() + ttl)


class RedisStore:
    """For any number of replicas."""

    def __init__(self, url: str, ttl: float, prefix: str) -> None:
        self._ttl = ttl
        self._prefix = prefix
        # Options in the URL's query win over these.
        self._redis = redis.Redis.from_url(
            url,
            socket_connect_timeout=2,
            socket_timeout=2,
            socket_keepalive=True,
            health_check_interval=15,
            retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 2),
        )

    def create(self, username: str) -> Session:
        session = _new(username, self._ttl)
        try:
            self._redis.set(
                self._prefix + session.session_id, session.to_json(), px=self._px(session)
            )
        except (RedisError, OSError) as error:
            raise _unavailable(error) from error
        return session

    def update(self, session_id: str, change: Change | None = None) -> Session | None:
        key = self._prefix + session_id
        try:
            with self._redis.pipeline(transaction=True) as pipe:
                for _ in range(MAX_TRIES):
                    try:
                        # Notices other writers, and a session that is ended meanwhile.
                        pipe.watch(key)
                        session = Session.from_json(session_id, pipe.get(key))
                        if session is None:
                            return None
                        if change is not None:
                            change(session.data)
                        session = replace(session, expire_at=time.time() + self._ttl)
                        pipe.multi()
                        pipe.set(key, session.to_json(), px=self._px(session))
                        pipe.execute()
                        return session
                    except WatchError:
                        time.sleep(secrets.randbelow(20) / 1000)
        except (RedisError, OSError) as error:
            raise _unavailable(error) from error
        raise StoreUnavailable("the session is being changed too often")

    def delete(self, session_id: str) -> None:
        try:
            self._redis.delete(self._prefix + session_id)
        except (RedisError, OSError) as error:
            raise _unavailable(error) from error

    def _px(self, session: Session) -> int:
        return max(1, round((session.expire_at - time.time()) * 1000))


def _unavailable(error: Exception) -> StoreUnavailable:
    # Only the kind of error is logged: messages may hold host names or more.
    log.warning("session store failed: %s", type(error).__name__)
    return StoreUnavailable("the session store does not answer")


class MemoryStore:
    """For one replica, and for development. Streamlit runs each visitor in a thread."""

    def __init__(self, ttl: float) -> None:
        self._ttl = ttl
        self._records: dict[str, str] = {}
        self._lock = threading.Lock()

    def create(self, username: str) -> Session:
        session = _new(username, self._ttl)
        with self._lock:
            for key in [k for k, v in self._records.items() if not Session.from_json(k, v)]:
                del self._records[key]
            self._records[session.session_id] = session.to_json()
        return session

    def update(self, session_id: str, change: Change | None = None) -> Session | None:
        with self._lock:
            session = Session.from_json(session_id, self._records.get(session_id))
            if session is None:
                return None
            if change is not None:
                change(session.data)
            session = replace(session, expire_at=time.time() + self._ttl)
            self._records[session_id] = session.to_json()
        return session

    def delete(self, session_id: str) -> None:
        with self._lock:
            self._records.pop(session_id, None)


@lru_cache(maxsize=1)
def store() -> Store:
    """The store of this process."""
    ttl = float(env("SESSION_TTL_SECONDS", "1800"))
    url = env("REDIS_URL")
    if url:
        return RedisStore(url, ttl, env("SESSION_KEY_PREFIX", "session:"))
    log.warning("REDIS_URL is not set: sessions are kept in this process only")
    return MemoryStore(ttl)


@lru_cache(maxsize=1)
def _secret() -> str:
    secret = env("JWT_SECRET")
    if not secret:
        log.warning("JWT_SECRET IS NOT SET: cookies are good for this process only")
    return secret or secrets.token_urlsafe(48)


def to_cookie(session: Session) -> str:
    """The session id, signed. When it ends is known to the store alone."""
    return jwt.encode({"sid": session.session_id}, _secret(), algorithm="HS256")


def from_cookies(cookies: Mapping[str, str]) -> str | None:
    """The session id in the cookie, if we signed it."""
    # While keys are rotated, what an instance one step ahead or behind has signed is good too.
    for secret in (_secret(), *filter(None, env("JWT_SECRET_FALLBACKS").split(","))):
        try:
            claims = jwt.decode(cookies.get(COOKIE, ""), secret, algorithms=["HS256"])
        except jwt.PyJWTError:
            continue
        session_id = claims.get("sid")
        return session_id if isinstance(session_id, str) and session_id else None
    return None


def count_up(data: dict[str, Any]) -> None:
    """Add one to the counter."""
    value = data.get("counter", 0)
    data["counter"] = (value if isinstance(value, int) else 0) + 1


def add_note(note: str) -> Change:
    """Add a note; the oldest go when there are too many."""

    def change(data: dict[str, Any]) -> None:
        notes = data.get("notes", [])
        data["notes"] = [*(notes if isinstance(notes, list) else []), note][-MAX_NOTES:]

    return change
