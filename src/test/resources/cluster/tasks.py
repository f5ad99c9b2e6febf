"""Puts tasks into the queue as fast as it goes. tasks.py COUNT SECONDS"""

import json
import sys
import time

from app.tasks import classify

begun = time.monotonic()
ids = [
    classify.delay("load", sample=number % 1797, seconds=float(sys.argv[2])).id
    for number in range(int(sys.argv[1]))
]
print(json.dumps({"ids": ids, "took": time.monotonic() - begun}))
