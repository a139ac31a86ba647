"""拼音 what a Chinese name is typed as on a Latin keyboard: whole, and by its initials."""

from pypinyin import lazy_pinyin


def spoken(name: str) -> str:
    """拼音与首字母 ``fuwuqi fwq`` for 服务器; lower case, other signs as they are."""
    sounds = [one.lower() for one in lazy_pinyin(name)]
    return f"{''.join(sounds)} {''.join(one[:1] for one in sounds)}"
