"""Static files: small, kept by browsers, never stale."""

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gateway import files

SMALL = {"accept-encoding": "gzip"}


def test_text_is_sent_compressed_to_whoever_takes_it(alone: TestClient) -> None:
    packed = alone.get("/static/js/api.js", headers=SMALL)
    plain = alone.get("/static/js/api.js", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert packed.content == plain.content
    assert packed.headers["content-type"].startswith("text/javascript")
    assert "accept-encoding" in plain.headers["vary"]


def test_a_file_under_the_present_version_is_kept_for_ever(alone: TestClient) -> None:
    answer = alone.get(files.address("js/api.js"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/js/api.js", "/static/~000000000000/js/api.js"])
def test_a_file_under_no_or_another_version_is_asked_for_again(
    alone: TestClient, path: str
) -> None:
    answer = alone.get(path, headers=SMALL)
    assert answer.headers["cache-control"] == "no-cache"
    again = alone.get(path, headers={**SMALL, "if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_changed_file_changes_the_version_and_the_bytes(
    alone: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.js").write_text("1;")
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    version = files._Version()
    first = version()
    assert version() == first
    (tmp_path / "a.js").write_text("22;")
    version._looked -= 2
    assert version() != first


@pytest.mark.parametrize("path", ["~x", "~x/", "~x/../../app.py", "~x/js", "js/none.js"])
def test_what_is_no_file_is_not_found(alone: TestClient, path: str) -> None:
    assert alone.get(f"/static/{path}").status_code == 404


def test_pages_and_streams_are_not_compressed(alone: TestClient) -> None:
    answer = alone.get("/api/openapi.json", headers=SMALL)
    assert "content-encoding" not in answer.headers


def test_the_first_page_weighs_at_most_200_kilobytes() -> None:
    parts = ["vendor/tabler.css", "vendor/htmx.js", "vendor/alpine-csp.js"]
    ours = [path for kind in ("js", "css") for path in (files.FOLDER / kind).glob("*.*")]
    all_parts = [*(files.FOLDER / each for each in parts), *ours]
    assert sum(len(gzip.compress(each.read_bytes())) for each in all_parts) < 200_000
