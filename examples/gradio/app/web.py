"""The web app: pages to log in and out, and everything else put together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

from fastapi import FastAPI, Form, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app import api, content, streams, task_api
from app.config import Settings
from app.context import Context, NotSignedIn, context_of
from app.dashboard import mount_dashboard
from app.gate import MOUNT, Gate
from app.pages import forbidden_page, login_page, problem, unavailable
from app.problems import Failure
from app.security import new_visitor_id
from app.sessions import StoreUnavailable

HOME = f"{MOUNT}/"


def create_app() -> FastAPI:
    """For `uvicorn --factory app.web:create_app`."""
    logging.basicConfig(level=logging.INFO)
    return build_app(Context.from_settings(Settings.from_env()))


def build_app(context: Context) -> FastAPI:
    """Put the app together."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        context.drain.attach()
        yield
        with suppress(StoreUnavailable):
            await context.store.close()
        if context.jobs:
            await context.jobs.close()

    app = FastAPI(
        title=context.settings.project_name,
        version=context.settings.version,
        lifespan=lifespan,
        docs_url=None,  # the documentation pages load their scripts from a CDN
        redoc_url=None,
    )
    app.state.context = context
    app.add_middleware(Gate, context=context)
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(StoreUnavailable, _store_unavailable)
    app.add_exception_handler(Failure, _failure)
    app.include_router(api.router)
    if context.jobs:
        app.include_router(task_api.router)
    app.include_router(streams.router)
    app.add_api_route("/", home, methods=["GET"])
    app.add_api_route("/healthz", healthz, methods=["GET"])
    app.add_api_route("/login", show_login, methods=["GET"], response_model=None)
    app.add_api_route("/login", login, methods=["POST"], response_model=None)
    app.add_api_route("/logout", logout, methods=["POST"], response_model=None)
    mount_dashboard(app, context)
    return app


async def _not_signed_in(request: Request, error: Exception) -> Response:
    return problem(401, "not signed in")


async def _store_unavailable(request: Request, error: Exception) -> Response:
    return unavailable(context_of(request).settings, request)


async def _failure(request: Request, error: Exception) -> Response:
    return problem(503, str(error))


async def home() -> RedirectResponse:
    """The page; its gate sends those without a session on to the login form."""
    return RedirectResponse(HOME, 303)


async def healthz(request: Request) -> JSONResponse:
    """Whether this process can serve.

    The store is left out on purpose: when Redis is down, restarting or
    unrouting every replica would make things worse, not better.
    """
    if context_of(request).drain.draining:
        return JSONResponse({"status": "draining"}, 503)
    return JSONResponse({"status": "ok"})


async def show_login(request: Request) -> Response:
    """The login form, or the page for those who need not log in."""
    context = context_of(request)
    with suppress(NotSignedIn):
        await context.session(request)
        return RedirectResponse(HOME, 303)
    return _login_form(context, request)


async def login(
    request: Request,
    username: Annotated[str, Form()] = "",
    csrf_token: Annotated[str, Form()] = "",
) -> Response:
    """Log in with the form."""
    context = context_of(request)
    if not context.security.csrf_ok(csrf_token, context.security.visitor_id(request)):
        return forbidden_page(context.settings)
    name = content.clean_username(username)
    if name is None:
        return _login_form(context, request, "A name has 1 to 64 printable characters.", 422)
    session = await api.start_session(context, request, name)
    response = RedirectResponse(HOME, 303)
    context.security.set_session(request, response, session.session_id)
    return response


async def logout(request: Request, csrf_token: Annotated[str, Form()] = "") -> Response:
    """Log out with the form on the page."""
    context = context_of(request)
    session_id = context.security.session_id(request)
    if session_id is not None:
        if not context.security.csrf_ok(csrf_token, session_id):
            return forbidden_page(context.settings)
        await context.store.delete(session_id)
    response = RedirectResponse("/login", 303)
    context.security.clear_session(response)
    return response


def _login_form(
    context: Context, request: Request, error: str | None = None, status: int = 200
) -> Response:
    # The name is kept, so that a form open in another tab stays valid.
    visitor = context.security.visitor_id(request) or new_visitor_id()
    token = context.security.csrf_token(visitor)
    response = login_page(context.settings, token, error, status)
    context.security.set_visitor(request, response, visitor)
    return response
