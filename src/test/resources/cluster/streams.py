"""Keeps a WebSocket and an event stream open through a proxy, and prints their heartbeats as JSON.

streams.py URL HOST SECONDS
"""

import concurrent.futures
import json
import socket
import sys
import time
from urllib.parse import urlsplit

import httpx
from websockets.sync.client import connect

url, host, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
proxy = urlsplit(url)
login = httpx.post(f"{url}/api/login", headers={"Host": host}, json={"username": "eve"})
login.raise_for_status()
cookies = "; ".join(f"{name}={value}" for name, value in login.cookies.items())
end = time.monotonic() + seconds


class Beats:
    """Heartbeats, their longest gap, and who sent them."""

    def __init__(self):
        self.count, self.gap, self.pods, self.last = 0, 0.0, set(), time.monotonic()

    def beat(self, pod):
        now = time.monotonic()
        self.gap, self.last = max(self.gap, now - self.last), now
        self.count += 1
        self.pods.add(pod)
        return now < end

    def seen(self, kind):
        return {"kind": kind, "beats": self.count, "gap": self.gap, "pods": sorted(self.pods)}


def websocket():
    beats = Beats()
    to = socket.create_connection((proxy.hostname, proxy.port or 80))
    with connect(f"ws://{host}/ws", sock=to, additional_headers={"Cookie": cookies}) as ws:
        while True:
            message = json.loads(ws.recv(timeout=20))
            if "pod" in message and not beats.beat(message["pod"]):
                return beats.seen("websocket")


def events():
    beats = Beats()
    headers = {"Host": host, "Cookie": cookies}
    with httpx.stream("GET", f"{url}/events", headers=headers, timeout=20) as stream:
        stream.raise_for_status()
        for line in stream.iter_lines():
            if line.startswith("data:") and not beats.beat(json.loads(line[5:])["pod"]):
                return beats.seen("events")
    raise EOFError("the stream has ended")


with concurrent.futures.ThreadPoolExecutor() as pool:
    print(json.dumps([run.result() for run in [pool.submit(websocket), pool.submit(events)]]))
