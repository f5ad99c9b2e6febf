"""The app in this process, with sessions in memory."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import jwt
import pytest
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.config import ConfigError, Settings, prepare_environment
from app.context import Context
from app.security import Security
from app.web import build_app
from tests.conftest import SECRETS

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def context() -> Context:
    settings = Settings.from_env({**SECRETS, "HOSTNAME": "pod-x", "PROJECTNAME": "<Demo>"})
    return Context.from_settings(settings)


@pytest.fixture(scope="module")
def running(context: Context) -> Iterator[TestClient]:
    with TestClient(build_app(context), follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(running: TestClient) -> TestClient:
    """A browser without cookies."""
    running.cookies.clear()
    return running


def csrf_token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found, "no form with a CSRF token"
    return found[1]


def log_in(client: TestClient, username: str = "ada") -> None:
    assert client.post("/api/login", json={"username": username}).status_code == 200


def test_visitors_are_led_to_the_login_form_and_then_to_the_page(client: TestClient) -> None:
    assert client.get("/").headers["location"] == "/app/"
    assert client.get("/app/", headers=HTML).headers["location"] == "/login"
    form = client.get("/login", headers=HTML)
    assert "&lt;Demo&gt;" in form.text and "<Demo>" not in form.text
    answer = client.post("/login", data={"username": " ada ", "csrf_token": csrf_token(form.text)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/app/")
    assert client.get("/api/session").json()["username"] == "ada"
    assert client.get("/login", headers=HTML).headers["location"] == "/app/"
    page = client.get("/app/", headers=HTML)
    assert page.status_code == 200 and "gradio" in page.text


def test_the_cookie_is_kept_from_scripts_and_slides(client: TestClient) -> None:
    answer = client.post("/api/login", json={"username": "ada"})
    for response in (answer, client.get("/api/session"), client.get("/app/", headers=HTML)):
        cookie = response.headers["set-cookie"].lower()
        assert cookie.startswith("session=")
        assert "httponly" in cookie and "samesite=lax" in cookie and "max-age=1800" in cookie
        assert "secure" not in cookie
    # As uvicorn makes of X-Forwarded-Proto from a trusted proxy.
    secure = client.get("https://testserver/api/session")
    assert "secure" in secure.headers["set-cookie"].lower()


@pytest.mark.parametrize("token", ["", "wrong", "someone-else"])
def test_a_login_form_that_is_not_ours_is_refused(client: TestClient, token: str) -> None:
    if token == "someone-else":
        token = csrf_token(client.get("/login").text)
        client.cookies.clear()
    client.get("/login")
    answer = client.post("/login", data={"username": "ada", "csrf_token": token})
    assert answer.status_code == 403
    assert "session" not in client.cookies


def test_a_logout_needs_the_token_of_its_own_session(client: TestClient, context: Context) -> None:
    log_in(client, "eve")
    eve = context.security.session_id(_connection(client))
    assert eve is not None
    client.cookies.clear()
    log_in(client, "ada")
    for wrong in ("", context.security.csrf_token(eve)):
        assert client.post("/logout", data={"csrf_token": wrong}).status_code == 403
    assert client.get("/api/session").status_code == 200
    ada = context.security.session_id(_connection(client))
    assert ada is not None
    cookie = client.cookies["session"]
    answer = client.post("/logout", data={"csrf_token": context.security.csrf_token(ada)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "session" not in client.cookies
    client.cookies.set("session", cookie)
    assert client.get("/api/session").status_code == 401, "the session must be over, too"


def _connection(client: TestClient):  # noqa: ANN202 - a request as the app would see it
    from starlette.requests import HTTPConnection

    header = f"session={client.cookies['session']}".encode()
    return HTTPConnection({"type": "http", "headers": [(b"cookie", header)]})


def test_a_new_login_ends_the_old_session(client: TestClient) -> None:
    log_in(client, "ada")
    old = client.cookies["session"]
    log_in(client, "bob")
    assert client.cookies["session"] != old
    client.cookies.clear()
    client.cookies.set("session", old)
    assert client.get("/api/session").status_code == 401


def test_a_tampered_cookie_is_no_session(client: TestClient) -> None:
    log_in(client)
    good = client.cookies["session"]
    sid = jwt.decode(good, SECRETS["JWT_SECRET"], algorithms=["HS256"])["sid"]
    head, body, signature = good.split(".")
    middle = len(signature) // 2
    flipped = "A" if signature[middle] != "A" else "B"
    for bad in (
        sid,
        "",
        "x.y.z",
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:middle]}{flipped}{signature[middle + 1:]}",
        jwt.encode({"sid": sid}, "another-secret-of-at-least-32-bytes", algorithm="HS256"),
        jwt.encode({"sid": sid}, "", algorithm="none"),
        jwt.encode({"sid": ["x"]}, SECRETS["JWT_SECRET"], algorithm="HS256"),
    ):
        client.cookies.clear()
        client.cookies.set("session", bad)
        assert client.get("/api/session").status_code == 401, bad
    client.cookies.clear()
    client.cookies.set("session", good)
    assert client.get("/api/session").status_code == 200


def test_keys_that_are_rotated_end_no_session_and_no_form() -> None:
    new = {name: f"new-{value}" for name, value in SECRETS.items()}
    before, after = Security(Settings.from_env(SECRETS)), Security(Settings.from_env(new))
    announced = Security(
        Settings.from_env({**SECRETS, **{f"{k}_FALLBACKS": v for k, v in new.items()}})
    )
    switched = Security(
        Settings.from_env({**new, **{f"{k}_FALLBACKS": f"x,{v}" for k, v in SECRETS.items()}})
    )

    def accepts(reader: Security, writer: Security) -> set[bool]:
        response = Response()
        request = HTTPConnection({"type": "http", "scheme": "http", "headers": [],
                                  "server": ("test", 80), "path": "/"})
        writer.set_session(request, response, "sid")
        writer.set_visitor(request, response, "visitor")
        cookies = b"; ".join(
            value.split(b";")[0] for name, value in response.raw_headers if name == b"set-cookie"
        )
        request = HTTPConnection({"type": "http", "headers": [(b"cookie", cookies)]})
        return {
            reader.session_id(request) == "sid",
            reader.visitor_id(request) == "visitor",
            reader.csrf_ok(writer.csrf_token("sid"), "sid"),
        }

    # Those that run side by side, each step of the way.
    for older, newer in ((before, announced), (announced, switched), (switched, after)):
        assert accepts(newer, older) == accepts(older, newer) == {True}
    assert accepts(after, before) == accepts(before, after) == {False}


def test_without_a_session_everything_is_refused_in_json(client: TestClient) -> None:
    calls = [("GET", "/api/session"), ("POST", "/api/counter"), ("GET", "/api/notes"),
             ("GET", "/events"), ("GET", "/app/config"), ("POST", "/app/gradio_api/queue/join")]
    for method, path in calls:
        answer = client.request(method, path)
        assert (answer.status_code, answer.json()) == (401, {"error": "not signed in"}), path


def test_counter_and_notes(client: TestClient) -> None:
    log_in(client)
    assert client.post("/api/counter").json() == {"counter": 1, "pod": "pod-x"}
    assert client.post("/api/counter").json()["counter"] == 2
    assert client.post("/api/notes", json={"note": " first "}).json()["notes"] == ["first"]
    client.post("/api/notes", json={"note": "second"})
    assert client.get("/api/notes").json() == {"notes": ["first", "second"], "pod": "pod-x"}
    session = client.get("/api/session").json()
    assert set(session) == {"session_id_prefix", "username", "data", "expire_at", "pod"}
    assert len(session["session_id_prefix"]) == 8
    assert session["data"] == {"counter": 2, "notes": ["first", "second"]}


def test_bad_input_is_refused(client: TestClient) -> None:
    for username in ("", "  ", "a\nb", "x" * 65):
        assert client.post("/api/login", json={"username": username}).status_code == 422
    log_in(client)
    for note in ("", "x" * 501):
        assert client.post("/api/notes", json={"note": note}).status_code == 422


def test_the_page_answers_in_one_request_and_escapes(client: TestClient) -> None:
    log_in(client, "<b>eve")
    run = "/app/gradio_api/run"
    functions = {d["api_name"]: d for d in client.get("/app/config").json()["dependencies"]}
    assert not any(function["queue"] for function in functions.values())
    client.post(f"{run}/count_up", json={"data": []})
    answer = client.post(f"{run}/add_note", json={"data": ["<script>"]})
    notice, who, counter, notes, logout, emptied = answer.json()["data"]
    assert notice == "" and "&lt;b&gt;eve" in who and "pod-x" in who
    assert ">1</p>" in counter and "&lt;script&gt;" in notes and emptied == ""
    session = client.get("/api/session").json()
    assert session["data"] == {"counter": 1, "notes": ["<script>"]}
    answer = client.post("/logout", data={"csrf_token": csrf_token(logout)})
    assert answer.headers["location"] == "/login"


def test_the_page_says_what_is_wrong(client: TestClient) -> None:
    run = "/app/gradio_api/run"
    for event in ("show", "count_up"):
        data = client.post(f"{run}/{event}", json={"data": []}).json()["data"]
        assert "Your session has ended" in data[0]
        assert all(rest["__type__"] == "update" and "value" not in rest for rest in data[1:])
    log_in(client)
    data = client.post(f"{run}/add_note", json={"data": [" "]}).json()["data"]
    assert "1 to 500" in data[0]


def test_the_page_fetches_nothing_from_elsewhere(client: TestClient) -> None:
    log_in(client)
    page = client.get("/app/", headers=HTML).text + client.get("/login").text
    loads = re.findall(r'<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="(https?:)?//', page)
    assert loads == []
    assert "fonts.googleapis.com" not in page + client.get("/app/theme.css").text


def test_healthz_turns_when_draining_begins() -> None:
    context = Context.from_settings(Settings.from_env(SECRETS))
    with TestClient(build_app(context)) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        context.drain.begin()
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()) == (503, {"status": "draining"})


def test_missing_secrets_are_random_and_said_aloud(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        one, two = Settings.from_env({"JWT_SECRET": ""}), Settings.from_env({})
    assert one.jwt_secret != two.jwt_secret and len(one.jwt_secret) >= 32
    for name in SECRETS:
        assert f"{name} IS NOT SET" in caplog.text


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_env({**SECRETS, "REDIS_URL": "redis://:pw@r/0", "PORT": "80",
                                  "GRADIO_SERVER_PORT": "81", "SESSION_TTL_SECONDS": "60"})
    assert (settings.port, settings.session_ttl) == (80, 60)
    assert settings.session_key_prefix == "session:"
    assert Settings.from_env({**SECRETS, "GRADIO_SERVER_PORT": "81"}).port == 81
    assert "pw" not in repr(settings) and SECRETS["JWT_SECRET"] not in repr(settings)
    for bad in ({"PORT": "http"}, {"PORT": "70000"}, {"SESSION_TTL_SECONDS": "0"},
                {"DRAIN_TIMEOUT_SECONDS": "soon"}):
        with pytest.raises(ConfigError):
            Settings.from_env({**SECRETS, **bad})


def test_libraries_stay_off_the_network_and_in_tmp() -> None:
    env = {"GRADIO_ANALYTICS_ENABLED": "True", "GRADIO_TEMP_DIR": "/tmp/mine"}
    prepare_environment(env)
    assert env["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert env["GRADIO_TEMP_DIR"] == "/tmp/mine" and env["HOME"] == "/tmp"
