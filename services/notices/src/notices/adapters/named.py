"""媒体设置 which media an adapter reaches, and which of them have an account with us.

``MEDIA`` is a JSON list: ``[{"medium": "中国湖南政府采购网（www.ccgp-hunan.gov.cn）",
"account": "ccgp-hunan", "url": "https://…", "key": "…"}]``. ``medium`` is the name that stands in
notices; ``account`` the service account that may send ``media.published`` for it; without ``url``
there is no adapter.
"""

import json
import os
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate
from tenderhall_kit.settings import PRODUCTION

from notices.adapters.medium import Medium
from notices.adapters.over_http import OverHttp

MEDIA = "MEDIA"
_SHORTEST = 20


class _Named(Schema):
    medium = fields.String(required=True, validate=validate.Length(min=1, max=100))
    account = fields.String(load_default="")
    url = fields.String(load_default="", validate=validate.Regexp(r"(https?://\S+)?$"))
    key = fields.String(load_default="")


def reached() -> Mapping[str, Medium]:
    """可交送的媒体 by name, each with its adapter.

    Raises:
        ValueError: the setting is not what it should be; its content is not repeated.
    """
    told = [one for one in _told() if one["url"]]
    return {one["medium"]: OverHttp(one["url"].rstrip("/"), one["key"]) for one in told}


def account_of(name: str) -> str | None:
    """The medium that this service account speaks for."""
    return next((one["medium"] for one in _told() if one["account"] == name), None)


def _told() -> list[dict[str, Any]]:
    try:
        told: list[dict[str, Any]] = _Named(many=True).load(
            json.loads(os.environ.get(MEDIA) or "[]")
        )
    except (ValueError, ValidationError):
        raise ValueError("MEDIA is not a JSON list of media, see docs/how-to/media.md") from None
    weak = [one for one in told if one["url"] and len(one["key"]) < _SHORTEST]
    open_ = [one for one in told if one["url"].startswith("http://")]
    if weak or (open_ and os.environ.get("TENDERHALL_ENV") == PRODUCTION):
        raise ValueError("MEDIA: 20 characters of secret at least, and https in production")
    return told
