"""Search by pairs of characters finds what LIKE finds, neither more nor less."""

from hypothesis import given
from hypothesis import strategies as st
from notices.rules import words

TEXT = st.text(alphabet="衡阳市人民医院采购\uff23\uff34ct1-2 ，'\\", max_size=40)


def matches(text: str, asked: str) -> bool:
    """What the database does: the pairs find, the text proves what is longer."""
    told, terms = words.normal(text), words.terms(asked)
    pairs = words.pairs(told)
    for term in terms:
        needed = {term[at : at + 2] for at in range(len(term) - 1)}
        found = needed <= pairs if needed else any(one.startswith(term) for one in pairs)
        if not found:
            return False
    return all(term in told for term in words.beyond_pairs(terms))


@given(TEXT, TEXT)
def test_words_match_where_each_of_them_stands_in_the_text(text: str, asked: str) -> None:
    plain = all(term in words.normal(text) for term in words.terms(asked))
    assert matches(text, asked) == plain


def test_width_case_and_spaces_make_no_difference() -> None:
    assert words.normal("\uff28\uff39\uff3a\uff23\uff0d2026\n\n CT") == "hyzc-2026 ct"
    assert words.terms("医院 CT 医院") == ["医院", "ct"]


def test_a_query_quotes_what_would_be_an_operator() -> None:
    assert words.query(["a'"]) == "'a'''"
    assert words.query(["\\&"]) == "'\\\\&'"
    assert words.query(["岳"]) == "'岳':*"


def test_a_field_has_pairs_of_its_own() -> None:
    assert words.pairs("学校", words.PURCHASER) == {"\x02学校", "\x02校"}
    assert words.query(["学校"], words.PURCHASER) == "'\x02学校'"
