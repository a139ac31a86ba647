"""变更 what a form says now that it did not say when it was submitted before.

Each submission leaves its content in its audit row (``CONTENT``), which nobody can change; the
difference is computed when somebody looks. Contents are JSON values under the names of the form's
input: rows are dicts with an ``id``, files dicts with a ``sha256``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema
from sqlalchemy import select
from sqlalchemy.orm import Session
from tenderhall_contracts.labels import fields_of, full_label, spoken
from tenderhall_contracts.workflow import State

from tenderhall_kit import told as told_rows
from tenderhall_kit.plain import plain
from tenderhall_kit.tables import Audit

CONTENT = "content"
"""The key of an audit row's ``after`` under which a submission keeps the form's content."""

Content = Mapping[str, Any]

_DECIDED = {State.APPROVED.value, State.REJECTED.value}
_ROW_KEYS = ("id", "name", "kind")
"""What tells that a row is the same as before, the surest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """变更 one value; ``field`` is the dotted path in the content as it is now."""

    field: str
    before: Any
    after: Any


def since_submitted(
    session: Session,
    subject: tuple[str, object],
    schema: type[Schema],
    content: Content,
    state: State,
) -> list[dict[str, Any]]:
    """较上次提交的变更 as ``ChangeOut``; none before anything was submitted a second time.

    Compared is with what was last decided on: withdrawing and submitting again hides nothing from
    a reviewer. Where nothing was decided on yet, with what was submitted first.
    """
    base = _base(session, subject, standing=state is not State.DRAFT)
    return told(schema, base, plain(content)) if base is not None else []


def told(schema: type[Schema], before: Content, after: Content) -> list[dict[str, Any]]:
    """变更说明 in words and in the order of the form; ``schema`` has the fields and labels."""
    order = {name: place for place, name in enumerate(fields_of(schema))}
    found = sorted(between(before, after), key=lambda one: order[one.field.partition(".")[0]])
    return [_told(schema, one) for one in found]


def between(before: Content, after: Content, path: str = "") -> Iterator[Change]:
    """比较 two contents; a row that is new or gone is one change, told at its list."""
    for name in {**after, **before}:
        if name != "id":
            yield from _compared(before.get(name), after.get(name), f"{path}{name}")


def _compared(before: Any, after: Any, path: str) -> Iterator[Change]:
    if _is_rows(before) or _is_rows(after):
        yield from _rows(before or [], after or [], path)
    elif _is_group(before) or _is_group(after):
        yield from between(before or {}, after or {}, f"{path}.")
    elif _said(before) != _said(after):
        yield Change(path, before, after)


def _rows(before: Sequence[Content], after: Sequence[Content], path: str) -> Iterator[Change]:
    were, gone = _matched(before, after)
    for place, (old, new) in enumerate(zip(were, after, strict=True)):
        if old is None:
            yield Change(f"{path}.{place}", None, new)
        else:
            yield from between(old, new, f"{path}.{place}.")
    for old in gone:
        yield Change(path, old, None)


def _matched(
    before: Sequence[Content], after: Sequence[Content]
) -> tuple[list[Content | None], list[Content]]:
    """For each row the one that it was, if it was there; and the rows that are gone."""
    left = list(before)
    found: list[Content | None] = [None for _ in after]
    for key in _ROW_KEYS:
        for place, row in enumerate(after):
            same = [one for one in left if row.get(key) and one.get(key) == row.get(key)]
            if found[place] is None and same:
                found[place] = same[0]
                left.remove(same[0])
    return found, left


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _is_group(value: Any) -> bool:
    return isinstance(value, dict) and "sha256" not in value


def _said(value: Any) -> Any:
    """Empty is empty, however it is written; False and 0 are answers."""
    return None if value in ("", [], {}) else value


def _told(schema: type[Schema], one: Change) -> dict[str, Any]:
    label, values = full_label(schema, one.field), (one.before, one.after)
    before, after = (spoken(schema, one.field, value) for value in values)
    if before == after:
        before, after = (_exactly(before, value) for value in values)
    return {
        "field": one.field,
        "label_zh": label.zh,
        "label_en": label.en,
        "before": before,
        "after": after,
    }


def _exactly(text: str | None, value: Any) -> str | None:
    """Two files of one name are told apart by the beginning of their digest."""
    return f"{text}（SHA-256 {value['sha256'][:8]}…）" if isinstance(value, dict) else text


def _base(session: Session, subject: tuple[str, object], *, standing: bool) -> Content | None:
    """The content to compare with; ``standing`` where the last submission is the content now."""
    sent = _submissions(session, subject)
    if standing:
        sent = sent[:-1]
    if not sent:
        return None
    decided = [row_id for row_id, is_decided in sent if is_decided]
    row_id = decided[-1] if decided else sent[0][0]
    return session.scalar(select(Audit.after[CONTENT]).where(Audit.id == row_id))


def _submissions(session: Session, subject: tuple[str, object]) -> list[tuple[int, bool]]:
    """The audit rows that hold a content, oldest first, and whether it was decided on."""
    told_rows.settle(session)
    state = Audit.after["state"].astext
    rows = session.execute(
        select(Audit.id, state, Audit.after.has_key(CONTENT))
        .where(Audit.subject_type == subject[0], Audit.subject_id == str(subject[1]))
        .order_by(Audit.id)
    )
    sent: list[tuple[int, bool]] = []
    for row_id, to_state, holds in rows:
        if holds:
            sent.append((row_id, False))
        elif sent and to_state in _DECIDED:
            sent[-1] = (sent[-1][0], True)
    return sent
