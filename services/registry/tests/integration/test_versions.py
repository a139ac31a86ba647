"""历史版本 every save and submission can be looked at and compared."""

from typing import Any

import pytest
from registry.usecases import project_form, versions
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem

Shown = dict[str, Any]


def listed(desk: Any, seen: Shown, who: Any = None) -> Any:
    asked = (versions.project_versions, contracts.project_versions)
    return desk.ask(*asked, who or desk.clerk, {"id": seen["id"]})["items"]


def compared(desk: Any, seen: Shown, who: Any = None, **told: int) -> Any:
    asked = (versions.compare_projects, contracts.compare_projects)
    return desk.ask(*asked, who or desk.clerk, {"id": seen["id"]} | told)


def files(made: Shown) -> list[Shown]:
    return [{"kind": one["kind"], "receipt": one["receipt"]} for one in made["attachments"]]


@pytest.fixture
def project(desk: Any) -> Shown:
    """Made, saved, submitted, rejected, saved and submitted again: versions 1, 2, 3, 5, 6."""
    made = desk.create()
    kept = {"attachments": files(made)}
    lots = [one | {"id": made["lots"][at]["id"]} for at, one in enumerate(desk.form()["lots"])]
    saved = desk.save(made, name="改名一", lots=lots, **kept)
    back = desk.reject(desk.submit(saved), opinion="请补正")
    lots[1] |= {"deposit": "100.00"}
    return desk.submit(desk.save(back, name="改名二", lots=lots, **kept))


def test_every_save_and_submission_is_a_version(desk: Any, project: Shown) -> None:
    told = [(one["version"], one["action"], one["submitted"]) for one in listed(desk, project)]
    assert told == [
        (6, "submit", True),
        (5, "save", False),
        (3, "submit", True),
        (2, "save", False),
        (1, "create", False),
    ]


def test_the_centre_sees_and_compares_what_was_submitted_only(desk: Any, project: Shown) -> None:
    assert [one["version"] for one in listed(desk, project, desk.reviewer)] == [6, 3]
    told = compared(desk, project, desk.reviewer, after=6)
    assert told["before"]["version"] == 3
    with pytest.raises(Problem, match="NOT_FOUND"):
        compared(desk, project, desk.reviewer, after=5)


def test_a_version_is_compared_with_the_one_before_it(desk: Any, project: Shown) -> None:
    told = compared(desk, project, after=5)
    assert told["before"]["version"] == 3
    assert [(one["field"], one["before"], one["after"]) for one in told["changes"]] == [
        ("name", "改名一", "改名二"),
        ("lots.1.deposit", "0.00元", "100.00元"),
    ]
    assert compared(desk, project, after=6)["changes"] == []
    assert compared(desk, project, after=1)["before"] is None


def test_any_two_versions_are_compared(desk: Any, project: Shown) -> None:
    told = compared(desk, project, before=1, after=6)["changes"]
    assert [one["before"] for one in told] == ["智慧校园设备采购项目", "0.00元"]
    back = compared(desk, project, before=6, after=1)["changes"]
    assert [one["after"] for one in back] == ["智慧校园设备采购项目", "0.00元"]


def test_a_version_is_told_field_by_field(desk: Any, project: Shown) -> None:
    asked = (versions.project_version, contracts.project_version, desk.reviewer)
    told = desk.ask(*asked, {"id": project["id"], "version": 3})
    values = {one["label_zh"]: one["value"] for one in told["values"]}
    assert values["项目名称"] == "改名一"
    assert values["分包2 · 资审方式"] == "资格后审"
    assert values["采购人统一社会信用代码"] == "12430400MB0000001W"


def test_another_agency_sees_no_version_and_an_unknown_one_is_not_found(
    desk: Any, project: Shown
) -> None:
    with pytest.raises(Problem, match="NOT_FOUND"):
        listed(desk, project, desk.rival)
    with pytest.raises(Problem, match="NOT_FOUND"):
        compared(desk, project, after=99)


def test_a_copy_begins_a_history_of_its_own(desk: Any, project: Shown) -> None:
    asked = (project_form.copy_project, contracts.copy_project, desk.clerk)
    new = desk.ask(*asked, {"id": project["id"]})
    assert [one["action"] for one in listed(desk, new)] == ["copy"]
