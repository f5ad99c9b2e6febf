"""Sessions in Redis, shared by all replicas."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, WatchError
from redis.exceptions import TimeoutError as RedisTimeoutError

from app.sessions import Change, Clock, Expiry, Session, StoreUnavailable, new_session_id

log = logging.getLogger(__name__)

MAX_TRIES = 50
"""How often to start over when other writers keep changing the same session."""


def connect(url: str) -> Redis:
    """A client that fails fast and survives a restart of the server.

    Options in the URL's query (such as ssl_ca_certs) win over those given here.
    """
    return Redis.from_url(
        url,
        socket_connect_timeout=2.0,
        socket_timeout=2.0,
        socket_keepalive=True,
        # A pooled connection that has been idle is checked before it is used.
        health_check_interval=15,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 2),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )


class RedisStore:
    """One JSON record per session under `<prefix><session id>`."""

    def __init__(
        self, redis: Redis, ttl: float, prefix: str = "session:", clock: Clock = time.time
    ) -> None:
        self._redis = redis
        self._prefix = prefix
        self._expiry = Expiry(ttl, clock)

    async def create(self, username: str) -> Session:
        """Start a session."""
        session = Session(new_session_id(), username, {}, self._expiry.deadline())
        with _errors():
            await self._redis.set(
                self._key(session.session_id), session.to_json(), px=self._px(session)
            )
        return session

    async def get(self, session_id: str) -> Session | None:
        """Read; write only when the expiry is due to slide."""
        with _errors():
            session = self._decode(session_id, await self._redis.get(self._key(session_id)))
            if session is None or not self._expiry.slide_due(session):
                return session
            return await self._rewrite(session_id, None)

    async def update(self, session_id: str, change: Change) -> Session | None:
        """Change the data; the write also slides the expiry.

        When the connection breaks between the write and its answer nobody can
        know whether it took effect, and it is done again: a change is applied
        at least once.
        """
        with _errors():
            return await self._rewrite(session_id, change)

    async def delete(self, session_id: str) -> None:
        """End the session for every replica."""
        with _errors():
            await self._redis.delete(self._key(session_id))

    async def close(self) -> None:
        """Close the pooled connections."""
        with _errors():
            await self._redis.aclose()

    async def _rewrite(self, session_id: str, change: Change | None) -> Session | None:
        """Read, change and write back, starting over if the record changed meanwhile.

        WATCH also notices a deletion, so a session that was ended elsewhere is
        never brought back to life by a late write.
        """
        key = self._key(session_id)
        async with self._redis.pipeline(transaction=True) as pipe:
            for attempt in range(MAX_TRIES):
                try:
                    await pipe.watch(key)
                    session = self._decode(session_id, await pipe.get(key))
                    if session is None:
                        return None
                    if change is not None:
                        change(session.data)
                    elif not self._expiry.slide_due(session):
                        return session  # another replica has just slid it
                    session = replace(session, expire_at=self._expiry.deadline())
                    pipe.multi()
                    pipe.set(key, session.to_json(), px=self._px(session))
                    await pipe.execute()
                    return session
                except WatchError:
                    await asyncio.sleep(random.uniform(0, min(0.1, 0.001 * 2**attempt)))
        raise StoreUnavailable("the session is being changed too often")

    def _key(self, session_id: str) -> str:
        return self._prefix + session_id

    def _px(self, session: Session) -> int:
        """Redis drops the record when it expires, to the millisecond."""
        return max(1, round((session.expire_at - self._expiry.now()) * 1000))

    def _decode(self, session_id: str, raw: str | bytes | None) -> Session | None:
        if raw is None:
            return None
        session = Session.from_json(session_id, raw)
        if session is None:
            log.warning("ignoring a session record that cannot be read")
        return self._expiry.live(session)


@contextmanager
def _errors() -> Iterator[None]:
    """Turn whatever is wrong with Redis into the one error the app handles.

    Only the kind of error is logged: messages may hold host names or more.
    """
    try:
        yield
    except (RedisError, OSError) as error:
        log.warning("session store failed: %s", type(error).__name__)
        raise StoreUnavailable("the session store does not answer") from error
