"""必填项 what must be filled in at submit: data that a centre may change (domain §5.2, §6 C27)."""

from collections.abc import Iterator, Mapping
from typing import Any

from tenderhall_contracts import labels
from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.labels import Label
from tenderhall_contracts.registry import ProjectIn
from tenderhall_contracts.vocab import LABELS, AttachmentKind

POLICY = "required.project."
"""The policy of a field is this and its path: ``required.project.lots.requirement``."""

FIXED = frozenset(
    {
        *("name", "method", "budget"),
        *("lots.name", "lots.catalogue_code", "lots.budget", "lots.deposit"),
    }
)
"""Without these nothing can be held against the law: no centre does without them."""

_USUAL = (
    *("name", "plan_no", "method", "organisation", "budget", "region"),
    *("consortium", "sme_only", "electronic", "summary"),
    *("purchaser.name", "purchaser.uscc", "purchaser.address"),
    *("purchaser.contact", "purchaser.phone"),
    *("agency_leader", "agency_phone", "agreement_no", "agreement_date"),
    *("lots.name", "lots.catalogue_code", "lots.budget", "lots.deposit"),
    *("lots.qualification", "lots.evaluation", "lots.requirement"),
    *("attachments.agency_agreement", "attachments.plan_filing"),
    *("attachments.requirements", "attachments.entry_application"),
)
_FREE = (
    *("ceiling", "fund_source", "imports", "performance_period", "remark"),
    *("lots.ceiling", "lots.quantity", "lots.unit", "attachments.other"),
)
DEFAULTS: Mapping[str, bool] = {**dict.fromkeys(_USUAL, True), **dict.fromkeys(_FREE, False)}
"""The form's fields without row numbers, and whether they carry a * (domain §5.2)."""

Content = Mapping[str, Any]


def policies() -> dict[str, str]:
    """政策默认值 one switch for each field that a centre may change."""
    free = ((path, usual) for path, usual in DEFAULTS.items() if path not in FIXED)
    return {f"{POLICY}{path}": "true" if usual else "false" for path, usual in free}


def of(switches: Mapping[str, str]) -> frozenset[str]:
    """必填项 the paths that must be filled in, as this centre's policies say."""
    return frozenset(path for path, usual in DEFAULTS.items() if _is_on(path, usual, switches))


def _is_on(path: str, usual: bool, switches: Mapping[str, str]) -> bool:  # noqa: FBT001 — a value
    if path in FIXED:
        return True
    return switches.get(f"{POLICY}{path}", "true" if usual else "false") == "true"


def label(path: str) -> Label:
    """名称 of a field or a kind of attachment."""
    holder, _, kind = path.rpartition(".")
    if holder == "attachments":
        return Label(LABELS[AttachmentKind(kind)], kind.replace("_", " "))
    return labels.label(ProjectIn, path)


def missing(holder: Content, wanted: frozenset[str], group: str, at: str) -> Iterator[Check]:
    """缺少 the required fields of one group (``""``, ``purchaser.``, ``lots.``) that are empty.

    ``at`` is where the group stands in the form: ``lots.0.``.
    """
    for path in DEFAULTS:
        name = path.removeprefix(group)
        if path not in wanted or not path.startswith(group) or "." in name:
            continue
        if _blank(holder.get(name)):
            zh, en = f"{label(path).zh}为必填项", f"{label(path).en} is required"
            yield Check(Finding(f"{at}{name}", "REQUIRED", zh, en), ok=False)


def attachments(present: frozenset[str], wanted: frozenset[str]) -> Iterator[Check]:
    """电子件 each required kind, whether it is there or not."""
    for path in DEFAULTS:
        group, _, kind = path.rpartition(".")
        if group != "attachments" or path not in wanted:
            continue
        name = label(path).zh
        found = Finding("attachments", "ATTACHMENT", f"缺少电子件：{name}", f"{kind} is missing")
        zh, en = f"已上传电子件：{name}", f"{kind} is attached"
        yield Check(found, ok=kind in present, zh=zh, en=en)


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
