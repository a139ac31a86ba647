"""htmx and Alpine's CSP build do their work under the pages' policy; nothing inline runs."""

import pytest
from playwright.sync_api import Page, expect

from browsing import at
from browsing.watch import Watch


@pytest.fixture
def page(clerk: Page) -> Page:
    at(clerk, "/desk/projects")
    return clerk


def test_htmx_loads_a_fragment_and_brings_no_style_of_its_own(page: Page) -> None:
    page.evaluate(
        """() => {
            const place = document.createElement("div");
            place.innerHTML = `<a id="more" hx-get="/api/v1/meta/enums" hx-target="#got">x</a>
                <p id="got"></p>`;
            document.querySelector("main").append(place);
            htmx.process(place);
        }"""
    )
    assert page.evaluate("[htmx.config.allowEval, htmx.config.includeIndicatorStyles]") == [
        False,
        False,
    ]
    page.locator("#more").click()
    expect(page.locator("#got")).not_to_be_empty()
    Watch.of(page).judge()


def test_alpine_works_in_its_csp_build(page: Page) -> None:
    page.evaluate(
        """async () => {
            const {default: Alpine} = await import("/static/vendor/alpine-csp.js");
            const place = document.createElement("div");
            place.setAttribute("x-data", "counter");
            place.innerHTML = `<button type="button" x-on:click="more">+</button>
                <output x-text="count" x-show="count > 0"></output>`;
            document.querySelector("main").append(place);
            Alpine.data("counter", () => ({count: 0, more() { this.count += 1 }}));
            Alpine.start();
        }"""
    )
    expect(page.locator("main output")).to_be_hidden()
    page.get_by_role("button", name="+").click()
    expect(page.locator("main output")).to_have_text("1")
    Watch.of(page).judge()


@pytest.mark.parametrize(
    ("attempt", "directive"),
    [
        ("(e) => { e.setAttribute('onclick', 'window.ran = true'); e.click() }", "script-src-attr"),
        ("(e) => { e.setAttribute('style', 'color: red') }", "style-src-attr"),
        (
            "(e) => e.append(Object.assign(document.createElement('script'), {text: 'ran = 1'}))",
            "script-src-elem",
        ),
        ("(e) => fetch('http://127.0.0.1:9/').catch(() => 0)", "connect-src"),
        ("(e) => { e.innerHTML = '<iframe src=\"http://127.0.0.1:9/\"></iframe>' }", "frame-src"),
    ],
)
def test_what_the_policy_forbids_does_not_run(page: Page, attempt: str, directive: str) -> None:
    page.evaluate(f"({attempt})(document.querySelector('main h1'))")
    page.wait_for_timeout(200)
    noted, watch = "", Watch.of(page)
    noted, watch.faults = "\n".join(watch.faults), []
    assert f"CSP: {directive} " in noted
    assert page.evaluate("window.ran") is None
