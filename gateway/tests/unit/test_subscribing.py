"""Subscriptions at the edge: so many from an address, from pages of ours, and in no log."""

import logging

import pytest
from gateway.portal.search import Search
from gateway.portal.subscriptions import filter_of
from starlette.testclient import TestClient

OURS = {"origin": "http://testserver"}
TOKEN = "t" * 43


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/subscribe", {"email": "a@b.org"}),
        (f"/subscriptions/{TOKEN}", {"_action": "end"}),
        (f"/subscriptions/{TOKEN}/unsubscribe", {"List-Unsubscribe": "One-Click"}),
    ],
)
def test_a_page_may_ask_so_often_only(alone: TestClient, path: str, body: dict[str, str]) -> None:
    codes = [alone.post(path, data=body, headers=OURS).status_code for _ in range(4)]
    assert codes == [503, 503, 503, 429]


@pytest.mark.parametrize(
    "rpc",
    [
        *("subscribe_by_mail", "register_webhook", "confirm_subscription"),
        *("replay_subscription", "end_subscription"),
    ],
)
def test_a_program_may_ask_so_often_only(alone: TestClient, rpc: str) -> None:
    headers, path = {"idempotency-key": "12345678"}, f"/api/v1/notices/{rpc}"
    codes = [alone.post(path, json={}, headers=headers).status_code for _ in range(4)]
    assert codes == [503, 503, 503, 429]


def test_the_token_stands_in_no_address_of_the_api_and_in_no_log(
    alone: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert alone.get(f"/api/v1/notices/show_subscription?token={TOKEN}").status_code == 405
    with caplog.at_level(logging.INFO, "gateway.access"):
        alone.get(f"/subscriptions/{TOKEN}")
    told = [one for one in caplog.messages if "/subscriptions/" in one]
    assert told
    assert TOKEN not in "".join(told)


@pytest.mark.parametrize("path", ["/subscribe", f"/subscriptions/{TOKEN}"])
def test_another_site_subscribes_and_ends_nothing(alone: TestClient, path: str) -> None:
    foreign = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    answer = alone.post(path, data={"email": "a@b.org", "_action": "end"}, headers=foreign)
    assert answer.status_code == alone.post(path, data={}).status_code == 403


def test_what_is_no_token_is_not_asked_about(alone: TestClient) -> None:
    assert alone.get("/subscriptions/short").status_code == 404


def test_what_is_subscribed_to_is_the_search_without_its_days() -> None:
    asked = {"q": "医院", "region": "430400", "from": "2026-01-01", "amount_to": "5", "page": "3"}
    search = Search.read(asked)
    assert filter_of(search) == {"q": "医院", "region": "430400", "amount_to": "5"}
    assert search.subscribed == filter_of(search)
