"""The visitor's tasks: their ids are in the session, the rest is in Redis and the bucket.

So any replica can tell how far they are, and only to the visitor they belong to.
Everything here that is not asynchronous by itself runs in threads.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cached_property, partial
from typing import Any, TypeVar

from app import content
from app.bucket import Bucket
from app.config import Settings
from app.problems import PassingFailure
from app.samples import Sample, Samples
from app.sessions import Session, SessionStore
from app.taskqueue import RESULT_TTL, TaskQueue

T = TypeVar("T")

PATIENCE = 8.0
"""Longer than what is behind takes to fail by itself, names and retries included."""


class Jobs:
    """What the API and the page do with tasks. Methods raise Failure in words for visitors."""

    def __init__(self, settings: Settings, store: SessionStore) -> None:
        assert settings.broker_url and settings.result_backend
        self._store = store
        self._queue = TaskQueue(settings.broker_url, settings.result_backend)
        self._samples = Samples(settings.backend_url)
        # The event loop looks up names in threads of its own, which must not
        # have to wait for a broker.
        self._threads = ThreadPoolExecutor(8, "jobs")

    async def sample(self, number: int) -> Sample:
        """A sample to look at."""
        return await self._samples.get(number)

    async def submit(self, session: Session, sample: int, seconds: float) -> Session | None:
        """Queue a task; its id is that of the last task of the changed session.

        None, as from the store, if the session has ended meanwhile. The session
        knows of the task before the queue does: the other way round there could
        be tasks of which nobody ever hears.
        """
        found = await self.sample(sample)
        task_id = str(uuid.uuid4())
        task = {"id": task_id, "sample": sample, "seconds": seconds, "submitted_at": time.time()}
        changed = await self._store.update(session.session_id, content.add_task(task))
        if changed is None:
            return None
        send = partial(
            self._queue.send,
            task_id,
            username=session.username,
            sample=sample,
            pixels=list(found.pixels),
            seconds=seconds,
        )
        try:
            await self._in_thread(send)
        except Exception:
            await self._store.update(session.session_id, content.drop_task(task_id))
            raise
        return changed

    async def follow(self, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """These tasks of a session, and how far each of them is."""
        if not tasks:
            return []
        ask = partial(self._queue.progress, [task["id"] for task in tasks])
        views = []
        for task, progress in zip(tasks, await self._in_thread(ask), strict=True):
            view = {**task, **asdict(progress)}
            if view["state"] == "queued" and time.time() - task["submitted_at"] > RESULT_TTL:
                view["state"] = "forgotten"
            views.append(view)
        return views

    async def picture(self, task_id: str) -> bytes | None:
        """What the worker has drawn; None if there is nothing yet."""
        return await self._in_thread(lambda: self._bucket.get(self._bucket.picture_key(task_id)))

    async def summary(self) -> dict[str, Any] | None:
        """What the scheduler had written last; None if there is nothing yet."""
        return await self._in_thread(lambda: self._bucket.get_json(self._bucket.summary_key()))

    async def close(self) -> None:
        """Let go of connections, and wait for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self._samples.close()

    @cached_property
    def _bucket(self) -> Bucket:
        return Bucket()

    async def _in_thread(self, call: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(loop.run_in_executor(self._threads, call), PATIENCE)
        except TimeoutError as error:
            raise PassingFailure("this takes too long at the moment") from error
