"""Logging in through the page, as a person does."""

from playwright.sync_api import Page

from browsing.going import at


def log_in(page: Page, login: str, password: str) -> None:
    """User name and password, then the first role that is offered."""
    at(page, "/login")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/login/role**")
    page.locator("main form button").first.click()
    page.wait_for_url("**/desk**")
