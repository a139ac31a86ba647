"""查看 notices as their readers may see them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import State
from tenderhall_kit.storage import FETCH_SECONDS, Storage
from tenderhall_kit.work import Work

from notices import store
from notices.usecases import amending, forms, telling
from notices.usecases.beside import beside

ENDED = {State.DELETED, State.VOID}


def one(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """查看公告."""
    notice = forms.seen(work, asked["id"])
    told = telling.full(work, notice) | {"amendments": amending.amendments(work, notice)}
    return told if work.actor.role is Role.SERVICE else told | beside(work, notice)


def page(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """公告列表 of the caller's agency, or of the centre."""
    theirs = work.actor.role.of_agency
    agency = UUID(work.actor.org_id) if theirs and work.actor.org_id else None
    if theirs and agency is None:
        return {"total": 0, "items": []}
    total, found = store.page(work.session, asked, agency_id=agency)
    return {"total": total, "items": [telling.row(work, each) for each in found]}


def pdf(work: Work, storage: Storage, asked: Mapping[str, Any]) -> dict[str, Any]:
    """下载公告PDF whoever sees the notice may fetch what is to be sealed, or the sealed PDF.

    Raises:
        Problem: NOT_FOUND, also while there is none.
    """
    notice = forms.seen(work, asked["id"])
    ref: Any = notice.sealed_pdf if asked["sealed"] else notice.pdf
    if ref is None:
        raise Problem("NOT_FOUND")
    file = {**ref, "name": f"{notice.no or notice.title}.pdf"}
    until = work.real_now + timedelta(seconds=FETCH_SECONDS)
    return {"url": storage.presign_get(ref, file["name"]), "file": file, "expires_at": until}


def public(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """已发布公告 with the verdict of the day it was published."""
    return telling.public(store.published(work.session, asked["no"]))


def public_page(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """已发布公告列表."""
    total, found = store.published_page(work.session, asked)
    return {"total": total, "items": [telling.public(each) for each in found]}


def form_state(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """表单现状 for registry: does the form that claimed these lots still live?"""
    try:
        notice = store.get(work.session, asked["id"])
    except Problem:
        return {"id": asked["id"], "exists": False, "live": False, "state": None}
    live = State(notice.state) not in ENDED
    return {"id": notice.id, "exists": True, "live": live, "state": notice.state}
