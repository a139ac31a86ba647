"""保存与档案 the entry points of retention, legal holds and archives, and their rounds."""

import logging
from typing import Any
from uuid import UUID

from tenderhall_contracts import documents as promises
from tenderhall_contracts import notices, registry, venue
from tenderhall_contracts.documents import retention_changed
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import lot_state_changed
from tenderhall_kit import archiving
from tenderhall_kit.entrypoints import Call, Client, Envelope, every, reacts, serves

from documents.archiving import collecting
from documents.archiving.building import build, files
from documents.models import Base
from documents.usecases import archives, retention

Payload = dict[str, Any]

_ROUND, _LOCKS = 5, 600
"""Seconds between two looks for an archive to make, and for bytes to lock."""

_log = logging.getLogger(__name__)


class Archives:
    """档案 how long what is kept is kept, and all of a project as one ZIP."""

    registry = Client(registry.registry)
    venue = Client(venue.venue)
    notices = Client(notices.notices)

    @serves(promises.list_retentions)
    def list_retentions(self, call: Call, payload: Payload) -> Any:
        """项目保存列表."""
        return call.read(retention.page, payload) | {"lockable": _lockable(call)}

    @serves(promises.get_retention)
    def get_retention(self, call: Call, payload: Payload) -> Any:
        """查看项目保存."""
        return call.read(retention.get, payload["project_id"])

    @serves(promises.set_legal_hold)
    def set_legal_hold(self, call: Call, payload: Payload) -> Any:
        """设置法律保全."""
        return call.run(retention.hold, payload)

    @serves(promises.release_legal_hold)
    def release_legal_hold(self, call: Call, payload: Payload) -> Any:
        """解除法律保全."""
        return call.run(retention.release, payload)

    @serves(promises.request_archive)
    def request_archive(self, call: Call, payload: Payload) -> Any:
        """申请导出档案."""
        return call.run(archives.request, payload)

    @serves(promises.download_archive)
    def download_archive(self, call: Call, payload: Payload) -> Any:
        """下载档案."""
        return call.read(archives.download, call.storage, payload["id"])

    @serves(promises.archive_part)
    def archive_part(self, call: Call, payload: Payload) -> Any:
        """项目档案分卷."""
        return archiving.part(call, Base.metadata, "", payload["project_id"])

    @reacts(lot_state_changed)
    def on_lot_moved(self, call: Call, event: Envelope) -> None:
        """分包流转 may end the project, or bring it back to life."""
        project = self.registry.get_project(call, {"id": event.data["project_id"]})
        call.run(retention.follow, event, project)

    @reacts(retention_changed)
    def on_retention_changed(self, call: Call, event: Envelope) -> None:
        """保存变动 from now on every file of the project is kept as long, whoever has it."""
        project_id = event.data["project_id"]
        parts = collecting.load(call.storage, self._parts(call, str(project_id)))
        hashes = [one.sha256 for one in files(call, parts)]
        call.run(retention.keep, project_id, hashes)

    @every(_ROUND)
    def build_archives(self, call: Call) -> None:
        """制作档案 one at a time in each process; what a killed process had begun is taken over."""
        job = call.run(archives.claim)
        if job is None:
            return
        try:
            build(call, job, self._parts(call, job["project_id"]))
        except collecting.ChangedError as changed:
            call.run(archives.fail, UUID(job["id"]), f"文件内容已改变：{changed}")
        except Problem as problem:
            _log.warning("archive of %s: %s", job["project_no"], problem.code)
            self._after(call, UUID(job["id"]), problem)

    def _parts(self, call: Call, project_id: str) -> list[dict[str, Any]]:
        asked = {"project_id": project_id}
        own = archiving.part(call, Base.metadata, "", UUID(project_id))
        others = (self.registry, self.venue, self.notices)
        return [*(one.archive_part(call, asked) for one in others), own]

    def _after(self, call: Call, export_id: UUID, problem: Problem) -> None:
        if problem.family.retryable:
            call.run(archives.give_back, export_id)
        else:
            why = "存储中缺少文件，请先从备份恢复（见文件完整性）"
            call.run(archives.fail, export_id, why)

    @every(_LOCKS, eager=True)
    def lock_objects(self, call: Call) -> None:
        """锁定 what is kept, where the store can; else its log says so."""
        lockable = _lockable(call)
        retention.report(lockable=lockable)
        if not lockable:
            return
        for one in call.read(retention.due):
            try:
                retention.lock(call.storage, one["sha256"], one["until"])
            except Problem as problem:
                _log.warning("not locked: %s (%s)", one["sha256"], problem.code)
                if problem.family.retryable:
                    return  # the store is away; what is lost is the integrity rounds' to tell
                continue
            call.run(retention.note_lock, one["sha256"], one["until"])


def _lockable(call: Call) -> bool | None:
    try:
        return call.storage.lockable()
    except Problem:
        return None
