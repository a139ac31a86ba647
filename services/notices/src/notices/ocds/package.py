"""OCDS 包 releases and records as they are handed out, with publisher and licence."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ocdsmerge import Merger

Values = Mapping[str, Any]

LOTS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension"
    "/v1.1.5/extension.json"
)
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = "衡阳市公共资源交易中心"

_GIVEN_UP = ("id", "date", "tag")
"""``omitWhenMerged`` of the 1.1.5 schema; all else merges by id, or whole."""


def release_package(releases: Sequence[Values], url: str) -> dict[str, Any]:
    """发布包."""
    newest = max(str(one["date"]) for one in releases)
    return {**_head(url, newest), "releases": list(releases)}


def record_package(releases: Sequence[Values], url: str) -> dict[str, Any]:
    """记录包 of one contracting process: every release, and what they come to."""
    newest = max(str(one["date"]) for one in releases)
    compiled = _merger().create_compiled_release([dict(one) for one in releases])
    record = {
        "ocid": releases[0]["ocid"],
        "releases": list(releases),
        "compiledRelease": compiled,
    }
    return {**_head(url, newest), "records": [record]}


def _head(url: str, at: str) -> dict[str, Any]:
    return {
        "uri": url,
        "version": "1.1",
        "extensions": [LOTS],
        "publishedDate": at,
        "publisher": {"name": PUBLISHER},
        "license": LICENCE,
    }


@cache
def _merger() -> Merger:
    """Rules as the schema gives them, so that nothing is fetched from anywhere."""
    return Merger(merge_rules=dict.fromkeys(((name,) for name in _GIVEN_UP), "omitWhenMerged"))
