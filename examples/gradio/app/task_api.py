"""The tasks in JSON, for scripts and tests."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app import content
from app.api import SignedIn
from app.context import NotSignedIn, context_of
from app.jobs import Jobs
from app.pages import problem
from app.samples import COUNT
from app.sessions import Session
from app.taskqueue import MAX_SECONDS

router = APIRouter(prefix="/api")


class NewTask(BaseModel):
    """What to classify, and how much longer that is to take."""

    sample: Annotated[int, Field(ge=0, lt=COUNT)]
    seconds: Annotated[float, Field(ge=0, le=MAX_SECONDS)] = 0


def _jobs(request: Request) -> Jobs:
    jobs = context_of(request).jobs
    assert jobs is not None, "these routes are there only with a queue"
    return jobs


def _mine(session: Session, task_id: str) -> list[dict[str, Any]]:
    """The task; nothing if it is somebody else's: nobody may learn that it exists."""
    return [task for task in content.tasks(session.data) if task["id"] == task_id]


@router.post("/tasks", status_code=202)
async def submit(request: Request, session: SignedIn, task: NewTask) -> dict[str, Any]:
    """Queue a task."""
    changed = await _jobs(request).submit(session, task.sample, task.seconds)
    if changed is None:  # ended between reading and writing
        raise NotSignedIn
    return {**content.tasks(changed.data)[-1], "pod": context_of(request).settings.pod}


@router.get("/tasks")
async def list_tasks(request: Request, session: SignedIn) -> dict[str, Any]:
    """The visitor's last tasks, oldest first."""
    tasks = await _jobs(request).follow(content.tasks(session.data))
    return {"tasks": tasks, "pod": context_of(request).settings.pod}


@router.get("/tasks/{task_id}", response_model=None)
async def show_task(
    request: Request, session: SignedIn, task_id: str
) -> dict[str, Any] | Response:
    """One of them."""
    for task in await _jobs(request).follow(_mine(session, task_id)):
        return {**task, "pod": context_of(request).settings.pod}
    return problem(404, "there is no such task")


@router.get("/tasks/{task_id}/file", response_model=None)
async def show_file(request: Request, session: SignedIn, task_id: str) -> Response:
    """Its picture. Browsers cannot reach the bucket, and need not know where it is."""
    png = await _jobs(request).picture(task_id) if _mine(session, task_id) else None
    if png is None:
        return problem(404, "there is no such file")
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(png, media_type="image/png", headers=headers)


@router.get("/summary", response_model=None)
async def show_summary(request: Request, session: SignedIn) -> dict[str, Any] | Response:
    """What the scheduler makes workers write from time to time."""
    summary = await _jobs(request).summary()
    return problem(404, "there is no summary yet") if summary is None else summary
