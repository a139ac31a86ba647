"""How a person works a page: with the mouse, or with the keyboard alone."""

from collections.abc import Mapping
from typing import Any, Protocol

from playwright.sync_api import Locator, Page, expect

from browsing import clicking
from browsing.clicking import field

_HERE = "(one) => one === document.activeElement"
_ORDER = """(names) => names.sort((a, b) => {
  const place = (name) => document.getElementById(`f-${name}`);
  return place(a).compareDocumentPosition(place(b)) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
})"""
MOST = 400
"""Tabs before a control is held to be out of reach."""


class Hand(Protocol):
    """What the main job needs of somebody's hands."""

    def fill(self, page: Page, values: Mapping[str, Any]) -> None:
        """Fields of a form, by their paths."""

    def press(self, page: Page, name: str) -> None:
        """A button by its name; the dialog's, where one is open."""

    def follow(self, link: Locator) -> None:
        """A link."""

    def tick(self, box: Locator) -> None:
        """A checkbox that is not ticked."""

    def write(self, control: Locator, text: str) -> None:
        """Text into one control."""

    def attach(self, page: Page, kind: str, name: str, body: bytes) -> None:
        """A file for a kind of attachment."""


class Mouse:
    """Clicking."""

    def fill(self, page: Page, values: Mapping[str, Any]) -> None:
        clicking.fill(page, values)

    def press(self, page: Page, name: str) -> None:
        clicking.press(page, name)

    def follow(self, link: Locator) -> None:
        link.click()

    def tick(self, box: Locator) -> None:
        box.check()

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def attach(self, page: Page, kind: str, name: str, body: bytes) -> None:
        clicking.attach(page, kind, name, body)


class Keyboard:
    """Tab, Enter, Space, arrows and letters; nothing is clicked, focused or set by script."""

    def fill(self, page: Page, values: Mapping[str, Any]) -> None:
        """In the order of the page, once it has come."""
        expect(field(page, next(iter(values)))).to_be_visible()
        for name in page.evaluate(_ORDER, list(values)):
            value = values[name]
            if isinstance(value, bool):
                self._choose(page, name, str(value).lower())
            elif page.locator(f"select[id='f-{name}']").count():
                self._select(field(page, name), str(value))
            else:
                self.write(field(page, name), str(value))

    def press(self, page: Page, name: str) -> None:
        """Enter on the button."""
        dialog = page.locator("dialog[open]")
        inside = dialog if dialog.count() else page.locator("body")
        self._reach(inside.get_by_role("button", name=name, exact=True).first)
        page.keyboard.press("Enter")

    def follow(self, link: Locator) -> None:
        """Enter on the link."""
        self._reach(link)
        link.page.keyboard.press("Enter")

    def tick(self, box: Locator) -> None:
        """Space on the checkbox."""
        self._reach(box)
        box.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def write(self, control: Locator, text: str) -> None:
        """Typed over what stood there; dates as the browser's own control takes them."""
        self._reach(control)
        keys = control.page.keyboard
        kind = control.get_attribute("type")
        if kind == "date":
            keys.type(_day(text))
        elif kind == "datetime-local":
            self._moment(control, text)
        else:
            keys.press("Control+a")
            keys.press("Delete")
            keys.type(text)

    def attach(self, page: Page, kind: str, name: str, body: bytes) -> None:
        """The file dialog opens by Enter or Space on the control."""
        place = page.locator(f"section[data-kind={kind}]")
        before = place.locator("[data-item]").count()
        self._reach(place.locator("input[type=file]"))
        with page.expect_file_chooser() as opened:
            page.keyboard.press("Space")
        file = {"name": name, "mimeType": "application/pdf", "buffer": body}
        opened.value.set_files(file)  # type: ignore[arg-type] — a payload
        expect(place.locator("[data-item]")).to_have_count(before + 1)

    def _reach(self, control: Locator) -> None:
        """Tab until the control has the focus, and seen: it stands in the window."""
        expect(control).to_be_enabled()
        for _ in range(MOST):
            if control.evaluate(_HERE):
                return
            control.page.keyboard.press("Tab")
        msg = f"{control} cannot be reached by Tab"
        raise AssertionError(msg)

    def _choose(self, page: Page, name: str, value: str) -> None:
        """A radio button: Tab into the group, arrows inside it."""
        group = page.locator(f"[name='{name}']")
        wanted = page.locator(f"[name='{name}'][value='{value}']")
        chosen = page.locator(f"[name='{name}']:checked")
        self._reach(chosen if chosen.count() else group.first)
        if not chosen.count():
            page.keyboard.press("Space")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()

    def _select(self, control: Locator, value: str) -> None:
        """A list: arrows until the option is chosen."""
        self._reach(control)
        keys = control.page.keyboard
        keys.press("Home")
        for _ in range(control.locator("option").count()):
            if control.input_value() == value:
                return
            keys.press("ArrowDown")
        expect(control).to_have_value(value)

    def _moment(self, control: Locator, text: str) -> None:
        keys = control.page.keyboard
        hour, minute = int(text[11:13]), text[14:16]
        keys.type(_day(text[:10]))
        keys.press("ArrowRight")
        keys.type(f"{(hour - 1) % 12 + 1:02}{minute}")
        keys.type("PM" if hour >= 12 else "AM")
        expect(control).to_have_value(text)


def _day(text: str) -> str:
    """The digits of a date in the order of Debian's Chromium, which speaks English only."""
    return f"{text[5:7]}{text[8:10]}{text[:4]}"
