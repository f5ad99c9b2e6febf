"""The samples: 1797 handwritten digits of 8 x 8 pixels, each from 0 to 16.

They come with scikit-learn, so nothing has to be downloaded. With a backend the
UI asks that for them; without, it looks for itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx

from app.problems import PassingFailure

COUNT = 1797
PIXELS = 64
INK = 16
"""The value of a pixel that is all ink."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One digit, what it is said to be, and who says so."""

    number: int
    label: int
    pixels: tuple[int, ...]
    source: str


@lru_cache(maxsize=1)
def digits() -> Any:
    """The data set. Imported late: most processes never need scikit-learn."""
    from sklearn.datasets import load_digits

    return load_digits()


def valid_number(number: object) -> bool:
    """Whether there is a sample of this number."""
    return type(number) is int and 0 <= number < COUNT


def valid_pixels(pixels: Sequence[float]) -> bool:
    """Whether this can be a picture of a digit."""
    return len(pixels) == PIXELS and all(0 <= pixel <= INK for pixel in pixels)


def local_sample(number: int) -> Sample:
    """A sample of this process's own data set."""
    data = digits()
    pixels = tuple(int(pixel) for pixel in data.data[number])
    return Sample(number, int(data.target[number]), pixels, "the app itself")


class Samples:
    """Where the UI gets samples from."""

    def __init__(self, backend_url: str | None) -> None:
        self._client: httpx.AsyncClient | None = None
        if backend_url:
            # Proxies of the environment are none of a neighbour's business.
            self._client = httpx.AsyncClient(base_url=backend_url, timeout=5, trust_env=False)

    async def get(self, number: int) -> Sample:
        """The sample; raises PassingFailure."""
        if self._client is None:
            return await asyncio.to_thread(local_sample, number)
        try:
            answer = (await self._client.get(f"/samples/{number}")).raise_for_status().json()
            sample = Sample(
                number,
                int(answer["label"]),
                tuple(int(pixel) for pixel in answer["pixels"]),
                f"backend {answer['pod']}",
            )
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise PassingFailure("the backend does not answer") from error
        if not valid_pixels(sample.pixels):
            raise PassingFailure("the backend gives something that is no sample")
        return sample

    async def close(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            await self._client.aclose()
