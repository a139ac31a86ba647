"""名称 what something is called in both languages."""

from collections.abc import Mapping
from typing import NamedTuple


class Label(NamedTuple):
    """名称 in Chinese and in English."""

    zh: str
    en: str


Table = Mapping[str, Label]
"""Field → its name."""
