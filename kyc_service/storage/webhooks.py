"""Webhooks: endpoints, events, the deliveries between them, and each try; bound to one transaction."""

from __future__ import annotations

from kyc_service.storage.rows import Transaction
from kyc_service.storage.webhook_deliveries import DeliveryRows, TryRows
from kyc_service.storage.webhook_endpoints import EndpointRows
from kyc_service.storage.webhook_events import EventRows


class WebhookRows:
    """All that webhooks need."""

    def __init__(self, tx: Transaction) -> None:
        """Bind the parts to one transaction."""
        self.endpoints = EndpointRows(tx)
        self.events = EventRows(tx)
        self.deliveries = DeliveryRows(tx)
        self.tries = TryRows(tx)
