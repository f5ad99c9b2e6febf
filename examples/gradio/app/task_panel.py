"""The part of the page that has workers do something.

It works like the rest of the page: each event is one plain request, which any
replica can answer. While a task is under way the browser asks each second how
far it is; nothing waits for it on a server.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import gradio as gr

from app import content
from app.context import Context, NotSignedIn
from app.gate import session_of
from app.pages import LOG_IN_AGAIN, alert
from app.pictures import data_uri, draw_digit
from app.problems import Failure
from app.samples import COUNT
from app.sessions import Session, StoreUnavailable

View = tuple[Any, ...]
"""The state of the last task, its result, the list of tasks, and the timer."""

SHOWN = 8
UNDER_WAY = ("queued", "running", "retrying")
COLOURS = {"done": "#16a34a", "failed": "#dc2626", "running": "#4f46e5", "retrying": "#d97706"}
DIM = "color:var(--body-text-color-subdued)"


def task_panel(context: Context) -> Callable[[Sequence[Any]], None]:
    """Build the panel; returns what ties it to the events that update the page."""
    jobs = context.jobs
    assert jobs is not None
    options: dict[str, Any] = {"queue": False, "show_progress": "hidden"}

    # Gradio has checked the numbers: what is out of range does not get here.
    async def preview(number: float) -> str:
        try:
            sample = await jobs.sample(int(number))
        except Failure as failure:
            return alert(f"There is no picture: {failure}.")
        return (
            f'<img src="{data_uri(draw_digit(sample.pixels))}" width="160" height="160" '
            f'style="border-radius:.4rem" alt="handwritten digit {sample.number}">'
            f'<p style="{DIM};font-size:.85rem;margin-top:.4rem">Labelled '
            f"<b>{sample.label}</b>, says {escape(sample.source)}</p>"
        )

    async def follow(request: gr.Request) -> View:
        return await _answer(context, request, None)

    async def submit_task(number: float, seconds: float, request: gr.Request) -> View:
        async def submit(session: Session) -> Session:
            changed = await jobs.submit(session, int(number), seconds)
            if changed is None:  # ended between reading and writing
                raise NotSignedIn
            return changed

        return await _answer(context, request, submit)

    async def summary() -> str:
        try:
            found = await jobs.summary()
        except Failure as failure:
            return _small(f"No summary: {escape(str(failure))}.")
        if found is None:
            return _small("The scheduler has not had a summary written yet.")
        return _small(
            f"The bucket had <b>{int(found['results'])}</b> results "
            f"{_ago(found['written_at'])}, counted by {escape(str(found['worker']))} "
            "for the scheduler."
        )

    with gr.Column(variant="panel", elem_id="task-panel"):
        gr.HTML(f'<p style="{DIM}">Tasks: which digit is it? A worker asks the model server, '
                "and keeps the answer in the bucket.</p>")
        with gr.Row():
            with gr.Column(min_width=260):
                number = gr.Slider(
                    0, COUNT - 1, 0, step=1, label="Sample", elem_id="task-sample"
                )
                picture = gr.HTML(elem_id="task-picture")
                seconds = gr.Slider(
                    0, 60, 0, step=1, label="Extra seconds", elem_id="task-seconds"
                )
                submit = gr.Button("Classify", variant="primary", elem_id="task-submit")
            with gr.Column(scale=2, min_width=320):
                state = gr.HTML(elem_id="task-state")
                result = gr.HTML(elem_id="task-result")
                listing = gr.HTML(elem_id="task-list")
                counted = gr.HTML(elem_id="task-summary")
        timer = gr.Timer(1, active=False)
        view = [state, result, listing, timer]

    number.change(preview, number, picture, trigger_mode="always_last", **options)
    submit.click(submit_task, [number, seconds], view, **options)
    timer.tick(follow, None, view, **options)

    def update_on(events: Sequence[Any]) -> None:
        gr.on(events, preview, number, picture, **options)
        gr.on(events, follow, None, view, **options)
        gr.on(events, summary, None, counted, **options)

    return update_on


async def _answer(context: Context, request: gr.Request, submit: Any) -> View:
    """What to show, whatever works and whatever does not; see app.dashboard."""
    assert context.jobs is not None
    try:
        session = session_of(request.request)
        if submit is not None:
            session = await submit(session)
        tasks = await context.jobs.follow(content.tasks(session.data)[-SHOWN:])
    except Failure as failure:
        # The timer goes on, if it was: what is wrong may pass.
        return alert(f"That did not work: {failure}."), gr.skip(), gr.skip(), gr.skip()
    except StoreUnavailable:
        return (
            alert("Your session cannot be read at the moment. Your tasks are not lost."),
            gr.skip(), gr.skip(), gr.skip(),
        )
    except NotSignedIn:
        ended = alert("Your session has ended.", LOG_IN_AGAIN)
        return ended, gr.skip(), gr.skip(), gr.Timer(active=False)
    if not tasks:
        return _small("No task yet."), "", "", gr.Timer(active=False)
    under_way = any(task["state"] in UNDER_WAY for task in tasks)
    return _state(tasks[-1]), _result(tasks[-1]), _list(tasks), gr.Timer(active=under_way)


def _state(task: dict[str, Any]) -> str:
    """The line on the last task. Tests read its data attributes."""
    where = f" on {escape(task['worker'])}" if task["worker"] else ""
    wrong = f": {escape(task['error'])}" if task["error"] else ""
    return (
        f'<p data-task="{escape(task["id"])}" data-state="{escape(task["state"])}" '
        f'style="font-size:1.1rem">{_badge(task["state"])}{where}{wrong}</p>'
    )


def _badge(state: str) -> str:
    colour = COLOURS.get(state, "#71717a")
    return (
        f'<span style="background:{colour};color:#fff;border-radius:1rem;padding:.1rem .7rem;'
        f'font-size:.85em;font-weight:600">{escape(state)}</span>'
    )


def _result(task: dict[str, Any]) -> str:
    """What the worker found out, with the picture that it has put into the bucket."""
    result = task["result"]
    if result is None:
        return ""
    facts = {
        "Worker": ("task-worker", result["worker"]),
        "Model server": ("task-model", result["model"]),
        "Result": ("task-key", result["key"]),
        "Picture": ("task-file-key", result["file"]),
    }
    rows = "".join(
        f'<dt style="{DIM}">{name}</dt><dd style="overflow-wrap:anywhere">'
        f'<code id="{elem_id}">{escape(str(value))}</code></dd>'
        for name, (elem_id, value) in facts.items()
    )
    return (
        f'<p style="margin-top:.6rem">It is a <b id="task-digit" style="font-size:2rem">'
        f"{int(result['digit'])}</b> "
        f'<span style="{DIM}">({float(result["confidence"]):.1%} sure)</span></p>'
        f'<img id="task-file" src="/api/tasks/{escape(task["id"])}/file" '
        'style="max-width:100%;height:auto;border-radius:.4rem;margin:.4rem 0 .8rem" '
        'width="480" height="160" alt="The picture cannot be read from the bucket now.">'
        '<dl style="display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;'
        f'font-size:.85rem;margin:0">{rows}</dl>'
    )


def _list(tasks: list[dict[str, Any]]) -> str:
    """The visitor's last tasks, newest first."""
    rows = "".join(
        f"<tr><td><code>{escape(task['id'][:8])}</code></td><td>{int(task['sample'])}</td>"
        f"<td>{_badge(task['state'])}</td>"
        f"<td>{task['result']['digit'] if task['result'] else ''}</td>"
        f"<td>{escape(task['worker'] or '')}</td></tr>"
        for task in reversed(tasks)
    )
    names = ("Task", "Sample", "State", "Digit", "Worker")
    head = "".join(f'<th align="left">{name}</th>' for name in names)
    return (
        "<style>#task-list :is(table, tr, th, td) { border: 0 solid var(--border-color-primary) }"
        "#task-list :is(th, td) { border-bottom-width: 1px; padding: .35rem .6rem .35rem 0 }"
        "</style>"
        '<table style="width:100%;font-size:.85rem;margin-top:.8rem">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _small(text: str) -> str:
    return f'<p style="{DIM};font-size:.85rem">{text}</p>'


def _ago(moment: float) -> str:
    return f"{max(0, round(time.time() - moment))} s ago"
