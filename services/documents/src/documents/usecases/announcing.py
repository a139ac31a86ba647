"""登记上传 decide inside the transaction, then tell the store where parts will come."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenderhall_kit import parts
from tenderhall_kit.call import Call
from tenderhall_kit.storage import cas_key

from documents.usecases import uploads
from documents.usecases.inviting import key_of


def announce(call: Call, form: Mapping[str, Any]) -> dict[str, Any]:
    """登记上传 the upload as it was registered; repeatable."""
    in_store = call.storage.exists(cas_key(form["sha256"]))
    upload: dict[str, Any] = call.run(uploads.create, form, in_store=in_store)
    return _begin_parts(call, upload) if upload["part_size"] else upload


def _begin_parts(call: Call, upload: Mapping[str, Any]) -> dict[str, Any]:
    """The store's name of the parts is kept with the upload; that of a repetition is let go."""
    key, mark = key_of(upload), str(upload["id"])
    name = parts.begin(call.storage, key, upload["mime"], mark)
    kept: dict[str, Any] = call.run(uploads.begin_parts, UUID(mark), name, step="parts")
    if kept["parts_id"] != name:
        parts.abort(call.storage, parts.Begun(key, name))
    return kept
