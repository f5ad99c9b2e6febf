"""`python -m app.backend`: the backend, which has the samples.

The UI asks it for them when the stack has one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Path

from app.pictures import data_uri, draw_digit
from app.samples import COUNT, digits, local_sample
from app.service import pod, serve


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Load the data set before the first request, which would have to wait for it."""
    digits()
    yield


app = FastAPI(title="Backend", lifespan=lifespan, docs_url=None, redoc_url=None)


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    """Whether this process can serve."""
    return {"status": "ok"}


@app.get("/about")
async def about() -> dict[str, Any]:
    """What this is."""
    version = os.environ.get("VERSION") or "dev"
    return {"name": "backend", "version": version, "samples": COUNT, "pod": pod()}


@app.get("/samples/{number}")
async def sample(number: Annotated[int, Path(ge=0, lt=COUNT)]) -> dict[str, Any]:
    """One sample."""
    found = local_sample(number)
    return {
        "sample": number,
        "label": found.label,
        "pixels": found.pixels,
        "picture": data_uri(draw_digit(found.pixels)),
        "pod": pod(),
    }


if __name__ == "__main__":
    sys.exit(serve(app))
