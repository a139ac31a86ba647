"""Lists, copies, versions and the catalogue, as the rights matrix asks about them."""

from typing import Any

from tenderhall_contracts import registry as contracts

from .rights import Payload, asks


@asks(
    contracts.project_form,
    contracts.browse_catalogue,
    contracts.list_catalogues,
    contracts.lot_columns,
)
def nothing_more(desk: Any) -> Payload:
    del desk
    return {}


@asks(contracts.copy_project)
def a_project_to_copy(desk: Any) -> Payload:
    return {"id": desk.create()["id"]}


@asks(contracts.delete_projects)
def some_drafts(desk: Any) -> Payload:
    made = desk.create()
    return {"items": [{"id": made["id"], "version": made["version"]}]}


@asks(contracts.project_versions)
def a_submitted_project(desk: Any) -> Payload:
    return {"id": desk.submit(desk.create())["id"]}


@asks(contracts.project_version)
def a_submitted_version(desk: Any) -> Payload:
    sent = desk.submit(desk.create())
    return {"id": sent["id"], "version": sent["version"]}


@asks(contracts.compare_projects)
def two_versions(desk: Any) -> Payload:
    sent = desk.submit(desk.create())
    return {"id": sent["id"], "after": sent["version"]}


@asks(contracts.import_catalogue)
def an_edition(desk: Any) -> Payload:
    del desk
    row = {"line": 2, "code": "A", "name": "货物"}
    return {"name": "试验版", "effective_from": "2030-01-01", "rows": [row], "check": True}


@asks(contracts.read_lots)
def a_sheet(desk: Any) -> Payload:
    del desk
    return {"head": ["分包名称"], "rows": [{"line": 2, "cells": ["一包"]}]}
