"""OCDS releases of a whole life: valid by the 1.1.5 schema with lots, and they merge to the record.

The schemas are not part of the project (``OCDS_SCHEMA_DIR``, beside which ``ocds-lots`` lies).
"""

import json
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker
from notices import ocds
from notices.portal import calendars
from notices.rules import chains, ocids
from ocdsmerge import Merger

Data = dict[str, Any]
ROOT = Path(__file__).parents[4]
SCHEMAS = Path(os.environ.get("OCDS_SCHEMA_DIR", ROOT / "../shared/data/ocds-1.1.5"))
BEGAN = datetime.fromisoformat("2026-09-07T10:00:00+08:00")
SITE = "https://example.test"


def patched(target: Any, patch: Any) -> Any:
    """JSON merge patch (RFC 7396), by which an extension changes the schema."""
    if not isinstance(patch, dict):
        return patch
    made = dict(target) if isinstance(target, dict) else {}
    for key, one in patch.items():
        if one is None:
            made.pop(key, None)
        else:
            made[key] = patched(made.get(key), one)
    return made


@pytest.fixture(scope="module")
def schema() -> Data:
    if not SCHEMAS.exists():
        pytest.skip(f"no OCDS schemas in {SCHEMAS}: name them by OCDS_SCHEMA_DIR")
    release = json.loads((SCHEMAS / "release-schema.json").read_text())
    lots = json.loads((SCHEMAS.parent / "ocds-lots/release-schema.json").read_text())
    made = patched(release, lots)
    assert "Lot" in made["definitions"]
    for name in set(re.findall("#/definitions/([A-Za-z]+)", json.dumps(made))):
        made["definitions"].setdefault(name, {})  # of extensions that nothing here uses
    return dict(made)


def lot(number: int) -> Data:
    told = {"no": f"P-1-0{number}", "name": f"第{number}包", "catalogue_code": "A02010104"}
    told |= {"catalogue_name": "服务器", "budget": "2650000.00", "ceiling": None, "unit": "套"}
    return told | {"quantity": "60.000", "evaluation": "comprehensive", "requirement": "设备"}


def notice(step: int, kind: str, *numbers: int, **more: Any) -> Data:
    party = {"uscc": "12430400MB0000001W", "address": "司前街81号", "contact": "王", "phone": "1"}
    about = {"no": "P-1", "name": "项目", "plan_no": None, "region": "430400", "category": "A"}
    about |= {"method": "open_tender", "summary": "", "purchaser": party | {"name": "第一中学"}}
    about |= {"agency": party | {"name": "明正", "uscc": ""}, "lots": [lot(n) for n in numbers]}
    no = f"P-1-{kind}-{step}"
    told = {"no": no, "kind": kind, "title": f"{kind}公告", "project_no": "P-1", "about": about}
    told |= {"project_name": "项目", "lot_nos": [f"P-1-0{n}" for n in numbers], "content": None}
    told |= {"published_at": (BEGAN + timedelta(days=step)).isoformat(), "opening_at": None}
    told |= {"url": f"/notices/{no}", "pdf_sha256": "0" * 64, "region": "430400"}
    told |= {"ocid": ocids.ocid("P-1"), "release_id": ocids.release_id(no), "agency": "明正"}
    return told | {"purchaser": "第一中学", "method": "open_tender", "category": "A"} | more


def won(name: str) -> Data:
    codes = {"甲公司": "91110000600037341L", "乙公司": "91430400MA4L12345R"}
    winners = [{"name": name, "uscc": codes[name], "amount": "2600000.00"}]
    return {"notice": {"lots": [{"no": "P-1-01", "winners": winners}]}}


@pytest.fixture
def life() -> list[Data]:
    """Lot 1 is suspended, resumed, changed, awarded, awarded anew; lot 2 fails, lot 3 ends."""
    opening = (BEGAN + timedelta(days=30)).isoformat()
    later = (BEGAN + timedelta(days=45)).isoformat()
    qualification = {"notice": {"qualification": {"policy": "无", "specific": "无"}}}
    return [
        notice(0, "tender", 1, 2, 3, opening_at=opening, content=qualification),
        notice(1, "clarification", 1),
        notice(2, "suspension", 1),
        notice(3, "resumption", 1, opening_at=opening),
        notice(4, "change", 1, opening_at=later),
        notice(5, "cancellation", 3, pdf_sha256=None),
        notice(46, "failure", 2),
        notice(50, "award", 1, content=won("甲公司")),
        notice(60, "award_change", 1, content=won("乙公司")),
    ]


