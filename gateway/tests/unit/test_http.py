"""What the gateway answers by itself, before it asks anybody."""

import json

import pytest
from gateway.portal.notices import policy
from starlette.testclient import TestClient

from gateway import edge

KEY = {"idempotency-key": "test-key-0001"}
NO = 404, "NOT_FOUND"


def test_health_tells_life_and_readiness_apart(alone: TestClient) -> None:
    assert alone.get("/healthz").status_code == 200
    assert alone.get("/readyz").status_code == 503


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/registry/resolve_session",
        "/api/v1/registry/move_lots",
        "/api/v1/registry/no_such_rpc",
        "/api/v1/nobody/log_in",
        "/api/v2/registry/log_in",
        "/no/such/page",
    ],
)
def test_what_is_not_for_people_does_not_exist(alone: TestClient, path: str) -> None:
    answer = alone.post(path, json={}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == NO
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_command_is_not_sent_with_get(alone: TestClient) -> None:
    answer = alone.get("/api/v1/registry/create_project")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert alone.put("/api/v1/registry/create_project").status_code == 405


def test_who_is_not_logged_in_is_told_so(alone: TestClient) -> None:
    answer = alone.post("/api/v1/registry/create_project", json={}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_login_meets_a_broker_that_is_away_at_once(alone: TestClient) -> None:
    answer = alone.post("/api/v1/registry/log_in", json={"login": "a", "password": "b"})
    told = answer.json()
    assert (answer.status_code, told["code"], told["retryable"]) == (503, "UNAVAILABLE", True)
    assert "retry-after" in answer.headers
    assert told["title"] == "服务暂时不可用，请稍后重试"
    assert told["title_en"]


@pytest.mark.parametrize(
    ("body", "kind", "field"),
    [
        (b"{", "application/json", "body"),
        (b"[]", "application/json", "body"),
        (b'{"a": NaN}', "application/json", "body"),
        (b"[" * 2000, "application/json", "body"),
        (b"\xff\xfe", "application/json", "body"),
        (b"a=b", "application/x-www-form-urlencoded", "Content-Type"),
        (b'{"a": "' + b"x" * 3000 + b'"}', "application/json", "body"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    alone: TestClient, body: bytes, kind: str, field: str
) -> None:
    headers = {"content-type": kind}
    answer = alone.post("/api/v1/registry/log_in", content=body, headers=headers)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (400, "MALFORMED")
    assert told["findings"][0]["field"] == field
    assert told["findings"][0]["message_zh"]


def test_a_long_body_is_refused_also_where_its_length_is_not_told(alone: TestClient) -> None:
    pieces = (b'{"a": "', *[b"x" * 500] * 10, b'"}')
    answer = alone.post(
        "/api/v1/registry/log_in",
        content=iter(pieces),
        headers={"content-type": "application/json"},
    )
    assert (answer.status_code, answer.json()["findings"][0]["rule"]) == (400, "http.size")


def test_a_post_takes_no_query_string(alone: TestClient) -> None:
    answer = alone.post("/api/v1/registry/log_in?password=x", json={})
    assert answer.json()["findings"][0]["field"] == "query"


@pytest.mark.parametrize(
    "path",
    [
        *(f"/api/v1/registry/{one}" for one in ("log_in", "show_invitation", "password_rules")),
        "/api/v1/registry/accept_invitation",
    ],
)
def test_an_address_may_try_accounts_and_links_so_often_only(alone: TestClient, path: str) -> None:
    headers = {"idempotency-key": "12345678"}
    codes = [alone.post(path, json={}, headers=headers).status_code for _ in range(4)]
    assert codes == [503, 503, 503, 429]


def test_a_links_secret_is_never_asked_about_by_its_address(alone: TestClient) -> None:
    assert alone.get("/api/v1/registry/show_invitation?token=x").status_code == 405


def test_the_page_of_links_may_be_tried_so_often_only(alone: TestClient) -> None:
    headers = {"origin": "http://testserver"}
    asked = [alone.post("/invitation", data={"token": "x"}, headers=headers) for _ in range(4)]
    assert [one.status_code for one in asked] == [503, 503, 503, 429]


def test_the_request_id_comes_back_or_is_made(alone: TestClient) -> None:
    given = alone.get("/nowhere", headers={"x-request-id": "abc-12345"})
    assert given.headers["x-request-id"] == given.json()["request_id"] == "abc-12345"
    made = alone.get("/nowhere", headers={"x-request-id": "bad id\x7f"})
    assert len(made.headers["x-request-id"]) == 32


def test_every_answer_carries_the_security_headers(alone: TestClient) -> None:
    for path in ("/", "/healthz", "/api/openapi.json", "/static/portal.css", "/nowhere"):
        headers = alone.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path


def test_pages_may_send_uploads_to_the_store_and_nowhere_else() -> None:
    store = "http://files.example:9000"
    assert f"connect-src 'self' {store};" in edge.policy(store)
    assert "connect-src 'self';" in edge.policy()


def test_the_policy_names_the_store_of_the_settings(alone: TestClient) -> None:
    told = alone.get("/healthz").headers["content-security-policy"]
    assert "connect-src 'self' http://127.0.0.1:2;" in told


def test_a_fault_is_a_500_with_the_request_id_and_nothing_else(
    alone: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(alone.app.state.parts.bus, "_reply_to")  # type: ignore[attr-defined]
    alone.app.state.parts.bus._ready.set()  # type: ignore[attr-defined]
    answer = alone.post("/api/v1/registry/log_in", json={})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (500, "BUG")
    assert told["request_id"] == answer.headers["x-request-id"]
    assert "_reply_to" not in json.dumps(told)


def test_a_browser_gets_a_page_and_a_program_gets_json(alone: TestClient) -> None:
    page = alone.get("/nowhere", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "未找到" in page.text
    api = alone.get("/api/nowhere", headers={"accept": "text/html"})
    assert api.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("no", ["..", ".hidden", "a%2Fb", "a%00", "x" * 101, "%E5%85%AC"])
def test_what_is_no_number_never_reaches_the_store(alone: TestClient, no: str) -> None:
    assert alone.get(f"/notices/{no}/notice.pdf").status_code == 404


def test_the_home_page_says_so_when_the_store_is_away(alone: TestClient) -> None:
    answer = alone.get("/")
    assert answer.status_code == 503
    assert "暂时无法读取" in answer.text


def test_a_published_page_may_use_its_own_style_sheet_and_no_other() -> None:
    # sha256 of "p{}" in base64, made with: printf 'p{}' | openssl dgst -sha256 -binary | base64
    told = policy(b"<style>p{}</style><style media='print'>q{}</style>")
    assert "'unsafe-inline'" not in told
    assert told.count("'sha256-") == 2
    assert policy(b"<p>plain</p>").count("sha256-") == 0
