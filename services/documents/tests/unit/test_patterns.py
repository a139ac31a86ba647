"""The model texts: all of 87号令 §20 in each, nothing named that is not there, none changed."""

import re
from datetime import date
from itertools import product

import pytest
from documents import patterns
from documents.patterns import Pattern
from documents.rules.written import article
from tenderhall_contracts.documents.writing import KINDS

CARRIED = patterns.catalogue()
SOURCES = {
    "project": {*("name", "no", "plan_no", "budget", "ceiling", "consortium", "imports")}
    | {"performance_period"},
    "purchaser": {"name", "address", "contact", "phone"},
    "agency": {"name", "address", "contact", "phone"},
    "booking": {"opening_at", "place"},
    "document": {"title", "bid_validity_days", "price_weight", "price", "obtaining"},
}
FROZEN = {
    "goods-comprehensive.v1": "df53bf2586b0004b90ea80e8c5335351ef49b34bd968ea1ac7da922202520fef",
    "goods-lowest_price.v1": "f5953514c51e464a710e74544b66e4c5b185f2c5f7cb09e7ce5510992cce2d0b",
    "services-comprehensive.v1": "db36d9edabb2afbefc5e8d9c82e5c363522e11d3496690e13ed2375dcd324450",
    "services-lowest_price.v1": "c364915670c86136b3661fc8e1b6f10b7a3abff7b0599cfeef130e83e049cbfa",
    "works-comprehensive.v1": "d4c74be3536c75154e15311e69a92f4d047602a97c2797815b548b38c433eae5",
    "works-lowest_price.v1": "b620a72f826a17d07e25d2822d63746096f1304c9b151fc2d6878f153dd57aae",
}
every = pytest.mark.parametrize("pattern", CARRIED, ids=lambda one: f"{one.id}.v{one.version}")


def test_there_is_one_for_each_category_and_method() -> None:
    kinds, methods = ("goods", "services", "works"), ("lowest_price", "comprehensive")
    wanted = {f"{kind}-{method}" for kind, method in product(kinds, methods)}
    assert {one.id for one in CARRIED} == wanted
    assert patterns.choose("goods-comprehensive", date(2026, 11, 23)).version == "1"


def test_before_order_87_there_is_none() -> None:
    with pytest.raises(patterns.NoPattern):
        patterns.choose("goods-comprehensive", date(2017, 9, 30))
    with pytest.raises(patterns.NoPattern):
        patterns.named("goods-comprehensive", "999")


@every
def test_the_sixteen_contents_of_article_20_stand_in_it(pattern: Pattern) -> None:
    found = {item for chapter in pattern.chapters for item in chapter.contents()}
    assert found == set(range(1, 17))


@every
def test_its_chapters_are_those_of_a_tender_document(pattern: Pattern) -> None:
    titles = [one.title for one in pattern.chapters]
    assert titles == [
        *("投标邀请", "投标人须知前附表", "投标人须知", "评标办法", "合同", "采购需求"),
        "投标文件格式",
    ]


@every
def test_every_name_stands_once_and_every_kind_is_known(pattern: Pattern) -> None:
    names = [
        name
        for chapter in pattern.chapters
        for part in (chapter.entries, chapter.tables, chapter.zones)
        for name in part
    ]
    written = sum(
        len(one.entries) + len(one.tables) + len(one.zones)
        for chapter in pattern.chapters
        for one in chapter.sections
    )
    assert len(names) == len(set(names)) == written
    for chapter in pattern.chapters:
        for one in chapter.entries.values():
            assert one.kind in KINDS
            assert (one.kind == "choice") == bool(one.options)


@every
def test_a_locked_clause_names_only_fields_that_are_there(pattern: Pattern) -> None:
    names = {name for chapter in pattern.chapters for name in chapter.entries}
    for chapter in pattern.chapters:
        for section in chapter.sections:
            for clause in section.clauses:
                assert set(re.findall(r"\{(\w+)\}", clause)) <= names, clause


@every
def test_what_must_be_equal_says_to_what(pattern: Pattern) -> None:
    for chapter in pattern.chapters:
        for one in chapter.entries.values():
            assert one.source or not one.same
            if one.source:
                part, _, name = one.source.partition(".")
                assert name in SOURCES[part]
        for table in chapter.tables.values():
            assert table.source in ("", "lots")


def test_an_article_is_cited_as_people_cite_it() -> None:
    assert article([6, 12]) == "87号令 §20（六）（十二）"
    assert article([10]) == "87号令 §20（十）"


def test_a_version_that_was_ever_used_does_not_change() -> None:
    """A change breaks the digests that tender documents carry: add a version."""
    assert {f"{one.id}.v{one.version}": one.sha256 for one in CARRIED} == FROZEN
