"""What goes out by itself, from the service as it runs: to a medium, by mail, to a webhook."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from notices.usecases import subscribing
from sqlalchemy import select
from sqlalchemy.orm import Session
from tenderhall_contracts.notices import RegisterWebhook, SubscribeByMail
from tenderhall_kit.tables import Outbox
from tenderhall_kit.testprocess import until
from tenderhall_press.fonts import FontFolder

from .outside import Outside
from .test_media import Data, medium, one, published, says
from .test_subscriptions import READER, alone, box, hook, mails, said

__all__ = ["alone", "box", "hook", "medium", "published"]
TOLD = ("MEDIA", "SMTP_URL", "MAIL_FROM", "WEBHOOK_LOCAL")


@pytest.mark.usefixtures("alone")
def test_the_running_service_reaches_medium_mail_and_webhook(
    world: Any,
    medium: Outside,
    hook: Outside,
    box: Path,
    published: Data,
    running: Callable[..., Any],
    fonts: FontFolder,
) -> None:
    medium.answers = [says("2026-09-07T10:00:00+08:00", published["content_sha256"])]
    by_mail = SubscribeByMail().load({"email": READER, "filter": {}})
    said(world, subscribing.by_mail, by_mail)
    pushed = RegisterWebhook().load({"url": f"{hook.url}/hook", "filter": {}})
    token = said(world, subscribing.webhook, pushed)["token"]
    env = {name: os.environ[name] for name in TOLD}
    with running("notices", TENDERHALL_FONT_DIR=str(fonts.path), **env):
        until(lambda: one(world, published)["state"] == "acknowledged")
        until(lambda: len(mails(box)) == 1)
        asked = {"token": token}
        until(lambda: world.as_service().read(subscribing.shown, asked)["state"] == "active")
        folder = f"public/notices/{published['no']}"
        until(
            lambda: b"ccgp-hunan.gov.cn/notice/77" in world.kit.storage.get(f"{folder}/index.html")
        )
    assert [each.json["type"] for each in hook.asked] == ["challenge"]
    with Session(world.kit.engine) as session:
        told = [row.envelope["type"] for row in session.scalars(select(Outbox))]
    assert told.count("notice.media_acknowledged") == 1
