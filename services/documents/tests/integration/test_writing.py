"""A tender document is written by a model text, checked against the others, built, and frozen."""

import hashlib
import io
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from documents.printing import TENDER
from documents.usecases import building, hearing, telling, tender, writing, written
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_contracts import documents as promises
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.call import Call
from tenderhall_kit.plain import plain
from tenderhall_kit.serving import dump
from tenderhall_press import RenderPool
from tenderhall_press.fonts import build

from .conftest import Desk, pdf
from .test_tender_documents import Office, notice, refused

pytestmark = pytest.mark.usefixtures("tell_law")

FONTS = Path(os.environ.get("TENDERHALL_FONT_DIR", ".local/fonts"))
OPENING, ROOM = "2026-12-22T09:30:00+08:00", "五楼501开标室"
SCORES = [
    ("price", "投标报价", "低价优先法", "30"),
    ("technical", "技术参数", "每满足一项得5分，最多50分", "50"),
    ("business", "售后服务", "2小时内到场得20分", "20"),
]


@pytest.fixture(scope="module")
def pool() -> Iterator[RenderPool]:
    made = RenderPool(TENDER, build(FONTS), workers=1).start_later()
    yield made
    made.stop()


class Desktop:
    """One clerk's written document, and what its neighbours say."""

    def __init__(self, office: Office) -> None:
        self.office = office
        party = {"address": "司前街81号", "contact": "王老师", "phone": "0734-8221234"}
        agency = {"address": "解放大道26号", "contact": "李晓东", "phone": "0734-8889999"}
        office.project |= {"purchaser": {"name": "衡阳市第一中学", **party}, "budget": "300.00"}
        office.project |= {"consortium": False, "imports": False, "performance_period": "60日"}
        office.project["agency"] |= agency
        for one in office.project["lots"]:
            figures = {"budget": "150.00", "ceiling": None, "deposit": "3.00", "quantity": "1"}
            one.update(figures, name="服务器", unit="台", requirement="双路服务器")
        self.bookings = [self.booking()]
        self.row = office.create(file=None)

    def booking(self, **changed: Any) -> dict[str, Any]:
        lots = [str(one) for one in self.office.lot_ids]
        told = {"state": "approved", "lot_ids": lots, "opening_at": OPENING}
        return told | {"opening_room": {"name": ROOM}, "awaiting_notice": False} | changed

    @property
    def told(self) -> dict[str, Any]:
        return {"project": plain(self.office.project), "bookings": self.bookings}

    def call(self, key: str | None = None) -> Call:
        return self.office.desk.call(key)

    def start(self) -> dict[str, Any]:
        row = self.office.get(self.row)
        payload = {"id": row["id"], "version": row["version"]}
        self.call().run(writing.start, payload, self.told)
        return self.show()

    def show(self, desk: Desk | None = None) -> dict[str, Any]:
        call = (desk or self.office.desk).call()
        told = call.read(written.show, self.row["id"])
        return dict(
            promises.get_tender_content.gives().load(dump(promises.get_tender_content, told))
        )

    def save(self, chapter: str, version: int | None = None, **changed: Any) -> dict[str, Any]:
        version = self.show()["version"] if version is None else version
        form = {"id": str(self.row["id"]), "version": version, "chapter": chapter, **changed}
        payload = promises.save_tender_content.takes().load(form)
        self.call().run(writing.save, payload)
        return self.show()

    def write(self, technical: str = "<p>双路服务器，内存不低于256GB。</p>") -> dict[str, Any]:
        """Everything that is not there by itself."""
        made = self.start()
        self.save("schedule", values={"agency_fee": "按中标金额的1.5%由中标人支付"})
        rows = [
            dict(zip(("part", "factor", "standard", "points"), one, strict=True)) for one in SCORES
        ]
        self.save("evaluation", tables={"scoring": rows})
        terms = {"payment_terms": "验收合格后10个工作日内一次付清", "warranty": "3年"}
        self.save("contract", values=terms)
        self.save(
            "requirement",
            values={"acceptance": "按国家标准验收"},
            texts={"technical": technical},
            tables={"items": made["tables"]["items"]},
        )
        return self.show()

    def check(self) -> dict[str, Any]:
        told = self.call().read(written.check, self.row["id"], self.told)
        gives = promises.check_tender_content
        return dict(gives.gives().load(dump(gives, told)))

    def open(self) -> dict[str, str]:
        found = self.check()["checks"]
        return {one["field"]: one["rule"] for one in found if not one["ok"] and not one["amber"]}

    def ask(self, key: str | None = None) -> dict[str, Any]:
        payload = {"id": self.row["id"], "version": self.show()["version"]}
        asked = self.call(key).run(building.ask, payload, self.told)
        return self.build(asked["id"])

    def build(self, identity: Any) -> dict[str, Any]:
        gives = promises.get_tender_build
        told = self.call().read(written.show_build, identity)
        return dict(gives.gives().load(dump(gives, told)))

    def made(self, pool: RenderPool, system: Callable[[], Call]) -> dict[str, Any]:
        asked = self.ask()
        building.make(system(), pool, asked["id"])
        return self.build(asked["id"])

    def pdf(self) -> bytes:
        file = self.office.get(self.row)["file"]["file"]
        return self.call().storage.get({name: file[name] for name in ("sha256", "size", "mime")})

    def submit(self) -> dict[str, Any]:
        row = self.office.get(self.row)
        payload = {"id": row["id"], "version": row["version"], "opinion": "同意发出"}
        opened = {"project": self.office.project, "lots": self.office.project["lots"]}
        return dict(self.call().run(tender.submit, payload, opened, self.told))


