"""登记公开目录 what has been published comes into the public's catalogue, once, in order."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from notices import ocds, shelf, store
from notices.kinds import tells_opening
from notices.models import Announcement, Publication, PublicEntry
from notices.rules import ocids, public, words
from notices.usecases import browsing

PUBLIC_URL = "PUBLIC_URL"
"""The portal's own address, which stands in what is handed out."""

AT_A_TIME = 20
"""Notices that are looked for at once."""


def enter(work: Work, no: str, project: Mapping[str, Any]) -> dict[str, Any]:
    """登记 a publication or announcement, with what registry says of its project; once.

    Raises:
        Problem: NOT_FOUND where nothing was published under that number.
    """
    row = _published(work, no)
    shelf.lock_feed(work.session)
    if shelf.entry(work.session, no) is None:
        before = [
            plain(browsing.known(one) | {"release": one.release})
            for one in shelf.chain_of(work.session, row.project_no)
        ]
        made = entry_of(row, plain(project))
        site = work.settings.extra.get(PUBLIC_URL, "")
        content = getattr(row, "content", None)
        told = plain(browsing.known(made)) | {"content": content, "release_id": made.release_id}
        made.release = ocds.release(told, before, site)
        made.seq = shelf.next_seq(work.session)
        work.session.add(made)
    return {"project_no": row.project_no}


def missed(work: Work, tried: Collection[str] = ()) -> list[tuple[str, UUID]]:
    """漏登的公告 whose event was lost or given up, and what was published before there was one."""
    return shelf.unentered(work.session, AT_A_TIME, beside=tried)


def entry_of(row: Publication | Announcement, project: Mapping[str, Any]) -> PublicEntry:
    """条目 of a record; its words are pairs of characters."""
    told = {column.key: getattr(row, column.key) for column in row.__table__.c}
    view = (told.get("content") or {}).get("notice") or {}
    known = public.about(project, row.lot_nos) | {"resumes": bool(view.get("resumes"))}
    said = words.normal("\n".join(public.said(told, known)))
    pdf: Any = row.pdf
    fields = ("no", "kind", "title", "project_id", "project_no", "lot_nos", "url", "published_at")
    return PublicEntry(
        **{field: told[field] for field in fields},
        project_name=known["name"],
        region=known["region"],
        method=known["method"],
        category=known["category"],
        catalogue=public.catalogue(known),
        purchaser=known["purchaser"]["name"],
        agency=known["agency"]["name"],
        amount=public.amount(told, known),
        opening_at=told.get("opening_at") if tells_opening(row.kind) else None,
        pdf_sha256=pdf["sha256"] if pdf else None,
        sealed=bool(told.get("verdict")),
        ocid=ocids.ocid(row.project_no),
        release_id=ocids.release_id(row.no),
        about=known,
        said=said,
        words=shelf.vector([*_words(said, known), *_values(row.kind, known)]),
    )


def _words(said: str, known: Mapping[str, Any]) -> list[str]:
    purchaser, agency = (words.normal(known[one]["name"]) for one in ("purchaser", "agency"))
    fields = words.pairs(purchaser, words.PURCHASER) | words.pairs(agency, words.AGENCY)
    return sorted(words.pairs(said) | fields)


def _values(kind: str, known: Mapping[str, Any]) -> list[str]:
    """The words that stand for a field's value; a county's notice is its city's as well."""
    region = known["region"]
    places = {public.region_prefix(one) for one in (region, f"{region[:4]}00", f"{region[:2]}0000")}
    return [
        *(words.KIND + one for one in public.filed_under(kind)),
        *([words.METHOD + known["method"]] if known["method"] else []),
        *sorted(words.REGION + one for one in places),
        *(words.CATALOGUE + one for one in public.catalogue(known)),
    ]


def _published(work: Work, no: str) -> Publication | Announcement:
    try:
        return store.published(work.session, no)
    except Problem:
        return store.announced(work.session, no)
