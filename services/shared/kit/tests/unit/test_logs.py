import json
import logging

import pytest
from tenderhall_kit import logs


@pytest.fixture(autouse=True)
def restored() -> object:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


def test_a_line_is_one_json_object_with_service_and_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("venue")
    logs.request_id.set("req-1")
    logging.getLogger("venue.usecases").info("已提交 %s", 7)
    line = json.loads(capsys.readouterr().err)
    assert (line["service"], line["request_id"], line["message"], line["logger"]) == (
        "venue",
        "req-1",
        "已提交 7",
        "venue.usecases",
    )


def test_loggers_that_exist_already_stay_on(capsys: pytest.CaptureFixture[str]) -> None:
    old = logging.getLogger("nameko.containers")
    logs.configure("venue")
    old.error("a worker's exception")
    assert "a worker's exception" in capsys.readouterr().err
