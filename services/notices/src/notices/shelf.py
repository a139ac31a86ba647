"""公开目录 the only place where the public's catalogue is asked for and written to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, cast, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import Text
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices.portal import MOST
from tenderhall_kit.law import SHANGHAI

from notices.models import Announcement, Publication, PublicEntry
from notices.rules import public, words

FEED_LOCK = "notices.public_feed"

_SOME = 200

Asked = Mapping[str, Any]
Row = PublicEntry.__table__.c


@dataclass(frozen=True, slots=True)
class Found:
    """查询结果 ``total`` counts to ``MOST``."""

    total: int
    more: bool
    rows: Sequence[PublicEntry]


def lock_feed(session: Session) -> None:
    """锁定变更流 until the commit, so that numbers become visible in their order."""
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:name))").bindparams(name=FEED_LOCK)
    )


def next_seq(session: Session) -> int:
    """下一个序号 of the change feed; only under its lock."""
    return int(session.scalar(select(func.coalesce(func.max(PublicEntry.seq), 0))) or 0) + 1


def entry(session: Session, no: str) -> PublicEntry | None:
    """条目 by the notice's number."""
    return session.scalar(select(PublicEntry).where(PublicEntry.no == no))


def unentered(
    session: Session, limit: int, *, beside: Collection[str] = ()
) -> list[tuple[str, UUID]]:
    """未登记的公告 published and not in the catalogue yet, oldest first, with their projects."""
    found: list[Any] = []
    for table in (Publication, Announcement):
        entered = select(PublicEntry.seq).where(PublicEntry.no == table.no).exists()
        waiting = ~entered & table.no.not_in(beside)
        chosen = select(table.published_at, table.no, table.project_id).where(waiting)
        found += session.execute(chosen.order_by(table.published_at, table.no).limit(limit))
    return [(one.no, one.project_id) for one in sorted(found)[:limit]]


def vector(pairs: Sequence[str]) -> ColumnElement[Any]:
    """词向量 of these pairs, without positions: what is longer than a pair is looked at again."""
    return func.array_to_tsvector(cast(literal(list(pairs), ARRAY(Text)), ARRAY(Text)))


def chain(session: Session, project_no: str) -> Sequence[PublicEntry]:
    """公告链 of a project, oldest first.

    Raises:
        Problem: NOT_FOUND where nothing of it was ever published.
    """
    found = chain_of(session, project_no)
    if not found:
        raise Problem("NOT_FOUND")
    return found


def chain_of(session: Session, project_no: str) -> Sequence[PublicEntry]:
    """公告链 as far as it is entered, oldest first."""
    order = (PublicEntry.published_at, PublicEntry.seq)
    chosen = select(PublicEntry).where(PublicEntry.project_no == project_no).order_by(*order)
    return session.scalars(chosen).all()


def lock_project(session: Session, project_no: str) -> None:
    """锁定项目文件 one writer at a time, so that no older page comes last."""
    name = f"notices.project_files:{project_no}"
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))").bindparams(name=name))


def after(session: Session, since: int, limit: int) -> Sequence[PublicEntry]:
    """变更流 what came after a number, in order."""
    chosen = select(PublicEntry).where(PublicEntry.seq > since).order_by(PublicEntry.seq)
    return session.scalars(chosen.limit(limit)).all()


def last_seq(session: Session) -> int:
    """末号 0 while nothing is entered."""
    return int(session.scalar(select(func.coalesce(func.max(PublicEntry.seq), 0))) or 0)


def edition(session: Session) -> str:
    """版次 another one once the catalogue was filled anew, with whatever numbers.

    It is the transaction that wrote its first entry: PostgreSQL keeps it with the row.
    """
    asked = text("SELECT xmin::text FROM public_entry ORDER BY seq LIMIT 1")
    return str(session.scalar(asked) or "")


def months_after(session: Session, since: int) -> list[str]:
    """月份 in which something was published that was entered after that number; as 2026-11."""
    month = func.to_char(func.timezone(SHANGHAI.key, PublicEntry.published_at), "YYYY-MM")
    chosen = select(month).where(PublicEntry.seq > since).distinct().order_by(month)
    return list(session.scalars(chosen))


def releases_of(session: Session, month: str) -> Iterator[dict[str, Any]]:
    """OCDS发布 of a month, in order, a few at a time."""
    begin = date.fromisoformat(f"{month}-01")
    following = (begin + timedelta(days=31)).replace(day=1)
    chosen = select(PublicEntry.seq, PublicEntry.release).where(
        PublicEntry.published_at >= _begin(begin), PublicEntry.published_at < _begin(following)
    )
    page, after = chosen.order_by(PublicEntry.seq).limit(_SOME), 0
    while rows := session.execute(page.where(PublicEntry.seq > after)).all():
        yield from (one.release for one in rows)
        after = rows[-1].seq


def places(session: Session, first: int, last: int) -> Sequence[Any]:
    """网址 number, project and time of what was entered from ``first`` to ``last``."""
    chosen = select(PublicEntry.no, PublicEntry.project_no, PublicEntry.published_at)
    within = chosen.where(PublicEntry.seq.between(first, last)).order_by(PublicEntry.seq)
    return session.execute(within).all()


def try_lock(session: Session, name: str) -> bool:
    """试锁 until the commit; whoever comes second leaves the work to the first."""
    asked = text("SELECT pg_try_advisory_xact_lock(hashtext(:name))").bindparams(name=name)
    return bool(session.scalar(asked))


