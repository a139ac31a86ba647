"""The only place where signing asks its database."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from signing.models import Host, Job, Seal, Token
from signing.rules import JobState

LIVE = (JobState.OPEN, JobState.SIGNING)


def put_host(session: Session, *, name: str, public_key: str, version: str, at: datetime) -> bool:
    """登记主机 False when a newer report is known already (reports may overtake)."""
    values = {"public_key": public_key, "version": version, "last_seen": at}
    statement = (
        insert(Host)
        .values(name=name, **values)
        .on_conflict_do_update(index_elements=[Host.name], set_=values, where=Host.last_seen <= at)
        .returning(Host.name)
    )
    return session.scalar(statement) is not None


def put_tokens(session: Session, host: str, tokens: Iterable[dict[str, object]]) -> None:
    """登记介质 exactly these are plugged into the host now; one that has moved moves here."""
    session.execute(delete(Token).where(Token.host_name == host))
    for token in tokens:
        values = {**token, "host_name": host}
        session.execute(
            insert(Token)
            .values(**values)
            .on_conflict_do_update(index_elements=[Token.serial], set_=values)
        )


def hosts(session: Session) -> list[Host]:
    """主机列表 with their tokens."""
    query = select(Host).options(joinedload(Host.tokens)).order_by(Host.name)
    return list(session.scalars(query).unique())


def token_places(session: Session, serials: Iterable[str]) -> dict[str, Host]:
    """介质所在主机 serial → host that reported it last."""
    query = select(Token).options(joinedload(Token.host)).where(Token.serial.in_(serials))
    return {token.serial: token.host for token in session.scalars(query)}


def seals_of(session: Session, org: UUID | None) -> list[Seal]:
    """印章列表 of an organisation, or of all; revoked ones left out."""
    query = select(Seal).where(Seal.revoked_at.is_(None)).order_by(Seal.name)
    if org is not None:
        query = query.where(Seal.org_id == org)
    return list(session.scalars(query))


def seal(session: Session, seal_id: UUID) -> Seal | None:
    """印章 by id."""
    return session.get(Seal, seal_id)


def seal_of_certificate(session: Session, fingerprint: str) -> Seal | None:
    """印章 that permits this certificate; the newest where several do."""
    query = (
        select(Seal)
        .where(Seal.certificates.any(fingerprint))  # type: ignore[arg-type]  # stub wants a column
        .order_by(Seal.created_at.desc())
        .limit(1)
    )
    return session.scalar(query)


def put_seal(session: Session, values: dict[str, object]) -> None:
    """登记印章 insert, or replace the record of the same id."""
    changed = {name: value for name, value in values.items() if name != "id"}
    session.execute(
        insert(Seal).values(**values).on_conflict_do_update(index_elements=[Seal.id], set_=changed)
    )


def job(session: Session, job_id: UUID) -> Job | None:
    """签章任务 by id, with its seal."""
    return session.get(Job, job_id, options=[joinedload(Job.seal)])


def locked_job(session: Session, job_id: UUID) -> Job | None:
    """签章任务 by id, its row locked until the end of the transaction."""
    return session.get(Job, job_id, with_for_update=True, populate_existing=True)


def expire_older(session: Session, owner: str, owner_id: UUID) -> None:
    """作废旧任务 of the same document that were open; one under way is waited for."""
    session.execute(
        update(Job)
        .where(Job.owner == owner, Job.owner_id == owner_id, Job.state == JobState.OPEN)
        .values(state=JobState.EXPIRED, version=Job.version + 1, key=None)
    )


def live_job(session: Session, owner: str, owner_id: UUID) -> Job | None:
    """进行中的任务 of a document."""
    query = select(Job).where(Job.owner == owner, Job.owner_id == owner_id, Job.state.in_(LIVE))
    return session.scalar(query)


def stale_jobs(session: Session, before: datetime) -> list[UUID]:
    """滞留任务 under way since before that moment: somebody must ask their host."""
    query = select(Job.id).where(Job.state == JobState.SIGNING, Job.started_at < before)
    return list(session.scalars(query.order_by(Job.started_at).limit(20)))


def expire_overdue(session: Session, now: datetime) -> int:
    """过期任务 open past their time."""
    done = session.execute(
        update(Job)
        .where(Job.state == JobState.OPEN, Job.expires_at < now)
        .values(state=JobState.EXPIRED, version=Job.version + 1, key=None)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
