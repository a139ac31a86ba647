"""OpenAPI 3.1 of the public RPCs, generated from the contracts: ``/api/openapi.json``."""

from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.core import COMMAND, PROGRAMS, QUERY, Role, Rpc
from tenderhall_contracts.errors import ERRORS

from gateway.api.calls import BODY_ONLY, KEYLESS

_ALWAYS = ("MALFORMED", "VALIDATION_FAILED", "RATE_LIMITED", "UNAVAILABLE", "DEADLINE", "BUG")
_LOGGED_IN = ("UNAUTHENTICATED", "SESSION_EXPIRED", "FORBIDDEN_ROLE")
_OF_COMMANDS = ("IDEMPOTENCY_MISMATCH",)

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "retryable", "findings", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "中文"},
        "title_en": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(ERRORS)},
        "retryable": {"type": "boolean", "description": "可用同一Idempotency-Key重试"},
        "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
        "request_id": {"type": "string"},
    },
}

_FINDING = {
    "type": "object",
    "required": ["field", "rule", "message_zh"],
    "properties": {
        name: {"type": "string"} for name in ("field", "rule", "message_zh", "message_en", "basis")
    },
}

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "命令的请求编号；重试时用同一个值 · repeat it when you try again",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{8,128}$"},
}


async def show(_: Request) -> Response:
    """接口文档."""
    return JSONResponse(document(), headers={"cache-control": "max-age=300"})


@cache
def document() -> dict[str, Any]:
    """生成文档 the whole document; the same contracts always give the same text."""
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    spec = APISpec(
        title="交易大厅 Tenderhall",
        version="1",
        openapi_version="3.1.0",
        info={"description": "公共资源交易 · public resource trading"},
        plugins=[plugin],
        tags=[{"name": one.name, "description": one.title} for one in SERVICES.values()],
    )
    assert plugin.converter  # noqa: S101 — APISpec has just made it
    plugin.converter.add_attribute_function(_decimal_text)  # type: ignore[no-untyped-call]  # apispec annotates the class, not this
    spec.components.schema("Problem", _PROBLEM)
    spec.components.schema("Finding", _FINDING)
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    for service in SERVICES.values():
        for rpc in service:
            if rpc.exposed:
                spec.path(f"/api/v1/{rpc.owner}/{rpc.name}", operations=_operations(rpc))
    return spec.to_dict()


def _operations(rpc: Rpc) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": rpc.takes}}}
    post = {**_common(rpc), "operationId": f"{rpc.owner}.{rpc.name}", "requestBody": body}
    if rpc.kind is COMMAND and rpc.routing_key not in KEYLESS:
        post["parameters"] = [_KEY]
    operations = {"post": post}
    if rpc.kind is QUERY and rpc.routing_key not in BODY_ONLY and _flat(rpc.takes()):
        get = {**_common(rpc), "operationId": f"{rpc.owner}.{rpc.name}.get"}
        operations["get"] = {**get, "parameters": [{"in": "query", "schema": rpc.takes}]}
    return operations


def _flat(schema: Schema) -> bool:
    return not any(isinstance(field, fields.Nested) for field in schema.fields.values())


def _common(rpc: Rpc) -> dict[str, Any]:
    roles = "、".join(sorted(role.value for role in rpc.roles - PROGRAMS))
    shared = {
        "tags": [rpc.owner],
        "summary": rpc.title,
        "description": f"roles: {roles}",
        "responses": _responses(rpc),
    }
    return shared if Role.ANONYMOUS in rpc.roles else {**shared, "security": [{"bearer": []}]}


def _responses(rpc: Rpc) -> dict[str, Any]:
    codes = {*_ALWAYS, *rpc.refuses}
    codes |= set() if Role.ANONYMOUS in rpc.roles else set(_LOGGED_IN)
    codes |= {"SESSION_EXPIRED"}
    codes |= set(_OF_COMMANDS) if rpc.kind is COMMAND else set()
    by_status: dict[int, list[str]] = {}
    for code in sorted(codes):
        by_status.setdefault(ERRORS[code].family.status, []).append(code)
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refused = {
        str(status): {"description": "、".join(told), "content": problem}
        for status, told in sorted(by_status.items())
    }
    done = {"description": rpc.title, "content": {"application/json": {"schema": rpc.gives}}}
    return {"200": done, **refused}


def _schema_name(schema: Any) -> str:
    """Its class, and what a nested use leaves out. Two classes of one name: apispec refuses."""
    made = schema() if isinstance(schema, type) else schema
    without = "".join(f"-without-{name}" for name in sorted(made.exclude))
    return f"{type(made).__name__}{without}"


def _decimal_text(
    _: Any, field: fields.Field[Any], *, ret: dict[str, Any], **__: Any
) -> dict[str, Any]:
    """Money and quantities are decimal text in JSON, so that no reader rounds them."""
    if not (isinstance(field, fields.Decimal) and field.as_string):
        return {}
    for of_numbers in ("minimum", "maximum"):
        ret.pop(of_numbers, None)
    kind = ["string", "null"] if field.allow_none else "string"
    return {"type": kind, "pattern": r"^\d+(\.\d+)?$"}
