from enum import StrEnum

import pytest
from tenderhall_contracts import vocab
from tenderhall_contracts.vocab import LABELS, LotState, PublishState, RoomKind

VOCABULARIES = [
    one
    for one in vars(vocab).values()
    if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum
]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_value_has_a_chinese_label(vocabulary: type[StrEnum]) -> None:
    assert all(LABELS[member] for member in vocabulary)


def test_values_that_two_vocabularies_share_keep_their_own_labels() -> None:
    assert LABELS[LotState.FAILED] == "已废标"
    assert LABELS[PublishState.FAILED] == "发布失败"
    assert LABELS[LotState.OPENING] == "开评标中"
    assert LABELS[RoomKind.OPENING] == "开标室"
    assert len(LABELS) == len(list(LABELS)) == sum(len(one) for one in VOCABULARIES)


def test_a_bare_text_has_no_label() -> None:
    with pytest.raises(KeyError):
        LABELS["failed"]