@pytest.fixture
def desktop(clerk: Desk) -> Desktop:
    return Desktop(Office(clerk))


@pytest.fixture
def system(call_for: Callable[..., Call]) -> Callable[[], Call]:
    from tenderhall_kit.actors import service_actor  # noqa: PLC0415 — beside its use

    return lambda: call_for("documents", service_actor("documents"))


def pages(pdf: bytes) -> list[str]:
    words = ["/usr/bin/pdftotext", "-layout", "-", "-"]
    done = subprocess.run(words, input=pdf, capture_output=True, check=True)  # noqa: S603 — fixed words
    return done.stdout.decode().split("\f")[:-1]


def ensure_right_page_numbers(pdf: bytes) -> int:
    """Every page is numbered by its place; every line of the contents names the right page."""
    told = ["".join(one.split()) for one in pages(pdf)]
    for number, page in enumerate(told[1:], start=2):
        assert page.endswith(f"—{number}—"), number
    first = next(n for n, page in enumerate(told) if page.count("第一章投标邀请") and n > 1)
    listed = "".join(told[1:first])
    lines = re.findall(r"(第[一-十]章[^.—]+?|[一-十]、[^.—]+?)[.]{3,}(\d+)", listed)
    assert len(lines) >= 20
    for title, number in lines:
        assert title in told[int(number) - 1], (title, number)
    return len(told)


# ── 编制 writing ────────────────────────────────────────────────────────────────────────────────
def test_what_others_say_stands_there_from_the_beginning(desktop: Desktop) -> None:
    made = desktop.start()
    assert made["pattern"]["id"] == "goods-comprehensive"
    assert made["version"] == 1
    assert made["values"]["purchaser_name"] == "衡阳市第一中学"
    assert made["values"]["opening_at"] == "2026-12-22T09:30+08:00"
    assert made["values"]["opening_place"].endswith(ROOM)
    assert made["values"]["validity_days"] == "90"
    assert [one["deposit"] for one in made["tables"]["lots"]] == ["3.00", "3.00"]
    assert [one["name"] for one in made["tables"]["items"]] == ["服务器", "服务器"]
    assert made["chapters"][0]["id"] == "invitation"
    assert made["shown"]["values"]["opening_at"] == "2026年12月22日 09:30"
    assert made["shown"]["values"]["consortium"] == "否"
    assert made["shown"]["tables"]["lots"][0]["budget"] == "150.00"


def test_a_chapter_is_saved_and_the_others_stay(desktop: Desktop) -> None:
    before = desktop.start()
    after = desktop.save("schedule", values={"agency_fee": "由采购人支付"})
    assert after["version"] == before["version"] + 1
    assert after["values"] == before["values"] | {"agency_fee": "由采购人支付"}
    assert after["tables"] == before["tables"]
    again = desktop.save("schedule", values={"agency_fee": "由采购人支付"})
    assert again["version"] == after["version"]


def test_rich_text_is_cleaned_and_blank_text_is_none(desktop: Desktop) -> None:
    desktop.start()
    written_ = '<p onclick="x">甲<script>1</script></p>'
    items = {"items": [{"name": "服务器", "unit": ""}, {"name": "", "spec": " "}]}
    told = desktop.save("requirement", texts={"technical": written_}, tables=items)
    assert told["texts"]["technical"] == "<p>甲</p>"
    assert [one["name"] for one in told["tables"]["items"]] == ["服务器"]
    told = desktop.save("requirement", texts={"technical": "<p> </p>"})
    assert told["texts"]["technical"] == ""
    assert told["tables"]["items"] == []


