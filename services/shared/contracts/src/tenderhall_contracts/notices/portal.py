"""门户 what the public asks of notices: search, a project's chain, the change feed."""

from marshmallow import fields, validate

from tenderhall_contracts.core import PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, Money, Sha256, text
from tenderhall_contracts.notices.promise import notices
from tenderhall_contracts.vocab import Category, Method

EVERYBODY = frozenset({Role.ANONYMOUS, *PEOPLE, Role.SERVICE})
MOST = 500
"""Matches that a search counts and pages through; who wants more narrows the search."""


FILED_AS_CHANGE = ("suspension", "resumption", "cancellation")
"""Also found as 变更公告, by which name the manual publishes them (3.9, domain §6 C12)."""


class SearchPublic(Takes):
    """查询条件 every condition must hold; ``q`` is words, each of which must stand in the notice.

    ``region`` 430400 is of the whole city, 430000 of the province. ``catalogue`` is a code of the
    procurement catalogue, or its beginning. ``amount_*`` in yuan; ``since`` and ``until`` are days
    of publication in China, both included.
    """

    q = text(100)
    kind = fields.String(validate=validate.Length(max=40))
    region = fields.String(validate=validate.Regexp(r"\d{6}$", error="行政区划为6位数字"))
    method = fields.Enum(Method, by_value=True)
    catalogue = fields.String(
        validate=validate.Regexp(r"[ABC]\d{0,8}$", error="采购目录代码为字母A/B/C加至多8位数字")
    )
    purchaser = text(100)
    agency = text(100)
    project_no = text(100)
    amount_from = Money()
    amount_to = Money()
    since = fields.Date()
    until = fields.Date()
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 2 * MOST))


class PublicRow(Gives):
    """公告条目 a published notice or announcement, as lists and feeds tell it.

    ``amount`` is the budget of its lots, or what was awarded; ``sealed``: its PDF bears a seal.
    """

    seq = fields.Integer(required=True)
    no = fields.String(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    project_no = fields.String(required=True)
    project_name = fields.String(required=True)
    lot_nos = fields.List(fields.String(), required=True)
    region = fields.String(required=True)
    method = fields.Enum(Method, by_value=True, allow_none=True)
    category = fields.Enum(Category, by_value=True, allow_none=True)
    catalogue = fields.List(fields.String(), required=True)
    purchaser = fields.String(required=True)
    agency = fields.String(required=True)
    amount = Money(allow_none=True)
    opening_at = Instant(allow_none=True)
    published_at = Instant(required=True)
    url = fields.String(required=True)
    pdf_sha256 = Sha256(allow_none=True)
    sealed = fields.Boolean(required=True)
    ocid = fields.String(required=True)
    release_id = fields.String(required=True)


class PublicFound(Gives):
    """查询结果 newest first; ``more`` where there are more than ``total`` says."""

    total = fields.Integer(required=True)
    more = fields.Boolean(required=True)
    items = fields.List(fields.Nested(PublicRow), required=True)


class ProjectNo(Takes):
    """项目编号."""

    project_no = fields.String(required=True, validate=validate.Length(max=100))


class PublicMoment(Gives):
    """时间轴 one moment in a project's public life; ``no`` is the notice that tells it."""

    at = Instant(required=True)
    what = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    no = fields.String(allow_none=True)
    lot_nos = fields.List(fields.String(), required=True)


class PublicLot(Gives):
    """分包 as the public knows it; ``opening_at`` as last published."""

    no = fields.String(required=True)
    name = fields.String(required=True)
    catalogue_code = fields.String(allow_none=True)
    catalogue_name = fields.String(allow_none=True)
    budget = Money(allow_none=True)
    opening_at = Instant(allow_none=True)
    standing = fields.String(required=True)
    standing_zh = fields.String(required=True)


class PublicProject(Gives):
    """公开项目 with its chain of notices, oldest first, and its timeline."""

    project_no = fields.String(required=True)
    name = fields.String(required=True)
    plan_no = fields.String(allow_none=True)
    region = fields.String(required=True)
    method = fields.Enum(Method, by_value=True, allow_none=True)
    category = fields.Enum(Category, by_value=True, allow_none=True)
    purchaser = fields.String(required=True)
    agency = fields.String(required=True)
    ocid = fields.String(required=True)
    lots = fields.List(fields.Nested(PublicLot), required=True)
    chain = fields.List(fields.Nested(PublicRow), required=True)
    timeline = fields.List(fields.Nested(PublicMoment), required=True)


class Changes(Takes):
    """变更流 what came after ``since`` (0: from the beginning), oldest first."""

    since = fields.Integer(load_default=0, validate=validate.Range(min=0))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 1000))


class PublicChanges(Gives):
    """变更流 ``next`` is the cursor to ask with the next time; ``more`` where to ask at once.

    Numbers are given one by one as records become visible: there are no gaps, and nothing ever
    comes to stand before a cursor that was told.
    """

    items = fields.List(fields.Nested(PublicRow), required=True)
    next = fields.Integer(required=True)
    more = fields.Boolean(required=True)


search_public = notices.rpc(
    "search_public",
    title="检索已发布公告",
    kind=QUERY,
    takes=SearchPublic,
    gives=PublicFound,
    roles=EVERYBODY,
)
public_project = notices.rpc(
    "public_project",
    title="公开项目及其公告链",
    kind=QUERY,
    takes=ProjectNo,
    gives=PublicProject,
    roles=EVERYBODY,
    refuses=("NOT_FOUND",),
)
public_changes = notices.rpc(
    "public_changes",
    title="公告变更流",
    kind=QUERY,
    takes=Changes,
    gives=PublicChanges,
    roles=EVERYBODY,
)
