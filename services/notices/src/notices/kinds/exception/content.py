"""采购异常公告内容 what 中止、终止、废标、恢复公告 say, in the order of domain §2.3, 2.5, 2.6.

``facts["form"]`` is what registry says of the 采购异常; what may change without another word in the
notice stands in ``facts["standing"]``.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tenderhall_contracts.vocab import (
    LABELS,
    AttachmentKind,
    ExceptionReason,
    FailureGround,
    FollowUp,
    Method,
)

from notices.kinds.parts import contact, media_of, party
from notices.rules.announcements import TITLES

Values = Mapping[str, Any]

FOLLOWED = ("project", "lots", "first_published_on", "said")
UNTOLD = frozenset({AttachmentKind.OTHER})
"""电子件 that are no ground for anything."""

MATTERS: Mapping[str, str] = {"suspension": "项目暂停", "resumption": "项目恢复"}


def title_of(facts: Values) -> str:
    """公告标题 the project's name with the kind's own ending."""
    return f"{facts['project']['name']}{TITLES[facts['form']['kind']]}"


def opening_of(facts: Values) -> str | None:
    """开标时间 as last published, the earliest of its lots."""
    told = sorted(one["opening_at"] for one in facts["lots"] if one.get("opening_at"))
    return told[0] if told else None


def view(facts: Values, *, issued_on: date) -> dict[str, Any]:
    """公告视图 what the template of the kind reads."""
    project, form = facts["project"], facts["form"]
    return {
        "title": title_of(facts),
        "project": {
            **{key: project[key] for key in ("no", "plan_no", "name")},
            "method": LABELS[Method(project["method"])] if project.get("method") else "",
        },
        "budget": _budget(facts["lots"]),
        "lots": [{key: one[key] for key in ("no", "name")} for one in facts["lots"]],
        "first_published_on": facts["first_published_on"],
        "matter": MATTERS.get(form["kind"], ""),
        "said": said(form),
        "corrected_on": issued_on.isoformat(),
        "media": media_of({}),
        "purchaser": party(project["purchaser"]),
        "agency": party(project["agency"]),
        "contact": contact(project),
        "issued_on": issued_on.isoformat(),
    }


def said(form: Values) -> dict[str, Any]:
    """异常内容 what the form says, in the words of the public."""
    reason, ground, follow_up = (form.get(one) for one in ("reason", "ground", "follow_up"))
    return {
        "reason": LABELS[ExceptionReason(reason)] if reason else "",
        "statement": form.get("statement") or "",
        "finance_no": form.get("finance_no") or "",
        "basis": [_named(one) for one in _proof(form)],
        "suspended_from": form.get("suspended_from"),
        "expected_resume": form.get("expected_resume"),
        "ground": _ground(LABELS[FailureGround(ground)]) if ground else "",
        "experts": form.get("experts") or "",
        "follow_up": LABELS[FollowUp(follow_up)] if follow_up else "",
    }


def _ground(label: str) -> str:
    """第（一）项 of its label, which begins with the number in brackets."""
    number, _, text = label.partition("）")
    return f"第{number}）项：{text}"


def _proof(form: Values) -> list[AttachmentKind]:
    return [one for one in AttachmentKind if one in form["proof"] and one not in UNTOLD]


def _named(proof: AttachmentKind) -> str:
    """Without what only its uploader has to be told."""
    return LABELS[proof].removesuffix("（盖公章）")


def _budget(lots: list[Values]) -> str | None:
    known = [Decimal(one["budget"]) for one in lots if one.get("budget")]
    return str(sum(known, Decimal(0))) if known else None
