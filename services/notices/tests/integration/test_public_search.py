"""检索 the public's catalogue on a real database: exact recall, filters, the change feed."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from notices import shelf
from notices.models import Announcement, PublicEntry
from notices.portal import sitemaps
from notices.rules import ocids
from notices.usecases import browsing, bulk, entering, flows, shelving
from sqlalchemy import text
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices.portal import MOST, Changes, SearchPublic

Data = dict[str, Any]
ALPHABET = "衡阳市南岳区人民医院采购设备服务CT污水-01 ，"


def project(**changed: Any) -> Data:
    party = {"name": "衡阳市第一中学", "uscc": "", "address": "", "contact": "", "phone": ""}
    lot = {"no": "L-01", "name": "设备", "catalogue_code": "A02010104", "catalogue_name": "服务器"}
    lot |= {"budget": "100000.00", "ceiling": None, "requirement": "", "quantity": None}
    told = {"no": "P", "name": "项目", "plan_no": None, "region": "430405", "category": "A"}
    told |= {"method": "open_tender", "purchaser": party, "agency": party | {"name": "湖南明正"}}
    return told | {"lots": [lot | {"unit": None, "evaluation": None}]} | changed


def announcement(title: str, **changed: Any) -> Announcement:
    at = datetime.fromisoformat("2026-09-07T10:00:00+08:00")
    told = {"form_id": uuid4(), "kind": "suspension", "no": uuid4().hex, "title": title}
    told |= {"project_id": uuid4(), "project_no": "P", "lot_nos": ["L-01"], "paragraphs": []}
    return Announcement(**(told | {"url": "/x", "published_at": at, "pdf": None} | changed))


@pytest.fixture
def shelved(world: Any) -> Iterator[Session]:
    """A catalogue of one test's own: what it does is rolled back."""
    with Session(world.kit.engine) as session:
        session.execute(text("DELETE FROM public_entry"))
        yield session
        session.rollback()


def put(session: Session, rows: list[tuple[Announcement, Data]]) -> None:
    for seq, (row, known) in enumerate(rows, start=shelf.next_seq(session)):
        made = entering.entry_of(row, known)
        made.seq, made.release = seq, {}
        session.add(made)
    session.flush()


def found(session: Session, **asked: Any) -> list[str]:
    told = SearchPublic().load({"limit": 100, **asked})
    return [one.title for one in shelf.search(session, told).rows]


def test_search_finds_exactly_what_like_finds(shelved: Session) -> None:
    chance = random.Random(8)
    texts = ["".join(chance.choices(ALPHABET, k=chance.randint(1, 60))) for _ in range(80)]
    put(
        shelved,
        [(announcement(f"{number}号 {told}"), project()) for number, told in enumerate(texts)],
    )
    shelved.execute(text("ANALYZE public_entry"))
    stored = {one.no: one.said for one in shelved.query(PublicEntry)}
    asked = ["".join(chance.choices(ALPHABET, k=chance.randint(1, 5))) for _ in range(40)]
    asked += [told[3:9] for told in texts[:10]]
    for words in filter(str.strip, asked):
        terms = words.replace("，", ",").casefold().split()
        like = {no for no, said in stored.items() if all(term in said for term in terms)}
        told = shelf.search(shelved, SearchPublic().load({"q": words, "limit": 100}))
        assert {one.no for one in told.rows} == like, words
        assert told.total == len(like), words


