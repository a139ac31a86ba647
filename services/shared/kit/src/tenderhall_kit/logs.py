"""日志 JSON lines with one request id from the HTTP request to the database.

Secrets never get here: settings do not print themselves, and bodies of messages are not logged.
"""

import logging
import logging.config
from contextvars import ContextVar
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""The id of the request that is being served; the gateway or the first caller gave it."""

_FIELDS = "%(levelname)s %(name)s %(message)s %(service)s %(request_id)s"


class _Trace(logging.Filter):
    """Put service and request id on each line."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def filter(self, record: logging.LogRecord) -> bool:
        record.service = self.service
        record.request_id = request_id.get()
        return True


def configure(service: str, level: str = "INFO") -> None:
    """配置日志 one JSON object a line on standard error.

    Existing loggers stay on: ``dictConfig``'s default would silence nameko's worker exceptions.
    """
    formatter: dict[str, Any] = {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "fmt": _FIELDS,
        "timestamp": "at",
        "rename_fields": {"levelname": "level", "name": "logger"},
        "json_ensure_ascii": False,
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "filters": {"trace": {"()": _Trace, "service": service}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "json",
                    "filters": ["trace"],
                }
            },
            "root": {"level": level, "handlers": ["stderr"]},
            "loggers": {"amqp": {"level": "ERROR"}, "kombu": {"level": "WARNING"}},
        }
    )
