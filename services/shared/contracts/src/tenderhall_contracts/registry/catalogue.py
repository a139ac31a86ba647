"""采购品目 the procurement catalogue that lots are named by (domain §3), in dated editions."""

from marshmallow import fields, validate

from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.promise import registry

LARGEST = 20_000
"""Rows of one catalogue; the official one of 2022 has 4 272."""


class SearchCatalogue(Takes):
    """查品目 by the beginning of a code, or by words of a name, its pinyin or its initials."""

    q = text(50, required=True)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 50))


class BrowseCatalogue(Takes):
    """浏览品目 what stands under ``parent``; the top where there is none."""

    parent = fields.String(validate=validate.Length(max=9))


class CatalogueEntry(Gives):
    """品目 ``path`` is the names above it, from the top.

    ``leaf`` where nothing stands under it, ``usable`` where a lot may be named by it.
    """

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.Integer(required=True)
    path = fields.List(fields.String(), required=True)
    leaf = fields.Boolean()
    usable = fields.Boolean()


class CatalogueFound(Gives):
    """品目列表 those that a lot may be named by; the order of the catalogue."""

    items = fields.List(fields.Nested(CatalogueEntry), required=True)


class CatalogueBranch(Gives):
    """品目分支 ``above``: the way down to it, from the top."""

    above = fields.List(fields.Nested(CatalogueEntry), required=True)
    items = fields.List(fields.Nested(CatalogueEntry), required=True)


class CatalogueRow(Takes):
    """品目行 as the file has it; ``line`` is its line there."""

    line = fields.Integer(required=True, strict=True)
    code = fields.String(load_default="", validate=validate.Length(max=50))
    name = fields.String(load_default="", validate=validate.Length(max=500))
    parent = fields.String(load_default="", validate=validate.Length(max=50))
    level = fields.String(load_default="", validate=validate.Length(max=10))


class ImportCatalogue(Takes):
    """导入品目 a whole edition, in force from a day on; ``check`` where nothing is to be kept."""

    name = text(100, required=True)
    effective_from = fields.Date(required=True)
    rows = fields.List(
        fields.Nested(CatalogueRow), required=True, validate=validate.Length(min=1, max=LARGEST)
    )
    check = fields.Boolean(load_default=False)


class RowFinding(Gives):
    """行问题 what is wrong with a line of a file; ``row`` counts as the file does."""

    row = fields.Integer(required=True)
    field = fields.String(required=True)
    rule = fields.String(required=True)
    message_zh = fields.String(required=True)
    message_en = fields.String()
    basis = fields.String()


class CatalogueImported(Gives):
    """导入结果 nothing is kept where a row is wrong; ``edition`` is None then, and at a check.

    ``added``, ``removed`` and ``renamed`` count against the edition before.
    """

    edition = fields.Integer(allow_none=True, required=True)
    rows = fields.Integer(required=True)
    added = fields.Integer(required=True)
    removed = fields.Integer(required=True)
    renamed = fields.Integer(required=True)
    findings = fields.List(fields.Nested(RowFinding), required=True)


class Edition(Gives):
    """品目版本."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    effective_from = fields.Date(required=True)
    rows = fields.Integer(required=True)
    imported_by = fields.String(required=True)
    imported_at = Instant(required=True)
    in_force = fields.Boolean(required=True)


class Editions(Gives):
    """品目版本列表 the newest first."""

    items = fields.List(fields.Nested(Edition), required=True)


class AskEditions(Takes):
    """查询 nothing is asked."""


search_catalogue = registry.rpc(
    "search_catalogue",
    title="查采购品目",
    kind=QUERY,
    takes=SearchCatalogue,
    gives=CatalogueFound,
    roles=PEOPLE,
)
browse_catalogue = registry.rpc(
    "browse_catalogue",
    title="浏览采购品目",
    kind=QUERY,
    takes=BrowseCatalogue,
    gives=CatalogueBranch,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
list_catalogues = registry.rpc(
    "list_catalogues",
    title="采购品目版本",
    kind=QUERY,
    takes=AskEditions,
    gives=Editions,
    roles={Role.ADMIN},
)
import_catalogue = registry.rpc(
    "import_catalogue",
    title="导入采购品目",
    kind=COMMAND,
    takes=ImportCatalogue,
    gives=CatalogueImported,
    roles={Role.ADMIN},
    timeout=30,
)
