"""Query strings take the shape of the contract's schema."""

import pytest
from gateway.api.query import payload
from marshmallow import fields
from tenderhall_contracts.common import FormCommand, Page
from tenderhall_contracts.core import Takes
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.signing import VerifyPdf


class Many(Takes):
    kinds = fields.List(fields.String())
    sizes = fields.List(fields.Integer(strict=True))


def test_whole_numbers_become_numbers_and_the_rest_stays_text() -> None:
    read = payload(Page, [("limit", "5"), ("q", "007"), ("state", "draft")])
    assert read == {"limit": 5, "q": "007", "state": "draft"}


def test_a_strict_version_passes_the_schema_that_refuses_text() -> None:
    command = {"id": "0190b7a0-0000-7000-8000-000000000000", "version": "3"}
    assert FormCommand().validate({**command, "version": "3"})
    assert not FormCommand().validate(payload(FormCommand, list(command.items())))


def test_what_is_no_number_is_left_for_the_service_to_refuse_by_name() -> None:
    read = payload(Page, [("limit", "many"), ("unknown", "1")])
    assert read == {"limit": "many", "unknown": "1"}
    assert set(Page().validate(read)) == {"limit", "unknown"}


def test_repeated_names_fill_a_list() -> None:
    read = payload(Many, [("kinds", "a"), ("kinds", "b"), ("sizes", "1")])
    assert read == {"kinds": ["a", "b"], "sizes": [1]}


def test_dots_lead_into_groups() -> None:
    read = payload(VerifyPdf, [("pdf.sha256", "ab"), ("pdf.size", "12")])
    assert read == {"pdf": {"sha256": "ab", "size": 12}}


@pytest.mark.parametrize(
    "items",
    [
        [("limit", "1"), ("limit", "2")],
        [("pdf", "x"), ("pdf.size", "1")],
        [("pdf.size", "1"), ("pdf", "x")],
    ],
)
def test_a_value_given_twice_is_malformed_and_named(items: list[tuple[str, str]]) -> None:
    with pytest.raises(Problem) as met:
        payload(VerifyPdf if "pdf" in dict(items) else Page, items)
    assert met.value.code == "MALFORMED"
    assert met.value.findings[0].field == items[-1][0]
