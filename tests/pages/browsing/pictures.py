"""Pictures of the pages, small enough to be kept in the repository."""

import io
import os
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page

LARGEST = 60_000
"""Bytes of one picture, more or less."""

SCREENS = 3
"""How many screens of a long page are shown."""

_COLOURS = (64, 32, 16)
_TALL = (
    """() => document.querySelector("dialog[open]") ? 0 : document.documentElement.scrollHeight"""
)


def folder() -> Path | None:
    """Where pictures go; none where nobody asked for them (``make screenshots`` does)."""
    told = os.environ.get("TENDERHALL_SCREENSHOTS")
    return Path(__file__).parents[3] / told if told else None


def keep(page: Page, name: str, size: dict[str, int]) -> None:
    """The page as it is, from its top, as ``<name>@<width>.png``; its title goes along.

    The window is made as tall as the page, up to some screens, so that what sticks to its edges
    stands where a person who has scrolled sees it; an open dialog is shown as it stands.
    """
    to = folder()
    if to is None:
        return
    to.mkdir(parents=True, exist_ok=True)
    tall = int(page.evaluate(_TALL))
    height = min(max(tall, size["height"]), SCREENS * size["height"])
    page.set_viewport_size({"width": size["width"], "height": height})
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    (to / f"{name}@{size['width']}.png").write_bytes(_small(taken.convert("RGB"), page.title()))


def _small(picture: Image.Image, title: str) -> bytes:
    told = PngInfo()
    told.add_itxt("Title", title)
    made = b""
    for colours in _COLOURS:
        out = io.BytesIO()
        few = picture.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True, pnginfo=told)
        made = out.getvalue()
        if len(made) <= LARGEST:
            break
    return made
