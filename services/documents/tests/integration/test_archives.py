"""A project's archive: one ZIP that proves itself without the platform."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from documents.archiving import building, collecting, packing, verify
from documents.models import Base
from documents.usecases import archives, retention
from sqlalchemy.orm import Session
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.examples import envelope
from tenderhall_kit import archiving, audit
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call
from tenderhall_kit.envelope import read

from .conftest import Desk, pdf
from .test_tender_documents import Office, refused

pytestmark = pytest.mark.usefixtures("tell_law")


@pytest.fixture
def system(call_for: Callable[..., Call]) -> Callable[[], Call]:
    return lambda: call_for("documents", service_actor("documents"))


@pytest.fixture
def office(clerk: Desk, system: Callable[[], Call]) -> Office:
    """A project with a tender document of two versions, of which registry has told."""
    office = Office(clerk)
    row = office.submit(office.create())
    document_id = row["file"]["document_id"]
    clerk.upload(pdf(), name="第二版.pdf", document_id=document_id)
    body = envelope(contracts.lot_state_changed) | {"event_id": str(uuid4())}
    event = read(contracts.lot_state_changed, body)
    system().run(retention.follow, event, office.project)
    return office


@pytest.fixture
def reviewer(desk: Callable[..., Desk]) -> Desk:
    return desk(Role.REVIEWER)


def asked(office: Office, desk: Desk) -> dict[str, Any]:
    return dict(desk.call().run(archives.request, {"project_id": office.project["id"]}))


def linked(call: Call) -> None:
    """The relay's part: every audit row gets its number and hash."""
    with Session(call.kit.engine) as session, session.begin():
        while audit.link(session, 500):
            pass


@pytest.fixture
def archive(office: Office, reviewer: Desk, system: Callable[[], Call], tmp_path: Path) -> Path:
    """The ZIP, as it was downloaded."""
    job = asked(office, reviewer)
    taken = claimed(system, job["id"])
    linked(system())
    part = archiving.part(system(), Base.metadata, "", office.project["id"])
    building.build(system(), taken, [part])
    path = tmp_path / "archive.zip"
    call = system()
    with call.storage.open(archives.key_of(taken)) as pieces:
        path.write_bytes(b"".join(pieces))
    return path


def claimed(system: Callable[[], Call], job_id: str) -> dict[str, Any]:
    """Jobs of other tests may wait before this one."""
    while taken := system().run(archives.claim):
        if taken["id"] == job_id:
            return dict(taken)
        system().run(archives.fail, UUID(taken["id"]), "of another test")
    raise AssertionError("no job waits")


