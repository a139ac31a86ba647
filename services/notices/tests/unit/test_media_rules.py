"""媒体规则 what of a medium's word holds, how long to wait, and what its answers mean."""

import json
from datetime import datetime, timedelta

import pytest
from notices import adapters
from notices.adapters.over_http import OverHttp, word_of
from notices.rules.media import Word, backoff, faults

OURS = datetime.fromisoformat("2026-09-07T10:00:00+08:00")
SHA = "ab" * 32
GOOD = Word("published", "https://m.example/1", OURS + timedelta(hours=1), SHA)


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        (GOOD, []),
        (Word("published", GOOD.url, GOOD.published_at, None), []),
        (Word("published", GOOD.url, OURS - timedelta(hours=10), SHA), []),  # the same day
        (Word("published", GOOD.url, OURS - timedelta(hours=11), SHA), ["published_at"]),
        (Word("published", GOOD.url, OURS + timedelta(hours=3), SHA), ["published_at"]),
        (Word("published", GOOD.url, GOOD.published_at, "cd" * 32), ["content_sha256"]),
        (Word("published", "", None, SHA), ["url"]),
        (Word("published", "javascript:alert(1)", GOOD.published_at, SHA), ["url"]),
    ],
)
def test_what_cannot_be_so_is_told_by_field(word: Word, fields: list[str]) -> None:
    now = OURS + timedelta(hours=2)
    told = faults(word, content_sha256=SHA, published_at=OURS, now=now)
    assert [one.field for one in told] == fields
    assert all(one.message_zh and one.message_en and one.basis for one in told)


def test_waiting_doubles_up_to_an_hour_and_goes_on() -> None:
    seconds = [backoff(one).total_seconds() for one in (1, 2, 3, 8, 1000)]
    assert seconds == [30, 60, 120, 3600, 3600]


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (
            200,
            {"state": "published", "url": GOOD.url, "published_at": OURS.isoformat()},
            "published",
        ),
        (202, {"state": "accepted", "more": 1}, "accepted"),
        (200, {"state": "odd"}, "failed"),
        (200, {"state": "published", "published_at": "yesterday"}, "failed"),
        (302, {}, "failed"),
        (401, {}, "failed"),
        (429, {}, "failed"),
        (500, {}, "failed"),
        (422, {"reason": "标题过长"}, "refused"),
    ],
)
def test_an_answer_means_what_its_status_and_words_say(
    status: int, body: dict[str, object], state: str
) -> None:
    word = word_of(status, json.dumps(body).encode())
    assert word.state == state
    assert ("标题过长" in word.error) == (state == "refused")


@pytest.mark.parametrize(
    ("told", "environment"),
    [
        ("{", "demo"),
        ('[{"url": "https://x"}]', "demo"),
        ('[{"medium": "M", "url": "ftp://x"}]', "demo"),
        ('[{"medium": "M", "url": "https://x", "key": "short"}]', "demo"),
        ('[{"medium": "M", "url": "http://x", "key": "a-key-of-twenty-characters"}]', "production"),
    ],
)
def test_a_wrong_setting_is_told_and_not_repeated(
    told: str, environment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENDERHALL_ENV", environment)
    monkeypatch.setenv("MEDIA", told)
    with pytest.raises(ValueError, match="MEDIA") as wrong:
        adapters.reached()
    assert "key" not in str(wrong.value)
    assert "secret" not in repr(OverHttp("https://x", "secret"))
