"""招标文件制作 writing a tender document chapter by chapter, checking it, building its PDF.

A 范本 (model text) says what there is to fill in: its chapters have locked clauses, typed fields,
rich texts and tables. Content is text everywhere; the field's ``kind`` says what it must read as.
"""

from marshmallow import fields, validate

from tenderhall_contracts.common import ById, CheckOut, FindingOut, FormCommand, ObjectRef
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.documents.promise import documents
from tenderhall_contracts.fields import Instant, Sha256, text

KINDS = ("text", "area", "money", "number", "whole", "date", "moment", "choice", "yes_no")
"""字段类型: money in yuan; number may have a fraction; moment is ISO 8601 with offset."""

LONGEST_TEXT, MOST_ROWS = 100_000, 500
"""Characters of a rich text (some ninety pages; a form may have 1 MiB), rows of a table."""

_NAME = fields.String(validate=validate.Regexp(r"[a-z][a-z0-9_]{0,39}$", error="名称不正确"))
_CELL = fields.String(validate=validate.Length(max=4000))


class SaveContent(Takes):
    """保存一章 what stands in one chapter; the other chapters stay as they are.

    Values and texts that are not told stay as they are; a table that is not told is empty.
    """

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)
    chapter = text(40, required=True)
    values = fields.Dict(keys=_NAME, values=_CELL, load_default=dict)
    texts = fields.Dict(
        keys=_NAME,
        values=fields.String(validate=validate.Length(max=LONGEST_TEXT)),
        load_default=dict,
    )
    tables = fields.Dict(
        keys=_NAME,
        values=fields.List(
            fields.Dict(keys=_NAME, values=_CELL), validate=validate.Length(max=MOST_ROWS)
        ),
        load_default=dict,
    )


class OptionOut(Gives):
    """选项 of a field of kind ``choice``."""

    value = fields.String(required=True)
    label = fields.String(required=True)


class EntryOut(Gives):
    """填写项 a typed field, or a column of a table.

    ``same`` where it must equal what project, lots, booking or document say; ``contents`` are the
    items of 87号令 §20 that it answers.
    """

    name = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    required = fields.Boolean(required=True)
    same = fields.Boolean(required=True)
    hint = fields.String()
    options = fields.List(fields.Nested(OptionOut))
    contents = fields.List(fields.Integer())


class ZoneOut(Gives):
    """自由文本 rich text of the agency's own: paragraphs, lists, tables, emphasis."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    required = fields.Boolean(required=True)
    hint = fields.String()
    contents = fields.List(fields.Integer())


class TableOut(Gives):
    """数据表 rows of typed cells; a ``fixed`` one has the rows it was given."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    required = fields.Boolean(required=True)
    fixed = fields.Boolean(required=True)
    hint = fields.String()
    contents = fields.List(fields.Integer())
    columns = fields.List(fields.Nested(EntryOut), required=True)


class SectionOut(Gives):
    """节 locked clauses, then what is to be filled in."""

    title = fields.String(required=True)
    clauses = fields.List(fields.String(), required=True)
    contents = fields.List(fields.Integer())
    entries = fields.List(fields.Nested(EntryOut), required=True)
    tables = fields.List(fields.Nested(TableOut), required=True)
    zones = fields.List(fields.Nested(ZoneOut), required=True)


