"""Fixtures: a real Redis server, and real processes of the app."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parent.parent

SECRETS = {
    "JWT_SECRET": "jwt-secret-of-the-tests-0123456789abcdef",
    "SECRET_KEY": "secret-key-of-the-tests-0123456789abcdef",
    "CSRF_SECRET": "csrf-secret-of-the-tests-0123456789abcdef",
}


def free_port() -> int:
    """A loopback port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def poll(condition: Callable[[], bool], what: str, timeout: float = 60.0) -> None:
    """Wait until the condition holds, and fail clearly when it never does."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {timeout:g}s in vain: {what}")
        time.sleep(0.02)


class RedisServer:
    """A redis-server that keeps its data on disk, so that it can be restarted."""

    def __init__(self, binary: str, directory: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._command = [binary, "--bind", "127.0.0.1", "--port", str(self.port)]
        self._command += ["--dir", str(directory), "--save", "", "--loglevel", "warning"]
        self._command += ["--databases", "64"]
        self._command += ["--appendonly", "yes", "--appendfsync", "always"]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        poll(self._answers, "redis-server does not answer")

    def stop(self) -> None:
        """Stop it, and wait until it is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None

    def signal(self, number: signal.Signals) -> None:
        """Have it hang, or go on."""
        assert self._process is not None
        self._process.send_signal(number)

    def _answers(self) -> bool:
        assert self._process is not None and self._process.poll() is None, "redis-server died"
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _redis(directory: Path) -> Iterator[RedisServer]:
    binary = shutil.which("redis-server")
    if binary is None:
        message = "redis-server IS NOT INSTALLED: the Redis store is NOT tested"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    server = RedisServer(binary, directory)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """The server that most tests share; each takes a key prefix of its own."""
    yield from _redis(tmp_path_factory.mktemp("redis"))


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A server for a test that stops it."""
    yield from _redis(tmp_path)


class Process:
    """A process of the app, with nothing but the given environment."""

    def __init__(self, log: Path, name: str, command: list[str], **settings: str) -> None:
        self.name = name
        self._log = log
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "HOSTNAME": name,
            **settings,
        }
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                # So that a worker can be killed with its pool, as a pod would be.
                start_new_session=True,
            )

    def log(self) -> str:
        """What it has printed so far."""
        return self._log.read_text(errors="replace")

    def terminate(self, timeout: float) -> int:
        """Ask it to stop and wait for its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=timeout)

    def kill(self) -> None:
        """Make sure that it is gone, and all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)


class ServerProcess(Process):
    """One that serves HTTP, on a port of its own."""

    health = "/healthz"

    def __init__(self, log: Path, name: str, command: list[str], **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [part.format(port=self.port) for part in command]
        super().__init__(log, name, command, PORT=str(self.port), **settings)

    def wait_ready(self) -> None:
        """Wait until it answers."""
        poll(self._healthy, f"{self.name} does not become healthy")

    def client(self, **options: object) -> httpx.Client:
        """A browser of this replica."""
        return httpx.Client(base_url=self.url, timeout=30, trust_env=False, **options)

    def _healthy(self) -> bool:
        assert self.process.poll() is None, f"{self.name} died:\n{self.log()}"
        try:
            return httpx.get(f"{self.url}{self.health}", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


class AppProcess(ServerProcess):
    """One replica of the UI."""

    def __init__(self, log: Path, pod: str, uvicorn: bool = False, **settings: str) -> None:
        command = ["app"]
        if uvicorn:
            command = ["uvicorn", "--factory", "app.web:create_app", "--port", "{port}"]
        settings = {"GRADIO_SERVER_NAME": "127.0.0.1", **SECRETS, **settings}
        super().__init__(log, pod, command, **settings)


StartApp = Callable[..., AppProcess]


def _starter(directory: Path) -> Iterator[StartApp]:
    started: list[AppProcess] = []

    def start(pod: str, uvicorn: bool = False, **settings: str) -> AppProcess:
        log = directory / f"{len(started)}.log"
        app = AppProcess(log, pod, uvicorn, **settings)
        started.append(app)
        return app

    yield start
    for app in started:
        app.kill()


@pytest.fixture
def start_app(tmp_path: Path) -> Iterator[StartApp]:
    """Start replicas for one test."""
    yield from _starter(tmp_path)


@pytest.fixture(scope="session")
def replicas(
    redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[AppProcess, AppProcess]]:
    """Two replicas that share one Redis."""
    starter = _starter(tmp_path_factory.mktemp("replicas"))
    start = next(starter)
    settings = {"REDIS_URL": redis_server.url, "SESSION_KEY_PREFIX": "replicas:"}
    pair = (start("pod-a", **settings), start("pod-b", **settings))
    for app in pair:
        app.wait_ready()
    yield pair
    next(starter, None)
