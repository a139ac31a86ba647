"""What must be true of the forms themselves, whatever happened on the way."""

from collections.abc import Iterator

from tenderhall_kit.audit.verdict import Walk

from tenderhall_local.accounts import SERVICES
from tenderhall_local.soundness.books import Books, Fault

UNLINKED = "SELECT count(*) FROM kit_audit WHERE seq IS NULL"
MOVES = """
SELECT envelope->'data'->>'lot_no', envelope->'data'->>'from_state',
       envelope->'data'->>'to_state', envelope->'data'->>'lot_id'
  FROM kit_outbox WHERE routing_key = 'lot.state_changed' AND created_at >= :since
 ORDER BY envelope->'data'->>'lot_id', id
"""
PUBLISHED = """
SELECT envelope->'data'->>'form_id', envelope->'data'->>'no', envelope->'data'->'lot_ids',
       envelope->'data'->>'kind'
  FROM kit_outbox WHERE routing_key = 'notice.published' AND created_at >= :since
"""
MOVED_FOR = """
SELECT envelope->'data'->>'lot_id' FROM kit_outbox
 WHERE routing_key = 'lot.state_changed' AND envelope->'data'->>'to_state' = :to
   AND envelope->'data'->>'form_id' = :form
"""
MOVES_TO = {
    "tender": "tendering",
    "suspension": "suspended",
    "cancellation": "cancelled",
    "failure": "failed",
}
"""Where the form of a published notice has moved its lots, by the notice's kind."""

SEALED = """
SELECT envelope->'data'->>'job_id', count(*) FROM kit_outbox
 WHERE routing_key = 'seal.applied' AND created_at >= :since GROUP BY 1 HAVING count(*) > 1
"""
OVERLAPS = """
SELECT a.booking_id, b.booking_id FROM venue_claim a JOIN venue_claim b
    ON a.id < b.id AND a.room_id = b.room_id AND a.blocked && b.blocked
 WHERE a.holding AND b.holding AND a.project_id <> b.project_id
"""


def audit(books: Books) -> Iterator[Fault]:
    """审计链 each row's hash covers the row and the one before; none waits to be linked."""
    for service in SERVICES:
        for one in Walk(books.session(service), []).faults():
            yield Fault("audit-chain", service, one.told()["text_en"])
    for service, (count,) in books.each(UNLINKED):
        if count:
            yield Fault("audit-unlinked", service, f"{count} rows")


def lots(books: Books) -> Iterator[Fault]:
    """分包流转 each move of a lot begins where the one before it ended; none is made twice."""
    last: dict[str, str] = {}
    for no, before, after, lot in books.rows("registry", MOVES):
        if lot in last and last[lot] != before:
            yield Fault("lot-moved", "registry", f"{no}: {last[lot]}, then {before} → {after}")
        last[lot] = after


def publications(books: Books) -> Iterator[Fault]:
    """公告发布 once for each notice, under a number of its own, each of its lots moved once."""
    forms: set[str] = set()
    numbers: set[str] = set()
    for form, no, wanted, kind in books.rows("notices", PUBLISHED):
        if form in forms or no in numbers:
            yield Fault("notice-twice", "notices", f"{no} ({form})")
        forms.add(form)
        numbers.add(no)
        if kind not in MOVES_TO:
            continue
        asked = {"form": form, "to": MOVES_TO[kind]}
        moved = sorted(row[0] for row in books.rows("registry", MOVED_FOR, **asked))
        if moved != sorted(wanted):
            yield Fault("notice-lots", "registry", f"{no}: {wanted} of {kind}, but moved {moved}")


def seals(books: Books) -> Iterator[Fault]:
    """签章 each job seals once."""
    for job, count in books.rows("signing", SEALED):
        yield Fault("seal-twice", "signing", f"{count} × job {job}")


def overlaps(books: Books) -> Iterator[Fault]:
    """场地重叠 no room is held by two projects at one time."""
    for one, other in books.rows("venue", OVERLAPS):
        yield Fault("booking-overlap", "venue", f"{one} and {other}")
