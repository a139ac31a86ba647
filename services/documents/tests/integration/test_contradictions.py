"""What the manual leaves open of documents' forms, as it was settled (domain §6, C1 to C27).

C4, C5, C24 and C26 of clarifications stand with them, C3 and C26 of documents that the centre
reviews with those.
"""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from documents.rules import required
from documents.rules.wording import spellings
from documents.usecases import asking, hearing, telling
from tenderhall_contracts.errors import Problem
from tenderhall_kit.call import Call

from .conftest import Desk
from .test_tender_documents import Office, notice, refused, system

__all__ = ["system"]

ROOT = Path(__file__).parents[4]

pytestmark = pytest.mark.usefixtures("tell_law")


@pytest.fixture
def office(clerk: Desk) -> Office:
    return Office(clerk)


def lives(office: Office, row: dict[str, object]) -> bool:
    return bool(office.desk.call().read(telling.form_state, row["id"])["live"])


def test_c1_a_document_that_is_approved_or_issued_stands_in_its_projects_way(
    office: Office, system: Callable[[], Call]
) -> None:
    row = office.create()
    assert not lives(office, row), "a draft is nobody's hindrance"
    row = office.submit(row)
    assert lives(office, row)
    system().run(lambda work: hearing.issue(work, office.lot_ids))
    assert lives(office, row)


def test_c1_what_was_ever_approved_is_never_deleted(office: Office) -> None:
    row = office.withdraw(office.submit(office.create()))
    assert row["state"] == "draft"
    assert refused(office.delete, row) == ("PRECONDITION_FAILED", ["RETENTION"])


def test_c2_saving_submitting_withdrawing_and_deleting_follow_the_one_machine(
    office: Office,
) -> None:
    row = office.save(office.create(), title="服务器采购招标文件（修订）")
    assert row["state"] == "draft"
    assert refused(office.withdraw, row)[0] == "STATE_CONFLICT"
    row = office.submit(row)
    assert refused(office.save, row)[0] == "STATE_CONFLICT"
    assert refused(office.delete, row)[0] == "STATE_CONFLICT"
    assert office.withdraw(row)["state"] == "draft"


def test_c3_approval_by_policy_is_a_decision_on_record(office: Office) -> None:
    row = office.submit(office.create())
    assert row["approved_by_policy"] == "review.tender_doc=auto"
    steps = office.get(row)["history"]
    assert [one["action"] for one in steps] == ["save", "submit", "auto_approve"]
    assert (steps[-1]["role"], steps[-1]["actor_name"]) == ("service", "documents")
    kinds = [one for one in office.types() if one.startswith("tender_document.")]
    assert kinds[-2:] == ["tender_document.submitted", "tender_document.approved"]


def test_c27_a_centre_flips_what_its_forms_ask_for(
    office: Office, tell_law: Callable[..., None]
) -> None:
    row = office.create(obtaining="", attachments=[])
    assert refused(office.submit, row) == ("VALIDATION_FAILED", ["REQUIRED"])
    forms = {"required.tender_document.obtaining": "false"}
    tell_law(policies=forms | {"required.tender_document.attachments": "true"})
    with pytest.raises(Problem) as caught:
        office.submit(row)
    assert [one.field for one in caught.value.findings] == ["attachments"]
    told = office.desk.call().read(asking.form_fields, "tender_document")["fields"]
    asked = {one["path"]: (one["required"], one["fixed"]) for one in told}
    assert (asked["obtaining"], asked["attachments"]) == ((False, False), (True, False))
    assert asked["file"] == (True, True)
    tell_law(policies=forms)
    assert office.submit(row)["state"] == "approved"


def test_c27_what_the_law_and_what_follows_want_no_centre_drops() -> None:
    for form, known in required.FORMS.items():
        fixed = {path for path, one in known.items() if one.fixed}
        off = {f"{required.POLICY}{form}.{path}": "false" for path in known}
        assert required.of(form, off) == fixed


def test_c27_registrys_table_of_policies_says_what_the_forms_ask_for_by_themselves() -> None:
    with (ROOT / "services/registry/src/registry/data/policies.csv").open() as lines:
        kept = {one["name"]: one["default"] for one in csv.DictReader(lines)}
    of_forms = tuple(f"{required.POLICY}{form}." for form in required.FORMS)
    known = {name: value for name, value in kept.items() if name.startswith(of_forms)}
    assert known == required.policies()


def found(office: Office, words: str) -> list[str]:
    """The titles that a search for these words gives, of this project's agency."""
    asked = {"q": words, "limit": 100, "offset": 0}
    told = office.desk.call().read(telling.page, asked)
    return [one["title"] for one in told["items"]]


def test_c4_c6_it_is_issued_when_its_notice_is_published_and_not_before(
    office: Office, system: Callable[[], Call]
) -> None:
    row = office.submit(office.create())
    for state in ("submitted", "approved"):
        system().run(hearing.note, notice(office, state))
        assert office.get(row)["state"] == "approved", state
    system().run(hearing.published, notice(office, "published"))
    assert office.get(row)["state"] == "issued"


def test_c20_a_document_is_found_by_each_of_its_names(office: Office) -> None:
    office.create(title="服务器采购标段一招标文件 A+B (1.0)")
    for words in ("招标文件 a+b", "标段（包）一交易文件", "包件一", "(1.0)", "交易文件 A"):
        assert len(found(office, words)) == 1, words
    for words in ("招标公告", "A.B", ".*", "1.0)交易文件", "(?i)a", "***=招标文件"):
        assert found(office, words) == [], words


def test_c20_each_thing_has_one_name_and_its_aliases() -> None:
    assert re.fullmatch(spellings("服务器"), "服务器")
    for words in ("标段交易文件", "分包招标文件", "标段（包）招标文件"):
        for title in ("标段招标文件", "包件交易文件", "标段（包）招标文件"):
            assert re.fullmatch(spellings(words), title)
