"""The shipped catalogue: found by code and by words."""

from registry import catalogue


def codes(q: str) -> list[str]:
    return [one.code for one in catalogue.search(q, 2)]


def test_the_beginning_of_a_code_finds_what_lies_under_it() -> None:
    found = codes("a020208")
    assert "A02020800" in found
    assert all(one.startswith("A020208") for one in found)


def test_words_may_stand_in_the_name_or_above_it() -> None:
    assert "A02020800" in codes("触控一体机")
    assert set(codes("房屋 办公")) >= {"A01010100"}
    assert codes("没有这样的品目") == []


def test_only_what_a_lot_may_be_named_by_is_offered() -> None:
    assert "A01000000" not in codes("A01")
    assert all(one.level >= 2 for one in catalogue.search("A", 2))


def test_an_entry_tells_where_it_stands() -> None:
    found = next(iter(catalogue.search("A02020800", 2)))
    assert (found.name, found.path[0]) == ("触控一体机", "货物")