def checked(path: Path, *, cwd: Path) -> tuple[int, str]:
    """``verify.py`` as anybody runs it: an empty environment, nothing but Python."""
    words = [sys.executable, "-I", "verify.py", *([str(path)] if path.is_file() else [])]
    done = subprocess.run(  # noqa: S603 — our own program
        words, cwd=cwd, env={}, capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def test_the_archive_verifies_without_the_platform(
    archive: Path, office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(archive) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        packed.extractall(folder)
    assert {"README.txt", "verify.py", "keys.json", "parts/documents.json"} <= set(names)
    assert sum(one.startswith("files/") for one in names) == 2, "both versions of the document"
    for path in (folder, archive):
        code, told = checked(path, cwd=folder)
        assert code == 0, told
        assert "everything checked holds" in told
        assert "documents 的签名有效" in told
        assert "only neighbours' links are checked" in told
    assert office.project["no"] in (folder / "README.txt").read_text()


def test_one_changed_byte_in_any_file_is_named(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        before = path.read_bytes()
        middle = len(before) // 2
        path.write_bytes(before[:middle] + bytes([before[middle] ^ 1]) + before[middle + 1 :])
        report = told(folder)
        name = path.relative_to(folder).as_posix()
        assert any(name in line for line in report.wrong), (name, report.wrong)
        path.write_bytes(before)
    assert told(folder).wrong == []


def told(folder: Path) -> verify.Report:
    report, source = verify.Report(), verify.Folder(folder)
    keys = verify.keys_of(source)
    for check in (verify.check_sums, verify.check_names, verify.check_seals):
        check(source, report)
    verify.check_signatures(source, keys, report)
    verify.check_audit(source, keys, report)
    return report


def test_a_changed_byte_inside_the_zip_is_named(archive: Path, tmp_path: Path) -> None:
    body = archive.read_bytes()
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        one = next(each for each in packed.infolist() if each.filename.startswith("files/"))
    at = body.index(b"%PDF-", one.header_offset)
    archive.write_bytes(body[:at] + b"#" + body[at + 1 :])
    shutil.copy(Path(verify.__file__), tmp_path / "verify.py")
    code, said = checked(archive, cwd=tmp_path)
    assert code == 1
    assert f"{one.filename}: 内容已改变" in said


def test_what_is_added_or_missing_is_named(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    (folder / "extra.pdf").write_bytes(b"x")
    (folder / "files.csv").unlink()
    lines = "\n".join(told(folder).wrong)
    assert "extra.pdf: 多出" in lines
    assert "files.csv: 缺失" in lines


def test_a_rewritten_audit_row_is_named_even_where_the_digests_were_made_anew(
    archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    path = folder / "parts/documents.json"
    path.write_text(path.read_text().replace('"state":"approved"', '"state":"rejected"', 1))
    lines = "\n".join(told(folder).wrong)
    assert "审计第" in lines
    assert "parts/documents.json: documents 的签名无效" in lines


def test_a_job_is_asked_for_once_and_told_with_the_project(
    office: Office, reviewer: Desk, system: Callable[[], Call]
) -> None:
    first, second = asked(office, reviewer), asked(office, reviewer)
    assert first["id"] == second["id"]
    shown = reviewer.call().read(retention.get, office.project["id"])["archives"]
    assert [(one["state"], one["asked_by_name"]) for one in shown] == [
        ("queued", reviewer.who.name)
    ]
    assert refused(
        reviewer.call().read, archives.download, reviewer.call().storage, UUID(first["id"])
    )[0] == ("STATE_CONFLICT")
    claimed(system, first["id"])
    system().run(archives.fail, UUID(first["id"]), "缺少文件")
    assert asked(office, reviewer)["id"] != first["id"], "after a failure it is asked for anew"


def test_what_a_killed_process_had_begun_is_taken_over_and_given_up_in_the_end(
    office: Office, reviewer: Desk, system: Callable[[], Call]
) -> None:
    job = asked(office, reviewer)
    for _ in range(archives.TRIES):
        assert claimed(system, job["id"])["id"] == job["id"]
        system().run(archives.give_back, UUID(job["id"]))
    (shown,) = reviewer.call().read(retention.get, office.project["id"])["archives"]
    assert (shown["state"], shown["error"]) == ("failed", "有服务暂时不可用，请稍后重新申请")


def test_when_it_is_ready_its_event_names_it_and_its_files_are_the_projects(
    archive: Path, office: Office, reviewer: Desk
) -> None:
    assert archive.stat().st_size
    event = next(one for one in office.events() if one["type"] == "archive.ready")
    assert event["data"]["size"] == archive.stat().st_size
    (shown,) = reviewer.call().read(retention.get, office.project["id"])["archives"]
    assert shown["state"] == "ready"
    call = reviewer.call()
    given = call.read(archives.download, call.storage, shown["id"])
    assert given["file"]["sha256"] == event["data"]["sha256"]


def test_bytes_that_are_not_what_they_were_stop_the_archive(
    office: Office, reviewer: Desk, system: Callable[[], Call]
) -> None:
    file = collecting.File("0" * 64, 1, "application/pdf", "a.pdf")
    with pytest.raises(Problem, match="NOT_FOUND"):
        list(collecting._true(system().storage, file))
    assert os.sep in file.path


def test_names_are_made_safe_and_short() -> None:
    long = collecting.File("a" * 64, 1, "application/pdf", "长" * 120 + ".pdf")
    assert len(long.path.rpartition("/")[2].encode()) <= 200
    assert long.path.endswith(".pdf")
    bad = collecting.File("a" * 64, 1, "application/pdf", "../../etc/passwd\n")
    assert bad.path == f"files/{'a' * 64}/_.._etc_passwd_"


def test_a_zip_is_made_as_a_stream() -> None:
    def pieces() -> Iterator[bytes]:
        yield from (bytes([n % 251]) * 100_000 for n in range(100))

    stream = packing.Reader(packing.packed([("a.bin", pieces()), ("b.txt", [b"b"])]))
    body = b""
    while read_ := stream.read(65_536):
        assert len(read_) <= 65_536
        body += read_
    with zipfile.ZipFile(io.BytesIO(body)) as made:
        assert made.testzip() is None
        assert made.read("a.bin") == b"".join(pieces())
    assert stream.size == len(body)


def test_signatures_are_checked_as_the_platform_makes_them() -> None:
    for place in range(20):
        key = Ed25519PrivateKey.from_private_bytes(bytes([place]) * 32)
        public, message = key.public_key().public_bytes_raw(), os.urandom(place * 7)
        signature = key.sign(message)
        assert verify.signed(public, message, signature)
        assert not verify.signed(public, message + b"x", signature)
        assert not verify.signed(public, message, signature[:-1] + bytes([signature[-1] ^ 1]))
        assert not verify.signed(public[:-1], message, signature)
