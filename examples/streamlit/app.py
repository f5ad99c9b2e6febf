"""`streamlit run app.py`: the page, with a way to log in before it.

A Streamlit script can read cookies but not set them, and a cookie that a script in
the browser sets can be read by any other. So logging in is plain HTTP, beside the
page: a form, and an answer that sets an HttpOnly cookie.
"""

from __future__ import annotations

import logging
from html import escape
from string import Template
from urllib.parse import urlsplit

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

import sessions

logging.basicConfig(level=logging.INFO)

FORM = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
          --line: #d4d4d8; --dim: #63636e; --paper: #fff; --desk: #f4f4f5; }
  @media (prefers-color-scheme: dark) {
    :root { --line: #3f3f46; --dim: #a1a1aa; --paper: #18181b; --desk: #09090b; } }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center;
         background: var(--desk); }
  main { box-sizing: border-box; width: min(24rem, 92vw); padding: 2rem;
         background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
  h1 { margin: 0 0 .25rem; font-size: 1.4rem; }
  p, footer { margin: 0 0 1.25rem; color: var(--dim); }
  label { display: block; margin-bottom: .35rem; font-weight: 600; }
  input, button { box-sizing: border-box; width: 100%; padding: .6rem .7rem; font: inherit;
          border: 1px solid var(--line); border-radius: .4rem; }
  button { margin-top: 1rem; font-weight: 600; color: #fff; background: #d6293e; border: 0;
          cursor: pointer; }
  [role=alert] { color: #dc2626; }
  footer { margin: 1.25rem 0 0; font-size: .8rem; }
</style>
</head>
<body>
<main>
<h1>SessionStack example</h1>
<p>Choose any name to start a session.</p>
$alert<form method="post" action="/login">
<label for="username">Name</label>
<input id="username" name="username" maxlength="64" autocomplete="username" required autofocus>
<button type="submit">Log in</button>
</form>
<footer>answered by <code>$pod</code></footer>
</main>
</body>
</html>
""")


def form(error: str = "", status: int = 200) -> HTMLResponse:
    """The form to log in with."""
    alert = f'<p role="alert">{escape(error)}</p>' if error else ""
    html = FORM.substitute(alert=alert, pod=escape(sessions.pod()))
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})


def show_login(request: Request) -> Response:
    """The form."""
    return form()


async def login(request: Request) -> Response:
    """Start a session under a new id, and give its cookie."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        return form("This form was sent from somewhere else.", 403)
    name = str((await request.form()).get("username", "")).strip()
    if not (0 < len(name) <= 64 and name.isprintable()):
        return form("A name has 1 to 64 printable characters.", 422)
    try:
        session = await run_in_threadpool(sessions.store().create, name)
    except sessions.StoreUnavailable:
        return form("Sessions cannot be started at the moment. Try again soon.", 503)
    response = RedirectResponse("/", 303)
    response.set_cookie(
        sessions.COOKIE,
        sessions.to_cookie(session),
        httponly=True,
        samesite="lax",
        secure=request.headers.get("x-forwarded-proto", request.url.scheme) == "https",
    )
    return response


class Gate:
    """Leads those who have no cookie of ours to the form.

    Whether their session still lives is for the page to find out: this asks no store,
    so that it has an answer whatever state that is in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the page itself only: assets and health are for everybody."""
        if scope["type"] == "http" and scope["path"] == "/":
            if sessions.from_cookies(Request(scope).cookies) is None:
                await RedirectResponse("/login", 303)(scope, receive, send)
                return
        await self._app(scope, receive, send)


app = st.App(
    "page.py",
    routes=[
        Route("/login", show_login, methods=["GET"]),
        Route("/login", login, methods=["POST"]),
    ],
    middleware=[Middleware(Gate)],
)
