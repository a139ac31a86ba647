"""导入分包 a spreadsheet of lots is held against the rules before anything is saved."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, invalid
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from registry.models import Organisation
from registry.rules import lot_sheet as sheet
from registry.rules import project as rules
from registry.store import catalogue, reference


def lot_columns(_: Work, __: dict[str, Any]) -> dict[str, Any]:
    """分包表模板 the columns, and a row as it would be written."""
    told = sheet.EXAMPLE.items()
    return {
        "columns": [
            {"name": name, "label_zh": sheet.label(name), "example": text} for name, text in told
        ]
    }


def read_lots(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """读取分包表 every row, and what is wrong with it, by the rules of registration.

    Raises:
        Problem: VALIDATION_FAILED where no column can be understood.
    """
    known, unknown = sheet.columns(payload["head"])
    if "name" not in known.values():
        zh = f"首行须为列名，至少有“{sheet.label('name')}”；请使用模板"
        invalid([Finding("file", "SHEET", zh, "The first row names the columns")])
    lots, found = [], []
    for row in payload["rows"]:
        typed = sheet.values(row["cells"], known)
        read, wrong = sheet.loaded(typed, "")
        lots.append((row["line"], typed, read))
        found += [(row["line"], one) for one in wrong]
    found += _judged(work, [one for _, _, one in lots], [line for line, _, _ in lots], payload)
    return {
        "lots": [{"line": line, "values": typed} for line, typed, _ in lots],
        "findings": [{"row": line, **asdict(one)} for line, one in found],
        "skipped": unknown,
    }


def _judged(
    work: Work, lots: list[dict[str, Any]], lines: list[int], payload: dict[str, Any]
) -> list[tuple[int, Finding]]:
    """The findings of the rules, each with the line of its lot; fields without the lot's place."""
    plain = [{name: getattr(value, "value", value) for name, value in one.items()} for one in lots]
    project = {"lots": plain, "electronic": payload.get("electronic")}
    codes = {one["catalogue_code"] for one in plain if one.get("catalogue_code")}
    found = rules.lot_refusals(project, _terms(work, codes))
    told = []
    for one in found:
        _, place, name = one.field.split(".")
        told.append(
            (lines[int(place)], Finding(name, one.rule, one.message_zh, one.message_en, one.basis))
        )
    return told


def _terms(work: Work, codes: set[str]) -> rules.Terms:
    on = day_of(work.now)
    agency = work.session.get_one(Organisation, UUID(str(work.actor.org_id)))
    return rules.Terms(
        law=work.law,
        on=on,
        catalogue=catalogue.levels(work.session, catalogue.in_force(work.session, on), codes),
        agency_uscc=agency.uscc,
        policies=reference.policies(work.session),
    )
