"""日志 JSON lines with the request id that every service repeats in its own lines.

Secrets never get here: bodies, tokens and query strings are not logged.
"""

import logging
import logging.config
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""The id of the request that is being served."""

_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s %(service)s %(request_id)s"


class _Trace(logging.Filter):
    """Put service and request id on each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.service = "gateway"
        record.request_id = request_id.get()
        return True


def configure(level: str = "INFO") -> None:
    """配置日志 one JSON object a line on standard error."""
    formatter = {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "fmt": _FIELDS,
        "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        "json_ensure_ascii": False,
    }
    stream = {"class": "logging.StreamHandler", "formatter": "json", "filters": ["trace"]}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "filters": {"trace": {"()": _Trace}},
            "handlers": {"stderr": stream},
            "root": {"level": level, "handlers": ["stderr"]},
            "loggers": {
                "uvicorn.error": {"level": "WARNING"},
                "aio_pika": {"level": "WARNING"},
                "aiormq": {"level": "CRITICAL"},
            },
        }
    )
