"""A bundle out of a real store: whole, or not at all."""

import hashlib
import io
import zipfile
from typing import Any
from uuid import uuid4

import pytest
from gateway.pages import bundles
from gateway.portal.store import ChangedError, Store
from minio import Minio
from tenderhall_local.stack import Stack


@pytest.fixture
def put(stack: Stack) -> Any:
    """``put(data, name, sha256=its own)`` puts bytes where those of the hash belong."""
    s3 = stack.s3
    client = Minio(
        s3.endpoint.split("//")[1], access_key=s3.access_key, secret_key=s3.secret_key, secure=False
    )

    def keep(data: bytes, name: str, sha256: str = "") -> bundles.Packed:
        found = sha256 or hashlib.sha256(data).hexdigest()
        key = f"cas/sha256/{found[:2]}/{found}"
        client.put_object(s3.bucket, key, io.BytesIO(data), len(data))
        return bundles.Packed(name, found, len(data), "application/pdf")

    return keep


def test_a_bundle_holds_every_file_and_what_proves_it(settings: Any, put: Any) -> None:
    small, large = uuid4().bytes, uuid4().bytes * 300_000
    files = [put(small, "图纸.pdf"), put(large, "清单 一.pdf")]
    sent = b"".join(bundles.stream(Store(settings), files))
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["图纸.pdf", "清单 一.pdf", "SHA256SUMS", "清单.csv"]
        assert [archive.read("图纸.pdf"), archive.read("清单 一.pdf")] == [small, large]
        sums = archive.read("SHA256SUMS").decode().splitlines()
    assert sums == [f"{one.sha256}  {one.name}" for one in files]


def test_of_a_file_that_has_changed_its_last_piece_is_not_given(settings: Any, put: Any) -> None:
    large = uuid4().bytes * 200_000
    false = hashlib.sha256(uuid4().bytes).hexdigest()
    put(large, "图纸.pdf", false)
    pieces, got = Store(settings).pieces(false), []
    with pytest.raises(ChangedError):
        got.extend(pieces)
    assert 0 < sum(map(len, got)) < len(large)


def test_changed_bytes_do_not_pass_for_whole(settings: Any, put: Any) -> None:
    changed = put(b"other bytes", "图纸.pdf", hashlib.sha256(uuid4().bytes).hexdigest())
    with pytest.raises(ChangedError):
        b"".join(bundles.stream(Store(settings), [changed]))
