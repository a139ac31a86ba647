"""`make audit`: what it says, and the code it ends with."""

from pathlib import Path

import pytest
from tenderhall_local import audit


class Asked:
    """A platform whose services are told nothing but where their database is."""

    @staticmethod
    def service(name: str) -> dict[str, str]:
        return {"TENDERHALL_ENV": "demo", "LOG_LEVEL": f"of {name}"}


def test_a_service_that_cannot_be_read_does_not_count_as_whole(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failing = audit.verify(Asked(), ("venue",))  # type: ignore[arg-type] — only asked for settings
    assert failing == ["venue"]
    assert capsys.readouterr().out.startswith("✘ ")


def test_a_stack_that_was_never_up_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["audit", "--root", str(tmp_path)])
    assert audit.main() == 1
    assert str(tmp_path) in capsys.readouterr().err
