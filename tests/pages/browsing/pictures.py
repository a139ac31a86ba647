"""Pictures of the pages, small enough to be kept in the repository."""

import io
import os
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page

LARGEST = 60_000
"""Bytes of one picture, more or less."""

SCREENS = (3, 2, 1)
"""How many screens of a long page are shown: as many as still make a small picture."""

_COLOURS = (64, 32)
_RARE_TOO = Image.Quantize.MAXCOVERAGE
"""Keeps the few red and green points of a page red and green, where the median cut greys them."""

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
    for screens in SCREENS:
        made = _taken(page, size, screens)
        if len(made) <= LARGEST:
            break
    (to / f"{name}@{size['width']}.png").write_bytes(made)


def _taken(page: Page, size: dict[str, int], screens: int) -> bytes:
    tall = int(page.evaluate(_TALL))
    height = min(max(tall, size["height"]), screens * size["height"])
    page.set_viewport_size({"width": size["width"], "height": height})
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="initial")))
    return _small(taken.convert("RGB"), page.title())


def _small(picture: Image.Image, title: str) -> bytes:
    told = PngInfo()
    told.add_itxt("Title", title)
    made = b""
    for colours in _COLOURS:
        out = io.BytesIO()
        few = picture.quantize(colours, _RARE_TOO, kmeans=2, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True, pnginfo=told)
        made = out.getvalue()
        if len(made) <= LARGEST:
            break
    return made
