"""答疑文件规则 what a clarification must say, when it may still come, and what it may not change.

Domain §5.6; R05 条例第31条, R06 and publication 87号令第27条.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from tenderhall_contracts.checks import Check, broken
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import LABELS, AttachmentKind, LotState
from tenderhall_kit import severity
from tenderhall_kit.law import Calculator, day_of

from documents.rules import required

Form = Mapping[str, Any]

NONE: Mapping[str, str] = {}

AUTO, POLICY = "auto", "review.clarification"
MOST_ATTACHMENTS = 50

MOST_COMPARED = 4_000_000
"""Pairs of tokens that one form may have compared: it is done while somebody waits."""

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
"""词元 a word, a number, white space, or one character: Chinese is compared by characters."""

_NAMED = re.compile(r"公司|事务所|1\d{10}|0\d{2,3}-?\d{7,8}")


def checks(
    form: Form,
    deadline: datetime | None,
    law: Calculator,
    issued_on: date,
    policies: Mapping[str, str] = NONE,
) -> list[Check]:
    """核对 every rule that can be computed for what is filled in, by its severity on that day."""
    found = [
        *_missing(form, policies),
        *_anonymous(form),
        *_subject(form, law, issued_on),
        *_days(form, deadline, law, issued_on),
    ]
    return list(severity.weighed(found, law, issued_on))


def missing(form: Form, policies: Mapping[str, str] = NONE) -> list[Finding]:
    """必填项 what is required at submit; a draft may be incomplete."""
    return broken(_missing(form, policies))


def _missing(form: Form, policies: Mapping[str, str]) -> Iterator[Check]:
    wanted = required.of("clarification", policies) - {"attachments"}
    yield from required.missing("clarification", form, wanted, "domain §5.6")
    if not any(one["kind"] == AttachmentKind.CLARIFICATION for one in form["attachments"]):
        zh, en = "请上传澄清答疑文件", "The clarification file is required"
        yield Check(Finding("attachments", "REQUIRED", zh, en, "手册 3.6.4"), ok=False)
    for place, one in enumerate(form["passages"]):
        if not (one.get("before") or one.get("after")):
            zh, en = "请填写原文或修改后的内容", "Say what it said, or what it says now"
            yield Check(Finding(f"passages.{place}.after", "REQUIRED", zh, en), ok=False)


def _anonymous(form: Form) -> Iterator[Check]:
    """Who asked, and who has the document, is nobody's to know before the deadline (R25)."""
    if _NAMED.search(form.get("questions") or ""):
        zh = "提问汇总疑似含有供应商名称或电话，请核对：不得透露提问的供应商"
        en = "The questions seem to name a supplier or a telephone: nobody may learn who asked"
        found = Finding("questions", "CLARIFICATION_ANONYMOUS", zh, en, "87号令 §28")
        yield Check(found, ok=False, amber=True)


def few_attachments(count: int) -> list[Finding]:
    """附件数量 not more than a person can look through."""
    if count <= MOST_ATTACHMENTS:
        return []
    zh, en = f"附件不得超过{MOST_ATTACHMENTS}个", f"At most {MOST_ATTACHMENTS} attachments"
    return [Finding("attachments", "TOO_MANY", zh, en)]


def _subject(form: Form, law: Calculator, on: date) -> Iterator[Check]:
    """R06 the subject of the procurement and who may take part are never changed."""
    rule, told = law.find("R06", on), form.get("changes_subject")
    if rule is None or told is None:
        return
    zh = "澄清或修改不得改变采购标的和资格条件；确需改变的，应当取消后重新招标"
    en = "A clarification may not change the subject or the qualification; cancel and tender anew"
    yield Check(
        rule.finding("changes_subject", zh, en),
        ok=not told,
        zh="不涉及采购标的和资格条件变更",
        en="Neither the subject nor the qualification is changed",
    )


def _days(
    form: Form, deadline: datetime | None, law: Calculator, issued_on: date
) -> Iterator[Check]:
    """R05 what may affect the bids comes early enough, or moves the deadline."""
    if form.get("affects_bids") and deadline is not None and law.find("R05", issued_on):
        judged = law.judge_clarification(issued_on, day_of(deadline))
        told = judged.check("affects_bids", basis_zh="按今日发布计算，", basis_en="Issued today: ")
        # Kept or not: what its severity makes of that is ``weighed``'s to say.
        yield replace(told, ok=judged.kept)


