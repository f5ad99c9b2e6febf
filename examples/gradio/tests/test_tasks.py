"""The task queue as it is deployed: UI, workers, scheduler, model server, backend, bucket."""

from __future__ import annotations

import json
import os
import re
import signal
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from PIL import Image

from app.samples import local_sample
from app.taskqueue import TaskQueue
from tests.conftest import AppProcess, Process, RedisServer, ServerProcess, StartApp, poll

BUCKET = "shop-bucket"
FILES, LOGS, DATA = "shop/files/", "shop/logs/", "shop/data/"
UNFINISHED = ("queued", "running", "retrying")


class Moto(ServerProcess):
    """A stand-in for S3."""

    health = "/moto-api/"


@dataclass
class Stack:
    """What tasks need, for all tests; each test that stops things has its own queue."""

    directory: Path
    redis: RedisServer
    moto: Moto
    model: ServerProcess
    backend: ServerProcess
    started: list[Process] = field(default_factory=list)
    databases: Iterator[int] = field(default_factory=lambda: iter(range(1, 64)))

    def queue(self, **settings: str) -> dict[str, str]:
        """The environment of a queue with databases that nobody else uses."""
        base = self.redis.url.removesuffix("/0")
        return {
            "CELERY_BROKER_URL": f"{base}/{next(self.databases)}",
            "CELERY_RESULT_BACKEND": f"{base}/{next(self.databases)}",
            "MODEL_URL": self.model.url,
            **bucket_settings(self.moto),
            **settings,
        }

    def celery(self, name: str, *command: str, **settings: str) -> Process:
        """Start Celery as the operator does."""
        log = self.directory / f"{name}.log"
        process = Process(log, name, ["celery", "--app=app.tasks", *command], **settings)
        self.started.append(process)
        return process

    def worker(self, name: str, concurrency: int = 2, **settings: str) -> Process:
        """Start a worker, under a name of its own: they all run on one host here."""
        return self.celery(
            name, "worker", "--queues=celery", f"--concurrency={concurrency}",
            "--prefetch-multiplier=1", "-O", "fair", f"--hostname=celery@{name}",
            "--loglevel=INFO", **settings,
        )  # fmt: skip

    def keys(self, prefix: str) -> list[str]:
        """What is in the bucket."""
        found = self.s3().list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [each["Key"] for each in found.get("Contents", [])]

    def read(self, key: str) -> bytes:
        return bytes(self.s3().get_object(Bucket=BUCKET, Key=key)["Body"].read())

    def attempts(self, task_id: str) -> list[str]:
        """How each attempt at a task has ended, as the workers log it."""
        keys = self.keys(f"{LOGS}{task_id}/")
        return sorted(json.loads(self.read(key))["state"] for key in keys)

    def s3(self) -> Any:
        return boto3.client(
            "s3", endpoint_url=self.moto.url, region_name="eu-test-1",
            aws_access_key_id="test", aws_secret_access_key="test-secret-key",
        )  # fmt: skip


def bucket_settings(moto: Moto) -> dict[str, str]:
    return {
        "S3_BUCKET": BUCKET,
        "S3_PREFIX": "shop/",
        "S3_FILES_PREFIX": FILES,
        "S3_LOGS_PREFIX": LOGS,
        "S3_DATA_PREFIX": DATA,
        "S3_ADDRESSING_STYLE": "path",
        "AWS_ENDPOINT_URL_S3": moto.url,
        "AWS_REGION": "eu-test-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test-secret-key",
        "AWS_CA_BUNDLE": "",
    }


@pytest.fixture(scope="module")
def stack(
    redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    directory = tmp_path_factory.mktemp("stack")
    moto = Moto(directory / "moto.log", "moto", ["moto.server", "-H", "127.0.0.1", "-p", "{port}"])
    model = ServerProcess(directory / "model.log", "model-1", ["app.model"])
    backend = ServerProcess(directory / "backend.log", "backend-1", ["app.backend"])
    stack = Stack(directory, redis_server, moto, model, backend)
    try:
        for server in (moto, model, backend):
            server.wait_ready()
        stack.s3().create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-test-1"}
        )
        yield stack
    finally:
        for process in (moto, model, backend):
            process.kill()


