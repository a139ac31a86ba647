"""表单 between a browser's names and a contract's schema: ``lots.0.name`` ↔ nested values.

What was typed is kept as text (``Sheet``), so that a refused form shows again all that was in it;
what is sent to the service is made from the same text by the RPC's own schema.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from marshmallow import Schema, fields
from starlette.requests import Request
from tenderhall_contracts.common import Override
from tenderhall_contracts.errors import Finding, Problem

_MOST_FIELDS = 20_000
_WHOLE = re.compile(r"-?\d{1,18}")
_LOCAL_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
_NAMED = re.compile(r'\b(name|filename)="([^"]*)"')
_YES, _NO = {"true", "on"}, {"false"}

Tree = dict[str, Any]


@dataclass
class Sheet:
    """填写内容 what stands in a form's fields, and what is wrong with it.

    ``action`` and ``opinion`` are those of the refused attempt, so that its dialog opens again.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    action: str = ""
    opinion: str = ""

    def get(self, name: str, default: str = "") -> str:
        """值 of a field; the first where several have the name."""
        found = self.values.get(name)
        return found[0] if found else default

    def all(self, name: str) -> list[str]:
        """全部值 of a field that may stand several times."""
        return self.values.get(name, [])

    def rows(self, prefix: str) -> list[int]:
        """行号 0 … n-1 of the rows under a prefix (``lots``)."""
        start = f"{prefix}."
        found = {
            int(rest)
            for name in self.values
            if name.startswith(start)
            and (rest := name.removeprefix(start).partition(".")[0]).isdecimal()
        }
        return list(range(max(found) + 1)) if found else []

    def errors(self, name: str) -> list[Finding]:
        """错误 of one field."""
        return [one for one in self.findings if one.field == name]

    def add_row(self, prefix: str, first: str) -> None:
        """添加一行 an empty one, told by its ``first`` field."""
        self.values[f"{prefix}.{len(self.rows(prefix))}.{first}"] = [""]


def of(shown: Mapping[str, Any]) -> Sheet:
    """填入 a sheet of what a service gave (``ProjectOut``, …)."""
    return Sheet(dict(_flat("", shown)))


@dataclass(frozen=True, slots=True)
class Upload:
    """表格文件 a small file that a page reads by itself; attachments never come this way."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Posted:
    """提交 a form as it arrived; names that begin with ``_`` are the page's own."""

    tree: Tree
    own: Mapping[str, str]
    files: Mapping[str, Upload] = field(default_factory=dict)

    @property
    def action(self) -> str:
        """动作 the button that was pressed."""
        return self.own.get("_action", "save")

    @property
    def key(self) -> str:
        """幂等键 made when the page was rendered: pressing twice is asking once."""
        return self.own.get("_key", "")

    @property
    def opinion(self) -> str:
        """签署意见 that was written for the action."""
        return self.own.get(f"_opinion_{self.action}", "").strip()

    @property
    def version(self) -> int:
        """版本 that the page was made from; 0 where it is none."""
        told = self.sheet().get("version")
        return int(told) if _WHOLE.fullmatch(told) else 0

    @property
    def overrides(self) -> list[dict[str, str]]:
        """放行理由 those that were written, by rule."""
        rows = self.tree.get("overrides")
        told = [_object(Override(), one) for one in rows] if isinstance(rows, list) else []
        return [one for one in told if one.get("reason")]

    def sheet(self, problem: Problem | None = None) -> Sheet:
        """再次填入 everything that was typed, with what is wrong with it."""
        findings = list(problem.findings) if problem else []
        return Sheet(dict(_flat("", self.tree)), findings, self.action, self.opinion)

    def part(self, group: str) -> "Posted":
        """一组 of the page's forms the one whose fields are called ``group.field``."""
        inner = self.tree.get(group)
        return replace(self, tree=inner if isinstance(inner, dict) else {})

    def payload(self, takes: type[Schema]) -> dict[str, Any]:
        """入参 what the RPC takes of it; fields that it does not know are left out."""
        return _object(takes(), self.tree)


def inside(problem: Problem, group: str, moved: Mapping[str, str] | None = None) -> Problem:
    """归入 findings at the fields of one of a page's several forms, ``group.field``.

    ``moved`` are fields that the form calls otherwise; a finding of no field stays one.
    """
    names = {"": "", **(moved or {})}
    found = []
    for one in problem.findings:
        name = names.get(one.field, one.field)
        found.append(replace(one, field=f"{group}.{name}" if name else ""))
    return Problem(problem.code, found, **problem.extra)


