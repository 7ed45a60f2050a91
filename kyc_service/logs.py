"""Logs: one JSON line an event, to standard error. Values of submissions never get here."""

from __future__ import annotations

import logging
import sys

import structlog

from kyc_service import traces


def configure(level: str) -> None:
    """Send every log line, those of libraries too, through one JSON renderer."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_the_exception,
        _name_the_trace,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        # A cached logger would keep the level of the first configuration for good, whatever is configured later.
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        ),
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # Libraries put arguments into their lines: job ids are enough, and ours are logged already.
    for name in ("rq", "rq.worker", "urllib3", "waitress.queue", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _name_the_exception(
    _logger: object,
    _method: str,
    event: structlog.typing.EventDict,
) -> structlog.typing.EventDict:
    """Keep an exception's type and drop its text and traceback: both can hold submitted values."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        event["exception"] = type(info).__name__
    elif isinstance(info, tuple) and info[0] is not None:
        event["exception"] = info[0].__name__
    return event


def _name_the_trace(
    _logger: object,
    _method: str,
    event: structlog.typing.EventDict,
) -> structlog.typing.EventDict:
    """Say to which trace a line belongs, where traces are on."""
    found = traces.trace_id()
    if found is not None:
        event["trace_id"] = found
    return event
