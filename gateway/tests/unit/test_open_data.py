"""The pages and files for programs and newcomers, with nothing behind the gateway."""

import re

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize("path", ["/open-data", "/guide"])
@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_page_needs_nothing_and_its_links_lead_somewhere(
    alone: TestClient, path: str, tongue: str
) -> None:
    page = alone.get(path, headers={"accept": "text/html", "cookie": f"th_lang={tongue}"})
    assert page.status_code == 200
    assert f'<html lang="{"zh-CN" if tongue == "zh" else "en"}"' in page.text
    for link in re.findall(
        r'href="(/(?:static/guide|calculator|guide|open-data)[^"]*)"', page.text
    ):
        assert alone.get(link).status_code == 200, link


def test_robots_are_sent_to_the_site_map(alone: TestClient) -> None:
    told = alone.get("/robots.txt").text
    assert "Disallow: /desk" in told
    assert re.search(r"Sitemap: \S*/sitemap\.xml", told)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/changes?since=x", 422),
        ("/changes?since=-1", 422),
        ("/changes", 503),
        ("/sitemaps/..%2Fx.xml", 404),
        ("/sitemaps/x.xml", 404),
        ("/ocds/other/x.json", 404),
        ("/ocds/releases/..json", 404),
        ("/ocds/bulk/x.html", 404),
        ("/projects/%2E%2E", 404),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_is_asked(
    alone: TestClient, path: str, status: int
) -> None:
    assert alone.get(path).status_code == status