class ChapterOut(Gives):
    """章."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    sections = fields.List(fields.Nested(SectionOut), required=True)


class PatternOut(Gives):
    """范本 the model text that the document is written by: one immutable version."""

    id = fields.String(required=True)
    version = fields.String(required=True)
    title = fields.String(required=True)
    basis = fields.String(required=True)
    sha256 = Sha256(required=True)


class BuildOut(Gives):
    """生成 one making of the PDF: asked, done, failed, or outdated by a later change.

    ``pages`` have been laid out so far; in the end, those of the file.
    """

    id = fields.UUID(required=True)
    content_version = fields.Integer(required=True)
    state = fields.String(
        required=True, validate=validate.OneOf(["asked", "done", "failed", "outdated"])
    )
    pages = fields.Integer(required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    file = fields.Nested(ObjectRef, allow_none=True)
    asked_at = Instant(required=True)
    finished_at = Instant(allow_none=True)


class ShownOut(Gives):
    """显示 values and cells as people and the printed document read them."""

    values = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    tables = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Dict(keys=fields.String(), values=fields.String())),
        required=True,
    )


class ContentOut(Gives):
    """招标文件内容 under its tender document's id; ``version`` counts the content's own changes.

    ``document_version`` is the tender document's. ``build`` is the last one asked for; ``built``
    says that the document's file is made of this very content. ``shown`` are its values as people
    read them, which also stand for ``{name}`` in the locked clauses.
    """

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    document_version = fields.Integer(required=True)
    state = fields.String(required=True)
    state_zh = fields.String(required=True)
    allowed = fields.List(fields.String(), required=True)
    title = fields.String(required=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    pattern = fields.Nested(PatternOut, required=True)
    chapters = fields.List(fields.Nested(ChapterOut), required=True)
    values = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    texts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    tables = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Dict(keys=fields.String(), values=fields.String())),
        required=True,
    )
    shown = fields.Nested(ShownOut)
    built = fields.Boolean(required=True)
    build = fields.Nested(BuildOut, allow_none=True)
    updated_at = Instant(required=True)
    updated_by = fields.String(required=True)


class ContentCheckOut(CheckOut):
    """内容核对 one rule, and the chapter in which its field stands."""

    chapter = fields.String(required=True)
    label_zh = fields.String(required=True)


class ChapterStateOut(Gives):
    """章的核对 how many of its checks keep the document from being built."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    open = fields.Integer(required=True)


class LawfulContentOut(Gives):
    """法定内容 an item of 87号令 §20: the chapters it stands in, and what of it is still open."""

    item = fields.Integer(required=True)
    title_zh = fields.String(required=True)
    chapters = fields.List(fields.Nested(ChapterStateOut), required=True)
    open = fields.Integer(required=True)


class ContentChecksOut(Gives):
    """核对结果 ``open`` are those that keep the document from being built.

    ``chapters`` and ``contents`` tell the same by chapter, and by the 16 items of 87号令 §20.
    """

    version = fields.Integer(required=True)
    open = fields.Integer(required=True)
    checks = fields.List(fields.Nested(ContentCheckOut), required=True)
    chapters = fields.List(fields.Nested(ChapterStateOut))
    contents = fields.List(fields.Nested(LawfulContentOut))


_REFUSES = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")
start_tender_content = documents.rpc(
    "start_tender_content",
    title="开始制作招标文件",
    kind=COMMAND,
    takes=FormCommand,
    gives=ContentOut,
    roles={Role.CLERK},
    refuses=("PRECONDITION_FAILED", *_REFUSES),
)
save_tender_content = documents.rpc(
    "save_tender_content",
    title="保存招标文件内容",
    kind=COMMAND,
    takes=SaveContent,
    gives=ContentOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", *_REFUSES),
)
get_tender_content = documents.rpc(
    "get_tender_content",
    title="查看招标文件内容",
    kind=QUERY,
    takes=ById,
    gives=ContentOut,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
check_tender_content = documents.rpc(
    "check_tender_content",
    title="核对招标文件内容",
    kind=QUERY,
    takes=ById,
    gives=ContentChecksOut,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
build_tender_document = documents.rpc(
    "build_tender_document",
    title="生成招标文件",
    kind=COMMAND,
    takes=FormCommand,
    gives=BuildOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", *_REFUSES),
)
get_tender_build = documents.rpc(
    "get_tender_build",
    title="招标文件生成进度",
    kind=QUERY,
    takes=ById,
    gives=BuildOut,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)


class ContentFacts(Gives):
    """内容事件 which document, which version of its content, by which model text."""

    form_id = fields.UUID(required=True)
    content_version = fields.Integer(required=True)
    pattern_id = fields.String(required=True)
    pattern_version = fields.String(required=True)


class BuildFacts(ContentFacts):
    """生成事件 which build; ``file`` once it is made, ``failure`` where it failed."""

    build_id = fields.UUID(required=True)
    pages = fields.Integer()
    file = fields.Nested(ObjectRef, allow_none=True)
    failure = fields.String(allow_none=True)


tender_content_saved = documents.event(
    "tender_document.content_saved", version=1, carries=ContentFacts, title="招标文件内容已保存"
)
tender_build_asked = documents.event(
    "tender_document.build_asked", version=1, carries=BuildFacts, title="招标文件待生成"
)
tender_document_built = documents.event(
    "tender_document.built", version=1, carries=BuildFacts, title="招标文件已生成"
)
tender_build_failed = documents.event(
    "tender_document.build_failed", version=1, carries=BuildFacts, title="招标文件未能生成"
)
