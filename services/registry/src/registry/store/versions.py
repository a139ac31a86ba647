"""历史版本 the contents that the audit rows of a project hold; nobody can change them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, cast, func, or_, select
from sqlalchemy.orm import Session
from tenderhall_kit import told
from tenderhall_kit.changes import CONTENT
from tenderhall_kit.tables import Audit

TYPED = "typed"
"""The key under which a save keeps the content; a submission's is ``changes.CONTENT``."""

_VERSION = cast(Audit.after["version"].astext, BigInteger)


def of_project(session: Session, project_id: UUID, *, drafts: bool) -> Sequence[Row[Any]]:
    """历史版本 the newest first; those that were only saved where ``drafts``."""
    told.settle(session)
    submitted = Audit.after.has_key(CONTENT)
    asked = select(
        *(Audit.id, Audit.action, Audit.at, Audit.actor),
        _VERSION.label("version"),
        submitted.label("submitted"),
    )
    kept = or_(submitted, Audit.after.has_key(TYPED)) if drafts else submitted
    mine = (Audit.subject_type == "project", Audit.subject_id == str(project_id))
    return session.execute(asked.where(*mine, kept).order_by(Audit.id.desc())).all()


def content(session: Session, audit_id: int) -> dict[str, Any]:
    """版本内容 under the names of ``ProjectIn``."""
    kept = func.coalesce(Audit.after[CONTENT], Audit.after[TYPED])
    return session.scalar(select(kept).where(Audit.id == audit_id)) or {}
