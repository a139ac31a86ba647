"""The store, with what a presigned URL lets others do and what it refuses."""

import hashlib
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tenderhall_contracts.errors import Problem
from tenderhall_kit.presign import Put
from tenderhall_kit.settings import Settings
from tenderhall_kit.storage import CHUNK, Ref, Storage, cas_key

PDF = "application/pdf"


@pytest.fixture(scope="module")
def storage(settings_for: Callable[[str, str], Settings]) -> Storage:
    return Storage(settings_for("sample", ""))


def fresh() -> bytes:
    return b"%PDF-" + uuid4().bytes


def ref_of(data: bytes, mime: str = PDF) -> Ref:
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "mime": mime}


def send(put: Put, data: bytes, **headers: str) -> int:
    told = {name: value for name, value in put["headers"].items() if name != "content-length"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.put(put["url"], content=data, headers=told, trust_env=False).status_code


def test_bytes_are_kept_under_their_own_hash(storage: Storage) -> None:
    data = fresh()
    ref = storage.put(data, PDF)
    assert ref == ref_of(data)
    assert storage.get(ref) == data
    assert storage.stat(ref).content_type == PDF


def test_the_same_bytes_twice_are_one_object(storage: Storage) -> None:
    data = fresh()
    storage.put(data, PDF)
    before = storage.stat(cas_key(ref_of(data)["sha256"])).last_modified
    storage.put(data, PDF)
    assert storage.stat(ref_of(data)).last_modified == before


def test_a_file_larger_than_a_chunk_is_hashed_whole(storage: Storage, tmp_path: Any) -> None:
    path = tmp_path / "big"
    path.write_bytes(uuid4().bytes * (CHUNK // 8))
    ref = storage.put(path, PDF)
    assert ref["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert storage.measure(cas_key(ref["sha256"]), PDF) == ref


def test_what_is_not_there_is_told_as_not_found(storage: Storage) -> None:
    with pytest.raises(Problem, match="NOT_FOUND"):
        storage.get(ref_of(fresh()))
    with pytest.raises(Problem, match="NOT_FOUND"):
        storage.stat("staging/nothing")
    assert not storage.exists("staging/nothing")


def test_a_presigned_put_takes_exactly_the_promised_bytes(storage: Storage) -> None:
    data = fresh()
    assert send(storage.presign_put(ref_of(data)), data) == 200
    assert storage.get(ref_of(data)) == data


@pytest.mark.parametrize(
    ("change", "headers"),
    [
        (lambda data: data[:-1] + b"x", {}),
        (lambda data: data + b"x", {}),
        (lambda data: data, {"content_type": "text/html"}),
    ],
    ids=["other bytes", "more bytes", "another type"],
)
def test_a_presigned_put_refuses_anything_else(
    storage: Storage, change: Callable[[bytes], bytes], headers: dict[str, str]
) -> None:
    data = fresh()
    assert send(storage.presign_put(ref_of(data)), change(data), **headers) in {400, 403}
    assert not storage.exists(ref_of(data))


def test_a_presigned_put_works_once(storage: Storage) -> None:
    data = fresh()
    put = storage.presign_put(ref_of(data), f"staging/{uuid4()}")
    assert [send(put, data), send(put, data)] == [200, 412]


def test_a_staged_object_can_be_checked_and_copied_to_its_hash(storage: Storage) -> None:
    data, key = fresh(), f"staging/seal/{uuid4()}"
    assert send(storage.presign_staging_put(key, PDF), data) == 200
    ref = storage.measure(key, PDF)
    storage.copy(key, ref)
    storage.remove(key)
    assert (ref, storage.get(ref), storage.exists(key)) == (ref_of(data), data, False)


def test_a_staging_put_is_for_staging_only(storage: Storage) -> None:
    with pytest.raises(ValueError, match="staging"):
        storage.presign_staging_put("cas/sha256/00/0", PDF)


def test_a_download_has_the_name_and_type_it_was_given(storage: Storage) -> None:
    ref = storage.put(fresh(), PDF)
    answer = httpx.get(storage.presign_get(ref, "招标公告.pdf"), trust_env=False)
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E6%8B%9B%E6%A0%87%E5%85%AC%E5%91%8A.pdf"
    )
    assert answer.headers["content-type"] == PDF


def test_a_download_url_opens_one_object_only(storage: Storage) -> None:
    one, other = storage.put(fresh(), PDF), storage.put(fresh(), PDF)
    url = storage.presign_get(one).replace(cas_key(one["sha256"]), cas_key(other["sha256"]))
    assert httpx.get(url, trust_env=False).status_code == 403


def test_a_page_of_the_portal_has_its_own_place(storage: Storage) -> None:
    key = f"public/notices/{uuid4()}/index.html"
    storage.put_at(key, "<p>公告</p>".encode(), "text/html; charset=utf-8")
    assert (storage.get(key).decode(), storage.stat(key).content_type) == (
        "<p>公告</p>",
        "text/html; charset=utf-8",
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.put(b"x", PDF),
        lambda store: store.put_at("public/x", b"x", PDF),
        lambda store: store.get("public/x"),
        lambda store: store.stat("public/x"),
        lambda store: store.exists("public/x"),
        lambda store: store.copy("staging/x", "public/x"),
        lambda store: store.remove("public/x"),
    ],
    ids=["put", "put_at", "get", "stat", "exists", "copy", "remove"],
)
def test_a_store_that_is_away_is_told_as_unavailable(
    storage: Storage, ask: Callable[[Storage], object]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(Problem) as caught:
        ask(Storage(replace(storage.settings, s3_endpoint=nobody)))
    assert (caught.value.code, caught.value.family.retryable) == ("UNAVAILABLE", True)


def test_a_wrong_key_is_no_reason_to_believe_that_nothing_is_there(storage: Storage) -> None:
    stranger = Storage(replace(storage.settings, s3_secret_key="not the key"))
    with pytest.raises(Problem, match="UNAVAILABLE"):
        stranger.exists("public/x")
