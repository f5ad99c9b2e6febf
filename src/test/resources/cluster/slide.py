"""Uses sessions as fast as the app does it, and tells which were lost. slide.py CLIENTS SECONDS"""

import asyncio
import json
import os
import sys
import time

from app.redis_store import RedisStore, connect


def count(data):
    data["n"] = data.get("n", 0) + 1


async def use(store, number, until):
    session = await store.create(f"slider{number}")
    slides = 0
    while time.monotonic() < until:
        if await store.update(session.session_id, count) is None:
            return slides, 1
        slides += 1
        await asyncio.sleep(0.05)
    kept = await store.get(session.session_id)
    await store.delete(session.session_id)
    return slides, int(kept is None or kept.data["n"] != slides)


def open_store():
    return RedisStore(
        connect(os.environ["REDIS_URL"]),
        float(os.environ["SESSION_TTL_SECONDS"]),
        os.environ["SESSION_KEY_PREFIX"],
    )


async def main():
    clients = int(sys.argv[1])
    # The app's store has a limit of connections, and here all clients are at it at once.
    stores = [open_store() for _ in range(0, clients, 50)]
    until = time.monotonic() + float(sys.argv[2])
    used = await asyncio.gather(*(use(stores[n // 50], n, until) for n in range(clients)))
    for store in stores:
        await store.close()
    print(json.dumps({"slides": sum(u[0] for u in used), "lost": sum(u[1] for u in used)}))


asyncio.run(main())
