"""An archive in a container that has Python and nothing of the platform, and no network."""

import io
import subprocess
import zipfile
from copy import copy
from pathlib import Path

import pytest

from .test_archives import archive, office, reviewer, system

pytestmark = pytest.mark.usefixtures("tell_law")

__all__ = ["archive", "office", "reviewer", "system"]

ROOT = Path(__file__).parents[4]
IMAGE = "localhost/tenderhall-standin/python:bookworm"
"""Debian with Python, as `make compose-demo` makes it in place of the public image."""

_LOOP = 'for each in *.zip; do echo "== $each"; python3 -I verify.py $each; echo "code $?"; done'


def image(folder: Path) -> str:
    asked = ["podman", "image", "exists", IMAGE]
    if subprocess.run(asked, check=False).returncode:  # noqa: S603 — fixed words
        words = [str(ROOT / "deploy/compose/standin/base.sh"), IMAGE, str(folder)]
        subprocess.run(words, check=True)  # noqa: S603 — our own script
    return IMAGE


def in_a_container(folder: Path) -> dict[str, tuple[int, list[str]]]:
    """What ``verify.py`` says of each archive in the folder: its exit code and its lines."""
    words = ["podman", "run", "--rm", "--network", "none", "--read-only", "--tmpfs", "/tmp"]  # noqa: S108 — the container's
    words += ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096"]
    words += ["-v", f"{folder}:/box:ro", "-w", "/box", image(folder.parent), "sh", "-c", _LOOP]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 — fixed words
    assert not done.stderr, done.stderr
    told = {}
    for block in done.stdout.split("== ")[1:]:
        name, *lines, code = block.splitlines()
        told[name] = int(code.removeprefix("code ")), lines
    return told


def flipped(body: bytes, entry: zipfile.ZipInfo) -> bytes:
    """One bit of the entry's bytes is another; its checksum in the ZIP is what it was."""
    at, lengths = entry.header_offset, body[entry.header_offset + 26 :]
    start = at + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:4], "little")
    place = start + entry.file_size // 2
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


def repacked(body: bytes, changed: zipfile.ZipInfo) -> bytes:
    """As ``flipped``, packed anew so that the ZIP itself is sound."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            data = bytearray(old.read(entry))
            if entry.filename == changed.filename:
                data[len(data) // 2] ^= 1
            new.writestr(copy(entry), bytes(data))
    return made.getvalue()


@pytest.mark.long
def test_without_network_and_platform_each_changed_file_is_named(
    archive: Path, tmp_path: Path
) -> None:
    box = tmp_path / "box"
    box.mkdir()
    body = archive.read_bytes()
    with zipfile.ZipFile(archive) as packed:
        entries = packed.infolist()
        (box / "verify.py").write_bytes(packed.read("verify.py"))
    (box / "genuine.zip").write_bytes(body)
    for place, entry in enumerate(entries):
        (box / f"{place}-flipped.zip").write_bytes(flipped(body, entry))
        (box / f"{place}-repacked.zip").write_bytes(repacked(body, entry))
    told = in_a_container(box)
    code, lines = told.pop("genuine.zip")
    assert (code, lines[-1]) == (0, "完整 everything checked holds")
    assert len(told) == 2 * len(entries)
    for name, (code, lines) in told.items():
        entry = entries[int(name.partition("-")[0])]
        wrong = [line for line in lines if line.startswith("✘")]
        assert code == 1, name
        assert any(entry.filename in line for line in wrong), (entry.filename, wrong)
