"""The app as it is deployed: `streamlit run`, two replicas, one Redis."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import redis
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
SECRET = "jwt-secret-of-the-tests-0123456789abcdef"
PREFIX = "streamlit:"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def poll(condition: Callable[[], bool], what: str, timeout: float = 60.0) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {timeout:g}s in vain: {what}")
        time.sleep(0.05)


@dataclass
class Process:
    """A process on a port of its own."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="module")
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def store(started: list[subprocess.Popen[bytes]]) -> redis.Redis:
    binary = shutil.which("redis-server")
    if binary is None:
        message = "redis-server IS NOT INSTALLED: replicas that share sessions are NOT tested"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    port = free_port()
    command = [binary, "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
    client = redis.Redis(port=port)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False

    poll(answers, "redis-server does not answer")
    return client


StartApp = Callable[..., Process]


@pytest.fixture(scope="module")
def start_app(
    started: list[subprocess.Popen[bytes]], tmp_path_factory: pytest.TempPathFactory
) -> StartApp:
    def start(pod: str, **settings: str) -> Process:
        port = free_port()
        log = tmp_path_factory.mktemp("logs") / f"{pod}.log"
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(log.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            "STREAMLIT_SERVER_PORT": str(port),
            "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
            "HOSTNAME": pod,
            "JWT_SECRET": SECRET,
            "SESSION_KEY_PREFIX": PREFIX,
            **settings,
        }
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        started.append(process)
        return Process(process, port, log)

    return start


def wait_ready(app: Process) -> None:
    def healthy() -> bool:
        assert app.process.poll() is None, app.log.read_text()
        try:
            return httpx.get(f"{app.url}/_stcore/health", trust_env=False).text == "ok"
        except httpx.TransportError:
            return False

    poll(healthy, "the app does not become healthy")


@pytest.fixture(scope="module")
def replicas(start_app: StartApp, store: redis.Redis) -> tuple[Process, Process]:
    port = store.connection_pool.connection_kwargs["port"]
    url = f"redis://127.0.0.1:{port}/0"
    pair = (start_app("pod-a", REDIS_URL=url), start_app("pod-b", REDIS_URL=url))
    for app in pair:
        wait_ready(app)
    return pair


class Page:
    """A browser's side of Streamlit's WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self._socket = connection
        self.texts: list[str] = []
        self.metric = ""
        self._buttons: dict[str, str] = {}
        self._run(BackMsg())

    @classmethod
    @contextmanager
    def open(cls, app: Process, cookie: str) -> Iterator[Page]:
        """Open the page with a cookie."""
        address = app.url.replace("http", "ws") + "/_stcore/stream"
        headers = {"Cookie": f"session={cookie}"}
        with connect(
            address, additional_headers=headers, subprotocols=["streamlit"], proxy=None
        ) as connection:
            yield cls(connection)

    def press(self, label: str) -> None:
        """Press a button, and wait for the page that comes of it."""
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id, widget.trigger_value = self._buttons[label], True
        self._run(message)

    def receive(self) -> ForwardMsg:
        """The next message of the server."""
        message = ForwardMsg()
        message.ParseFromString(self._socket.recv(timeout=30))
        return message

    def _run(self, message: BackMsg) -> None:
        message.rerun_script.query_string = ""
        self.texts, self.metric, self._buttons = [], "", {}
        self._socket.send(message.SerializeToString())
        while True:
            answer = self.receive()
            element = answer.delta.new_element
            kind = element.WhichOneof("type")
            if kind == "text":
                self.texts.append(element.text.body)
            elif kind == "metric":
                self.metric = element.metric.body
            elif kind == "button":
                self._buttons[element.button.label] = element.button.id
            elif answer.WhichOneof("type") == "script_finished":
                return


def log_in(app: Process, username: str = "ada") -> str:
    answer = httpx.post(f"{app.url}/login", data={"username": username}, trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/"), answer.text
    return answer.cookies["session"]


def test_two_replicas_show_the_same_session(
    replicas: tuple[Process, Process], store: redis.Redis
) -> None:
    cookie = log_in(replicas[0])
    with Page.open(replicas[0], cookie) as one, Page.open(replicas[1], cookie) as two:
        assert one.texts == ["Logged in as ada, answered by pod pod-a"]
        assert two.texts == ["Logged in as ada, answered by pod pod-b"]
        one.press("Add one")
        assert one.metric == "1"
        two.press("Add one")
        assert two.metric == "2", "what one replica counts the other knows"
        [key] = store.keys(f"{PREFIX}*")
        record = json.loads(store.get(key))
        assert set(record) == {"data", "username", "expire_at"}
        assert (record["data"], record["username"]) == ({"counter": 2}, "ada")
        assert abs(record["expire_at"] - time.time() - store.pttl(key) / 1000) < 2
        one.press("Log out")
        assert store.keys(f"{PREFIX}*") == []
        two.press("Add one")
        assert two.metric == "", "who logs out at one replica is out at all"


def test_visitors_are_led_to_the_form(replicas: tuple[Process, Process]) -> None:
    with httpx.Client(base_url=replicas[0].url, trust_env=False) as client:
        assert client.get("/").headers["location"] == "/login"
        form = client.get("/login")
        assert form.status_code == 200 and "pod-a" in form.text
        for name in ("", "x" * 65, "a\nb"):
            assert client.post("/login", data={"username": name}).status_code == 422
        headers = {"Origin": "http://elsewhere.example"}
        answer = client.post("/login", data={"username": "ada"}, headers=headers)
        assert answer.status_code == 403 and "session" not in client.cookies
        headers = {"Origin": replicas[0].url, "X-Forwarded-Proto": "https"}
        answer = client.post("/login", data={"username": "ada"}, headers=headers)
        flags = answer.headers["set-cookie"].lower()
        assert "httponly" in flags and "samesite=lax" in flags and "secure" in flags
        good = {"Cookie": f"session={log_in(replicas[0])}"}
        assert client.get("/", headers=good).status_code == 200


def test_the_store_is_down(start_app: StartApp) -> None:
    app = start_app("pod-down", REDIS_URL=f"redis://:hidden@127.0.0.1:{free_port()}/0")
    wait_ready(app)
    answer = httpx.post(f"{app.url}/login", data={"username": "ada"}, trust_env=False)
    assert answer.status_code == 503 and "at the moment" in answer.text
    log = app.log.read_text()
    assert "Traceback" not in log and "hidden" not in log


def test_a_stop_takes_leave_of_open_pages(start_app: StartApp) -> None:
    app = start_app("pod-stop")
    wait_ready(app)
    with Page.open(app, log_in(app)) as page:
        app.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                page.receive()
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1012
    # When it is done the server raises the signal again; the first process of a
    # container survives that, and ends with 0.
    assert app.process.wait(timeout=30) in (0, -signal.SIGTERM), app.log.read_text()
    assert "Traceback" not in app.log.read_text()
