from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

from notices.kinds.parts import DESIGNATED_MEDIUM, PORTAL
from notices.kinds.tender import TENDER, content
from notices.rendering import CATALOGUE
from notices.usecases.facts import assemble

Data = dict[str, Any]


def viewed(entered: Data, facts: Data) -> Data:
    return content.tender_view(
        content.effective(entered, facts),
        facts,
        issued_on=date(2026, 9, 7),
        notice_days=5,
        challenge_days=7,
    )


def test_the_view_has_all_that_the_template_reads(entered: Data, facts: Data, view: Data) -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(one) for key, one in value.items()}
        return [shape(value[0])] if isinstance(value, list) and value else None

    assert shape(viewed(entered, facts)) == shape(view)
    assert CATALOGUE.versions


def test_the_deadline_is_the_bookings_and_stands_once(entered: Data, facts: Data) -> None:
    """R08: one field for deadline and opening, never two."""
    told = viewed(entered, facts)
    assert told["deadline"] == facts["booking"]["opening_at"]
    assert told["place"].endswith(facts["booking"]["room"])


def test_the_budget_is_the_sum_of_the_lots_of_this_notice(entered: Data, facts: Data) -> None:
    assert viewed(entered, facts)["budget"] == "3850000.00"


def test_a_ceiling_of_one_lot_is_not_told_as_the_ceiling_of_all(entered: Data, facts: Data) -> None:
    told = viewed(entered, facts)
    assert [lot["ceiling"] for lot in told["lots"]] == ["2600000.00", None]
    assert told["ceiling"] is None
    facts["lots"][1]["ceiling"] = "1100000.00"
    assert viewed(entered, facts)["ceiling"] == "3700000.00"


def test_a_ceiling_of_the_whole_project_is_public_in_a_notice_of_all_its_lots(
    entered: Data, facts: Data
) -> None:
    """R15 (87号令第12条): a ceiling that was set must be told."""
    facts["project"] |= {"ceiling": "3800000.00", "lots_in_all": 2}
    assert viewed(entered, facts)["ceiling"] == "3800000.00"
    facts["project"]["lots_in_all"] = 3
    assert viewed(entered, facts)["ceiling"] is None


def test_the_designated_medium_stands_first_and_cannot_be_taken_away(
    entered: Data, facts: Data
) -> None:
    told = viewed({**entered, "media": ["本单位网站", PORTAL, "中国湖南政府采购网"]}, facts)[
        "media"
    ]
    assert told == [DESIGNATED_MEDIUM, PORTAL, "本单位网站"]


def test_project_and_document_speak_where_the_form_is_silent(entered: Data, facts: Data) -> None:
    silent = {**entered, "performance_period": None, "price": None}
    told = viewed(silent, facts)
    assert told["contract_period"] == "合同签订后90日内"
    assert told["obtain"]["price"] == "300.00"


def test_a_title_is_made_of_the_projects_name(entered: Data, facts: Data) -> None:
    made = content.title_of({**entered, "title": ""}, facts)
    assert made == f"{facts['project']['name']}公开招标公告"


def test_what_others_changed_after_the_sealing_is_named(entered: Data, facts: Data) -> None:
    sealed = viewed(entered, facts)
    assert TENDER.changed_since(sealed, viewed(entered, facts)) == []
    moved = deepcopy(facts)
    moved["booking"]["opening_at"] = "2026-10-21T09:30:00+08:00"
    moved["lots"][0]["budget"] = "2650001.00"
    changed = TENDER.changed_since(sealed, viewed(entered, moved))
    assert set(changed) == {"deadline", "lots", "budget"}


def test_only_approved_bookings_and_documents_count(answers: Callable[[], Data]) -> None:
    told = answers()
    lot_ids = [lot["id"] for lot in told["project"]["lots"]]
    told["bookings"][0]["state"] = "pending"
    told["documents"][0]["state"] = "draft"
    facts = assemble(told["project"], lot_ids, told["bookings"], told["documents"])
    assert facts["booking"] is None
    assert facts["document"] is None
    nos = [lot["no"] for lot in told["project"]["lots"]]
    assert facts["unbooked"] == facts["undocumented"] == nos


def test_facts_do_not_depend_on_the_order_of_the_answers(answers: Callable[[], Data]) -> None:
    told = answers()
    lot_ids = [lot["id"] for lot in told["project"]["lots"]]
    first = assemble(told["project"], lot_ids, told["bookings"], told["documents"])
    told["project"]["lots"].reverse()
    assert assemble(told["project"], lot_ids[::-1], told["bookings"], told["documents"]) == first
