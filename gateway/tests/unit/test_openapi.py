"""The OpenAPI document tells every public RPC, and nothing that only services may ask."""

import json
import re

from gateway.api.meta import enums
from gateway.api.openapi import document
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.core import Kind


def _refs(value: object) -> set[str]:
    return set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(value)))


def test_every_public_rpc_is_there_and_no_other() -> None:
    public = {
        f"/api/v1/{rpc.owner}/{rpc.name}"
        for service in SERVICES.values()
        for rpc in service
        if rpc.exposed
    }
    assert set(document()["paths"]) == public
    assert "/api/v1/registry/resolve_session" not in public


def test_every_reference_leads_somewhere() -> None:
    schemas = document()["components"]["schemas"]
    assert {ref.rpartition("/")[2] for ref in _refs(document())} <= set(schemas)


def test_commands_ask_for_a_key_and_have_no_get() -> None:
    for service in SERVICES.values():
        for rpc in (one for one in service if one.exposed):
            told = document()["paths"][f"/api/v1/{rpc.owner}/{rpc.name}"]
            assert ("get" in told) <= (rpc.kind is Kind.QUERY)
    asked = document()["paths"]["/api/v1/venue/submit_booking"]["post"]["parameters"]
    assert asked[0]["name"] == "Idempotency-Key"
    assert "parameters" not in document()["paths"]["/api/v1/registry/log_in"]["post"]


def test_operations_have_names_of_their_own() -> None:
    names = [told["operationId"] for path in document()["paths"].values() for told in path.values()]
    assert len(names) == len(set(names))


def test_money_is_text() -> None:
    budget = document()["components"]["schemas"]["LotIn"]["properties"]["budget"]
    assert budget["type"] == "string"
    assert "minimum" not in budget


def test_labels_of_equal_values_are_kept_apart() -> None:
    told = {name: {one["value"]: one["zh"] for one in rows} for name, rows in enums().items()}
    assert told["LotState"]["failed"] == "已废标"
    assert told["PublishState"]["failed"] == "发布失败"
    assert told["State"]["pending"] == "待审核"
