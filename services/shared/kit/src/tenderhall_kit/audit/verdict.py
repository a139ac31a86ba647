"""审计核验 names what does not hold: a changed row, a deleted one, a new chain, a cut tail."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from tenderhall_contracts.audit import FAULTS

from tenderhall_kit import audit
from tenderhall_kit.audit import heads
from tenderhall_kit.audit.heads import Head
from tenderhall_kit.tables import Audit
from tenderhall_kit.work import Work

MOST = 100
"""Faults that are told; the others are only counted."""

_ENGLISH: Mapping[str, str] = {
    "changed": "its content was changed",
    "deleted": "deleted",
    "relinked": "the link to the row before does not hold",
    "rehashed": "hashed anew: they contradict a signed head",
    "cut_tail": "cut off at the end",
    "forged_head": "the head's signature does not hold",
    "missing_head": "the head is gone from the service's own table",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """审计异常 of the rows ``first`` to ``last``; ``day`` is that of the head that shows it."""

    kind: str
    first: int
    last: int
    day: date | None = None

    def told(self) -> dict[str, Any]:
        """告知 as ``audit.AuditFault``."""
        several = self.last > self.first
        zh = f"第{self.first}至{self.last}行" if several else f"第{self.first}行"
        en = f"rows {self.first} to {self.last}" if several else f"row {self.first}"
        if self.day:
            zh, en = f"{zh}（{self.day}链首）", f"{en} (head of {self.day})"
        texts = {"text_zh": f"{zh}：{FAULTS[self.kind]}", "text_en": f"{en}: {_ENGLISH[self.kind]}"}
        return asdict(self) | texts


@dataclass(slots=True)
class Walk:
    """逐行核对 along the chain; ``last`` is the number of the newest row that was seen."""

    session: Session
    heads: Sequence[Head]
    last: int = 0
    rows: int = 0

    def faults(self) -> Iterator[Fault]:
        """异常 in the order of the rows."""
        signed = {one.seq: one for one in self.heads}
        before, agreed = audit.START, 0
        for row in audit.linked(self.session):
            yield from self._row(row, before)
            head = signed.get(row.seq or 0)
            if head and head.hash != row.hash:
                yield Fault("rehashed", agreed + 1, head.seq, head.day)
            elif head:
                agreed = head.seq
            self.last, before, self.rows = row.seq or 0, row.hash or "", self.rows + 1
        beyond = [one for one in self.heads if one.seq > self.last]
        if beyond:
            newest = max(beyond, key=lambda one: one.seq)
            yield Fault("cut_tail", self.last + 1, newest.seq, newest.day)

    def _row(self, row: Audit, before: str) -> Iterator[Fault]:
        seq = row.seq or 0
        if seq > self.last + 1:
            yield Fault("deleted", self.last + 1, seq - 1)
        elif row.prev_hash != before:
            yield Fault("relinked", seq, seq)
        if row.hash != audit.hash_of(row, seq, row.prev_hash or ""):
            yield Fault("changed", seq, seq)


def of(work: Work, copies: Iterable[Head]) -> dict[str, Any]:
    """核验 the chain against the service's own heads and the copies that others keep.

    The answer is ``audit.AuditVerdict``.
    """
    session, name = work.session, work.settings.service
    own, kept = heads.own(session), list(copies)
    key = work.settings.actor_keys.get(name, b"")
    sound = [one for one in [*own, *kept] if one.service == name and one.holds(key)]
    walk = Walk(session, sound)
    found = [*_of_heads(own, kept, sound), *walk.faults()]
    waiting = session.scalar(select(func.count()).where(Audit.seq.is_(None))) or 0
    return {
        "service": name,
        "ok": not found,
        "at": work.real_now,
        "rows": walk.rows,
        "waiting": waiting,
        "heads": len({one.day for one in sound}),
        "head": asdict(max(sound, key=lambda one: one.day)) if sound else None,
        "total": len(found),
        "faults": [one.told() for one in found[:MOST]],
    }


def _of_heads(own: list[Head], kept: list[Head], sound: list[Head]) -> Iterator[Fault]:
    """What is wrong with the heads themselves."""
    for one in sorted({*own, *kept} - {*sound}, key=lambda head: head.day):
        yield Fault("forged_head", one.seq, one.seq, one.day)
    there = {one.day for one in own}
    gone = {one.day: one for one in kept if one in sound and one.day not in there}
    for day in sorted(gone):
        yield Fault("missing_head", gone[day].seq, gone[day].seq, day)
