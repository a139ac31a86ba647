"""密码规则 what is refused, and that what is refused was told before."""

import pytest
from registry.rules import passwords

LOGIN, NAME = "li-caigou", "李采购"


@pytest.mark.parametrize(
    ("password", "places"),
    [
        ("correct horse battery", []),
        ("湖边的第三棵树下有一只猫", []),
        ("Hunan-2026x", []),
        ("hunan-2026x", [1]),
        ("Short-1", [1]),
        ("my-li-caigou-account", [2]),
        ("这是李采购自己的密码本子呀", [2]),
        ("Password2026!!", [3]),
        ("WOAINI1314520", [3]),
        ("qwertyuiop123", [3]),
        ("ababababababab", [4]),
        ("11111", [1, 4]),
    ],
)
def test_each_rule_refuses_what_it_says(password: str, places: list[int]) -> None:
    found = passwords.faults(password, LOGIN, NAME)
    assert [one.rule for one in found] == [f"PASSWORD_{place}" for place in places]
    assert [(one.message_zh, one.message_en) for one in found] == [
        passwords.RULES[place - 1] for place in places
    ]
