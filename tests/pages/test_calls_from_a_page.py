"""What a page's script asks is asked once, however often it must be repeated."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route

from browsing import at, expecting

CALL = """async ([rpc, payload, options]) => {
    const {call} = await import("/static/js/api.js");
    try { return {answer: await call("documents", rpc, payload, options)} }
    catch (fault) {
        const {code, status, findings, retryable, request_id, lines} = fault;
        return {code, status, findings, retryable, request_id, lines};
    }
}"""
AWAY = {"code": "UNAVAILABLE", "title": "服务暂时不可用", "retryable": True, "status": 503}
REFUSED = {
    "code": "VALIDATION_FAILED",
    "title": "填写有误",
    "title_en": "Not valid",
    "retryable": False,
    "request_id": "abc",
    "findings": [{"field": "name", "rule": "R", "message_zh": "必填", "message_en": "Required"}],
}

Answers = Callable[..., list[Request]]


@pytest.fixture
def answers(clerk: Page) -> Answers:
    """The API gives these, one after the other; an exception is a broken connection."""
    at(clerk, "/desk/projects")

    def give(*told: tuple[int, Any] | None) -> list[Request]:
        asked: list[Request] = []

        def serve(route: Route) -> None:
            asked.append(route.request)
            answer = told[min(len(asked), len(told)) - 1]
            if answer is None:
                return route.abort("connectionreset")
            status, body = answer
            return route.fulfill(status=status, body=json.dumps(body))

        clerk.route("**/api/v1/documents/*", serve)
        return asked

    return give


def keys(asked: list[Request]) -> set[str | None]:
    return {each.headers.get("idempotency-key") for each in asked}


def test_what_may_be_repeated_is_repeated_with_the_same_key(clerk: Page, answers: Answers) -> None:
    asked = answers((503, AWAY), None, (504, {"code": "DEADLINE"}), (200, {"id": 1}))
    with expecting(clerk, 503, 504):
        told = clerk.evaluate(CALL, ["create_upload", {"a": 1}, {}])
    assert told == {"answer": {"id": 1}}
    assert len(asked) == 4
    assert len(keys(asked)) == 1
    assert len(asked[0].headers["idempotency-key"]) == 36
    assert asked[0].headers["x-csrf-token"]
    assert {each.post_data for each in asked} == {'{"a":1}'}


def test_the_caller_may_give_the_key(clerk: Page, answers: Answers) -> None:
    asked = answers((200, {}))
    clerk.evaluate(CALL, ["create_upload", {}, {"key": "given-key-1"}])
    assert keys(asked) == {"given-key-1"}


def test_a_refusal_is_told_whole_and_not_repeated(clerk: Page, answers: Answers) -> None:
    asked = answers((422, REFUSED))
    told = clerk.evaluate(CALL, ["create_upload", {}, {}])
    assert len(asked) == 1
    assert (told["code"], told["status"], told["request_id"]) == ("VALIDATION_FAILED", 422, "abc")
    assert told["findings"] == REFUSED["findings"]
    assert told["lines"] == ["填写有误", "必填"]
    assert not told["retryable"]


def test_trying_has_an_end(clerk: Page, answers: Answers) -> None:
    asked = answers(None)
    with expecting(clerk, 503):
        told = clerk.evaluate(CALL, ["create_upload", {}, {"tries": 2}])
    assert len(asked) == 2
    assert (told["code"], told["status"], told["retryable"]) == ("NETWORK", 0, True)
    assert told["lines"] == ["暂时无法连接平台，请检查网络后重试"]


def test_an_answer_that_is_no_json_is_a_problem_all_the_same(clerk: Page) -> None:
    at(clerk, "/desk/projects")
    clerk.route(
        "**/api/v1/documents/*", lambda route: route.fulfill(status=413, body="<html>too large")
    )
    told = clerk.evaluate(CALL, ["create_upload", {}, {}])
    assert (told["code"], told["status"]) == ("HTTP_413", 413)