@pytest.fixture(autouse=True)
def tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stop what a test has started: the next one needs the processor."""
    yield
    if "stack" in request.fixturenames:
        stack: Stack = request.getfixturevalue("stack")
        while stack.started:
            stack.started.pop().kill()


@dataclass
class Site:
    """Two replicas of the UI with a worker behind them."""

    stack: Stack
    settings: dict[str, str]
    replicas: tuple[AppProcess, AppProcess]


@pytest.fixture(scope="module")
def site(stack: Stack) -> Iterator[Site]:
    settings = stack.queue(
        REDIS_URL=stack.redis.url,
        SESSION_KEY_PREFIX="tasks:",
        BACKEND_URL=stack.backend.url,
        SUMMARY_SECONDS="1",
    )
    log = stack.directory
    pair = tuple(AppProcess(log / f"{name}.log", name, **settings) for name in ("ui-a", "ui-b"))
    stack.worker("worker-1", **settings)
    worker = stack.started.pop()  # stays for all tests
    try:
        for app in pair:
            app.wait_ready()
        yield Site(stack, settings, (pair[0], pair[1]))
    finally:
        for process in (*pair, worker):
            process.kill()


@pytest.fixture
def clients(site: Site) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """One visitor at both replicas."""
    with site.replicas[0].client() as one, site.replicas[1].client() as two:
        assert one.post("/api/login", json={"username": "ada"}).status_code == 200
        two.cookies.set("session", one.cookies["session"])
        yield one, two


def finish(client: httpx.Client, task_id: str) -> dict[str, Any]:
    """Follow a task to its end."""
    task: dict[str, Any] = {}

    def finished() -> bool:
        answer = client.get(f"/api/tasks/{task_id}")
        assert answer.status_code == 200, answer.text
        task.update(answer.json())
        return task["state"] not in UNFINISHED

    poll(finished, "the task does not end")
    return task


class Queue(TaskQueue):
    """A client without a UI around it."""

    def __init__(self, settings: dict[str, str]) -> None:
        super().__init__(settings["CELERY_BROKER_URL"], settings["CELERY_RESULT_BACKEND"])

    def submit(self, sample: int, seconds: float = 0, task_id: str | None = None) -> str:
        """Queue a task as the UI does."""
        task_id = task_id or str(uuid.uuid4())
        pixels = list(local_sample(sample).pixels)
        self.send(task_id, username="ada", sample=sample, pixels=pixels, seconds=seconds)
        return task_id

    def state(self, task_id: str) -> str:
        return self.progress([task_id])[0].state

    def done(self, *task_ids: str) -> bool:
        return all(one.state == "done" for one in self.progress(list(task_ids)))


def test_a_task_goes_all_the_way(
    site: Site, clients: tuple[httpx.Client, httpx.Client]
) -> None:
    """Submitted at one replica and followed at the other."""
    one, two = clients
    answer = one.post("/api/tasks", json={"sample": 17})
    assert answer.status_code == 202 and answer.json()["pod"] == "ui-a"
    task_id = answer.json()["id"]
    task = finish(two, task_id)
    assert task["state"] == "done", task
    assert (task["sample"], task["worker"], task["pod"]) == (17, "worker-1", "ui-b")
    result = task["result"]
    assert result["digit"] == local_sample(17).label and 0.5 < result["confidence"] <= 1
    assert (result["username"], result["model"]) == ("ada", "model-1")
    key = f"{FILES}results/{task_id}"
    assert (result["key"], result["file"]) == (f"{key}.json", f"{key}.png")
    assert json.loads(site.stack.read(result["key"])) == result
    picture = two.get(f"/api/tasks/{task_id}/file")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content == site.stack.read(result["file"])
    assert Image.open(BytesIO(picture.content)).size == (480, 160)
    assert site.stack.attempts(task_id) == ["done"], "done exactly once"
    listed = two.get("/api/tasks").json()["tasks"]
    assert [each["id"] for each in listed] == [task_id]
    session = one.get("/api/session").json()["data"]
    assert session["tasks"][0]["id"] == task_id


def test_only_the_visitor_may_see_a_task(
    site: Site, clients: tuple[httpx.Client, httpx.Client]
) -> None:
    task_id = clients[0].post("/api/tasks", json={"sample": 1}).json()["id"]
    finish(clients[0], task_id)
    with site.replicas[0].client() as eve:
        for path in (f"/api/tasks/{task_id}", "/api/tasks", f"/api/tasks/{task_id}/file"):
            assert eve.get(path).status_code == 401
        eve.post("/api/login", json={"username": "ada"})
        for unknown in (task_id, str(uuid.uuid4()), "..%2Fx"):
            for path in (f"/api/tasks/{unknown}", f"/api/tasks/{unknown}/file"):
                answer = eve.get(path)
                assert answer.status_code == 404 and task_id not in answer.text
        assert eve.get("/api/tasks").json()["tasks"] == []


def test_bad_tasks_are_refused(clients: tuple[httpx.Client, httpx.Client]) -> None:
    for task in ({}, {"sample": -1}, {"sample": 1797}, {"sample": "x"},
                 {"sample": 1, "seconds": 301}, {"sample": 1, "seconds": -1}):
        assert clients[0].post("/api/tasks", json=task).status_code == 422, task
    assert clients[0].get("/api/tasks").json()["tasks"] == []


def test_the_page_follows_a_task_at_any_replica(
    site: Site, clients: tuple[httpx.Client, httpx.Client]
) -> None:
    def event(client: httpx.Client, name: str, *data: Any) -> list[Any]:
        answer = client.post(f"/app/gradio_api/run/{name}", json={"data": list(data)})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"])

    one, two = clients
    config = one.get("/app/config").json()
    assert not any(each["queue"] for each in config["dependencies"])
    ids = {each["props"].get("elem_id") for each in config["components"]}
    assert {"task-panel", "task-sample", "task-picture", "task-seconds", "task-submit",
            "task-state", "task-result", "task-list", "task-summary"} <= ids
    assert "No task yet" in event(one, "follow")[0]
    preview = event(one, "preview", 17)[0]
    assert "data:image/png;base64," in preview and "backend backend-1" in preview
    state, _, _, timer = event(one, "submit_task", 17, 0)
    found = re.search(r'data-task="([^"]+)"', state)
    assert found is not None
    view: list[Any] = []

    def finished() -> bool:
        view[:] = event(two, "follow")
        return 'data-state="done"' in view[0]

    poll(finished, "the page does not show that the task is done")
    assert f'src="/api/tasks/{found[1]}/file"' in view[1] and "worker-1" in view[1]
    assert f'<b id="task-digit" style="font-size:2rem">{local_sample(17).label}</b>' in view[1]
    assert found[1][:8] in view[2]
    assert view[3]["active"] is False, "the browser goes on asking for nothing"
    with site.replicas[0].client() as nobody:
        assert "Your session has ended" in event(nobody, "follow")[0]


@pytest.mark.parametrize("missing", ["MODEL_URL", "S3_BUCKET"])
def test_a_task_that_cannot_work_says_why(stack: Stack, missing: str) -> None:
    settings = stack.queue(**{missing: ""})
    worker = stack.worker(f"worker-without-{missing}", concurrency=1, **settings)
    queue = Queue(settings)
    task_id = queue.submit(1)
    poll(lambda: queue.state(task_id) == "failed", "it does not fail")
    assert f"{missing} is not set" in str(queue.progress([task_id])[0].error)
    assert "Traceback" not in worker.log()


def test_a_failure_that_passes_is_tried_again(stack: Stack) -> None:
    settings = stack.queue(S3_BUCKET="made-later")
    stack.worker("worker-retry", concurrency=1, **settings)
    queue = Queue(settings)
    task_id = queue.submit(3)
    poll(lambda: queue.state(task_id) == "retrying", "it is not tried again")
    assert queue.progress([task_id])[0].error == "the bucket refuses: NoSuchBucket"
    stack.s3().create_bucket(
        Bucket="made-later", CreateBucketConfiguration={"LocationConstraint": "eu-test-1"}
    )
    poll(lambda: queue.done(task_id), "it does not succeed")


def test_a_task_survives_its_worker(stack: Stack) -> None:
    """All of a worker is killed, as when its node is lost: nobody can put the task back."""
    settings = stack.queue(VISIBILITY_TIMEOUT_SECONDS="6")
    queue = Queue(settings)
    victim = stack.worker("worker-victim", **settings)
    task_id = queue.submit(5, seconds=2)
    poll(lambda: stack.attempts(task_id) == ["started"], "the task does not start")
    assert queue.progress([task_id])[0].worker == "worker-victim"
    victim.kill()
    stack.worker("worker-heir", **settings)
    poll(lambda: queue.done(task_id), "nobody takes the task over")
    assert queue.progress([task_id])[0].worker == "worker-heir"
    assert stack.attempts(task_id) == ["done", "started"], "begun twice, finished once"


def test_a_process_of_the_pool_that_dies_loses_nothing(stack: Stack) -> None:
    """As when the kernel ends it for its memory: no need to wait for the timeout."""
    settings = stack.queue()
    queue = Queue(settings)
    worker = stack.worker("worker-pool", concurrency=1, **settings)
    task_id = queue.submit(6, seconds=1)
    poll(lambda: stack.attempts(task_id) == ["started"], "the task does not start")
    children = Path(f"/proc/{worker.process.pid}/task/{worker.process.pid}/children")
    os.kill(int(children.read_text().split()[-1]), signal.SIGKILL)
    poll(lambda: queue.done(task_id), "the task is not done again")
    assert stack.attempts(task_id) == ["done", "started"]


def test_a_worker_that_is_stopped_loses_nothing_and_doubles_nothing(stack: Stack) -> None:
    settings = stack.queue()
    queue = Queue(settings)
    task_ids = [queue.submit(number, seconds=0.5) for number in range(6)]
    leaving = stack.worker("worker-leaving", **settings)
    poll(lambda: any(each.state == "running" for each in queue.progress(task_ids)), "no start")
    assert leaving.terminate(timeout=30) == 0, leaving.log()
    left = [each for each in task_ids if not queue.done(each)]
    assert 0 < len(left) < 6, "it finishes what it has begun, and begins no more"
    assert all(each.state == "queued" for each in queue.progress(left))
    stack.worker("worker-coming", **settings)
    poll(lambda: queue.done(*task_ids), "the other worker does not go on")
    for task_id in task_ids:
        assert stack.attempts(task_id) == ["done"]
        assert len(stack.keys(f"{FILES}results/{task_id}")) == 2


def test_a_task_that_is_delivered_twice_is_done_once(stack: Stack) -> None:
    settings = stack.queue()
    queue = Queue(settings)
    stack.worker("worker-twice", concurrency=1, **settings)
    task_id = queue.submit(7)
    queue.submit(7, task_id=task_id)
    poll(lambda: stack.attempts(task_id) == ["done", "repeated"], "it is not done once")


def test_a_task_that_takes_down_every_worker_is_given_up(stack: Stack) -> None:
    settings = stack.queue()
    queue, task_id = Queue(settings), str(uuid.uuid4())
    for number in range(20):
        stack.s3().put_object(
            Bucket=BUCKET, Key=f"{LOGS}{task_id}/{number}.json", Body=b'{"state": "started"}'
        )
    queue.submit(8, task_id=task_id)
    stack.worker("worker-brave", concurrency=1, **settings)
    poll(lambda: queue.state(task_id) == "failed", "it is not given up")
    assert queue.progress([task_id])[0].error == "given up after 20 attempts"
    assert stack.keys(f"{FILES}results/{task_id}") == []


def test_the_scheduler_has_a_summary_written(
    site: Site, clients: tuple[httpx.Client, httpx.Client], tmp_path: Path
) -> None:
    client, stack = clients[0], site.stack
    finish(client, client.post("/api/tasks", json={"sample": 2}).json()["id"])
    files = [key for key in stack.keys(f"{FILES}results/") if key.endswith(".json")]
    beat = stack.celery(
        "beat", "beat", f"--schedule={tmp_path}/celerybeat-schedule", "--pidfile=",
        **site.settings,
    )  # fmt: skip
    poll(lambda: client.get("/api/summary").status_code == 200, "no summary")
    summary = client.get("/api/summary").json()
    assert summary == json.loads(stack.read(f"{DATA}summary.json"))
    assert (summary["results"], summary["worker"]) == (len(files), "worker-1")
    page = client.post("/app/gradio_api/run/summary", json={"data": []}).json()["data"][0]
    assert f"<b>{len(files)}</b> results" in page
    assert beat.terminate(timeout=30) == 0, beat.log()


def test_the_broker_hangs_goes_down_and_comes_back(
    stack: Stack, own_redis: RedisServer, start_app: StartApp
) -> None:
    settings = stack.queue(REDIS_URL=stack.redis.url, SESSION_KEY_PREFIX="broker-down:")
    base = own_redis.url.removesuffix("/0")
    settings.update(CELERY_BROKER_URL=f"{base}/1", CELERY_RESULT_BACKEND=f"{base}/2")
    app = start_app("ui-down", **settings)
    worker = stack.worker("worker-down", concurrency=1, **settings)
    app.wait_ready()
    with app.client() as client:
        client.post("/api/login", json={"username": "ada"})
        task_id = client.post("/api/tasks", json={"sample": 4}).json()["id"]
        finish(client, task_id)

        own_redis.signal(signal.SIGSTOP)
        # More visitors wait for the broker than there are threads for it.
        with ThreadPoolExecutor(12) as pool:
            task = {"json": {"sample": 1}}
            waiting = [pool.submit(client.post, "/api/tasks", **task) for _ in range(12)]
            began = time.monotonic()
            assert client.post("/api/counter").json()["counter"] == 1
            assert client.get("/healthz").status_code == 200
            assert time.monotonic() - began < 1.5, "others have to wait"
            assert not any(each.done() for each in waiting), "the broker does not hang"
            for each in waiting:
                assert each.result().status_code == 503
        assert time.monotonic() - began < 12

        own_redis.signal(signal.SIGCONT)
        own_redis.stop()
        began = time.monotonic()
        for method, path in (("POST", "/api/tasks"), ("GET", "/api/tasks"),
                             ("GET", f"/api/tasks/{task_id}")):
            answer = client.request(method, path, json={"sample": 1})
            assert answer.status_code == 503, path
            assert answer.json() == {"error": "the task queue does not answer"}
            assert answer.headers["retry-after"]
        for event, data in (("follow", []), ("submit_task", [1, 0])):
            view = client.post(f"/app/gradio_api/run/{event}", json={"data": data}).json()["data"]
            assert "the task queue does not answer" in view[0]
        assert time.monotonic() - began < 10, "visitors have to wait"
        assert client.post("/api/counter").json()["counter"] == 2
        tasks = client.get("/api/session").json()["data"]["tasks"]
        assert [task["id"] for task in tasks] == [task_id], "what was not queued is no task"

        own_redis.start()
        poll(lambda: client.get("/api/tasks").status_code == 200, "no recovery")
        again = client.post("/api/tasks", json={"sample": 5}).json()["id"]
        assert finish(client, again)["state"] == "done", worker.log()
    assert "Traceback" not in app.log()
    assert str(own_redis.port) not in app.log(), "the address of the broker is in the log"


def test_the_servers_beside_the_ui(stack: Stack) -> None:
    with stack.model.client() as model:
        good = {"pixels": list(local_sample(42).pixels)}
        answer = model.post("/predict", json=good).json()
        assert answer["digit"] == local_sample(42).label and answer["pod"] == "model-1"
        assert len(answer["probabilities"]) == 10
        assert abs(sum(answer["probabilities"]) - 1) < 0.01
        for bad in ([], [1] * 63, [17] * 64, ["x"] * 64):
            assert model.post("/predict", json={"pixels": bad}).status_code == 422
    with stack.backend.client() as backend:
        answer = backend.get("/samples/42").json()
        assert tuple(answer["pixels"]) == local_sample(42).pixels
        assert answer["picture"].startswith("data:image/png;base64,")
        assert backend.get("/about").json()["samples"] == 1797
        for bad in ("-1", "1797", "x"):
            assert backend.get(f"/samples/{bad}").status_code == 422


def test_the_servers_beside_the_ui_stop_in_order(tmp_path: Path) -> None:
    modules = ("app.model", "app.backend")
    servers = [ServerProcess(tmp_path / module, module, [module]) for module in modules]
    try:
        for server in servers:
            server.wait_ready()
            assert server.terminate(timeout=30) == 0, server.log()
            assert "Traceback" not in server.log()
    finally:
        for server in servers:
            server.kill()


def test_a_celery_without_a_broker_says_so(tmp_path: Path) -> None:
    worker = Process(tmp_path / "log", "lost", ["celery", "--app=app.tasks", "worker"])
    assert worker.process.wait(timeout=60) != 0
    assert "CELERY_BROKER_URL is not set" in worker.log()


def test_no_secret_is_in_a_log(site: Site) -> None:
    for log in site.stack.directory.glob("*.log"):
        assert "test-secret-key" not in log.read_text(errors="replace"), log.name
