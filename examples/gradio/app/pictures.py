"""Drawing digits, and what a model makes of them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.samples import INK

SIDE = 8
SCALE = 20
INDIGO, GREY, BLACK = "#4f46e5", "#a1a1aa", "#18181b"


def _digit(pixels: Sequence[float]) -> Image.Image:
    small = Image.new("L", (SIDE, SIDE))
    small.putdata([round(255 * (1 - pixel / INK)) for pixel in pixels])
    return small.resize((SIDE * SCALE, SIDE * SCALE), Image.Resampling.NEAREST)


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def draw_digit(pixels: Sequence[float]) -> bytes:
    """The digit, as a PNG."""
    return _png(_digit(pixels))


def draw_result(pixels: Sequence[float], probabilities: Sequence[float]) -> bytes:
    """The digit, and beside it a bar for each figure that it may be, as a PNG."""
    height = SIDE * SCALE
    image = Image.new("RGB", (480, height), "white")
    image.paste(_digit(pixels), (0, 0))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=12)
    best = max(probabilities)
    row, left, full = height / len(probabilities), height + 40, 190
    for figure, probability in enumerate(probabilities):
        top = figure * row
        colour = INDIGO if probability == best else GREY
        draw.text((left - 16, top), str(figure), BLACK, font)
        draw.rectangle((left, top + 3, left + max(1, full * probability), top + row - 3), colour)
        draw.text((left + full * probability + 6, top), f"{probability:.1%}", BLACK, font)
    return _png(image)


def data_uri(png: bytes) -> str:
    """A PNG to be put straight into a page."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
