"""The login as a person meets it."""

from playwright.sync_api import Page

from browsing import shot


def test_the_clerk_comes_to_the_desk(clerk: Page) -> None:
    shot(clerk, "desk-clerk")
