"""What a reader looks for in the list of notices."""

import pytest
from gateway.portal.search import SIZE, Search


def row(title: str = "公告", published_at: str = "2026-01-05T09:30:00+08:00", **more: str) -> dict:
    told = {"no": "HYZC-2026-G-0001-ZB-01", "project_no": "HYZC-2026-G-0001", "kind": "tender"}
    return told | {"title": title, "published_at": published_at} | more


def found(rows: list[dict], **asked: str) -> list[str]:
    return [each["title"] for each in Search.read(asked).among(rows).rows]


def test_every_word_must_stand_somewhere_in_title_or_numbers() -> None:
    rows = [row("医院CT设备"), row("医院信息系统")]
    assert found(rows, q="ct 医院") == ["医院CT设备"]
    assert found(rows, q="g-0001") == ["医院CT设备", "医院信息系统"]
    assert found(rows, q="医院 学校") == []


def test_days_are_days_in_china_and_both_count() -> None:
    rows = [row("晚", "2026-01-05T15:59:00+00:00"), row("次日", "2026-01-05T16:00:00+00:00")]
    assert found(rows, **{"from": "2026-01-05", "until": "2026-01-05"}) == ["晚"]
    assert found(rows, **{"from": "2026-01-06"}) == ["次日"]


def test_a_kind_that_nobody_knows_is_no_condition() -> None:
    assert found([row(), row("旧", kind="")], kind="made-up") == ["公告", "旧"]
    assert found([row(), row("旧", kind="")], kind="tender") == ["公告"]


def test_what_the_manual_calls_a_change_notice_is_found_as_one() -> None:
    rows = [row(kind, kind=kind) for kind in ("change", "suspension", "cancellation", "failure")]
    assert found(rows, kind="change") == ["change", "suspension", "cancellation"]
    assert found(rows, kind="suspension") == ["suspension"]


@pytest.mark.parametrize("text", ["2026-02-30", "昨天", "2026-1", "x" * 1000])
def test_what_is_no_day_is_told_at_its_field(text: str) -> None:
    search = Search.read({"from": text})
    assert search.faults == {"from": "no_day"}
    assert search.typed["from"] == text[:100]
    assert search.among([row()]).rows == []


def test_days_in_the_wrong_order_are_told() -> None:
    assert Search.read({"from": "2026-02-01", "until": "2026-01-01"}).faults == {"until": "earlier"}


def test_pages_are_full_and_the_last_one_holds_the_rest() -> None:
    rows = [row(str(number)) for number in range(2 * SIZE + 1)]
    assert len(found(rows)) == SIZE
    assert found(rows, page="3") == [str(2 * SIZE)]
    assert found(rows, page="99") == [str(2 * SIZE)]
    for none in ("0", "-1", "x", "٣", "9" * 30):
        assert found(rows, page=none)[0] == "0"


def test_a_link_keeps_what_was_asked_for() -> None:
    search = Search.read({"q": "医院 CT", "from": "2026-01-01", "page": "2"})
    assert search.link(1) == "/?q=%E5%8C%BB%E9%99%A2+CT&from=2026-01-01"
    assert search.link(3).endswith("&page=3")
    assert Search.read({}).link(1) == "/"
