"""Fetches and checks every session with redis-py, as a careful script would.

Prints how many are active. Arguments: the port, the prefix of keys.
"""

import json
import sys
import time

import redis

PAGE = 1000

store = redis.Redis(host="127.0.0.1", port=int(sys.argv[1]))
active = 0
cursor = 0
while True:
    cursor, keys = store.scan(cursor, match=sys.argv[2] + "*", count=PAGE)
    with store.pipeline(transaction=False) as pipeline:
        for key in keys:
            pipeline.get(key)
            pipeline.ttl(key)
        answers = pipeline.execute()
    for value in answers[::2]:
        if value is not None and json.loads(value)["expire_at"] > time.time():
            active += 1
    if cursor == 0:
        break
print(active)
