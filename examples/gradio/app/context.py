"""What the routes share, and how a request finds its session."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from app.config import Settings
from app.drain import Drain
from app.jobs import Jobs
from app.redis_store import RedisStore, connect
from app.security import Security
from app.sessions import MemoryStore, Session, SessionStore

log = logging.getLogger(__name__)


class NotSignedIn(Exception):
    """The request has no cookie of ours, or its session is over."""


@dataclass(frozen=True)
class Context:
    """The parts of one running app."""

    settings: Settings
    store: SessionStore
    security: Security
    drain: Drain
    jobs: Jobs | None
    """Tasks for workers, if the stack has a queue."""

    @classmethod
    def from_settings(cls, settings: Settings) -> Context:
        """Choose the store: nothing here talks to it yet, so it may be down."""
        store: SessionStore
        if settings.redis_url:
            redis = connect(settings.redis_url)
            store = RedisStore(redis, settings.session_ttl, settings.session_key_prefix)
        else:
            log.warning("REDIS_URL is not set: sessions are kept in this process only")
            store = MemoryStore(settings.session_ttl)
        jobs = Jobs(settings, store) if settings.broker_url else None
        return cls(settings, store, Security(settings), Drain(), jobs)

    async def session(self, connection: HTTPConnection) -> Session:
        """The session of a request; raises NotSignedIn or StoreUnavailable."""
        session_id = self.security.session_id(connection)
        session = await self.store.get(session_id) if session_id else None
        if session is None:
            raise NotSignedIn
        return session


def context_of(connection: HTTPConnection) -> Context:
    """The context of the app that serves this connection."""
    context = connection.app.state.context
    assert isinstance(context, Context)
    return context
