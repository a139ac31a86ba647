"""采购品目 the procurement catalogue that lots are named by (domain §3)."""

from marshmallow import fields, validate

from tenderhall_contracts.core import PEOPLE, QUERY, Gives, Takes
from tenderhall_contracts.fields import text
from tenderhall_contracts.registry.promise import registry


class SearchCatalogue(Takes):
    """查品目 by the beginning of a code, or by words of a name."""

    q = text(50, required=True)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 50))


class CatalogueEntry(Gives):
    """品目 ``path`` is the names above it, from the top."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    level = fields.Integer(required=True)
    path = fields.List(fields.String(), required=True)


class CatalogueFound(Gives):
    """品目列表 those that a lot may be named by; the order of the catalogue."""

    items = fields.List(fields.Nested(CatalogueEntry), required=True)


search_catalogue = registry.rpc(
    "search_catalogue",
    title="查采购品目",
    kind=QUERY,
    takes=SearchCatalogue,
    gives=CatalogueFound,
    roles=PEOPLE,
)
