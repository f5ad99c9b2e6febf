"""The plain HTML pages: logging in, and telling what went wrong.

They are complete in themselves, with no script and nothing to fetch.
"""

from __future__ import annotations

from html import escape
from string import Template

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, Response

from app.config import Settings

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
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
  p { margin: 0 0 1.25rem; color: var(--dim); }
  label { display: block; margin-bottom: .35rem; font-weight: 600; }
  input { box-sizing: border-box; width: 100%; padding: .6rem .7rem; font: inherit;
          border: 1px solid var(--line); border-radius: .4rem; }
  button, a.button { display: block; box-sizing: border-box; width: 100%; margin-top: 1rem;
          padding: .65rem; font: inherit; font-weight: 600; text-align: center;
          text-decoration: none; color: #fff; background: #4f46e5; border: 0;
          border-radius: .4rem; cursor: pointer; }
  [role=alert] { color: #dc2626; }
  footer { margin-top: 1.25rem; font-size: .8rem; color: var(--dim); }
</style>
</head>
<body>
<main>
<h1>$heading</h1>
$body
<footer>answered by <code>$pod</code> &middot; version $version</footer>
</main>
</body>
</html>
""")


def _page(settings: Settings, heading: str, body: str, status: int) -> HTMLResponse:
    html = _PAGE.substitute(
        title=escape(settings.project_name),
        heading=escape(heading),
        body=body,
        pod=escape(settings.pod),
        version=escape(settings.version),
    )
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})


def login_page(
    settings: Settings, csrf_token: str, error: str | None = None, status: int = 200
) -> HTMLResponse:
    """The form to log in with. Any name will do: this is a demonstration."""
    alert = f'<p role="alert">{escape(error)}</p>' if error else ""
    body = f"""<p>Choose any name to start a session.</p>
{alert}<form method="post" action="/login">
<input type="hidden" name="csrf_token" value="{escape(csrf_token)}">
<label for="username">Name</label>
<input id="username" name="username" maxlength="64" autocomplete="username" required autofocus>
<button type="submit">Log in</button>
</form>"""
    return _page(settings, settings.project_name, body, status)


def logout_form(csrf_token: str) -> str:
    """A button that ends the session, for use inside another page."""
    return (
        '<form method="post" action="/logout" style="margin:0">'
        f'<input type="hidden" name="csrf_token" value="{escape(csrf_token)}">'
        '<button type="submit" style="float:right;padding:.3rem .9rem;white-space:nowrap;'
        'cursor:pointer;border-radius:.4rem;border:1px solid var(--border-color-primary)">'
        "Log out</button></form>"
    )


def alert(text: str, link: str = "") -> str:
    """A notice that something is wrong, for use inside another page."""
    return (
        '<p role="alert" style="padding:.6rem .9rem;border-radius:.4rem;color:#991b1b;'
        f'background:#fee2e2;border:1px solid #fca5a5">{escape(text)}{link}</p>'
    )


LOG_IN_AGAIN = ' <a href="/login">Log in again</a>'


def forbidden_page(settings: Settings) -> HTMLResponse:
    """The answer to a form that we did not hand out, or too long ago."""
    body = (
        '<p role="alert">This form is not valid any more. Nothing was changed.</p>'
        '<a class="button" href="/">Start again</a>'
    )
    return _page(settings, "Please try again", body, 403)


def wants_html(connection: HTTPConnection) -> bool:
    """Whether a person is looking at the answer, rather than a script."""
    return "text/html" in connection.headers.get("accept", "")


def unavailable(settings: Settings, connection: HTTPConnection) -> Response:
    """The answer while the session store is down: come back soon."""
    if not wants_html(connection):
        return problem(503, "the session store does not answer, try again soon")
    body = (
        '<p role="alert">Your session cannot be read at the moment. It is not lost: '
        "please try again in a few seconds.</p>"
        '<a class="button" href="/">Try again</a>'
    )
    response = _page(settings, "Back in a moment", body, 503)
    response.headers["Retry-After"] = "2"
    return response


def problem(status: int, message: str) -> JSONResponse:
    """An error for scripts."""
    headers = {"Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = "2"
    return JSONResponse({"error": message}, status, headers)
