"""The Gradio page: which pod answered, a counter, some notes, and tasks for workers.

Every event is sent with `queue=False`, as one plain request. Gradio's queue
takes two (one to join, one to fetch the result) that must reach the same
process, and a load balancer in front of several replicas gives no such
promise. For the same reason there is no gr.State: it lives in one process.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable
from html import escape
from typing import Any

import gradio as gr
from fastapi import FastAPI

from app import content
from app.context import Context, NotSignedIn
from app.gate import MOUNT, session_of
from app.pages import LOG_IN_AGAIN, alert, logout_form
from app.sessions import Change, Session, StoreUnavailable
from app.task_panel import task_panel

View = tuple[Any, ...]
"""A notice, the pod line, the counter, the notes and the logout button, as HTML."""

DIM = "color:var(--body-text-color-subdued)"


def mount_dashboard(app: FastAPI, context: Context) -> None:
    """Put the page under /app."""
    # Gradio 6 takes these at the mount, Gradio 5 in the Blocks or not at all.
    known = inspect.signature(gr.mount_gradio_app).parameters
    wanted: dict[str, Any] = {"theme": _theme(), "footer_links": []}
    late = {name: value for name, value in wanted.items() if name in known}
    early = {} if "theme" in late else {"theme": wanted["theme"]}
    page = _build(context, early)
    gr.mount_gradio_app(app, page, path=MOUNT, show_error=True, ssr_mode=False, **late)


def _theme() -> gr.themes.Base:
    """A theme with fonts every system has: the usual ones come from the network."""
    return gr.themes.Soft(
        font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )


def _build(context: Context, options: dict[str, Any]) -> gr.Blocks:
    name = context.settings.project_name
    with gr.Blocks(title=name, analytics_enabled=False, **options) as page:
        with gr.Row(equal_height=True):
            with gr.Column(scale=5):
                gr.HTML(f'<h1 style="font-size:1.6rem;font-weight:700">{escape(name)}</h1>')
            with gr.Column(scale=1, min_width=140):
                logout = gr.HTML()
        notice = gr.HTML()
        who = gr.HTML()
        with gr.Row():
            with gr.Column(variant="panel"):
                counter = gr.HTML()
                add = gr.Button("Add one", variant="primary")
            with gr.Column(variant="panel"):
                notes = gr.HTML()
                note = gr.Textbox(
                    label="New note", placeholder="Write something down", max_lines=1
                )
                keep = gr.Button("Keep note")
        update_tasks = task_panel(context) if context.jobs else None
        refresh = gr.Button("Refresh", size="sm")
        view = [notice, who, counter, notes, logout]

        async def show(request: gr.Request) -> View:
            return await _answer(context, _session(request))

        async def count_up(request: gr.Request) -> View:
            return await _answer(context, _change(context, request, content.count_up))

        async def add_note(text: str, request: gr.Request) -> View:
            cleaned = content.clean_note(text or "")
            if cleaned is None:
                return (*_notice("A note has 1 to 500 characters."), gr.skip())
            change = content.add_note(cleaned)
            answer = await _answer(context, _change(context, request, change))
            return (*answer, gr.skip() if answer[0] else "")

        page.load(show, None, view, queue=False, show_progress="hidden")
        refresh.click(show, None, view, queue=False, show_progress="hidden")
        if update_tasks:
            update_tasks([page.load, refresh.click])
        add.click(count_up, None, view, queue=False, show_progress="hidden")
        gr.on(
            [keep.click, note.submit],
            add_note,
            note,
            [*view, note],
            queue=False,
            show_progress="hidden",
        )
    return page


async def _session(request: gr.Request) -> Session:
    return session_of(request.request)


async def _change(context: Context, request: gr.Request, change: Change) -> Session:
    session = await _session(request)
    changed = await context.store.update(session.session_id, change)
    if changed is None:  # ended between reading and writing
        raise NotSignedIn
    return changed


async def _answer(context: Context, session: Awaitable[Session]) -> View:
    """What to show, whether or not there is a session.

    An exception would not do: of a call outside the queue that fails, Gradio's
    page does not show the message.
    """
    try:
        return _view(context, await session)
    except StoreUnavailable:
        return _notice(
            "Your session cannot be read at the moment. It is not lost: please try "
            "again in a few seconds."
        )
    except NotSignedIn:
        return _notice("Your session has ended.", LOG_IN_AGAIN)


def _notice(text: str, link: str = "") -> View:
    """Say what is wrong, and leave everything else on the page as it is."""
    return (alert(text, link), *[gr.skip()] * 4)


def _view(context: Context, session: Session) -> View:
    """Everything the page shows. All of it is HTML, so all of it is escaped."""
    settings = context.settings
    who = (
        f'<p>Logged in as <b>{escape(session.username)}</b>, answered by pod '
        f"<b><code>{escape(settings.pod)}</code></b> "
        f'<span style="{DIM}">(version {escape(settings.version)})</span></p>'
    )
    counter = (
        f'<p style="{DIM}">Counter</p><p id="counter" style="font-size:3rem;'
        f'font-weight:700;line-height:1.2">{content.counter(session.data)}</p>'
    )
    items = "".join(f"<li>{escape(note)}</li>" for note in content.notes(session.data))
    listing = f'<p style="{DIM}">Nothing yet.</p>'
    if items:
        listing = f'<ul style="list-style:disc;padding-left:1.2rem">{items}</ul>'
    token = context.security.csrf_token(session.session_id)
    return "", who, counter, f'<p style="{DIM}">Notes</p>{listing}', logout_form(token)