def needs_change_notice(
    form: Form, deadline: datetime | None, law: Calculator, issued_on: date
) -> bool:
    """须同时发起变更公告 it comes too late for the deadline as it stands (domain §5.6)."""
    return any(not one.ok for one in _days(form, deadline, law, issued_on))


def opinion_given(opinion: str | None) -> list[Finding]:
    """签署意见 is required at submit (manual 3.6.5)."""
    if opinion and opinion.strip():
        return []
    return [
        Finding("opinion", "REQUIRED", "请填写签署意见", "An opinion is required", "手册 3.6.5")
    ]


def deadline_of(lots: Iterable[Form]) -> datetime | None:
    """投标截止时间 the earliest of the lots, as last published."""
    told = [_moment(one["opening_at"]) for one in lots if one.get("opening_at")]
    return min(told, default=None)


def _moment(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def blockers(
    lots: Sequence[Form], chosen: Iterable[Any], issued: Iterable[Any], now: datetime
) -> list[Finding]:
    """前置条件 each lot is 招标中, its document 已发出, its deadline not reached (§5.6, C4)."""
    known = {str(lot["id"]): lot for lot in lots}
    wanted = [str(one) for one in chosen]
    if any(one not in known for one in wanted):
        zh, en = "所选分包不属于该项目", "A lot is not of this project"
        return [Finding("lot_ids", "LOT_OF_OTHER_PROJECT", zh, en)]
    out = {str(one) for one in issued}
    found = (_blocked(known[one], one in out, now) for one in wanted)
    return [one for one in found if one]


def _blocked(lot: Form, issued: bool, now: datetime) -> Finding | None:  # noqa: FBT001 — a fact of the lot
    deadline = deadline_of([lot])
    if lot["state"] != LotState.TENDERING:
        label = LABELS[LotState(lot["state"])]
        zh = f"分包{lot['no']}为{label}，仅招标中可发布答疑文件"
        en = f"Lot {lot['no']} is {lot['state']}; clarifications are for lots being tendered"
        return Finding("lot_ids", "LOT_NOT_TENDERING", zh, en, "手册 3.6")
    if not issued:
        zh = f"分包{lot['no']}的招标文件尚未发出（招标公告发布时发出）"
        en = f"The tender document of lot {lot['no']} has not been issued"
        return Finding("lot_ids", "DOCUMENT_NOT_ISSUED", zh, en, "手册 3.6")
    if deadline is not None and deadline <= now:
        zh = f"分包{lot['no']}已过投标截止时间"
        en = f"The deadline of lot {lot['no']} has passed"
        return Finding("lot_ids", "DEADLINE_PASSED", zh, en, "domain §5.6")
    return None


def auto_approved(policies: Form) -> bool:
    """免审政策 提交即审核通过 unless the centre says otherwise (manual 3.6.5, domain §6 C5)."""
    return bool(policies.get(POLICY, AUTO) == AUTO)


def comparison(passages: Sequence[Form]) -> list[dict[str, Any]]:
    """新旧对照 passage by passage; what would take too long is told as gone and new."""
    left, told = MOST_COMPARED, []
    for one in passages:
        old, new = _tokens(one.get("before")), _tokens(one.get("after"))
        cost = len(old) * len(new)
        parts = compared(old, new) if cost <= left else _stretch(old, new)
        left -= min(cost, left)
        told.append({"place": one.get("place"), "parts": parts})
    return told


def compared(old: Sequence[str], new: Sequence[str]) -> list[dict[str, str]]:
    """比较 what is the same, gone and new, in reading order.

    ``autojunk`` would take frequent characters for noise.
    """
    parts: list[dict[str, str]] = []
    for op, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            parts.append({"op": "same", "text": "".join(old[i1:i2])})
        else:
            parts += _stretch(old[i1:i2], new[j1:j2])
    return parts


def _tokens(text: str | None) -> list[str]:
    return _TOKEN.findall(text or "")


def _stretch(old: Sequence[str], new: Sequence[str]) -> list[dict[str, str]]:
    told = [{"op": "gone", "text": "".join(old)}, {"op": "new", "text": "".join(new)}]
    return [one for one in told if one["text"]]
