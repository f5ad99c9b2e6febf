"""`python -m app.backend`: the backend, which has the samples.

The UI asks it for them when the stack has one.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

from fastapi import FastAPI, Path

from app.pictures import data_uri, draw_digit
from app.samples import COUNT, local_sample
from app.service import pod, serve

app = FastAPI(title="Backend", docs_url=None, redoc_url=None)


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
def sample(number: Annotated[int, Path(ge=0, lt=COUNT)]) -> dict[str, Any]:
    """One sample. Not async: the first one makes the process load the data set."""
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
