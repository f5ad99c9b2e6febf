"""A user who logs in, counts to one, and reads the session twice a second until the pod ends.

watcher.py URL HOST USERNAME FILE    keeps in the file how it went, as JSON

A read has failed when nothing or an error came back: the user tries again. The session is lost when
the app says that there is none, or when it is not as it was left; then the user logs in again.
"""

import collections
import json
import os
import sys
import time

import httpx

url, host, username, file = sys.argv[1:5]
figures = {"reads": 0, "failed": 0, "lost": 0, "longestGap": 0.0}
failures = collections.Counter()
losses = []


def keep():
    with open(file + ".next", "w") as out:
        json.dump(figures | {"failures": failures, "losses": losses[-10:]}, out)
    os.replace(file + ".next", file)


def begin(client):
    """What the counter is at; a store that fails meanwhile may have counted twice."""
    client.cookies.clear()
    client.post("/api/login", json={"username": username}).raise_for_status()
    return client.post("/api/counter").raise_for_status().json()["counter"]


def read(client, counter):
    """What is wrong with the session, if anything is."""
    answer = client.get("/api/session")
    if answer.status_code == 401:
        return "401 " + answer.text[:80]
    answer.raise_for_status()
    session = answer.json()
    good = session["username"] == username and session["data"].get("counter") == counter
    return None if good else "not as it was left: " + answer.text[:80]


counter = None
last = time.monotonic()
with httpx.Client(base_url=url, headers={"Host": host}, timeout=5) as client:
    while True:
        began = time.monotonic()
        try:
            if counter is None:
                counter = begin(client)
            figures["reads"] += 1
            wrong = read(client, counter)
            if wrong:
                figures["lost"] += 1
                losses.append(time.strftime("%H:%M:%S ") + wrong)
                counter = None
            figures["longestGap"] = max(figures["longestGap"], round(time.monotonic() - last, 1))
            last = time.monotonic()
        except httpx.HTTPStatusError as error:
            figures["failed"] += counter is not None
            failures[str(error.response.status_code)] += 1
        except httpx.HTTPError as error:
            figures["failed"] += counter is not None
            failures[type(error).__name__] += 1
        keep()
        time.sleep(max(0.0, 0.5 - (time.monotonic() - began)))
