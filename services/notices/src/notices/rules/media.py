"""媒体规则 how long to wait for a medium, and what of its word cannot be so (R33, R34). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tenderhall_contracts.errors import Finding
from tenderhall_kit.law import Calculator, Judgement, day_of

WAITING, HANDED_OVER, REFUSED = "waiting", "handed_over", "refused"
BY_HAND, ACKNOWLEDGED = "by_hand", "acknowledged"
UNDER_WAY = (WAITING, HANDED_OVER)
STATE_ZH: Mapping[str, str] = {
    WAITING: "待交送",
    HANDED_OVER: "已交送，待确认",
    REFUSED: "媒体拒收",
    BY_HAND: "待人工登记",
    ACKNOWLEDGED: "已发布",
}

_FIRST, _LONGEST = timedelta(seconds=30), timedelta(hours=1)
_SKEW = timedelta(minutes=5)
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Word:
    """媒体答复 what a medium has told of a notice.

    ``state``: published, accepted, refused; ``unknown``: it never got it; ``failed``: nobody knows.
    """

    state: str
    url: str = ""
    published_at: datetime | None = None
    content_sha256: str | None = None
    error: str = ""


def backoff(attempts: int) -> timedelta:
    """重试间隔 half a minute, twice as long each time, an hour at most; it never gives up (R33)."""
    doubled = min(max(attempts - 1, 0), 10)
    return min(_FIRST * (1 << doubled), _LONGEST)


def faults(
    word: Word, *, content_sha256: str, published_at: datetime, now: datetime
) -> list[Finding]:
    """不符之处 another content, no time or address, or a time that cannot be."""
    return [found for holds, found in _judged(word, content_sha256, published_at, now) if holds]


def _judged(
    word: Word, content_sha256: str, published_at: datetime, now: datetime
) -> Iterator[tuple[bool, Finding]]:
    told = word.published_at
    given = (word.content_sha256 or "")[:_SHOWN]
    basis = "财政部令第101号第11条"
    yield (
        word.content_sha256 not in {None, content_sha256},
        Finding(
            "content_sha256",
            "R33",
            f"媒体发布的内容与公告不一致：媒体回传摘要{given}…，公告摘要{content_sha256[:_SHOWN]}…",
            f"The medium has other content: its digest is {given}…",
            basis,
        ),
    )
    yield (
        told is None or not word.url.startswith(("http://", "https://")),
        Finding("url", "R33", "媒体未告知发布网址或时间", "No address or time is told", basis),
    )
    yield (
        told is not None and told > now + _SKEW,
        Finding("published_at", "R03", "发布时间晚于现在", "It lies in the future", "87号令第16条"),
    )
    yield (
        told is not None and day_of(told) < day_of(published_at),
        Finding(
            "published_at",
            "R03",
            f"发布时间早于公告发布日{day_of(published_at)}",
            f"It lies before the notice's own day, {day_of(published_at)}",
            "87号令第16条",
        ),
    )


def too_short(
    law: Calculator, starts_on: date, opening_at: datetime, obtain_until: date | None
) -> list[tuple[str, Judgement]]:
    """不足的期限 of a tender notice whose clock starts on that day, each with its field."""
    judged = [("opening_at", law.judge_deadline(starts_on, day_of(opening_at)))]
    if obtain_until:
        judged.append(("obtain_until", law.judge_obtaining(starts_on, obtain_until)))
    return [(field, one) for field, one in judged if not one.kept]
