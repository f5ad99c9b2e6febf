"""The Celery app: what workers and the scheduler run.

    celery --app=app.tasks worker
    celery --app=app.tasks beat --schedule=/tmp/celerybeat-schedule --pidfile=

A task is done at least once: it stays in Redis until a worker has finished it,
and another one gets it if that worker is lost. So it must do no harm to run it
twice, and it does none: everything is written under the id of the task, the
result last, and where there is a result already it is not worked out again.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

import httpx
from celery import Celery, Task

from app.bucket import Bucket
from app.config import ConfigError, read_seconds
from app.pictures import draw_result
from app.problems import Failure, PassingFailure
from app.samples import local_sample, valid_number, valid_pixels
from app.taskqueue import CLASSIFY, MAX_SECONDS, RESULT_TTL, worker_name

SUMMARIZE = "app.tasks.summarize"

MAX_ATTEMPTS = 20
"""A task that takes its worker with it is given to the next one: not for ever."""


def create_app() -> Celery:
    """Celery, set up from the environment."""
    broker = os.environ.get("CELERY_BROKER_URL")
    if not broker:
        raise ConfigError("CELERY_BROKER_URL is not set")
    visibility = read_seconds(os.environ, "VISIBILITY_TIMEOUT_SECONDS", 3600)
    every = read_seconds(os.environ, "SUMMARY_SECONDS", 60)
    celery = Celery(
        "sessionstack-example",
        broker=broker,
        backend=os.environ.get("CELERY_RESULT_BACKEND") or broker,
    )
    celery.conf.update(
        task_serializer="json",
        result_serializer="json",
        accept_content=["json"],
        result_expires=RESULT_TTL,
        # "Running", and on which worker, is something to show.
        task_track_started=True,
        # A task is taken out of Redis when it is finished, not when it begins.
        task_acks_late=True,
        # When a process of the pool dies under a task (the kernel ends it for its
        # memory, say) the worker itself puts the task back, at once.
        task_reject_on_worker_lost=True,
        # A worker takes no more tasks than it works on: those that wait in Redis
        # can be done by others, and counted by whoever scales the workers.
        worker_prefetch_multiplier=1,
        # When the connection breaks, go on: the result is written in any case, and
        # whoever gets the task afterwards finds it there.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            # When a whole worker is killed nobody can tell Redis. Its tasks are
            # given to others when this time has passed since it got them. It must
            # be longer than the longest task: else that is begun a second time
            # while the first is still at it.
            "visibility_timeout": visibility,
            # How often workers look for such tasks: Celery's own default is every
            # 100 seconds.
            "unacked_restore_interval": max(1, min(10, int(visibility / 5))),
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 5,
            "socket_timeout": 15,
            "socket_keepalive": True,
        },
        # Sees to it that no task is longer than that.
        task_time_limit=max(1, int(visibility * 0.9)),
        redis_socket_connect_timeout=5,
        redis_socket_timeout=15,
        redis_socket_keepalive=True,
        redis_backend_health_check_interval=30,
        result_backend_always_retry=True,
        beat_schedule={
            "summarize": {
                "task": SUMMARIZE,
                "schedule": every,
                # When no worker is there for a while one tick is enough afterwards.
                "options": {"queue": "celery", "expires": every},
            }
        },
    )
    return celery


app = create_app()


@lru_cache(maxsize=1)
def _bucket() -> Bucket:
    """Made when it is first needed, after the worker has forked."""
    return Bucket()


@app.task(
    name=CLASSIFY,
    bind=True,
    throws=(Failure,),
    autoretry_for=(PassingFailure,),
    max_retries=6,
    retry_backoff=1,
    retry_backoff_max=30,
    retry_jitter=False,
)
def classify(
    self: Task,
    username: str,
    sample: int | None = None,
    pixels: list[float] | None = None,
    seconds: float = 0,
) -> dict[str, Any]:
    """Let the model server tell which digit it is, and keep what it says.

    Takes the pixels, or the number of a sample; and as many seconds longer as
    it is told, for those who want to see workers at work.
    """
    task_id, bucket = str(self.request.id), _bucket()
    worker = worker_name(str(self.request.hostname))
    with _attempt(bucket, self.request, worker) as attempt:
        done = bucket.get_json(bucket.result_key(task_id))
        if done is not None:
            attempt["state"] = "repeated"
            return dict(done)
        if pixels is None and valid_number(sample):
            pixels = list(local_sample(sample).pixels)
        if pixels is None or not valid_pixels(pixels):
            raise Failure("there is no such sample, and no picture of a digit")
        answer = _predict(pixels)
        time.sleep(min(max(0, seconds), MAX_SECONDS))
        picture = draw_result(pixels, answer["probabilities"])
        bucket.put(bucket.picture_key(task_id), picture, "image/png")
        result = {
            "id": task_id,
            "username": username,
            "sample": sample,
            "digit": answer["digit"],
            "confidence": answer["confidence"],
            "model": answer["pod"],
            "worker": worker,
            "key": bucket.result_key(task_id),
            "file": bucket.picture_key(task_id),
            "finished_at": time.time(),
        }
        bucket.put_json(bucket.result_key(task_id), result)
        return result


@app.task(name=SUMMARIZE, bind=True, throws=(Failure,), ignore_result=True)
def summarize(self: Task) -> None:
    """Count the results. If it fails there is the next tick."""
    bucket = _bucket()
    results = sum(key.endswith(".json") for key in bucket.keys(f"{bucket.files}results/"))
    worker = worker_name(str(self.request.hostname))
    summary = {"results": results, "worker": worker, "written_at": time.time()}
    bucket.put_json(bucket.summary_key(), summary)


def _predict(pixels: list[float]) -> dict[str, Any]:
    """Ask the model server."""
    url = os.environ.get("MODEL_URL")
    if not url:
        raise Failure("MODEL_URL is not set: the stack has no model server")
    try:
        # Proxies of the environment are none of a neighbour's business.
        with httpx.Client(timeout=10, trust_env=False) as client:
            answer = client.post(f"{url.rstrip('/')}/predict", json={"pixels": pixels})
    except httpx.HTTPError as error:
        raise PassingFailure("the model server does not answer") from error
    if answer.is_client_error:
        raise Failure(f"the model server refuses the picture: {answer.status_code}")
    if not answer.is_success:
        raise PassingFailure(f"the model server fails: {answer.status_code}")
    prediction = answer.json()
    assert isinstance(prediction, dict)
    return prediction


@contextmanager
def _attempt(bucket: Bucket, request: Any, worker: str) -> Iterator[dict[str, Any]]:
    """Log an attempt, in an object of its own: begun, and how it ended.

    One that its worker did not survive stays "started". So the bucket tells how
    often each task was begun, and that it was finished once.
    """
    prefix = bucket.attempts_prefix(request.id)
    key = f"{prefix}{uuid.uuid4()}.json"
    attempt = {
        "task": request.id,
        "worker": worker,
        "retries": request.retries,
        "redelivered": bool((request.delivery_info or {}).get("redelivered")),
        "state": "started",
        "started_at": time.time(),
    }
    bucket.put_json(key, attempt)
    try:
        if sum(1 for _ in bucket.keys(prefix)) > MAX_ATTEMPTS:
            raise Failure(f"given up after {MAX_ATTEMPTS} attempts")
        yield attempt
    except Exception as error:
        text = str(error) if isinstance(error, Failure) else type(error).__name__
        _close(bucket, key, attempt, state="failed", error=text)
        raise
    else:
        state = "done" if attempt["state"] == "started" else attempt["state"]
        _close(bucket, key, attempt, state=state)


def _close(bucket: Bucket, key: str, attempt: dict[str, Any], **how: str) -> None:
    """Log the end, if that can be done: it is not worth doing the task again."""
    with suppress(PassingFailure):
        bucket.put_json(key, {**attempt, **how, "finished_at": time.time()})
