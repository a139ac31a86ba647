"""What a first visit costs: bytes on the wire, headers included, as the debugger counts them."""

from playwright.sync_api import Page

from browsing.going import at


def weight(page: Page, path: str) -> dict[str, int]:
    """Bytes of each file that a cold visit of the page fetches, by its path."""
    debugger = page.context.new_cdp_session(page)
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def begun(told: dict) -> None:
        names[told["requestId"]] = told["request"]["url"]

    def ended(told: dict) -> None:
        name = names.get(told["requestId"], told["requestId"])
        sizes[name] = sizes.get(name, 0) + int(told["encodedDataLength"])

    debugger.on("Network.requestWillBeSent", begun)
    debugger.on("Network.loadingFinished", ended)
    debugger.send("Network.enable")
    debugger.send("Network.setCacheDisabled", {"cacheDisabled": True})
    at(page, path)
    page.wait_for_function("() => document.readyState === 'complete'")
    page.wait_for_timeout(300)  # what scripts fetch after the page has come
    debugger.detach()
    return sizes
