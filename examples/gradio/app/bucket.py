"""The bucket: where workers put their results, and the UI finds them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.problems import Failure, PassingFailure


class Bucket:
    """A bucket, and where in it files, logs and data go.

    Every method raises PassingFailure when the bucket cannot be used.

    The client is safe to share among threads, but not among processes: workers
    make it after they have forked.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        env = {name: value for name, value in environ.items() if value}
        if "S3_BUCKET" not in env:
            raise Failure("S3_BUCKET is not set: the stack has no object storage")
        prefix = env.get("S3_PREFIX", "")
        self.name = env["S3_BUCKET"]
        self.files = env.get("S3_FILES_PREFIX", f"{prefix}files/")
        self.logs = env.get("S3_LOGS_PREFIX", f"{prefix}logs/")
        self.data = env.get("S3_DATA_PREFIX", f"{prefix}data/")
        # Endpoint, credentials and CA are what boto3 itself finds in the environment.
        try:
            self._s3 = boto3.client(
                "s3",
                region_name=env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or "us-east-1",
                config=Config(
                    connect_timeout=2,
                    read_timeout=5,
                    retries={"total_max_attempts": 2, "mode": "standard"},
                    s3={"addressing_style": env.get("S3_ADDRESSING_STYLE", "auto")},
                    # Checksums beyond what S3 asks for are unknown to many stores like it.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )
        except (BotoCoreError, ValueError) as error:
            name = type(error).__name__
            raise Failure(f"the object storage is not set up properly: {name}") from error

    def result_key(self, task_id: str) -> str:
        """Where the result of a task is. It is there only once the task is done."""
        return f"{self.files}results/{task_id}.json"

    def picture_key(self, task_id: str) -> str:
        """Where the picture of a result is."""
        return f"{self.files}results/{task_id}.png"

    def attempts_prefix(self, task_id: str) -> str:
        """Where the log of a task is: an object for each attempt at it."""
        return f"{self.logs}{task_id}/"

    def summary_key(self) -> str:
        """Where the scheduler's summary is."""
        return f"{self.data}summary.json"

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Write an object, or write it again: whole, or not at all."""
        with _errors():
            self._s3.put_object(
                Bucket=self.name, Key=key, Body=content, ContentType=content_type
            )

    def put_json(self, key: str, value: Any) -> None:
        """Write JSON."""
        self.put(key, json.dumps(value, indent=1).encode(), "application/json")

    def get(self, key: str) -> bytes | None:
        """Read an object; None if there is none."""
        with _errors():
            try:
                content = self._s3.get_object(Bucket=self.name, Key=key)["Body"].read()
            except self._s3.exceptions.NoSuchKey:
                return None
        return bytes(content)

    def get_json(self, key: str) -> Any:
        """Read JSON; None if there is none."""
        content = self.get(key)
        return None if content is None else json.loads(content)

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin like this."""
        pages = self._s3.get_paginator("list_objects_v2")
        with _errors():
            for page in pages.paginate(Bucket=self.name, Prefix=prefix):
                yield from (found["Key"] for found in page.get("Contents", []))


@contextmanager
def _errors() -> Iterator[None]:
    """Turn whatever is wrong into the one failure that others handle.

    Messages of the library hold addresses: the code, or the kind, has to do.
    """
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        raise PassingFailure(f"the bucket refuses: {code}") from error
    except (BotoCoreError, OSError) as error:
        raise PassingFailure(f"the bucket does not answer: {type(error).__name__}") from error
