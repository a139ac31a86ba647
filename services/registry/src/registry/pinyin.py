"""拼音 what a Chinese name is typed as on a Latin keyboard: whole, and by its initials."""


def sounds(text: str, *, initials: bool = False) -> list[str]:
    """读音 of each character, without tones; what is no Chinese stays in one piece."""
    # Half a second of dictionaries, which most processes never need.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 — see above

    return lazy_pinyin(text, style=Style.FIRST_LETTER if initials else Style.NORMAL)


def spoken(name: str) -> str:
    """拼音与首字母 ``fuwuqi fwq`` for 服务器; lower case, other signs as they are."""
    told = [one.lower() for one in sounds(name)]
    return f"{''.join(told)} {''.join(one[:1] for one in told)}"
