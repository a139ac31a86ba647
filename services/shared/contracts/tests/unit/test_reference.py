"""The generated files: complete, kept fresh, and never narrower than what was committed."""

import json
import re
import runpy
import subprocess
from pathlib import Path

import pytest
from tenderhall_contracts import reference, vocab
from tenderhall_contracts.catalogue import PROMISED
from tenderhall_contracts.errors import ERRORS
from tenderhall_contracts.pages import pages
from tenderhall_contracts.workflow import TABLES

VENUE = reference.PUBLISHED / "venue.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with everything written and committed."""
    assert reference.write(tmp_path) == []
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", root, *who, *words], check=True, capture_output=True)  # noqa: S603, S607 — a test


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x", "--allow-empty")


def promise_more(root: Path) -> None:
    """Let the committed promise hold an RPC that the contracts do not have."""
    told = json.loads((root / VENUE).read_text())
    told["rpcs"]["gone_since"] = told["rpcs"]["form_state"]
    (root / VENUE).write_text(json.dumps(told))


def test_what_was_written_passes_the_check(root: Path) -> None:
    assert reference.main(["check", "--root", str(root)]) == 0
    assert reference.main(["additive", "--root", str(root)]) == 0


def test_it_runs_as_a_program(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["reference", "check", "--root", str(root)])
    with pytest.raises(SystemExit) as ended, pytest.warns(RuntimeWarning, match="sys.modules"):
        runpy.run_module("tenderhall_contracts.reference", run_name="__main__")
    assert ended.value.code == 0


def test_without_a_repository_only_freshness_is_checked(tmp_path: Path) -> None:
    reference.write(tmp_path)
    assert reference.main(["check", "--root", str(tmp_path)]) == 0
    assert reference.main(["additive", "--root", str(tmp_path)]) == 0


@pytest.mark.parametrize("path", sorted(reference.files()), ids=lambda path: path.name)
def test_a_stale_or_missing_file_is_named(
    root: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / path).write_text("old")
    assert reference.main(["check", "--root", str(root)]) == 1
    assert f"✘ {path}: run `python -m" in capsys.readouterr().err
    (root / path).unlink()
    assert [one.partition(":")[0] for one in reference.stale(root)] == [str(path)]


def test_write_refuses_to_take_a_promise_back(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    promise_more(root)
    before = (root / VENUE).read_text()
    assert reference.main(["write", "--root", str(root)]) == 1
    assert capsys.readouterr().err == "✘ venue: gone_since is gone\n"
    assert (root / VENUE).read_text() == before


def test_a_promise_of_the_last_commit_or_the_one_before_is_not_taken_back(root: Path) -> None:
    promise_more(root)
    commit(root)
    assert reference.narrowed(root) == ["venue: gone_since is gone"]
    (root / VENUE).write_text(reference.files()[VENUE])
    commit(root)
    assert reference.narrowed(root) == ["venue: gone_since is gone"]
    commit(root)
    assert reference.narrowed(root) == []


def test_the_pages_name_everything() -> None:
    told = pages()
    for name, service in PROMISED.items():
        for rpc in service:
            assert f"### `{name}.{rpc.name}` {rpc.title}" in told["rpc.md"]
        for event in service.events:
            assert f"`{event}`" in told["events.md"]
    assert all(f"`{code}`" in told["errors.md"] for code in ERRORS)
    assert all(f"## {name}\n" in told["states.md"] for name in TABLES)
    assert all(f"`{one.value}`" in told["vocab.md"] for one in vocab.LotState)


@pytest.mark.parametrize("name", ["rpc.md", "events.md"])
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    page = pages()[name]
    targets = set(re.findall(r'<a id="([^"]+)">', page))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= targets


def test_the_example_on_the_page_is_json() -> None:
    found = re.search(r"```json\n(.*?)\n```", pages()["events.md"], re.DOTALL)
    assert found
    assert json.loads(found[1])["type"] == "notice.published"
