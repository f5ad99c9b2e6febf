"""The contract of a session store, kept by both implementations."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from redis.asyncio import Redis

from app.content import count_up
from app.redis_store import RedisStore, connect
from app.sessions import MemoryStore, Session, SessionStore, StoreUnavailable
from tests.conftest import RedisServer, free_port

TTL = 100.0
START = 1_700_000_000.25


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> float:
        return self.time


class Bench:
    """Runs one test's coroutine against one kind of store."""

    def __init__(self, redis_url: str | None) -> None:
        self.clock = Clock()
        self.prefix = f"test-{uuid.uuid4().hex}:"
        self._redis_url = redis_url

    def run(self, test: Callable[[SessionStore], Awaitable[None]]) -> None:
        """Connections belong to one event loop, so all of them are made in it."""

        async def body() -> None:
            store: SessionStore
            if self._redis_url is None:
                store = MemoryStore(TTL, self.clock)
            else:
                store = RedisStore(connect(self._redis_url), TTL, self.prefix, self.clock)
            try:
                await test(store)
            finally:
                await store.close()

        asyncio.run(body())


@pytest.fixture(params=["memory", "redis"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "memory":
        return Bench(None)
    return Bench(request.getfixturevalue("redis_server").url)


@pytest.fixture
def redis_bench(redis_server: RedisServer) -> Bench:
    return Bench(redis_server.url)


def test_a_new_session_can_be_read_back(bench: Bench) -> None:
    async def test(store: SessionStore) -> None:
        session = await store.create("ada")
        assert session == Session(session.session_id, "ada", {}, START + TTL)
        assert await store.get(session.session_id) == session

    bench.run(test)


def test_ids_are_long_and_differ(bench: Bench) -> None:
    async def test(store: SessionStore) -> None:
        ids = {(await store.create("ada")).session_id for _ in range(20)}
        assert len(ids) == 20
        assert all(re.fullmatch(r"[\w-]{43}", session_id) for session_id in ids)

    bench.run(test)


def test_an_unknown_session_is_none(bench: Bench) -> None:
    async def test(store: SessionStore) -> None:
        assert await store.get("nobody") is None
        assert await store.update("nobody", count_up) is None
        await store.delete("nobody")

    bench.run(test)


def test_an_update_is_kept(bench: Bench) -> None:
    async def test(store: SessionStore) -> None:
        session_id = (await store.create("ada")).session_id
        changed = await store.update(session_id, count_up)
        assert changed is not None and changed.data == {"counter": 1}
        assert await store.get(session_id) == changed

    bench.run(test)


def test_a_session_that_was_read_is_a_copy(bench: Bench) -> None:
    async def test(store: SessionStore) -> None:
        session = await store.create("ada")
        session.data["counter"] = 99
        read = await store.get(session.session_id)
        assert read is not None and read.data == {}
        read.data["counter"] = 99
        again = await store.get(session.session_id)
        assert again is not None and again.data == {}

    bench.run(test)


def test_a_deleted_session_is_gone_and_stays_gone(bench: Bench) -> None:
    async def test(store: SessionStore) -> None:
        session_id = (await store.create("ada")).session_id
        await store.delete(session_id)
        assert await store.get(session_id) is None
        assert await store.update(session_id, count_up) is None
        assert await store.get(session_id) is None

    bench.run(test)


def test_reading_slides_the_expiry_but_not_at_every_read(bench: Bench) -> None:
    async def test(store: SessionStore) -> None:
        session = await store.create("ada")
        bench.clock.time += 4.5
        read = await store.get(session.session_id)
        assert read is not None and read.expire_at == session.expire_at
        bench.clock.time += 1
        read = await store.get(session.session_id)
        assert read is not None and read.expire_at == bench.clock.time + TTL

    bench.run(test)


def test_a_session_in_use_outlives_its_ttl(bench: Bench) -> None:
    async def test(store: SessionStore) -> None:
        session_id = (await store.create("ada")).session_id
        for _ in range(5):
            bench.clock.time += TTL * 0.9
            assert await store.get(session_id) is not None

    bench.run(test)


def test_a_session_past_its_expiry_is_over(bench: Bench) -> None:
    """In Redis the record is still there: its clock has not moved."""

    async def test(store: SessionStore) -> None:
        session_id = (await store.create("ada")).session_id
        bench.clock.time += TTL
        assert await store.get(session_id) is None
        assert await store.update(session_id, count_up) is None

    bench.run(test)


def test_concurrent_updates_of_one_store_all_count(bench: Bench) -> None:
    async def test(store: SessionStore) -> None:
        session_id = (await store.create("ada")).session_id
        await asyncio.gather(*(store.update(session_id, count_up) for _ in range(15)))
        session = await store.get(session_id)
        assert session is not None and session.data == {"counter": 15}

    bench.run(test)


def test_concurrent_updates_of_two_stores_all_count(
    redis_bench: Bench, redis_server: RedisServer
) -> None:
    """Two stores with connections of their own: what two pods are to Redis."""

    async def test(one: SessionStore) -> None:
        other = RedisStore(connect(redis_server.url), TTL, redis_bench.prefix, redis_bench.clock)
        session_id = (await one.create("ada")).session_id

        async def count(store: SessionStore) -> None:
            for _ in range(40):
                assert await store.update(session_id, count_up) is not None

        await asyncio.gather(count(one), count(other), count(one), count(other))
        await other.close()
        session = await one.get(session_id)
        assert session is not None and session.data == {"counter": 160}

    redis_bench.run(test)


async def _raw(url: str, *command: Any) -> Any:
    async with Redis.from_url(url) as redis:
        return await redis.execute_command(*command)


def test_the_record_in_redis_byte_by_byte(redis_bench: Bench, redis_server: RedisServer) -> None:
    async def test(store: SessionStore) -> None:
        session_id = (await store.create("ada")).session_id
        key = redis_bench.prefix + session_id
        keys = await _raw(redis_server.url, "KEYS", redis_bench.prefix + "*")
        assert keys == [key.encode()]
        assert await _raw(redis_server.url, "GET", key) == (
            b'{"data": {}, "username": "ada", "expire_at": 1700000100.25}'
        )
        await store.update(session_id, lambda data: data.update(counter=3, notes=["a \u00fc"]))
        assert await _raw(redis_server.url, "GET", key) == (
            b'{"data": {"counter": 3, "notes": ["a \\u00fc"]}, '
            b'"username": "ada", "expire_at": 1700000100.25}'
        )

    redis_bench.run(test)


def test_the_redis_ttl_is_the_time_to_expiry_and_slides(
    redis_bench: Bench, redis_server: RedisServer
) -> None:
    async def test(store: SessionStore) -> None:
        session = await store.create("ada")
        key = redis_bench.prefix + session.session_id

        async def pttl() -> float:
            return float(await _raw(redis_server.url, "PTTL", key)) / 1000

        assert TTL - 10 < await pttl() <= TTL
        await _raw(redis_server.url, "PEXPIRE", key, 50_000)
        await store.get(session.session_id)
        assert await pttl() <= 50, "a read that is not due must not write"
        redis_bench.clock.time += 6
        await store.get(session.session_id)
        assert TTL - 10 < await pttl() <= TTL
        record = json.loads(await _raw(redis_server.url, "GET", key))
        assert record["expire_at"] == redis_bench.clock.time + TTL

    redis_bench.run(test)


def test_a_record_of_another_program_is_read(
    redis_bench: Bench, redis_server: RedisServer
) -> None:
    async def test(store: SessionStore) -> None:
        key = redis_bench.prefix + "written-elsewhere"
        text = '{"expire_at":1700000050,"username":"\u00e5sa","data":{"counter":7}}'
        await _raw(redis_server.url, "SET", key, text)
        session = await store.get("written-elsewhere")
        assert session is not None
        assert (session.username, session.data) == ("\u00e5sa", {"counter": 7})

    redis_bench.run(test)


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"data": 1, "username": "a", "expire_at": 9e9}', "\xff",
             '{"data": {}, "username": "a", "expire_at": NaN}']
)
def test_a_damaged_record_is_no_session(
    redis_bench: Bench, redis_server: RedisServer, text: str
) -> None:
    async def test(store: SessionStore) -> None:
        raw = text.encode("latin-1")
        await _raw(redis_server.url, "SET", redis_bench.prefix + "damaged", raw)
        assert await store.get("damaged") is None

    redis_bench.run(test)


def test_no_server_is_one_clear_error() -> None:
    async def test(store: SessionStore) -> None:
        for call in (store.create("a"), store.get("a"), store.update("a", count_up)):
            with pytest.raises(StoreUnavailable):
                await call

    Bench(f"redis://127.0.0.1:{free_port()}/0").run(test)
