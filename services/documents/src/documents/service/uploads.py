"""上传 the entry points of uploads and versions; the store is asked outside the transaction."""

from typing import Any

from tenderhall_contracts import documents as promises
from tenderhall_kit.clock import real_now
from tenderhall_kit.entrypoints import Call, every, serves
from tenderhall_kit.storage import cas_key

from documents.probing import probe, report
from documents.scanning import scanner
from documents.usecases import completing, uploads, versions

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
        in_store = call.storage.exists(cas_key(payload["sha256"]))
        upload = call.run(uploads.create, payload, in_store=in_store)
        return uploads.invite(call.storage, upload, real_now())

    @serves(promises.complete_upload)
    def complete_upload(self, call: Call, payload: Payload) -> Any:
        """完成上传."""
        became = completing.complete(call, payload["id"], _SCAN)
        return call.read(versions.show_version, became["document_id"], became["version"])

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
        for upload in call.run(uploads.sweep):
            call.storage.remove(uploads.key_of(upload))

    @every(_PROBE, eager=True)
    def probe_store(self, call: Call) -> None:
        """能力探测."""
        report(probe(call.storage))
