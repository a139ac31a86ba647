"""The declarative base, and how Python's types become columns."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Numeric, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """登记服务的表 times aware, money with two places, texts without a length of their own."""

    type_annotation_map = {  # noqa: RUF012 — SQLAlchemy's own way to say it
        datetime: DateTime(timezone=True),
        Decimal: Numeric(18, 2),
        str: Text,
        int: BigInteger,
        dict[str, Any]: JSONB,
        list[str]: JSONB,
        list[dict[str, Any]]: JSONB,
    }
