"""The public portal in a browser."""

from playwright.sync_api import Page

from browsing import at, settled, shot, weight

LIGHT = 200_000
"""Bytes: what a first page may cost."""


def test_the_portal_opens(visitor: Page) -> None:
    at(visitor, "/")
    settled(visitor, "portal home")
    shot(visitor, "portal-home")


def test_the_first_page_of_the_portal_is_light(visitor: Page) -> None:
    sizes = weight(visitor, "/")
    assert 0 < sum(sizes.values()) <= LIGHT, sizes
