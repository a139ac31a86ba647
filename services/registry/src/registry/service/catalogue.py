"""采购品目 the entry points of the procurement catalogue."""

from tenderhall_contracts import registry as contracts
from tenderhall_kit.entrypoints import Call, serves

from registry.service.answers import Answer, Payload
from registry.usecases import catalogue


class Catalogue:
    """采购品目 searched and browsed by everybody, imported by the centre."""

    @serves(contracts.search_catalogue)
    def search_catalogue(self, call: Call, payload: Payload) -> Answer:
        """查采购品目."""
        return call.read(catalogue.search_catalogue, payload)

    @serves(contracts.browse_catalogue)
    def browse_catalogue(self, call: Call, payload: Payload) -> Answer:
        """浏览采购品目."""
        return call.read(catalogue.browse_catalogue, payload)

    @serves(contracts.list_catalogues)
    def list_catalogues(self, call: Call, payload: Payload) -> Answer:
        """采购品目版本."""
        return call.read(catalogue.list_catalogues, payload)

    @serves(contracts.import_catalogue)
    def import_catalogue(self, call: Call, payload: Payload) -> Answer:
        """导入采购品目."""
        return call.run(catalogue.import_catalogue, payload)
