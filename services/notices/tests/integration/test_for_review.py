"""审核所见 what a reviewer is shown beside a notice: what changed, and the rules with figures."""

from typing import Any
from uuid import UUID

import pytest
from notices.usecases import flows, reading, review
from tenderhall_contracts.notices import NoticeOut, Preview
from tenderhall_kit.plain import plain

Data = dict[str, Any]


def changes(world: Any, notice: Data) -> list[tuple[str, str | None, str | None]]:
    told = world.get(notice, world.as_reviewer())["changes"]
    return [(one["label_zh"], one["before"], one["after"]) for one in told]


def rejected(world: Any, notice: Data) -> Data:
    asked = {"id": UUID(notice["id"]), "version": notice["version"], "opinion": "资格要求不全"}
    return dict(world.as_reviewer().run(review.reject, asked))


def saved(world: Any, notice: Data, entered: Data) -> Data:
    asked = world.form(entered) | {"id": UUID(notice["id"]), "version": notice["version"]}
    return dict(flows.save(world.as_clerk(), world.partners, asked))


@pytest.fixture
def pending(world: Any, draft: Data) -> Data:
    return dict(world.submit(world.seal(draft)))


def test_the_reviewer_is_shown_exactly_what_changed_since_the_rejection(
    world: Any, pending: Data, entered: Data
) -> None:
    assert changes(world, pending) == []
    back = rejected(world, pending)
    world.told["bookings"][0]["opening_at"] = "2026-10-21T09:30:00+08:00"
    typed = entered | {"special_qualification": "具备二级资质。", "media": ["衡阳日报"]}
    again = world.submit(world.seal(saved(world, back, typed)))
    medium = "中国湖南政府采购网（www.ccgp-hunan.gov.cn）、衡阳市公共资源交易中心门户"
    assert changes(world, again) == [
        ("本项目的特定资格要求", "无。", "具备二级资质。"),
        ("发布媒体", medium, f"{medium}、衡阳日报"),
        ("投标截止（开标）时间", "2026-10-20 09:30", "2026-10-21 09:30"),
    ]


def test_withdrawing_and_sending_again_unchanged_is_told_as_no_change(
    world: Any, pending: Data
) -> None:
    asked = {"id": UUID(pending["id"]), "version": pending["version"]}
    back = world.as_clerk().run(review.withdraw, asked)
    assert world.get(back)["changes"] == []
    assert changes(world, world.submit(back)) == []


def test_every_rule_is_shown_with_its_figures(world: Any, pending: Data) -> None:
    told = world.get(pending, world.as_reviewer())
    assert NoticeOut().validate(told) == {}
    by_rule = {one["rule"]: one for one in told["checks"]}
    assert {"R01", "R02", "R03", "R08", "R15", "R38", "R39", "SEALED"} <= set(by_rule)
    assert all(one["ok"] for one in told["checks"])
    first = by_rule["R01"]
    assert (first["required"], first["actual"], first["earliest_ok"]) == (
        "≥ 20日",
        "42日",
        "2026-09-28",
    )


def test_a_year_without_calendar_is_shown_and_does_no_harm(world: Any, pending: Data) -> None:
    world.set_clock("2026-12-31T10:00:00+08:00")
    told = world.get(pending, world.as_reviewer())
    zh = "年工作日安排尚未确认"
    lost = [(one["rule"], one["ok"]) for one in told["checks"] if zh in one["text_zh"]]
    assert lost == [("R01", False), ("R02", False), ("R03", False)]


def test_a_notice_is_shown_without_reference_data_too(
    world: Any, pending: Data, monkeypatch: Any
) -> None:
    monkeypatch.setattr(type(world.kit.references), "missing", True)
    told = {one["rule"]: one for one in world.get(pending, world.as_reviewer())["checks"]}
    assert told["R01"]["text_zh"] == "服务暂时不可用，请稍后重试"
    assert (told["SEALED"]["ok"], told["R39"]["ok"]) == (False, True)


def test_a_seal_over_other_content_is_shown(world: Any, pending: Data, monkeypatch: Any) -> None:
    monkeypatch.setattr("notices.kinds.Kind.changed_since", lambda *_: ["budget"])
    told = {one["rule"]: one for one in world.get(pending, world.as_reviewer())["checks"]}
    assert told["SEALED"]["ok"] is False
    assert "budget" in told["SEALED"]["text_zh"]


def test_the_preview_shows_the_checks_over_what_others_say_now(world: Any, draft: Data) -> None:
    world.told["bookings"][0]["opening_at"] = "2026-09-20T09:30:00+08:00"
    shown = flows.preview(world.as_clerk(), world.partners, {"id": UUID(draft["id"])})
    told = {one["rule"]: one for one in shown["checks"]}
    assert (told["R01"]["ok"], told["R01"]["actual"]) == (False, "12日")
    assert Preview().validate(plain(shown)) == {}


def test_once_it_is_out_and_in_lists_and_to_services_nothing_is_shown(
    world: Any, pending: Data
) -> None:
    approved = world.approve(pending)
    assert world.get(approved, world.as_reviewer())["checks"]
    flows.publish(world.as_service(), world.partners, UUID(approved["id"]))
    assert world.get(approved, world.as_reviewer())["checks"] == []
    assert not {"checks", "changes"} & set(world.get(approved, world.as_service()))
    asked = {"limit": 100, "offset": 0}
    rows = world.as_reviewer().read(reading.page, asked)["items"]
    assert not any({"checks", "changes"} & set(one) for one in rows)
