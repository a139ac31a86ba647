"""The generated supervisord files."""

import json
from pathlib import Path

from tenderhall_local.layout import Layout
from tenderhall_local.supervise import SOCKET_PATH_LIMIT, Program, config, socket_path

SHOWY = Program("one", ["true", "100%"], {"PASSWORD": 'a"b%c'}, stop_signal="INT")


def test_a_program_section_shows_no_secret(tmp_path: Path) -> None:
    section = SHOWY.section(Layout(tmp_path))
    assert "PASSWORD" not in section
    assert 'a"b' not in section
    assert "stopsignal=INT" in section


def test_words_and_environment_reach_the_launcher_unescaped(tmp_path: Path) -> None:
    words = json.loads(SHOWY.launch_file(tmp_path))
    assert words["argv"] == ["true", "100%"]
    assert words["env"]["PASSWORD"] == 'a"b%c'


def test_every_program_carries_the_mark_of_its_stack(tmp_path: Path) -> None:
    assert json.loads(SHOWY.launch_file(tmp_path))["env"]["TENDERHALL_STACK"] == str(tmp_path)


def test_a_percent_sign_in_the_path_does_not_break_supervisord(tmp_path: Path) -> None:
    odd = Layout(tmp_path / "100%")
    assert "100%%" in config(odd)
    assert "100%%" in SHOWY.section(odd)


def test_the_control_socket_fits_a_unix_address_however_deep_the_stack_lies() -> None:
    deep = Path("/a" * 90)
    assert len(str(socket_path(deep))) <= SOCKET_PATH_LIMIT
    assert socket_path(deep) != socket_path(deep / "b")
    assert socket_path(Path("/short")) == Path("/short/supervisor.sock")