def search(session: Session, asked: Asked) -> Found:
    """检索 newest first. What is rare is gathered by its words, what is common met on the way back.

    The planner takes every rare word for a frequent one: left to itself it reads the whole table
    backwards to find twenty.
    """
    newest = (Row.published_at.desc(), Row.seq.desc())
    common = _is_common(session, asked)
    chosen = conditions(asked, by_words=not common)
    matching = select(Row.seq, Row.published_at).where(*chosen)
    if common:
        matching = matching.order_by(*newest).limit(MOST + 1)
    kept = matching.cte("m").prefix_with("MATERIALIZED", dialect="postgresql")
    total = select(func.count()).select_from(kept).scalar_subquery()
    page = select(kept.c.seq, total.label("total")).order_by(
        kept.c.published_at.desc(), kept.c.seq.desc()
    )
    offset = min(asked["offset"], MOST)
    found = session.execute(_within(page, asked["limit"], offset)).all()
    return _told(session, found) if found else _beyond(session, kept)


def _beyond(session: Session, kept: Any) -> Found:
    """A page after the last one has no rows, but still a total."""
    total = int(session.scalar(select(func.count()).select_from(kept)) or 0)
    return Found(min(total, MOST), total > MOST, [])


def _within(page: Select[Any], limit: int, offset: int) -> Select[Any]:
    return page.limit(max(0, min(limit, MOST - offset))).offset(offset)


def _told(session: Session, found: Sequence[Any]) -> Found:
    chosen = select(PublicEntry).where(PublicEntry.seq.in_([one.seq for one in found]))
    rows = {one.seq: one for one in session.scalars(chosen)}
    total = found[0].total
    return Found(min(total, MOST), total > MOST, [rows[one.seq] for one in found])


def conditions(asked: Asked, *, by_words: bool = True) -> list[ColumnElement[bool]]:
    """条件 of a search, all of which must hold; by the index of words, or by looking at each row.

    Pairs find a term, and the text proves what is longer than a pair.
    """
    found: list[ColumnElement[bool]] = []
    sought = _sought(asked)
    queries = [words.query(terms, field) for terms, field, _ in sought]
    queries += [words.exact(one) for one in _tokens(asked)]
    if by_words and queries:
        found.append(Row.words.op("@@")(cast(" & ".join(queries), TSQUERY)))
    for terms, _, column in sought:
        proved = words.beyond_pairs(terms) if by_words else terms
        found += [func.strpos(column, one) > 0 for one in proved]
    return [*found, *([] if by_words else _equal(asked)), *_ranges(asked)]


def _sought(asked: Asked) -> list[tuple[list[str], str, ColumnElement[Any]]]:
    """Terms, their field, and the text that they stand in."""
    fields = (("q", "", Row.said), ("purchaser", words.PURCHASER, _normal(Row.purchaser)))
    every = (*fields, ("agency", words.AGENCY, _normal(Row.agency)))
    told = [(words.terms(asked.get(name) or ""), field, text) for name, field, text in every]
    return [one for one in told if one[0]]


def _normal(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.lower(func.normalize(column, text("NFKC")))


def _tokens(asked: Asked) -> list[str]:
    """The words that stand for a field's value."""
    told = {words.KIND: asked.get("kind"), words.METHOD: asked.get("method")}
    if asked.get("region"):
        told[words.REGION] = public.region_prefix(asked["region"])
    if asked.get("catalogue"):
        told[words.CATALOGUE] = public.shortened(asked["catalogue"])
    return [f"{field}{value}" for field, value in told.items() if value]


def _equal(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.get("method"):
        found.append(Row.method == str(asked["method"]))
    if asked.get("kind"):
        found.append(Row.kind.in_(public.filed_as(asked["kind"])))
    if asked.get("region"):
        found.append(Row.region.startswith(public.region_prefix(asked["region"])))
    if asked.get("catalogue"):
        found.append(Row.catalogue.contains([public.shortened(asked["catalogue"])]))
    return found


def _ranges(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.get("project_no"):
        found.append(Row.project_no == asked["project_no"])
    if asked.get("amount_from") is not None:
        found.append(Row.amount >= asked["amount_from"])
    if asked.get("amount_to") is not None:
        found.append(Row.amount <= asked["amount_to"])
    if asked.get("since"):
        found.append(Row.published_at >= _begin(asked["since"]))
    if asked.get("until"):
        found.append(Row.published_at < _begin(asked["until"] + timedelta(days=1)))
    return found


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _is_common(session: Session, asked: Asked) -> bool:
    """Whether so many match that going back from the newest meets ``MOST`` sooner than the index.

    Of each term its rarest pair counts, and terms are taken as independent. Going back reads
    ``MOST / share`` rows, the index gives ``share * all``: they are equal at the root.
    """
    if asked.get("project_no"):
        return False
    terms = [words.pairs_of(one, field) for told, field, _ in _sought(asked) for one in told]
    terms += [[one] for one in _tokens(asked)]
    parts = _parts(session, sorted({one for term in terms for one in term}))
    share = 1.0
    for term in terms:
        share *= min((parts.get(one, 0.0) for one in term), default=1.0)
    rows = session.scalar(
        text("SELECT reltuples FROM pg_class WHERE oid = 'public_entry'::regclass")
    )
    return share * share * max(float(rows or 0), 1.0) > MOST


def _parts(session: Session, told: Sequence[str]) -> dict[str, float]:
    """How large a part of all notices each of these stands in; the rare ones are not told."""
    if not told:
        return {}
    frequent = text(
        "SELECT f.word, f.part FROM pg_stats s,"
        " unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS f(word, part)"
        " WHERE s.schemaname = current_schema() AND s.tablename = 'public_entry'"
        " AND s.attname = 'words' AND f.word = ANY(:told)"
    )
    return {one.word: one.part for one in session.execute(frequent.bindparams(told=list(told)))}
