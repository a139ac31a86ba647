"""The service as it runs: asked over the bus, killed where it hurts."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tenderhall_contracts import documents as promises
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.asking import result_of
from tenderhall_kit.testbus import Bus

from .conftest import pdf, put, sha


def announcement(data: bytes, **changed: Any) -> dict[str, Any]:
    told = {
        "name": "招标文件.pdf",
        "size": len(data),
        "sha256": sha(data),
        "mime": "application/pdf",
        "kind": "tender_document",
    }
    return told | changed


def test_an_upload_goes_through_and_the_store_was_probed(
    running: Callable[..., Any], bus: Bus, actor: Callable[..., Actor]
) -> None:
    clerk, data = actor(Role.CLERK), pdf()
    with running("documents") as documents:
        invitation = bus.call(promises.create_upload, announcement(data), clerk)
        assert put(invitation, data) == 200
        asked = {"id": str(invitation["upload_id"])}
        version = bus.call(promises.complete_upload, asked, clerk)
        identity = {"id": str(version["document_id"])}
        assert bus.call(promises.get_document, identity, clerk)["versions"] == [version]
        wanted = {"document_id": identity["id"]}
        assert bus.call(promises.download, wanted, clerk)["file"]["sha256"] == sha(data)
        assert "the store enforces checksum, length, once, parts" in documents.log.read_text()
        told = bus.call(promises.integrity, {}, actor(Role.ADMIN))
        assert told["store"] == dict.fromkeys(("once", "checksum", "parts", "length"), True)


def test_what_breaks_the_contract_is_refused_by_field(
    running: Callable[..., Any], bus: Bus, actor: Callable[..., Actor]
) -> None:
    clerk = actor(Role.CLERK)
    with running("documents"):
        for changed, field in (
            ({"name": "长" * 300}, "name"),
            ({"size": 0}, "size"),
            ({"strange": 1}, "strange"),
            ({"name": "a\x00b.pdf"}, "name"),
            ({"name": "长" * 5_000_000}, "name"),
            ({"size": 10**30}, "size"),
        ):
            with pytest.raises(Problem) as caught:
                bus.call(promises.create_upload, announcement(pdf(), **changed), clerk)
            assert caught.value.code == "VALIDATION_FAILED"
            assert [one.field for one in caught.value.findings] == [field]
        told = {"kwargs": {"payload": announcement(pdf(), name="a\ud800b.pdf"), "key": "k"}}
        asked = bus.send("documents.create_upload", json.dumps(told), clerk)
        with pytest.raises(Problem, match="含有无法存储的内容"):
            result_of(bus.reply(asked))
        with pytest.raises(Problem, match="MALFORMED"):
            bus.call(promises.create_upload, announcement(pdf()), clerk, key="a\x00b")
        with pytest.raises(Problem, match="VALIDATION_FAILED"):
            bus.call(promises.list_tender_documents, {"offset": 2**63 - 1, "q": "\x00"}, clerk)
        assert bus.call(promises.list_tender_documents, {"offset": 2**62}, clerk)["total"] == 0
        with pytest.raises(Problem) as caught:
            bus.call(promises.create_upload, announcement(pdf()), actor(Role.SERVICE))
        assert caught.value.code == "FORBIDDEN_ROLE"


def test_a_kill_between_put_and_completion_loses_nothing(
    running: Callable[..., Any], bus: Bus, actor: Callable[..., Actor]
) -> None:
    clerk, data = actor(Role.CLERK), pdf()
    with running("documents") as documents:
        invitation = bus.call(promises.create_upload, announcement(data), clerk)
        assert put(invitation, data) == 200
        documents.kill()
    with running("documents"):
        asked = {"id": str(invitation["upload_id"])}
        assert bus.call(promises.complete_upload, asked, clerk)["version"] == 1


@pytest.mark.parametrize("point", ["before_commit", "after_commit", "after_effect"])
def test_a_kill_at_completion_makes_one_version(
    running: Callable[..., Any],
    bus: Bus,
    actor: Callable[..., Actor],
    tmp_path: Path,
    point: str,
) -> None:
    clerk, data, key = actor(Role.CLERK), pdf(), str(uuid4())
    armed = tmp_path / "armed"
    with running("documents", TENDERHALL_CRASH=f"{point}@{armed}") as documents:
        invitation = bus.call(promises.create_upload, announcement(data), clerk)
        put(invitation, data)
        armed.touch()
        asked = {"id": str(invitation["upload_id"])}
        with pytest.raises(Problem, match="DEADLINE"):
            bus.call(promises.complete_upload, asked, clerk, key=key, timeout=2)
        assert documents.wait_exit() == -9
    with running("documents"):
        first = bus.call(promises.complete_upload, asked, clerk, key=key)
        assert bus.call(promises.complete_upload, asked, clerk) == first
        shown = bus.call(promises.get_document, {"id": str(first["document_id"])}, clerk)
        assert len(shown["versions"]) == 1


def test_the_service_starts_and_answers_while_the_store_is_away(
    running: Callable[..., Any], bus: Bus, actor: Callable[..., Actor]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    clerk = actor(Role.CLERK)
    with running("documents", S3_ENDPOINT=nobody) as documents:
        with pytest.raises(Problem, match="UNAVAILABLE"):
            bus.call(promises.create_upload, announcement(pdf()), clerk)
        assert bus.call(promises.list_tender_documents, {}, clerk)["total"] == 0
        assert "the store could not be probed" in documents.log.read_text()


def test_without_registry_nothing_is_drafted_and_the_caller_may_repeat(
    running: Callable[..., Any], bus: Bus, actor: Callable[..., Actor]
) -> None:
    form = {
        "project_id": str(uuid4()),
        "lot_ids": [str(uuid4())],
        "template": "goods-comprehensive",
        "title": "招标文件",
    }
    with running("documents"), pytest.raises(Problem) as caught:
        bus.call(promises.create_tender_document, form, actor(Role.CLERK), timeout=30)
    assert caught.value.family.retryable
