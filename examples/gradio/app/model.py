"""`python -m app.model`: the model server, which tells what digit a picture shows.

It trains when it starts, in a second or so, on the digits that come with
scikit-learn. Every replica comes to the same model.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Request
from pydantic import BaseModel, Field
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler
from starlette.responses import JSONResponse

from app.samples import INK, PIXELS, digits
from app.service import pod, serve

log = logging.getLogger(__name__)

Pixel = Annotated[float, Field(ge=0, le=INK)]


class Picture(BaseModel):
    """A digit of 8 x 8 pixels, row by row."""

    pixels: Annotated[list[Pixel], Field(min_length=PIXELS, max_length=PIXELS)]


def train() -> Pipeline:
    """Train on three quarters of the digits; the others tell how well it went."""
    began = time.monotonic()
    data = digits()
    seen, unseen, seen_labels, unseen_labels = train_test_split(
        data.data, data.target, random_state=0
    )
    model = make_pipeline(MinMaxScaler(), LogisticRegression(max_iter=500))
    model.fit(seen, seen_labels)
    accuracy = model.score(unseen, unseen_labels)
    log.info("trained in %.1f s, accuracy %.3f", time.monotonic() - began, accuracy)
    return model


def create_app() -> FastAPI:
    """The server. It listens at once, and is healthy as soon as it is trained."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.training = asyncio.create_task(asyncio.to_thread(train))
        yield

    app = FastAPI(title="Model server", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_api_route("/healthz", healthz, methods=["GET"])
    app.add_api_route("/predict", predict, methods=["POST"], response_model=None)
    return app


def _model(request: Request) -> Pipeline | None:
    """The model, once there is one; raises what training has raised."""
    training = request.app.state.training
    return training.result() if training.done() else None


async def healthz(request: Request) -> JSONResponse:
    """Whether this process can predict."""
    if _model(request) is None:
        return JSONResponse({"status": "training"}, 503)
    return JSONResponse({"status": "ok"})


def predict(request: Request, picture: Picture) -> dict[str, Any] | JSONResponse:
    """Which digit it is, how sure that is, and how likely each figure is.

    Not async: FastAPI runs it in a thread, and goes on answering meanwhile.
    """
    model = _model(request)
    if model is None:
        return JSONResponse({"error": "the model is being trained"}, 503, {"Retry-After": "1"})
    probabilities = model.predict_proba([picture.pixels])[0]
    digit = int(probabilities.argmax())
    return {
        "digit": digit,
        "confidence": round(float(probabilities[digit]), 4),
        "probabilities": [round(float(probability), 4) for probability in probabilities],
        "pod": pod(),
    }


if __name__ == "__main__":
    sys.exit(serve(create_app()))