async def posted(request: Request) -> Posted:
    """读取 a form as it was sent; only a page's own tables are sent as files."""
    body, kind = await request.body(), request.headers.get("content-type", "")
    files: dict[str, Upload] = {}
    if kind.startswith("multipart/form-data"):
        pairs, files = _parts(body, kind)
    else:
        text = body.decode("utf-8", "replace")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    own = {name: text for name, text in pairs if name.startswith("_")}
    return Posted(tree(pairs), own, files)


def _parts(body: bytes, kind: str) -> tuple[list[tuple[str, str]], dict[str, Upload]]:
    """multipart/form-data (RFC 7578) as browsers write it: texts, and files that were chosen."""
    boundary = kind.partition("boundary=")[2].strip().strip('"').encode()
    pairs: list[tuple[str, str]] = []
    files: dict[str, Upload] = {}
    for part in body.split(b"--" + boundary)[1:-1] if boundary else ():
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        told = dict(_NAMED.findall(head.decode("utf-8", "replace")))
        name, content = told.get("name", ""), content.removesuffix(b"\r\n")
        if "filename" not in told:
            pairs.append((name, content.decode("utf-8", "replace")))
        elif told["filename"]:
            files[name] = Upload(told["filename"], content)
    return pairs, files


def tree(pairs: Iterable[tuple[str, str]]) -> Tree:
    """嵌套 by dots; numbered rows become lists, gaps of removed rows closed."""
    read: Tree = {}
    for name, text in pairs:
        if name.startswith("_"):
            continue
        *groups, last = name.split(".")
        place = read
        for group in groups:
            inside = place.setdefault(group, {})
            place = inside if isinstance(inside, dict) else {}
        value = text.replace("\r\n", "\n")
        known = place.setdefault(last, [])
        if isinstance(known, list):
            known.append(value)
    return {name: _closed(node) for name, node in read.items()}


def _closed(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if all(one.isdecimal() for one in node):
        return [_closed(node[one]) for one in sorted(node, key=int)]
    return {name: _closed(one) for name, one in node.items()}


def _flat(prefix: str, node: Any) -> Iterator[tuple[str, list[str]]]:
    match node:
        case Mapping():
            for name, inside in node.items():
                yield from _flat(f"{prefix}.{name}" if prefix else str(name), inside)
        case list() if any(isinstance(one, Mapping | list) for one in node):
            for place, inside in enumerate(node):
                yield from _flat(f"{prefix}.{place}", inside)
        case list():
            yield prefix, [_text(one) for one in node]
        case _:
            yield prefix, [_text(node)]


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
    return str(value)


def _object(schema: Schema, node: Any) -> dict[str, Any]:
    if not isinstance(node, Mapping):
        return {}
    made = {
        name: _value(declared, node[name])
        for name, declared in schema.fields.items()
        if name in node
    }
    return {name: value for name, value in made.items() if value is not _ABSENT}


class _Absent:
    """A field that was left empty."""


_ABSENT = _Absent()


def _value(declared: fields.Field[Any], node: Any) -> Any:
    match declared:
        case fields.Nested():
            return _object(declared.schema, node) or (None if declared.allow_none else {})
        case fields.Dict():
            return _mapping(declared, node)
        case fields.List():
            rows = node if isinstance(node, list) else []
            made = [_value(declared.inner, one if _is_row(one) else [one]) for one in rows]
            return [one for one in made if one is not _ABSENT]
    return _scalar(declared, node[0] if isinstance(node, list) and node else "")


def _mapping(declared: fields.Dict, node: Any) -> dict[str, Any]:
    """By names that only the service knows; an empty text is told as such."""
    inner = declared.value_field
    if inner is None or not isinstance(node, Mapping):
        return {}
    made = {name: _value(inner, one) for name, one in node.items()}
    return {name: "" if value is _ABSENT else value for name, value in made.items()}


def _is_row(node: Any) -> bool:
    return isinstance(node, Mapping | list)


def _scalar(declared: fields.Field[Any], typed: Any) -> Any:
    text = typed.strip() if isinstance(typed, str) else ""
    if not text:
        return _nothing(declared)
    match declared:
        case fields.Boolean():
            return True if text in _YES else False if text in _NO else text
        case fields.Integer():
            return int(text) if _WHOLE.fullmatch(text) else text
        case fields.AwareDateTime():
            return f"{text}+08:00" if _LOCAL_MOMENT.fullmatch(text) else text
        case fields.Decimal():
            return text.replace(",", "").replace("，", "")
    return text


def _nothing(declared: fields.Field[Any]) -> Any:
    """An empty field: None where that can be said, empty text where the service must refuse it."""
    if declared.allow_none:
        return None
    return "" if declared.required and isinstance(declared, fields.String) else _ABSENT
