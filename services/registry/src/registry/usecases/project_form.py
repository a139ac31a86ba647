"""项目表单 what the form asks for, and a new one made from an old one."""

from typing import Any

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.vocab import LABELS, AttachmentKind, Method
from tenderhall_contracts.workflow import State
from tenderhall_kit import receipts
from tenderhall_kit.work import Work

from registry.models import Attachment, Project
from registry.rules import required
from registry.rules.project import ENABLED_METHODS
from registry.store import projects as store
from registry.store import reference
from registry.usecases import projects, shown
from registry.usecases.changes import change

_ITS_OWN = ("plan_no", "agreement_no", "agreement_date")
"""What belongs to one procurement only, and is asked for again."""


def project_form(work: Work, _: dict[str, Any]) -> dict[str, Any]:
    """项目表单要求 the fields with their *, and the methods that are enabled."""
    wanted = required.of(reference.policies(work.session))
    return {
        "fields": [_field(path, path in wanted) for path in required.DEFAULTS],
        "methods": [
            {"method": one.value, "label_zh": LABELS[one], "enabled": one in ENABLED_METHODS}
            for one in Method
        ],
    }


def copy_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """复制项目 a new draft with numbers of its own; told as warnings is what did not come along.

    Raises:
        Problem: NOT_FOUND, also where it is another agency's.
    """
    old = store.project(work.session, work.actor, payload["id"])
    if old is None:
        raise Problem("NOT_FOUND")
    files, lost = _still_valid(work, old)
    row = projects.numbered(work, old.method)
    projects.write(work, row, _content(old) | {"attachments": files})
    work.session.add(row)
    change(work, row, "copy", State.DRAFT, contracts.project_created)
    return shown.project(work, row, warnings=[*_asked_again(old), *lost])


def _field(path: str, wanted: bool) -> dict[str, Any]:  # noqa: FBT001 — a value
    label = required.label(path)
    fixed = path in required.FIXED
    told = {"path": path, "label_zh": label.zh, "label_en": label.en}
    return told | {"required": wanted, "fixed": fixed}


def _content(old: Project) -> dict[str, Any]:
    """What is typed, without what belongs to the old one."""
    content = shown.content(old)
    kept = {name: content[name] for name in (*shown.FIELDS, "purchaser", "lots")}
    return kept | dict.fromkeys(_ITS_OWN)


def _still_valid(work: Work, old: Project) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The receipts that are still the agency's, and a finding for each that is not."""
    kept, lost = [], []
    for one in old.attachments:
        try:
            receipts.read(work.settings, one.receipt, work.actor.org_id)
            kept.append({"kind": AttachmentKind(one.kind), "receipt": one.receipt})
        except Problem:
            lost.append(_left_out(one))
    return kept, lost


def _left_out(one: Attachment) -> Finding:
    zh = f"电子件“{one.name}”的回执已失效，未复制，请重新上传"
    return Finding("attachments", "RECEIPT_INVALID", zh, f"{one.name} was not copied")


def _asked_again(old: Project) -> list[Finding]:
    told = [name for name in _ITS_OWN if getattr(old, name)]
    return [
        Finding(name, "COPIED", f"{required.label(name).zh}未复制，请重新填写", "Enter it again")
        for name in told
    ]
