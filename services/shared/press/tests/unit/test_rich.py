import pytest
from tenderhall_press.rich import blank, clean, rich


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>甲<script>alert(1)</script>乙</p>", "<p>甲乙</p>"),
        ('<p onclick="x()" style="color:red" class="a">甲</p>', "<p>甲</p>"),
        ('<a href="http://x/">甲</a>', "甲"),
        ('<img src="file:///etc/passwd">甲', "甲"),
        ("<h1>甲</h1>", "甲"),
        ('<td colspan="2" width="9">甲</td>', "甲"),
        ("甲 < 乙", "甲 &lt; 乙"),
    ],
)
def test_only_harmless_markup_is_kept(written: str, kept: str) -> None:
    assert clean(written) == kept


def test_lists_tables_and_emphasis_are_kept() -> None:
    written = (
        "<ul><li><strong>甲</strong></li></ul>"
        '<table><tbody><tr><td colspan="2">乙</td></tr></tbody></table>'
    )
    assert clean(written) == written
    assert str(rich(written)) == written


def test_cleaning_twice_is_cleaning_once() -> None:
    once = clean("<p>甲 & 乙<b>丙</p>")
    assert clean(once) == once


EMPTY = ["", " ", "<p></p>", "<p>&nbsp;<br></p>", "<ul><li> </li></ul>"]


@pytest.mark.parametrize("written", EMPTY)
def test_markup_without_words_is_blank(written: str) -> None:
    assert blank(written)
    assert not blank(f"{written}甲")
