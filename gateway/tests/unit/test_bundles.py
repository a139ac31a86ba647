"""Which files a bundle takes, and under which names."""

from uuid import uuid4

import pytest
from gateway.pages import bundles
from tenderhall_contracts.errors import Problem

DOCUMENT = "5b6f0000-0000-4000-8000-000000000009"


def file(name: str) -> dict[str, object]:
    return {"name": name, "sha256": "ab" * 32, "size": 3, "mime": "application/pdf"}


def names(*told: str) -> list[str]:
    return [one.name for one in bundles.named([file(name) for name in told])]


def test_files_of_one_name_are_told_apart_also_where_case_is_not() -> None:
    assert names("图纸.pdf", "图纸.pdf", "图纸.PDF") == ["图纸.pdf", "图纸 (2).pdf", "图纸 (3).PDF"]
    assert names("图纸 (2).pdf", "图纸.pdf", "图纸.pdf")[2] == "图纸 (3).pdf"


def test_no_file_takes_the_place_of_what_proves_it() -> None:
    assert names("sha256sums", "清单.csv") == ["sha256sums (2)", "清单 (2).csv"]


def test_each_file_is_asked_for_once() -> None:
    one = f"{uuid4()}:1"
    assert len(bundles.wanted([one, one, f"{uuid4()}:2"])) == 2


@pytest.mark.parametrize("count", [0, 101])
def test_none_and_too_many_are_refused(count: int) -> None:
    with pytest.raises(Problem, match="VALIDATION_FAILED"):
        bundles.wanted([f"{uuid4()}:1" for _ in range(count)])


@pytest.mark.parametrize("told", ["", "x:1", DOCUMENT, f"{DOCUMENT}:x"])
def test_what_is_no_file_is_not_found(told: str) -> None:
    with pytest.raises(Problem, match="NOT_FOUND"):
        bundles.wanted([told])


def test_the_list_is_read_by_spreadsheets_and_by_sha256sum() -> None:
    packed = bundles.named([file("图纸, 一.pdf")])
    assert bundles.listed(packed).startswith(b"\xef\xbb\xbf")
    assert '"图纸, 一.pdf",3' in bundles.listed(packed).decode()
    assert bundles.sums(packed).decode() == f"{'ab' * 32}  图纸, 一.pdf\n"
