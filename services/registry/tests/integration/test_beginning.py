"""A new centre: nobody can log in, until the first administrator has come by a link."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

from registry.usecases import invitations
from sqlalchemy import text
from tenderhall_kit import database as databases
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.testprocess import environment

CENTRE = ["--centre", "衡阳市公共资源交易中心", "--uscc", "12430400MB0000001W"]
PERSON = ["--person", "陈管理", "--login", "chen"]


def test_the_first_administrator_comes_by_a_link_and_no_second_one_by_the_same_way(
    database: Callable[[str], str],
    service_env: Callable[[str, str], dict[str, str]],
    settings_for: Callable[[str, str], Any],
) -> None:
    url = database("registry")
    env = environment(service_env("registry", url)) | {"PUBLIC_URL": "https://hall.example"}

    def begin() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "registry.begin", *CENTRE, *PERSON]
        return subprocess.run(words, env=env, capture_output=True, text=True, check=False)  # noqa: S603 — our own module

    link = begin().stdout.strip()
    address, _, token = link.partition("#")
    assert address == "https://hall.example/invitation"
    settings = settings_for("registry", url)
    engine = databases.engine(settings)
    call = Call(Kit(settings, engine), service_actor("registry"), "accept")
    call.run(invitations.accept_invitation, token, "hash")
    with engine.connect() as connection:
        held = text("SELECT role FROM membership JOIN app_user u ON u.id = user_id")
        assert connection.scalars(held).all() == ["centre_admin"]
    engine.dispose()
    again = begin()
    assert (again.returncode, again.stdout) == (1, "")
    assert "administered" in again.stderr
