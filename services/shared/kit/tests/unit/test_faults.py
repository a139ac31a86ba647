import subprocess
import sys
from pathlib import Path

from tenderhall_kit.testprocess import environment

PROGRAM = "from tenderhall_kit import faults; faults.point('before_commit'); print('alive')"


def run(armed: str) -> subprocess.CompletedProcess[str]:
    env = environment({"TENDERHALL_CRASH": armed})
    return subprocess.run(  # noqa: S603 — our own program
        [sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=False
    )


def test_an_armed_point_kills_once(tmp_path: Path) -> None:
    file = tmp_path / "armed"
    file.touch()
    assert run(f"before_commit@{file}").returncode == -9
    assert not file.exists()
    assert run(f"before_commit@{file}").stdout == "alive\n"


def test_another_point_does_not_fire(tmp_path: Path) -> None:
    file = tmp_path / "armed"
    file.touch()
    assert run(f"after_commit@{file}").stdout == "alive\n"
    assert file.exists()


def test_nothing_armed_does_nothing() -> None:
    assert run("").stdout == "alive\n"


def test_the_file_may_name_the_point(tmp_path: Path) -> None:
    file = tmp_path / "armed"
    file.write_text("after_commit")
    assert run(f"*@{file}").stdout == "alive\n"
    file.write_text("before_commit")
    assert run(f"*@{file}").returncode == -9
    assert run(f"*@{file}").stdout == "alive\n"


def test_of_several_points_each_kills_once_and_in_order(tmp_path: Path) -> None:
    file = tmp_path / "armed"
    file.write_text("before_commit after_commit before_commit")
    assert run(f"*@{file}").returncode == -9
    assert run(f"*@{file}").stdout == "alive\n", "after_commit comes first"
    assert file.read_text() == "after_commit before_commit"
