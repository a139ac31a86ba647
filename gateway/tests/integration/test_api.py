"""The HTTP form of the RPCs, through a real broker to real services."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient


def bearer(token: str = "good") -> dict[str, str]:  # noqa: S107 — of a stand-in
    return {"authorization": f"Bearer {token}"}


def test_who_comes_first_after_a_start_finds_the_services(web: TestClient) -> None:
    assert web.get("/readyz").status_code == 200


def test_a_login_needs_no_session_and_no_key(web: TestClient) -> None:
    told = web.post("/api/v1/registry/log_in", json={"login": "a", "password": "b"}).json()
    assert told["payload"] == {"login": "a", "password": "b"}
    assert (told["key"], told["claims"]["role"]) == (None, "anonymous")


def test_a_session_becomes_the_actor_of_the_call(web: TestClient) -> None:
    headers = {**bearer(), "x-request-id": "my-request-1"}
    answer = web.get("/api/v1/registry/list_projects", headers=headers)
    told = answer.json()
    assert told["claims"]["sub"] == "5b6f0000-0000-4000-8000-000000000002"
    assert told["claims"]["org"] == "5b6f0000-0000-4000-8000-000000000003"
    assert told["claims"]["role"] == "agency_operator"
    assert (told["claims"]["auth"], told["claims"]["name"]) == ("password", "王敏")
    assert told["request_id"] == answer.headers["x-request-id"] == "my-request-1"
    assert answer.headers["cache-control"] == "no-store"


def test_a_query_is_read_from_the_query_string_or_from_a_body(web: TestClient) -> None:
    asked = {"limit": 5, "q": "医院"}
    got = web.get("/api/v1/registry/list_projects?limit=5&q=医院", headers=bearer())
    posted = web.post("/api/v1/registry/list_projects", json=asked, headers=bearer())
    assert got.json()["payload"] == posted.json()["payload"] == asked


def test_a_session_is_remembered_for_moments_and_forgotten_at_logout(
    web: TestClient, place: Any
) -> None:
    token = bearer(f"good-{uuid4()}")
    before = place.services.asked("resolve_session")
    for _ in range(3):
        web.get("/api/v1/registry/list_projects", headers=token)
    assert place.services.asked("resolve_session") == before + 1
    web.post("/api/v1/registry/log_out", headers=token)
    web.get("/api/v1/registry/list_projects", headers=token)
    assert place.services.asked("resolve_session") == before + 2


def test_an_ended_session_is_refused(web: TestClient) -> None:
    answer = web.get("/api/v1/registry/list_projects", headers=bearer("bad"))
    assert (answer.status_code, answer.json()["code"]) == (401, "SESSION_EXPIRED")


def test_a_command_needs_its_key_and_takes_it_along(web: TestClient) -> None:
    asked = {"name": "项目"}
    refused = web.post("/api/v1/registry/create_project", json=asked, headers=bearer())
    assert (refused.status_code, refused.json()["code"]) == (400, "MALFORMED")
    assert refused.json()["findings"][0]["field"] == "Idempotency-Key"
    headers = {**bearer(), "idempotency-key": "a-key-of-mine"}
    told = web.post("/api/v1/registry/create_project", json=asked, headers=headers).json()
    assert (told["key"], told["payload"]) == ("a-key-of-mine", asked)


@pytest.mark.parametrize("key", ["", "short", "x" * 129, "with space 1"])
def test_a_key_that_is_unfit_is_refused(web: TestClient, key: str) -> None:
    headers = {**bearer(), "idempotency-key": key}
    answer = web.post("/api/v1/registry/create_project", json={}, headers=headers)
    assert answer.status_code == 400


def test_a_refusal_becomes_problem_json(web: TestClient) -> None:
    headers = {**bearer(), "idempotency-key": "a-key-of-mine"}
    answer = web.post("/api/v1/registry/submit_project", json={}, headers=headers)
    told = answer.json()
    assert answer.status_code == told["status"] == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert (told["code"], told["blockers"]) == ("VALIDATION_FAILED", ["x"])
    assert told["findings"][0]["message_zh"] == "须填写预算"
    assert told["request_id"] == answer.headers["x-request-id"]


def test_a_fault_becomes_a_500_that_tells_nothing(web: TestClient) -> None:
    headers = {**bearer(), "idempotency-key": "a-key-of-mine"}
    answer = web.post("/api/v1/registry/delete_project", json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "BUG")
    assert "secret" not in answer.text


def test_a_service_that_is_not_there_is_a_503(web: TestClient) -> None:
    answer = web.get("/api/v1/notices/list_public")
    assert (answer.status_code, answer.json()["retryable"]) == (503, True)


def test_fifty_at_once_are_answered_each_with_its_own(web: TestClient) -> None:
    def one(number: int) -> int:
        path = f"/api/v1/registry/list_projects?offset={number}"
        return int(web.get(path, headers=bearer()).json()["payload"]["offset"])

    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(one, range(50))) == list(range(50))
