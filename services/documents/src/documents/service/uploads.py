"""上传 the entry points of uploads and versions; the store is asked outside the transaction."""

from typing import Any

from tenderhall_contracts import documents as promises
from tenderhall_kit.clock import real_now
from tenderhall_kit.entrypoints import Call, every, serves

from documents.probing import STORE, probe, report
from documents.scanning import scanner
from documents.usecases import announcing, clearing, completing, inviting, uploads, versions

Payload = dict[str, Any]

_SCAN = scanner()
_SWEEP = 600
"""Seconds between two looks for uploads that are over."""

_PROBE = 86_400
"""Seconds between two questions to the store what it guarantees."""


class Uploads:
    """上传 announced, completed, looked at, downloaded; what never came is swept."""

    @serves(promises.create_upload)
    def create_upload(self, call: Call, payload: Payload) -> Any:
        """登记上传."""
        upload = announcing.announce(call, payload)
        return inviting.invite(call.storage, upload, real_now())

    @serves(promises.upload_parts)
    def upload_parts(self, call: Call, payload: Payload) -> Any:
        """分片上传."""
        upload = call.read(uploads.find, payload["id"])
        return inviting.parts(call.storage, upload, payload["parts"], real_now())

    @serves(promises.upload_target)
    def upload_target(self, call: Call, payload: Payload) -> Any:
        """转传地址."""
        upload = call.read(uploads.find, payload["id"], payload["org_id"])
        return inviting.target(call.storage, upload, payload["part"], real_now())

    @serves(promises.complete_upload)
    def complete_upload(self, call: Call, payload: Payload) -> Any:
        """完成上传."""
        trusting = STORE.checks_hashes
        return completing.complete(call, payload["id"], _SCAN, trusting=trusting)

    @serves(promises.cancel_upload)
    def cancel_upload(self, call: Call, payload: Payload) -> Any:
        """取消上传."""
        done = call.run(uploads.cancel, payload["id"])
        completing.clear(call, payload["id"])
        return done

    @serves(promises.get_document)
    def get_document(self, call: Call, payload: Payload) -> Any:
        """查看文件."""
        return call.read(versions.show, payload["id"])

    @serves(promises.download)
    def download(self, call: Call, payload: Payload) -> Any:
        """下载文件."""
        return call.read(versions.download, call.storage, payload)

    @every(_SWEEP)
    def sweep_uploads(self, call: Call) -> None:
        """清理过期登记."""
        clearing.sweep(call)

    @every(_PROBE, eager=True)
    def probe_store(self, call: Call) -> None:
        """能力探测."""
        STORE.found = probe(call.storage)
        report(STORE.found)
