"""Tender documents where the centre wants to see them first: ``review.tender_doc`` = manual."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from documents.usecases import hearing, reviewing, telling
from tenderhall_contracts.core import Role
from tenderhall_kit.call import Call

from .conftest import Desk
from .test_tender_documents import Office, notice, refused, system

__all__ = ["system"]


@pytest.fixture(autouse=True)
def manual(tell_law: Callable[..., None]) -> Iterator[None]:
    """The centre has switched automatic approval off."""
    tell_law(policies={"review.tender_doc": "manual"})
    yield
    tell_law()


@pytest.fixture
def office(clerk: Desk) -> Office:
    return Office(clerk)


@pytest.fixture
def centre(desk: Callable[..., Desk]) -> Desk:
    return desk(Role.REVIEWER)


def decide(
    office: Office, centre: Desk, row: dict[str, Any], *, agree: bool, opinion: str = "同意"
) -> dict[str, Any]:
    payload = {"id": row["id"], "version": row["version"], "opinion": opinion}
    call = centre.call()
    if not agree:
        return office.told(call.run(reviewing.reject, payload))
    asked = call.read(reviewing.awaiting, payload)
    opened = asked and {"project": office.project, "lots": office.project["lots"]}
    return office.told(call.run(reviewing.approve, payload, opened))


def effective(office: Office) -> int:
    return int(office.desk.call().read(telling.effective, office.lot_ids)["total"])


def test_what_is_submitted_waits_and_is_not_effective(office: Office, centre: Desk) -> None:
    sent = office.submit(office.create())
    assert (sent["state"], sent["approved_by_policy"]) == ("pending", None)
    assert set(sent["allowed"]) == {"withdraw"}
    assert effective(office) == 0
    assert set(office.get(sent, centre)["allowed"]) == {"approve", "reject"}


def test_c3_the_centre_approves_by_its_own_name_where_its_policy_wants_that(
    office: Office, centre: Desk
) -> None:
    done = decide(office, centre, office.submit(office.create()), agree=True)
    assert (done["state"], done["approved_by_policy"]) == ("approved", None)
    assert effective(office) == 1
    assert done["history"][-1]["role"] == "centre_reviewer"
    assert office.types()[-2:] == ["tender_document.submitted", "tender_document.approved"]
    assert office.withdraw(done)["state"] == "draft"
    assert effective(office) == 0


def test_c26_the_centre_sends_back_with_a_reason_and_it_comes_again(
    office: Office, centre: Desk
) -> None:
    sent = office.submit(office.create())
    assert refused(decide, office, centre, sent, agree=False, opinion=" ")[0] == "VALIDATION_FAILED"
    back = decide(office, centre, sent, agree=False, opinion="评分标准须量化")
    assert back["state"] == "rejected"
    assert "tender_document.rejected" in office.types()
    mended = office.save(office.get(back), title="服务器采购招标文件（修订）")
    assert mended["state"] == "draft"
    again = office.submit(mended)
    assert decide(office, centre, again, agree=True)["state"] == "approved"


def test_the_preconditions_are_looked_at_again(office: Office, centre: Desk) -> None:
    sent = office.submit(office.create())
    office.project["lots"][0]["state"] = type(office.project["lots"][0]["state"])("suspended")
    told = refused(decide, office, centre, sent, agree=True)
    assert told == ("PRECONDITION_FAILED", ["LOT_NOT_PREPARING"])
    assert office.get(sent)["state"] == "pending"


def test_a_draft_is_not_the_centres_and_a_form_is_decided_once(
    office: Office, centre: Desk
) -> None:
    draft = office.create()
    assert refused(decide, office, centre, draft, agree=True)[0] == "NOT_FOUND"
    sent = office.submit(draft)
    own = Desk(centre.call_for, _of(centre, office))
    assert refused(decide, office, own, sent, agree=True)[0] == "FORBIDDEN_ROLE"
    assert refused(decide, office, office.desk, sent, agree=False)[0] == "FORBIDDEN_ROLE"
    office.withdraw(sent)
    assert refused(decide, office, centre, sent, agree=True)[0] in {"NOT_FOUND", "VERSION_CONFLICT"}


def _of(centre: Desk, office: Office) -> Any:
    """The reviewer, were he of the agency."""
    return replace(centre.who, org_id=office.desk.who.org_id)


def test_one_document_of_a_lot_is_approved(office: Office, centre: Desk) -> None:
    first, second = (office.submit(office.create()) for _ in range(2))
    decide(office, centre, first, agree=True)
    told = refused(decide, office, centre, second, agree=True)
    assert told == ("PRECONDITION_FAILED", ["DOCUMENT_ONE_EFFECTIVE"])
    assert office.get(second)["state"] == "pending"


def test_what_was_approved_by_the_centre_is_issued_all_the_same(
    office: Office, centre: Desk, system: Callable[[], Call]
) -> None:
    done = decide(office, centre, office.submit(office.create()), agree=True)
    system().run(hearing.published, notice(office, "approved"))
    assert office.get(done)["state"] == "issued"
