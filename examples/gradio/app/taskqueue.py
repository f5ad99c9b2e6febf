"""The client of the task queue: hands over tasks, and learns what became of them.

It is as synchronous as Celery is: app.jobs runs it in threads. Timeouts are
short, so that a broker that is down costs a visitor a notice and no patience.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from celery import Celery
from celery.exceptions import CeleryError
from celery.signals import before_task_publish
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from app.problems import Failure, PassingFailure

log = logging.getLogger(__name__)

CLASSIFY = "app.tasks.classify"

RESULT_TTL = 24 * 3600
"""How long Redis knows what became of a task. The bucket keeps its result."""

MAX_SECONDS = 300
"""The most deliberate work that can be asked for."""

TIMEOUT = 2.0

STATES = {
    "PENDING": "queued",  # Celery's word for any task of which it has not heard
    "STARTED": "running",
    "RETRY": "retrying",
    "SUCCESS": "done",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task is: queued, running, retrying, done or failed."""

    state: str
    worker: str | None = None
    result: dict[str, Any] | None = None
    error: str | None = None


class _Sender(Celery):
    """A client without results.

    One that has them subscribes to the result of each task that it sends, on a
    connection of its own. Ours rather asks, and any replica can.
    """

    backend_cls = "disabled"


@before_task_publish.connect
def _stamp(properties: dict[str, Any], **_: Any) -> None:
    """Say when a task was sent: how long tasks wait cannot be seen without."""
    properties["timestamp"] = int(time.time())


class TaskQueue:
    """Both methods raise PassingFailure when Redis does not answer."""

    def __init__(self, broker_url: str, result_backend: str) -> None:
        self._sender = _Sender("ui", broker=broker_url, set_as_current=False)
        self._sender.conf.update(
            broker_connection_timeout=TIMEOUT,
            broker_transport_options={
                "socket_connect_timeout": TIMEOUT,
                "socket_timeout": TIMEOUT,
                "socket_keepalive": True,
                "max_retries": 1,
            },
            # A task that is sent twice for that is done once: see app.tasks.
            task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1},
        )
        self._reader = Celery("ui", backend=result_backend, set_as_current=False)
        self._reader.conf.update(
            redis_socket_connect_timeout=TIMEOUT,
            redis_socket_timeout=TIMEOUT,
            redis_socket_keepalive=True,
            redis_backend_health_check_interval=15,
        )

    def send(self, task_id: str, **arguments: Any) -> None:
        """Queue a picture to be classified, under this id."""
        with _errors():
            self._sender.send_task(CLASSIFY, kwargs=arguments, task_id=task_id)

    def progress(self, task_ids: list[str]) -> list[Progress]:
        """How far these tasks are."""
        with _errors():
            # A look at each: state and value of two looks may not go together.
            return [_progress(self._reader.backend.get_task_meta(one)) for one in task_ids]


def _progress(meta: dict[str, Any]) -> Progress:
    state, value = STATES.get(meta["status"], "failed"), meta.get("result")
    if state == "done" and isinstance(value, dict):
        return Progress(state, value.get("worker"), value)
    if state == "running" and isinstance(value, dict):
        return Progress(state, worker_name(value.get("hostname", "")))
    if state in ("retrying", "failed"):
        # Messages of others than ours may hold addresses, or more.
        error = str(value) if isinstance(value, Failure) else type(value).__name__
        return Progress(state, error=error)
    return Progress(state)


def worker_name(hostname: str) -> str:
    """The pod of a worker, out of the name that Celery gives it."""
    return hostname.removeprefix("celery@")


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (KombuError, CeleryError, RedisError, OSError) as error:
        log.warning("task queue failed: %s", type(error).__name__)
        raise PassingFailure("the task queue does not answer") from error
