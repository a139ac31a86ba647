"""What a person does on a page of the desk: fill in, choose, press, and read what is refused."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect


def field(page: Page, name: str) -> Locator:
    """The control (or the group) of a field, by its path in the contract."""
    return page.locator(f"[id='f-{name}']")


def fill(page: Page, values: Mapping[str, Any]) -> None:
    """Fill in fields by their paths: text, a choice of a list, or yes and no."""
    for name, value in values.items():
        if isinstance(value, bool):
            page.locator(f"[name='{name}'][value='{str(value).lower()}']").check()
        elif page.locator(f"select[id='f-{name}']").count():
            field(page, name).select_option(str(value))
        else:
            field(page, name).fill(str(value))


def press(page: Page, name: str) -> None:
    """Press the button of this name, the one in the dialog where one is open."""
    dialog = page.locator("dialog[open]")
    inside = dialog if dialog.count() else page.locator("body")
    inside.get_by_role("button", name=name, exact=True).first.click()


def refused(page: Page, code: str) -> Locator:
    """The box that tells the refusal of this code; it has the focus."""
    box = page.locator(f".problem[data-problem={code}]")
    expect(box).to_be_visible()
    return box


def finding(page: Page, name: str, rule: str, basis: str, *, text: str = "") -> None:
    """The field is told to be wrong, by its rule and article, at itself and in the box above."""
    box, near = page.locator(".problem"), page.locator(f"[id='e-{name}']")
    for place in (box, near):
        for said in (rule, basis, text):
            expect(place).to_contain_text(said)
    expect(field(page, name)).to_have_attribute("aria-invalid", "true")
    expect(box.locator(f"a[href='#f-{name}']").first).to_be_visible()


def flat(form: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A contract's payload as the page has it: ``{"lots.0.name": …}``."""
    found: dict[str, Any] = {}
    for name, value in form.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            found |= flat(value, f"{path}.")
        elif isinstance(value, list):
            found |= flat({str(place): one for place, one in enumerate(value)}, f"{path}.")
        else:
            found[path] = value
    return found


def attach(page: Page, kind: str, name: str, body: bytes) -> None:
    """Choose a file for a kind of attachment and wait until the platform has it."""
    place = page.locator(f"section[data-kind={kind}]")
    before = place.locator("[data-item]").count()
    file = {"name": name, "mimeType": "application/pdf", "buffer": body}
    place.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type] — a payload
    expect(place.locator("[data-item]")).to_have_count(before + 1)
