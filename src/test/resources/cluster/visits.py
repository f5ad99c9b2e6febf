"""Asks an app behind a proxy who answers, many times, and prints what it saw as JSON.

visits.py URL HOST TIMES jar|none [AUTHORITY]    with a cookie jar, or with no cookie but the login
"""

import collections
import json
import ssl
import sys

import httpx

AFFINITY = "sessionstack-affinity"

url, host, times, jar = sys.argv[1:5]
verify = ssl.create_default_context(cadata=sys.argv[5]) if len(sys.argv) > 5 else True
pods = collections.Counter()
with httpx.Client(base_url=url, headers={"Host": host}, verify=verify, timeout=20) as client:
    options = {"extensions": {"sni_hostname": host}} if url.startswith("https") else {}
    login = client.post("/api/login", json={"username": "ada"}, **options)
    login.raise_for_status()
    own = {name: value for name, value in client.cookies.items() if name != AFFINITY}
    for _ in range(int(times)):
        if jar == "none":
            client.cookies = httpx.Cookies(own)
        answer = client.get("/api/session", **options)
        answer.raise_for_status()
        pods[answer.json()["pod"]] += 1
print(json.dumps({"pods": pods, "cookies": login.headers.get_list("set-cookie")}))
