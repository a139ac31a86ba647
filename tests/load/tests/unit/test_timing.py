from collections.abc import Callable

import pytest
from tenderhall_bench.timing import Rounds, interleave, percentile, rate


def test_every_way_goes_first_in_turn() -> None:
    order: list[str] = []

    def way(name: str) -> Callable[[], float]:
        return lambda: order.append(name) or 1.0

    interleave({"a": way("a"), "b": way("b"), "c": way("c")}, 3)
    assert "".join(order) == "abcbcacab"


def test_the_ratio_compares_figures_of_the_same_round() -> None:
    rounds = Rounds({"ours": [10, 100, 30], "theirs": [5, 50, 10]})
    assert rounds.ratio("ours", "theirs") == 2.0
    assert rounds.medians() == {"ours": 30, "theirs": 10}
    assert rounds.best(["ours", "theirs"]) == "ours"


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, 2), (75, 3), (99, 4), (100, 4)])
def test_a_percentile_is_a_value_that_occurred(percent: float, value: float) -> None:
    assert percentile([4, 2, 1, 3], percent) == value


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_a_rate_counts_whole_pieces_of_work() -> None:
    done: list[int] = []
    assert rate(lambda: done.append(1), 0.01) > 0
    assert done
