"""The app as it is deployed: processes behind Redis."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.conftest import AppProcess, RedisServer, StartApp, poll

HTML = {"accept": "text/html"}


def log_in(client: httpx.Client, username: str = "ada") -> str:
    answer = client.post("/api/login", json={"username": username})
    assert answer.status_code == 200, answer.text
    return client.cookies["session"]


def test_two_replicas_serve_the_same_session(replicas: tuple[AppProcess, AppProcess]) -> None:
    with replicas[0].client() as one, replicas[1].client() as two:
        two.cookies.set("session", log_in(one))
        assert one.post("/api/counter").json() == {"counter": 1, "pod": "pod-a"}
        assert two.post("/api/counter").json() == {"counter": 2, "pod": "pod-b"}
        two.post("/api/notes", json={"note": "from b"})
        assert one.get("/api/notes").json() == {"notes": ["from b"], "pod": "pod-a"}
        first, second = one.get("/api/session").json(), two.get("/api/session").json()
        assert (first.pop("pod"), second.pop("pod")) == ("pod-a", "pod-b")
        assert first == second


def test_a_page_of_one_replica_works_on_the_other(
    replicas: tuple[AppProcess, AppProcess],
) -> None:
    """Forms and events carry everything they need, whichever pod gets them."""
    with replicas[0].client() as one, replicas[1].client() as two:
        token = one.get("/login").text.split('name="csrf_token" value="')[1].split('"')[0]
        two.cookies.set("visitor", one.cookies["visitor"])
        answer = two.post("/login", data={"username": "ada", "csrf_token": token})
        assert answer.status_code == 303
        one.cookies.set("session", two.cookies["session"])
        configs = [client.get("/app/config").json() for client in (one, two)]
        assert configs[0]["dependencies"] == configs[1]["dependencies"]
        events = [(d["api_name"], d["id"]) for d in configs[0]["dependencies"]]
        index = dict(events)["count_up"]
        for number, client in enumerate((one, two, one, two), start=1):
            body = {"data": [], "fn_index": index, "session_hash": "same"}
            data = client.post("/app/gradio_api/run/predict", json=body).json()["data"]
            assert f">{number}</p>" in data[2]
            assert ("pod-a" if client is one else "pod-b") in data[1]


def test_concurrent_requests_to_both_replicas_all_count(
    replicas: tuple[AppProcess, AppProcess],
) -> None:
    with replicas[0].client() as one, replicas[1].client() as two:
        two.cookies.set("session", log_in(one))

        def count(client: httpx.Client) -> None:
            for _ in range(20):
                assert client.post("/api/counter").status_code == 200

        with ThreadPoolExecutor() as pool:
            list(pool.map(count, (one, two)))
        assert one.get("/api/session").json()["data"] == {"counter": 40}


def test_logout_on_one_replica_ends_the_session_on_the_other(
    replicas: tuple[AppProcess, AppProcess],
) -> None:
    with replicas[0].client() as one, replicas[1].client() as two:
        two.cookies.set("session", log_in(one))
        run = "/app/gradio_api/run/show"
        form = one.post(run, json={"data": []}).json()["data"][4]
        token = form.split('name="csrf_token" value="')[1].split('"')[0]
        assert one.post("/logout", data={"csrf_token": token}).status_code == 303
        assert two.get("/api/session").status_code == 401
        assert two.get("/app/", headers=HTML).headers["location"] == "/login"


def test_the_store_goes_down_and_comes_back(own_redis: RedisServer, start_app: StartApp) -> None:
    app = start_app("pod-down", REDIS_URL=own_redis.url)
    app.wait_ready()
    with app.client() as client:
        log_in(client)
        client.post("/api/counter")
        own_redis.stop()
        for method, path in (("GET", "/api/session"), ("POST", "/api/counter"),
                             ("GET", "/app/config"), ("GET", "/events")):
            answer = client.request(method, path, json={"data": []})
            assert answer.status_code == 503 and "error" in answer.json(), path
            assert answer.headers["retry-after"]
        event = client.post("/app/gradio_api/run/count_up", json={"data": []})
        assert "It is not lost" in event.json()["data"][0]
        for path in ("/app/", "/login"):
            page = client.get(path, headers=HTML)
            assert page.status_code == 503 and "Back in a moment" in page.text
            assert "Traceback" not in page.text
        assert client.get("/healthz").json() == {"status": "ok"}
        own_redis.start()
        poll(lambda: client.get("/api/session").status_code == 200, "no recovery")
        assert client.get("/api/session").json()["data"] == {"counter": 1}
        assert client.post("/api/counter").json()["counter"] == 2
    assert "Traceback" not in app.log()
    assert str(own_redis.port) not in app.log(), "the address of the store is in the log"


def test_a_replica_starts_while_the_store_is_down(
    own_redis: RedisServer, start_app: StartApp
) -> None:
    own_redis.stop()
    app = start_app("pod-early", REDIS_URL=own_redis.url)
    app.wait_ready()
    with app.client() as client:
        assert client.post("/api/login", json={"username": "ada"}).status_code == 503
        own_redis.start()
        poll(lambda: client.post("/api/login", json={"username": "ada"}).status_code == 200,
             "no recovery")


def _events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, object]]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


@pytest.mark.parametrize("uvicorn", [False, True], ids=["python -m app", "uvicorn"])
def test_a_stop_takes_leave_of_open_streams(start_app: StartApp, uvicorn: bool) -> None:
    drain = 20.0
    app = start_app("pod-stop", uvicorn, DRAIN_TIMEOUT_SECONDS=str(drain))
    app.wait_ready()
    with app.client() as client:
        cookie = log_in(client)
        client.post("/api/counter")
        address = app.url.replace("http", "ws") + "/ws"
        headers = {"Cookie": f"session={cookie}"}
        gradio = "/app/gradio_api/heartbeat/some-browser"
        with (
            client.stream("GET", "/events") as sse,
            client.stream("GET", gradio) as heartbeat,
            connect(address, additional_headers=headers, proxy=None) as socket,
        ):
            assert heartbeat.status_code == 200
            events = _events(sse.iter_lines())
            assert next(events) == ("heartbeat", {"pod": "pod-stop", "counter": 1})
            socket.send("hello")
            said = [json.loads(socket.recv(timeout=30)) for _ in range(2)]
            assert {message["type"] for message in said} == {"heartbeat", "echo"}

            began = time.monotonic()
            with ThreadPoolExecutor(1) as pool:
                stopped = pool.submit(app.terminate, drain)
                assert list(events)[-1] == ("goodbye", {"pod": "pod-stop"})
                heartbeat.read()  # ends as a complete response, or this would raise
                last = {}
                with pytest.raises(ConnectionClosed) as closed:
                    while True:
                        last = json.loads(socket.recv(timeout=30))
                assert closed.value.rcvd is not None and closed.value.rcvd.code == 1012
                code = stopped.result()
            took = time.monotonic() - began
    if not uvicorn:  # the uvicorn command ends by raising the signal again
        assert last == {"type": "goodbye", "pod": "pod-stop"}
        assert code == 0, app.log()
    assert took < drain / 2, f"the stop took {took:.1f}s"
    assert "Traceback" not in app.log(), app.log()


def test_a_websocket_without_a_session_is_closed(
    replicas: tuple[AppProcess, AppProcess],
) -> None:
    address = replicas[0].url.replace("http", "ws") + "/ws"
    with connect(address, proxy=None) as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=30)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008


def test_a_proxy_is_believed_only_if_it_is_trusted(start_app: StartApp) -> None:
    headers = {"X-Forwarded-Proto": "https"}
    apps = {ip: start_app(f"pod-{ip}", FORWARDED_ALLOW_IPS=ip) for ip in ("*", "192.0.2.1")}
    secure = {}
    for ip, app in apps.items():
        app.wait_ready()
        with app.client() as client:
            answer = client.post("/api/login", json={"username": "ada"}, headers=headers)
            secure[ip] = "secure" in answer.headers["set-cookie"].lower()
    assert secure == {"*": True, "192.0.2.1": False}


def test_a_bad_setting_is_said_in_one_line(start_app: StartApp) -> None:
    app = start_app("pod-bad", SESSION_TTL_SECONDS="long")
    assert app.process.wait(timeout=60) == 2
    assert "SESSION_TTL_SECONDS" in app.log() and "Traceback" not in app.log()