def test_conditions_narrow_and_all_must_hold(shelved: Session) -> None:
    other = {"name": "南岳区人民医院", "uscc": "", "address": "", "contact": "", "phone": ""}
    lot = project()["lots"][0] | {"catalogue_code": "C16010000", "budget": "9000000.00"}
    hospital = project(purchaser=other, region="430412", category="C", lots=[lot])
    later = datetime.fromisoformat("2026-09-09T00:30:00+08:00")
    put(
        shelved,
        [(announcement("一"), project()), (announcement("二", published_at=later), hospital)],
    )
    assert found(shelved) == ["二", "一"]
    for asked, told in (
        ({"region": "430400"}, ["二", "一"]),
        ({"region": "430412"}, ["二"]),
        ({"catalogue": "A02"}, ["一"]),
        ({"catalogue": "A02010000"}, ["一"]),
        ({"catalogue": "C"}, ["二"]),
        ({"purchaser": "人民医院"}, ["二"]),
        ({"purchaser": "医 院"}, ["二"]),
        ({"purchaser": "湖南"}, []),
        ({"agency": "湖南明正"}, ["二", "一"]),
        ({"method": "single_source"}, []),
        ({"kind": "suspension", "amount_from": "100000.01"}, ["二"]),
        ({"kind": "change"}, ["二", "一"]),
        ({"kind": "change", "purchaser": "医院"}, ["二"]),
        ({"kind": "failure"}, []),
        ({"amount_to": "100000"}, ["一"]),
        ({"since": "2026-09-09"}, ["二"]),
        ({"until": "2026-09-08"}, ["一"]),
        ({"q": "服务器 明正", "until": "2026-09-08"}, ["一"]),
        ({"project_no": "Q"}, []),
    ):
        assert found(shelved, **asked) == told, asked


def test_a_page_behind_the_last_still_tells_how_many_there_are(shelved: Session) -> None:
    put(shelved, [(announcement(str(number)), project()) for number in range(3)])
    told = shelf.search(shelved, SearchPublic().load({"offset": MOST}))
    assert (told.total, told.more, list(told.rows)) == (3, False, [])


@pytest.fixture
def published(world: Any, approved: Data) -> Data:
    flows.publish(world.as_service(), world.partners, UUID(approved["id"]))
    return world.get(approved)  # type: ignore[no-any-return]


def test_a_notice_is_entered_once_and_found_by_what_it_says(world: Any, published: Data) -> None:
    no, call = published["no"], world.as_service()
    assert no in [one for one, _ in call.read(entering.missed)]
    for _ in range(2):
        world.as_service().run(entering.enter, no, world.told["project"])
    assert no not in [one for one, _ in call.read(entering.missed)]
    asked = SearchPublic().load({"q": f"智慧校园 {no}", "amount_from": "3850000"})
    (row,) = call.read(browsing.search, asked)["items"]
    assert (row["no"], row["sealed"], row["amount"]) == (no, True, 3850000)
    assert call.read(browsing.search, SearchPublic().load({"q": "司前街81号", "limit": 1}))["items"]


def test_a_number_is_told_only_when_all_before_it_are(
    world: Any, shelve_two: Callable[[], tuple[int, int]]
) -> None:
    before, after = shelve_two()
    assert after == before + 1


@pytest.fixture
def shelve_two(world: Any, published: Data) -> Callable[[], tuple[int, int]]:
    """While one transaction that has a number is still open, nobody else gets the next."""

    def do() -> tuple[int, int]:
        with Session(world.kit.engine) as one, Session(world.kit.engine) as other:
            shelf.lock_feed(one)
            first = shelf.next_seq(one)
            other.execute(text("SET lock_timeout = '50ms'"))
            with pytest.raises(Exception, match="lock timeout"):
                shelf.lock_feed(other)
            other.rollback()
            row = entering.entry_of(announcement("先"), project())
            row.seq, row.release = first, {}
            one.add(row)
            one.commit()
            shelf.lock_feed(other)
            return first, shelf.next_seq(other)

    return do


def test_the_change_feed_is_read_to_its_end_without_gaps(world: Any, shelved: Session) -> None:
    put(shelved, [(announcement(str(number)), project()) for number in range(5)])
    work = type("Reading", (), {"session": shelved})()
    cursor, seen = 0, []
    while True:
        told = browsing.changes(work, Changes().load({"since": cursor, "limit": 2}))
        seen += [one["title"] for one in told["items"]]
        cursor = told["next"]
        if not told["more"]:
            break
    assert seen == ["0", "1", "2", "3", "4"]
    assert browsing.changes(work, Changes().load({"since": cursor}))["items"] == []


