"""What the example app has put into its bucket, as JSON. Run it in a pod of the stack."""

import collections
import concurrent.futures
import json

from app.bucket import Bucket

bucket = Bucket()
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    logs = list(pool.map(bucket.get_json, bucket.keys(bucket.logs)))
attempts = collections.defaultdict(list)
for log in logs:
    attempts[log["task"]].append(log["state"])
results = [key for key in bucket.keys(f"{bucket.files}results/") if key.endswith(".json")]
pictures = [key for key in bucket.keys(f"{bucket.files}results/") if key.endswith(".png")]
print(
    json.dumps(
        {
            "results": sorted(key.rsplit("/", 1)[1].removesuffix(".json") for key in results),
            "pictures": sorted(key.rsplit("/", 1)[1].removesuffix(".png") for key in pictures),
            "attempts": attempts,
            "lastWorker": {
                log["task"]: log["worker"] for log in sorted(logs, key=lambda log: log["started_at"])
            },
            "summary": bucket.get_json(bucket.summary_key()),
        }
    )
)
