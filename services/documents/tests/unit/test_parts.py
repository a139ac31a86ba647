"""How a file lies in its parts."""

import pytest
from documents.rules.parts import count, length


@pytest.mark.parametrize(("size", "parts"), [(1, 1), (10, 1), (11, 2), (100, 10), (101, 11)])
def test_there_are_as_many_parts_as_it_takes(size: int, parts: int) -> None:
    assert count(size, 10) == parts
    assert sum(length(size, 10, number) for number in range(1, parts + 1)) == size


@pytest.mark.parametrize(("number", "bytes_"), [(1, 10), (2, 10), (3, 5), (4, 0), (9, 0)])
def test_the_last_part_is_what_is_left(number: int, bytes_: int) -> None:
    assert length(25, 10, number) == bytes_
