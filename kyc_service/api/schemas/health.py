"""Health of the service."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.schemas.answers import flag, mapping, text


class AliveSchema(Schema):
    """That the process answers."""

    status = text("Always `ok`.", "ok")
    version = text("Version of the service.", "0.1.0")


class ReadySchema(Schema):
    """Whether the service can do its work."""

    ready = flag("Whether requests should be sent here.")
    checks = mapping("What was looked at.", {"database": "ok", "key_store": "ok", "lists": "ok", "disposals": "ok"})
    notice = text("What else to know, as that the lists are the bundled ones.", None, nullable=True)