@pytest.mark.parametrize(
    ("chapter", "changed", "field"),
    [
        ("invitation", {"values": {"budget": "很多"}}, "values.budget"),
        ("invitation", {"values": {"agency_fee": "甲"}}, "values.agency_fee"),
        ("evaluation", {"tables": {"scoring": [{"points": "x"}]}}, "tables.scoring.0.points"),
        ("evaluation", {"tables": {"scoring": [{"colour": "x"}]}}, "tables.scoring.0.colour"),
        ("requirement", {"texts": {"poem": "x"}}, "texts.poem"),
        ("nowhere", {}, "chapter"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(
    desktop: Desktop, chapter: str, changed: dict[str, Any], field: str
) -> None:
    desktop.start()
    with pytest.raises(Problem) as told:
        desktop.save(chapter, **changed)
    assert [one.field for one in told.value.findings] == [field]


def test_two_people_do_not_write_over_one_another(desktop: Desktop) -> None:
    seen = desktop.start()["version"]
    desktop.save("schedule", values={"agency_fee": "甲"})
    assert refused(desktop.save, "schedule", seen, values={"agency_fee": "乙"}) == (
        "VERSION_CONFLICT",
        [],
    )


def test_only_its_agency_writes_and_sees_a_draft(
    desktop: Desktop, desk: Callable[..., Desk]
) -> None:
    desktop.start()
    for other in (desk(), desk(Role.REVIEWER)):
        assert refused(desktop.show, other) == ("NOT_FOUND", [])
    colleague = desk(org=desktop.office.desk.who.org_id)
    assert desktop.show(colleague)["allowed"] == ["save"]


def test_what_others_have_changed_is_taken_over_by_starting_again(desktop: Desktop) -> None:
    desktop.write()
    desktop.office.project["purchaser"]["name"] = "衡阳市第二中学"
    assert desktop.open() == {"values.purchaser_name": "CONTENT_DIFFERS"}
    made = desktop.start()
    assert made["values"]["purchaser_name"] == "衡阳市第二中学"
    assert made["values"]["warranty"] == "3年"
    assert made["tables"]["scoring"][0]["points"] == "30"
    assert desktop.open() == {}


# ── 核对 checking ───────────────────────────────────────────────────────────────────────────────
def test_what_is_missing_is_told_chapter_by_chapter(desktop: Desktop) -> None:
    desktop.start()
    told = desktop.check()
    open_ = [one for one in told["checks"] if not one["ok"]]
    assert told["open"] == len(open_)
    assert {(one["chapter"], one["field"]) for one in open_} == {
        ("schedule", "values.agency_fee"),
        ("evaluation", "tables.scoring"),
        ("contract", "values.payment_terms"),
        ("contract", "values.warranty"),
        ("requirement", "values.acceptance"),
        ("requirement", "texts.technical"),
    }
    assert refused(desktop.ask)[0] == "VALIDATION_FAILED"


def test_opening_time_and_place_are_the_bookings(desktop: Desktop) -> None:
    desktop.write()
    assert desktop.open() == {}
    later = "2026-12-23T09:30:00+08:00"
    desktop.bookings = [desktop.booking(opening_at=later)]
    assert desktop.open() == {"values.opening_at": "CONTENT_DIFFERS"}
    one, other = desktop.office.lot_ids
    desktop.bookings = [
        desktop.booking(lot_ids=[str(one)]),
        desktop.booking(lot_ids=[str(other)], opening_at=later),
    ]
    assert set(desktop.open().values()) == {"CONTENT_NO_BOOKING"}
    desktop.bookings = []
    assert set(desktop.open().values()) == {"CONTENT_NO_BOOKING"}
    assert refused(desktop.ask)[0] == "VALIDATION_FAILED"


# ── 生成 building ───────────────────────────────────────────────────────────────────────────────
def test_it_is_an_archive_pdf_with_right_page_numbers_and_the_same_bytes_each_time(
    desktop: Desktop, system: Callable[[], Call], pool: RenderPool
) -> None:
    desktop.write("<p>内存</p><ul><li><strong>★不低于256GB</strong></li></ul>")
    first = desktop.made(pool, system)
    assert (first["state"], desktop.show()["built"]) == ("done", True)
    pdf = desktop.pdf()
    assert hashlib.sha256(pdf).hexdigest() == first["file"]["sha256"]
    assert ensure_right_page_numbers(pdf) == first["pages"] >= 12
    ensure_archive(pdf, desktop)
    other = RenderPool(TENDER, build(FONTS), workers=1).start()
    again = desktop.made(other, system)
    other.stop()
    assert again["file"]["sha256"] == first["file"]["sha256"]
    assert desktop.office.get(desktop.row)["file"]["version"] == 2
    assert desktop.start()["built"]  # nobody else has changed anything
    desktop.save("contract", values={"warranty": "5年"})
    assert desktop.office.get(desktop.row)["file"] is None
    assert not desktop.show()["built"]


def ensure_archive(pdf: bytes, desktop: Desktop) -> None:
    """PDF/A-3b with outline, the content embedded, everything that was written in it."""
    with pikepdf.open(io.BytesIO(pdf)) as read, read.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "B")
        data = json.loads(read.attachments["tender.json"].get_file().read_bytes())
        with read.open_outline() as outline:
            assert outline.root[0].title == "第一章　投标邀请"
    assert data["content"]["values"]["agency_fee"].startswith("按中标金额")
    assert data["pattern"]["sha256"] == desktop.show()["pattern"]["sha256"]
    words = "".join("".join(pages(pdf)).split())
    assert "★不低于256GB" in words
    assert "衡阳市公共资源交易中心五楼501开标室" in words
    assert "{" not in words


@pytest.mark.long
def test_120_pages_built_twice_have_the_same_bytes_and_right_page_numbers(
    desktop: Desktop, system: Callable[[], Call], pool: RenderPool
) -> None:
    line = "机架式服务器，双路处理器，内存不低于256GB，支持热插拔，三年质保。"
    desktop.write("".join(f"<p>{n}. {line * 3}</p>" for n in range(800)))
    special = "".join(f"<p>{n}. {line * 3}</p>" for n in range(800))
    desktop.save("contract", texts={"contract_special": special})
    first = desktop.made(pool, system)
    assert first["pages"] >= 120, first
    assert ensure_right_page_numbers(desktop.pdf()) == first["pages"]
    other = RenderPool(TENDER, build(FONTS), workers=1).start()
    asked = desktop.ask()
    building.make(system(), other, asked["id"])
    other.stop()
    again = desktop.build(asked["id"])
    assert again["file"]["sha256"] == first["file"]["sha256"]
    took = again["finished_at"] - again["asked_at"]
    print(f"{again['pages']} pages in {took}: {again['file']['sha256']}")  # noqa: T201 — the figure


def test_a_repeated_event_and_a_repeated_question_make_one_file_that_the_form_agrees_with(
    desktop: Desktop, system: Callable[[], Call], pool: RenderPool
) -> None:
    desktop.write()
    key = str(uuid4())
    asked = desktop.ask(key)
    assert desktop.ask(key)["id"] == asked["id"] == desktop.ask()["id"]
    for _ in range(2):
        building.make(system(), pool, asked["id"])
    versions = "SELECT v.uploader_name FROM document_version v JOIN tender_content c"
    versions += " USING (document_id)"
    with Session(desktop.call().kit.engine) as session:
        query = text(f"{versions} WHERE c.tender_id = :id")
        by = session.scalars(query, {"id": desktop.row["id"]}).all()
    assert by == [desktop.office.desk.who.name]
    assert desktop.office.types().count("tender_document.built") == 1
    row = desktop.office.get(desktop.row)
    assert row["file"]["file"]["name"] == "服务器采购招标文件.pdf"
    form = {"kind": "tender_document", "receipt": row["file"]["receipt"]}
    saved = desktop.office.save(row, file=form, bid_validity_days=60)
    assert saved["file"] is None  # it says what the form no longer says
    assert desktop.open() == {"values.validity_days": "CONTENT_DIFFERS"}


def test_another_model_text_than_the_form_has_chosen_is_told(
    desktop: Desktop, system: Callable[[], Call], pool: RenderPool
) -> None:
    desktop.write()
    desktop.made(pool, system)
    row = desktop.office.get(desktop.row)
    form = {"kind": "tender_document", "receipt": row["file"]["receipt"]}
    other = {"template": "goods-lowest_price", "evaluation": "lowest_price", "price_weight": None}
    saved = desktop.office.save(row, file=form, **other)
    assert saved["file"] is None
    assert desktop.open()["pattern"] == "CONTENT_PATTERN"
    assert refused(desktop.ask)[0] == "VALIDATION_FAILED"
    made = desktop.start()
    assert made["pattern"]["id"] == "goods-lowest_price"
    assert "pattern" not in desktop.open()


def test_an_attachment_that_comes_later_is_not_in_the_list_that_was_printed(
    desktop: Desktop, system: Callable[[], Call], pool: RenderPool
) -> None:
    desktop.write()
    desktop.made(pool, system)
    row = desktop.office.get(desktop.row)
    built = {"kind": "tender_document", "receipt": row["file"]["receipt"]}
    saved = desktop.office.save(row, file=built)
    assert saved["file"] == row["file"]  # saved again as it was
    drawing = desktop.office.desk.upload(pdf(), kind="other", name="图纸.pdf")
    listed = [{"kind": "other", "receipt": drawing["receipt"]}]
    assert desktop.office.save(saved, file=built, attachments=listed)["file"] is None
    asked = desktop.ask()
    desktop.office.save(desktop.office.get(desktop.row), file=None, attachments=[])
    building.make(system(), pool, asked["id"])
    assert desktop.build(asked["id"])["state"] == "outdated"
    assert desktop.office.get(desktop.row)["file"] is None


@pytest.mark.parametrize(
    ("said", "refused_at"),
    [
        ({"opening_at": OPENING, "opening_place": ROOM}, []),
        ({"opening_at": "2026-12-22T01:30:00+00:00", "opening_place": "501开标室"}, []),
        ({"opening_at": "2026-12-23T09:30:00+08:00"}, ["opening_at"]),
        ({"opening_place": "别处"}, ["opening_place"]),
    ],
)
def test_a_file_of_ones_own_says_the_opening_that_is_booked(
    desktop: Desktop, said: dict[str, Any], refused_at: list[str]
) -> None:
    row = desktop.office.get(desktop.row)
    desktop.office.save(row, **said)
    if refused_at:
        with pytest.raises(Problem) as told:
            desktop.submit()
        assert [one.field for one in told.value.findings] == refused_at
        desktop.bookings = []  # a booking may come later: notices look again
    assert desktop.submit()["state"] == "approved"
    (effective,) = desktop.call().read(telling.effective, desktop.office.lot_ids)["items"]
    assert effective["opening_place"] == said.get("opening_place")


def test_a_file_of_ones_own_stays_when_what_is_written_changes(desktop: Desktop) -> None:
    desktop.write()
    row = desktop.office.get(desktop.row)
    uploaded = desktop.office.save(row, file=desktop.office.attachment())
    desktop.save("contract", values={"warranty": "5年"})
    assert desktop.office.get(desktop.row)["file"] == uploaded["file"]


def test_a_change_while_it_is_built_leaves_no_file_of_the_old(
    desktop: Desktop, system: Callable[[], Call], pool: RenderPool
) -> None:
    desktop.write()
    asked = desktop.ask()
    desktop.save("contract", values={"warranty": "5年"})
    building.make(system(), pool, asked["id"])
    assert desktop.build(asked["id"])["state"] == "outdated"
    assert desktop.office.get(desktop.row)["file"] is None


def test_a_character_that_no_font_has_is_told(
    desktop: Desktop, system: Callable[[], Call], pool: RenderPool
) -> None:
    desktop.write("<p>欧阳\ue000</p>")
    told = desktop.made(pool, system)
    assert (told["state"], told["findings"][0]["rule"]) == ("failed", "BUILD_MISSING_GLYPH")
    assert told["findings"][0]["message_zh"].startswith("字体中没有这些字，请改用其他字词：")
    assert "U+E000" in told["findings"][0]["message_en"]
    assert "tender_document.build_failed" in desktop.office.types()


# ── 提交与发出 handing in, issue ────────────────────────────────────────────────────────────────
def test_a_built_document_is_handed_in_and_frozen_at_issue(
    desktop: Desktop, system: Callable[[], Call], pool: RenderPool
) -> None:
    desktop.write()
    desktop.made(pool, system)
    moved = desktop.booking(opening_at="2026-12-25T09:30:00+08:00")
    held, desktop.bookings = desktop.bookings, [moved]
    assert refused(desktop.submit) == ("VALIDATION_FAILED", ["CONTENT_DIFFERS"])
    desktop.bookings = held
    assert desktop.submit()["state"] == "approved"
    assert refused(desktop.save, "contract", values={"warranty": "9年"})[0] == "STATE_CONFLICT"
    system().run(hearing.published, notice(desktop.office, "approved"))
    assert desktop.office.get(desktop.row)["state"] == "issued"
    told = desktop.call().read(telling.effective, desktop.office.lot_ids)["items"]
    assert [one["opening_at"].isoformat() for one in told] == [OPENING]
    assert told[0]["opening_place"].endswith(ROOM)
    with (
        pytest.raises(DBAPIError, match="immutable"),
        Session(desktop.call().kit.engine) as session,
        session.begin(),
    ):
        session.execute(
            text("UPDATE tender_content SET version = 99 WHERE tender_id = :id"),
            {"id": desktop.row["id"]},
        )