def test_a_project_tells_its_chain_timeline_and_lots(shelved: Session) -> None:
    at = [datetime.fromisoformat("2026-09-07T10:00:00+08:00") + timedelta(days=n) for n in range(3)]
    rows = [announcement("暂停", published_at=at[1]), announcement("招标", published_at=at[0])]
    rows[1].kind = "tender"
    put(shelved, [(one, project()) for one in rows])
    work = type("Reading", (), {"session": shelved})()
    told = browsing.project(work, {"project_no": "P"})
    assert [one["title"] for one in told["chain"]] == ["招标", "暂停"]
    assert [one["what"] for one in told["timeline"]] == ["tender", "suspension"]
    assert [(one["no"], one["standing"]) for one in told["lots"]] == [("L-01", "suspended")]
    with pytest.raises(Problem, match="NOT_FOUND"):
        browsing.project(work, {"project_no": "none"})


def test_what_is_entered_has_its_project_page_calendar_and_ocds_files(
    world: Any, published: Data
) -> None:
    no, storage = published["project_no"], world.kit.storage
    world.as_service().run(entering.enter, published["no"], world.told["project"])
    world.as_service().run(shelving.renew, storage, no)
    page = storage.get(f"public/projects/{no}/index.html").decode()
    assert f'href="/notices/{published["no"]}"' in page
    assert "投标截止、开标" in page
    assert b"BEGIN:VEVENT" in storage.get(f"public/projects/{no}/openings.ics")
    (record,) = json.loads(storage.get(f"public/ocds/records/{ocids.ocid(no)}.json"))["records"]
    assert record["compiledRelease"]["tender"]["value"]["amount"] == 3850000
    assert record["releases"][0]["id"] == ocids.release_id(published["no"])


def test_bulk_files_and_site_map_follow_what_is_entered(world: Any, shelved: Session) -> None:
    rows = [announcement(str(number), no=f"M-{number}") for number in range(3)]
    rows[2].published_at = datetime.fromisoformat("2026-10-01T00:00:00+08:00")
    put(shelved, [(one, project()) for one in rows])
    storage = world.kit.storage
    work = type("Work", (), {"session": shelved, "settings": world.kit.settings})()
    work.real_now = rows[0].published_at
    storage.put_at(bulk.INDEX, b'{"seq": 1000000, "files": []}', "application/json")
    bulk.renew(work, storage)
    index = json.loads(storage.get(bulk.INDEX))
    assert (index["seq"], [one["month"] for one in index["files"]]) == (3, ["2026-09", "2026-10"])
    september = index["files"][0]
    told = storage.get(f"public{september['url']}")
    assert hashlib.sha256(told).hexdigest() == september["sha256"]
    assert len(told.splitlines()) == september["releases"] == 2
    part = storage.get("public/sitemaps/0.xml").decode()
    assert part.count("<loc>") == 3 + 1 + len(sitemaps.STANDING)
    assert b"/sitemaps/0.xml" in storage.get("public/sitemaps/index.xml")
    assert bulk.renew(work, storage) == {"seq": 3}
    with shelved.begin_nested():  # as many entries, but filled anew
        shelved.execute(text("UPDATE public_entry SET release = '{\"anew\": 1}'"))
    bulk.renew(work, storage)
    assert json.loads(storage.get(f"public{september['url']}").splitlines()[0]) == {"anew": 1}


def test_a_catalogue_that_was_emptied_is_filled_again_in_one_round(
    world: Any, published: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As migrations 0012 and 0015 leave it, and with a notice whose project cannot be told."""
    monkeypatch.setattr(entering, "AT_A_TIME", 1)
    lost = announcement("项目不明", no="LOST")
    rows = [announcement(str(number), project_no=f"P-{number}") for number in range(3)]
    with Session(world.kit.engine) as session, session.begin():
        session.execute(text("DELETE FROM public_entry"))
        session.add_all([lost, *rows])
        wanted = {one.no for one in rows} | {published["no"]}
        unknown = str(lost.project_id)

    def told(asked: Data) -> Any:
        return Problem("UNAVAILABLE") if asked["id"] == unknown else world.told["project"]

    world.partners.registry.answers["get_project"] = told
    shelving.catch_up(world.as_service(), world.partners.registry)
    with Session(world.kit.engine) as session:
        entered = set(session.scalars(text("SELECT no FROM public_entry")))
    assert wanted <= entered
    assert "LOST" not in entered
