"""Vocabularies and their labels."""

from enum import StrEnum

import pytest
from marshmallow import fields, validate
from tenderhall_contracts import vocab
from tenderhall_contracts.core import Gives
from tenderhall_contracts.examples import example
from tenderhall_contracts.vocab import LABELS, LotState, PublishState

VOCABULARIES = [
    kind
    for kind in vars(vocab).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
]


@pytest.mark.parametrize("kind", VOCABULARIES, ids=lambda kind: kind.__name__)
def test_every_word_has_a_chinese_label_of_its_own(kind: type[StrEnum]) -> None:
    labels = [LABELS[one] for one in kind]
    assert len(set(labels)) == len(labels)
    assert all(labels)


def test_a_value_that_two_vocabularies_share_keeps_both_labels() -> None:
    assert LotState.FAILED == PublishState.FAILED
    assert (LABELS[LotState.FAILED], LABELS[PublishState.FAILED]) == ("已废标", "发布失败")


def test_the_labels_are_those_of_all_words_and_no_others() -> None:
    words = [one for kind in VOCABULARIES for one in kind]
    assert len(LABELS) == len(words)
    assert [(type(one), one) for one in LABELS] == [(type(one), one) for one in words]


def test_a_plain_word_has_no_label() -> None:
    with pytest.raises(KeyError):
        LABELS["failed"]


def test_an_example_takes_a_word_of_its_field() -> None:
    class Told(Gives):
        state = fields.String(validate=[validate.Length(max=9), validate.OneOf(["open", "done"])])
        title = fields.String(validate=validate.Length(max=200))
        ratio = fields.Decimal()
        exact = fields.Decimal(places=3)

    assert example(Told) == {"state": "open", "title": "title", "ratio": "100", "exact": "100.000"}
