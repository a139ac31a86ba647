"""电子件 attachments as pages show them: the rules of each kind, and the rows that a form has."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tenderhall_contracts.uploads import GB, MB, PREVIEWED, UPLOAD_RULES
from tenderhall_contracts.vocab import AttachmentKind

from gateway.pages.kit.forms import Sheet

Rows = list[dict[str, Any]]
ENDINGS = frozenset(one for endings in PREVIEWED.values() for one in endings)


def rule(kind: str) -> dict[str, Any]:
    """类型规则 what script checks before it reads a file; ``limit`` is ``largest`` in words."""
    found = UPLOAD_RULES[AttachmentKind(kind)]
    types = [
        {"mime": one.mime, "label": one.label, "extensions": list(one.extensions)}
        for one in found.types
    ]
    return {"kind": kind, "types": types, "largest": found.largest, "limit": limit(found.largest)}


def limit(size: int) -> str:
    """大小上限 in GB (2³⁰) where it is so many whole ones, else in MB (2²⁰)."""
    return f"{size // GB} GB" if size % GB == 0 else f"{size // MB} MB"


def rows(name: str, shown: Sheet | Sequence[Mapping[str, Any]] | Mapping[str, Any] | None) -> Rows:
    """电子件行 of a form (a sheet), or of what a service gave (``AttachmentOut``, one or many).

    Each has ``place`` (the prefix of its inputs), ``kind``, ``receipt``, ``name``, ``size``,
    ``document_id``, ``version`` and ``preview``.
    """
    match shown:
        case None:
            return []
        case Sheet():
            places = [f"{name}.{number}" for number in shown.rows(name)] or [name]
            return [made for place in places if (made := _typed(shown, place))]
        case Mapping():
            return [_given(name, shown)]
    return [_given(f"{name}.{number}", one) for number, one in enumerate(shown)]


def previewed(name: str) -> bool:
    """可否预览 by the ending of its name; documents looks at the type itself."""
    return name.rpartition(".")[2].casefold() in ENDINGS


def _given(place: str, one: Mapping[str, Any]) -> dict[str, Any]:
    name = one["file"].get("name") or str(one["document_id"])
    return {
        "place": place,
        "kind": str(one["kind"]),
        "receipt": one.get("receipt") or "",
        "name": name,
        "preview": previewed(name),
        "size": one["file"]["size"],
        "document_id": one["document_id"],
        "version": one["version"],
    }


def _typed(sheet: Sheet, place: str) -> dict[str, Any] | None:
    receipt = sheet.get(f"{place}.receipt")
    told = _told(receipt)
    if not told:
        return None
    told["preview"] = previewed(told["name"])
    return {"place": place, "kind": sheet.get(f"{place}.kind"), "receipt": receipt, **told}


def digest(receipt: str) -> str:
    """文件摘要 SHA-256 of the receipt's file; empty where it is no receipt."""
    return str(_claims(receipt).get("sha256", ""))


def _told(receipt: str) -> dict[str, Any]:
    """What a receipt says of its file."""
    claims = _claims(receipt)
    try:
        return {
            "name": str(claims["name"]),
            "size": int(claims["size"]),
            "document_id": str(claims["doc"]),
            "version": int(claims["ver"]),
        }
    except (ValueError, KeyError, TypeError):
        return {}


def _claims(receipt: str) -> dict[str, Any]:
    """What it claims; empty where it is no receipt.

    Its signature is not looked at: this is only shown to the person who sent it; whoever keeps the
    form judges the receipt.
    """
    try:
        middle = receipt.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (ValueError, IndexError):
        return {}
    return found if isinstance(found, dict) else {}
