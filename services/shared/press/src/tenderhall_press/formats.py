"""格式 dates and money as they are printed. Never by the template, never by the locale."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tenderhall_press.rich import rich

CHINA = ZoneInfo("Asia/Shanghai")
BLANK = "（待填写）"
"""What a preview shows for a value that has not been entered yet; nothing unfilled is sealed."""

CENT = Decimal("0.01")
NUMERALS = "零壹贰叁肆伍陆柒捌玖"
LARGE = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def day(value: date | datetime | str | None) -> str:
    """年月日 ``2026年11月23日``; a moment is first brought to Chinese time."""
    if value is None:
        return BLANK
    moment = _read(value)
    if isinstance(moment, datetime):
        moment = moment.astimezone(CHINA).date()
    return f"{moment.year}年{moment.month:02d}月{moment.day:02d}日"


def minute(value: datetime | str | None) -> str:
    """年月日时分 ``2026年11月23日 09点30分``, the form of 财办库 2020 年 50 号.

    Raises:
        TypeError: It is only a day.
        ValueError: The moment has no time zone.
    """
    if value is None:
        return BLANK
    moment = _read(value)
    if not isinstance(moment, datetime):
        raise TypeError(f"需要时刻 a moment is needed, not a day: {value}")
    local = moment.astimezone(CHINA)
    return f"{day(local)} {local.hour:02d}点{local.minute:02d}分"


def money(value: Decimal | str | None) -> str:
    """金额 ``1,234,567.80``: yuan with two digits after the point."""
    if value is None:
        return BLANK
    return f"{Decimal(value).quantize(CENT):,f}"


def capital(value: Decimal | str | None) -> str:
    """大写金额 ``壹拾万柒仟元零伍角叁分``, by 正确填写票据和结算凭证的基本规定.

    Zeros that the rule leaves free are not written; 整 stands after 元 only.
    """
    if value is None:
        return BLANK
    whole, cents = divmod(int(Decimal(value).quantize(CENT, ROUND_HALF_UP) * 100), 100)
    yuan = f"{_numeral(whole)}元" if whole or not cents else ""
    return yuan + (_small(cents, after=bool(yuan)) if cents else "整")


def price(value: Decimal | str | None) -> str:
    """售价 ``免费`` or an amount."""
    if value is not None and not Decimal(value):
        return "免费"
    return f"{money(value)}元"


def yes_no(value: bool) -> str:  # noqa: FBT001 — a template filter takes its value by position
    """是否."""
    return "是" if value else "否"


def paragraphs(value: str) -> list[str]:
    """分段 the non-empty lines of a text that a person typed."""
    return [line.strip() for line in value.splitlines() if line.strip()]


def _numeral(number: int) -> str:
    for unit, word in LARGE:
        if number >= unit:
            head, rest = divmod(number, unit)
            gap = "零" if 0 < rest < unit // 10 else ""
            return _numeral(head) + word + gap + (_numeral(rest) if rest else "")
    return NUMERALS[number]


def _small(cents: int, *, after: bool) -> str:
    """角分 after the yuan; 零 stands for 角 that are none."""
    jiao, fen = divmod(cents, 10)
    told = f"{NUMERALS[jiao]}角" if jiao else "零" * after
    return told + (f"{NUMERALS[fen]}分" if fen else "")


def _read(value: date | datetime | str) -> date | datetime:
    if isinstance(value, str):
        kind = date if len(value) == len("2026-11-23") else datetime
        value = kind.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"时刻缺少时区 a moment without a time zone: {value}")
    return value


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "minute": minute,
    "money": money,
    "capital": capital,
    "price": price,
    "yes_no": yes_no,
    "paragraphs": paragraphs,
    "rich": rich,
}
"""What the templates may use, besides the few filters of the sandbox."""
