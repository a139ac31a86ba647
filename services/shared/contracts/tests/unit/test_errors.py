"""The table of errors, and a problem's way over the wire."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.errors import ERRORS, Family, Finding, Problem, invalid

STATUS = {  # architecture §5, by hand
    "MALFORMED": 400,
    "VALIDATION_FAILED": 422,
    "LEGAL_PERIOD": 422,
    "CALENDAR_UNAVAILABLE": 422,
    "SEAL_INVALID": 422,
    "UPLOAD_MISMATCH": 422,
    "UNAUTHENTICATED": 401,
    "LOGIN_FAILED": 401,
    "SESSION_EXPIRED": 401,
    "FORBIDDEN_SCOPE": 403,
    "FORBIDDEN_ROLE": 403,
    "PAGE_EXPIRED": 403,
    "CA_REQUIRED": 403,
    "PIN_INCORRECT": 403,
    "PIN_LOCKED": 403,
    "NOT_FOUND": 404,
    "STATE_CONFLICT": 409,
    "VERSION_CONFLICT": 409,
    "PRECONDITION_FAILED": 409,
    "ROOM_CONFLICT": 409,
    "IDEMPOTENCY_MISMATCH": 409,
    "RATE_LIMITED": 429,
    "HOST_AWAY": 503,
    "UNAVAILABLE": 503,
    "DEADLINE": 504,
    "BUG": 500,
}
RETRYABLE = {"RATE_LIMITED", "HOST_AWAY", "UNAVAILABLE", "DEADLINE"}
FINDING = Finding("price", "R17", "价格分权重不得低于30%", "at least 30 %", "87号令 §55")


def test_every_code_has_the_status_that_was_decided() -> None:
    assert {code: one.family.status for code, one in ERRORS.items()} == STATUS


def test_only_what_may_pass_is_retryable() -> None:
    assert {code for code, one in ERRORS.items() if one.family.retryable} == RETRYABLE


@pytest.mark.parametrize("code", ERRORS)
def test_every_code_speaks_chinese_and_english(code: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", ERRORS[code].zh)
    assert re.fullmatch(r"[\x20-\x7e]+", ERRORS[code].en)
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", code)


@pytest.mark.parametrize("service", SERVICES)
def test_an_rpc_refuses_by_codes_of_the_table(service: str) -> None:
    for rpc in SERVICES[service]:
        assert set(rpc.refuses) <= ERRORS.keys(), rpc.name


def test_a_problem_tells_what_where_why_and_which_law() -> None:
    told = Problem("VALIDATION_FAILED", [FINDING], earliest_ok="2026-12-14").as_dict()
    assert told["type"] == "urn:tenderhall:problem:validation_failed"
    assert (told["status"], told["code"], told["retryable"]) == (422, "VALIDATION_FAILED", False)
    assert told["title"] == "填写内容有误，请按提示修改"
    assert told["earliest_ok"] == "2026-12-14"
    assert told["findings"] == [
        {
            "field": "price",
            "rule": "R17",
            "message_zh": "价格分权重不得低于30%",
            "message_en": "at least 30 %",
            "basis": "87号令 §55",
        }
    ]


def test_an_unknown_code_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        Problem("NO_SUCH_CODE")


def test_no_finding_is_no_problem() -> None:
    assert invalid([]) is None


def test_findings_are_a_validation_problem() -> None:
    with pytest.raises(Problem) as caught:
        invalid([FINDING])
    assert (caught.value.code, caught.value.findings) == ("VALIDATION_FAILED", (FINDING,))
    assert caught.value.family is Family.INVALID


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
words = st.text(max_size=40)
findings = st.lists(st.builds(Finding, words, words, words, words, words), max_size=4)
extras = st.dictionaries(
    st.text(min_size=1).filter(lambda name: name not in {"code", "findings"}),
    json_values,
    max_size=4,
)


@given(code=st.sampled_from(sorted(ERRORS)), found=findings, extra=extras)
def test_a_problem_survives_the_wire(
    code: str, found: list[Finding], extra: dict[str, Any]
) -> None:
    told = Problem(code, found, **extra)
    read = Problem.from_wire(told.to_wire())
    assert (read.code, read.findings, read.extra) == (code, tuple(found), extra)
    assert read.as_dict() == told.as_dict()


def test_on_the_wire_it_is_one_json_string_of_plain_values() -> None:
    told = Problem("LEGAL_PERIOD", [FINDING], on=date(2026, 12, 14), least=Decimal(20)).to_wire()
    assert json.loads(told)["extra"] == {"on": "2026-12-14", "least": "20"}
    assert str(Problem("BUG")) == Problem("BUG").to_wire()
