"""The host's journal: an operation is begun once, over crashes and power cuts too."""

import json
import threading
from pathlib import Path

import pytest
from signing.host.journal import KEPT_SECONDS, Journal

DONE = {"state": "done", "sealed": {"sha256": "ab"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def test_a_repeat_gets_the_first_result(path: Path) -> None:
    journal = Journal(path)
    assert journal.begin("op")
    journal.finish("op", DONE)
    assert not journal.begin("op")
    assert journal.outcome("op") == DONE


def test_the_result_survives_a_restart(path: Path) -> None:
    before = Journal(path)
    before.begin("op")
    before.finish("op", DONE)
    after = Journal(path)
    assert not after.begin("op")
    assert after.outcome("op") == DONE


def test_what_was_cut_off_is_lost_and_never_begun_again(path: Path) -> None:
    Journal(path).begin("op")
    after = Journal(path)
    assert not after.begin("op")
    assert after.outcome("op")["state"] == "lost"


def test_it_is_on_disk_before_the_work_begins(path: Path) -> None:
    Journal(path).begin("op")
    assert json.loads(path.read_text())["operation"] == "op"


def test_an_operation_nobody_began_is_unknown(path: Path) -> None:
    assert Journal(path).outcome("op") == {"state": "unknown"}


def test_one_under_way_says_so_and_can_be_waited_for(path: Path) -> None:
    journal = Journal(path)
    journal.begin("op")
    assert journal.outcome("op") == {"state": "running"}
    told = []
    waiting = threading.Thread(target=lambda: told.append(journal.wait("op", 10)))
    waiting.start()
    journal.finish("op", DONE)
    waiting.join()
    assert told == [DONE]


def test_a_torn_last_line_is_dropped(path: Path) -> None:
    journal = Journal(path)
    journal.begin("op")
    journal.finish("op", DONE)
    with path.open("a") as stream:
        stream.write('{"operation": "torn", "at": 17')
    after = Journal(path)
    assert after.outcome("op") == DONE
    assert after.begin("torn")
    assert Journal(path).outcome("torn")["state"] == "lost"


def test_old_entries_are_forgotten_at_start(path: Path) -> None:
    Journal(path).begin("op")
    entry = json.loads(path.read_text())
    entry["at"] -= KEPT_SECONDS + 60
    path.write_text(json.dumps(entry) + "\n")
    assert Journal(path).outcome("op") == {"state": "unknown"}