@pytest.fixture
def releases(life: list[Data]) -> list[Data]:
    for at, one in enumerate(life):
        one["release"] = ocds.release(one, life[:at], SITE)
    return [one["release"] for one in life]


def test_each_release_is_valid(schema: Data, releases: list[Data]) -> None:
    judge = Draft4Validator(schema, format_checker=FormatChecker())
    for one in releases:
        faults = [f"{list(fault.path)}: {fault.message}" for fault in judge.iter_errors(one)]
        assert faults == [], one["tag"]


def test_codes_are_those_of_the_closed_lists(schema: Data, releases: list[Data]) -> None:
    """What the schema leaves to its lists of codes, held against the published lists."""
    tags = (SCHEMAS / "codelists/releaseTag.csv").read_text()
    statuses = (SCHEMAS / "codelists/tenderStatus.csv").read_text()
    for one in releases:
        assert all(f"{tag}," in tags for tag in one["tag"])
        assert f"{one['tender']['status']}," in statuses


def test_tags_tell_what_happened(releases: list[Data]) -> None:
    assert [one["tag"] for one in releases] == [
        ["tender"],
        ["tenderUpdate"],
        ["tenderUpdate"],
        ["tenderAmendment"],
        ["tenderAmendment"],
        ["tenderUpdate"],
        ["award", "tenderUpdate"],
        ["award", "tenderUpdate"],
        ["awardCancellation", "award"],
    ]


def test_a_suspension_has_no_code_and_is_told_beside_the_status(releases: list[Data]) -> None:
    (told,) = releases[2]["tender"]["lots"]
    assert (told["status"], told["statusDetails"]) == ("active", "已暂停")
    (told,) = releases[3]["tender"]["lots"]
    assert (told["status"], told["statusDetails"]) == ("active", None)


def test_they_merge_to_the_record(schema: Data, releases: list[Data]) -> None:
    (record,) = ocds.record_package(releases, SITE)["records"]
    compiled = record["compiledRelease"]
    assert compiled == Merger(schema).create_compiled_release(releases)
    assert list(Draft4Validator(schema).iter_errors(compiled)) == []
    statuses = {one["id"]: one["status"] for one in compiled["tender"]["lots"]}
    assert statuses == {"P-1-01": "complete", "P-1-02": "unsuccessful", "P-1-03": "cancelled"}
    assert compiled["tender"]["status"] == "complete"
    assert "statusDetails" not in compiled["tender"]["lots"][0]
    assert compiled["tender"]["tenderPeriod"]["endDate"].startswith("2026-10-22")
    assert [one["status"] for one in compiled["awards"]] == ["unsuccessful", "cancelled", "active"]
    assert [one["id"] for one in compiled["tender"]["amendments"]] == [
        "P-1-resumption-3",
        "P-1-change-4",
    ]


def test_packages_are_valid(releases: list[Data]) -> None:
    if not SCHEMAS.exists():
        pytest.skip(f"no OCDS schemas in {SCHEMAS}: name them by OCDS_SCHEMA_DIR")
    package = json.loads((SCHEMAS / "release-package-schema.json").read_text())
    package["properties"]["releases"]["items"] = {}  # each is judged by itself, nothing is fetched
    told = ocds.release_package(releases, SITE)
    assert list(Draft4Validator(package).iter_errors(told)) == []


def test_nothing_tells_who_took_part_before_the_award(releases: list[Data]) -> None:
    told = json.dumps(releases[:-2])
    for name in ("numberOfTenderers", "tenderers", "supplier"):
        assert name not in told


def test_the_calendar_moves_openings_and_cancels_them(life: list[Data]) -> None:
    told = calendars.openings(chains.project(life[:6])).decode()
    assert told.count("BEGIN:VEVENT") == 3
    assert "UID:opening-P-1-01@tenderhall" in told
    assert "DTSTART;TZID=Asia/Shanghai:20261022T100000" in told
    assert told.count("STATUS:CANCELLED") == 1
    assert "SEQUENCE:4" in told
