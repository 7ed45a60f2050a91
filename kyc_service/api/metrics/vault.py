"""Figures about the vault that opens keys, counted by the processes of the API; naughts where no vault is used."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from kyc_service.bootstrap import Runtime
from kyc_service.egress.transit import Asked, VaultCustodian

OPERATIONS = ("encrypt", "decrypt", "rewrap", "datakey")


class VaultFigures:
    """Counts calls by operation and outcome. No key, no tenant, no address."""

    def __init__(self, rt: Runtime, registry: CollectorRegistry | None) -> None:
        """Listen to the vault, if there is one."""
        self._requests = Counter(
            "kyc_vault_requests", "Calls of the vault.", ("operation", "outcome"), registry=registry
        )
        self._seconds = Histogram(
            "kyc_vault_request_seconds",
            "Time of a call, its tries together.",
            ("operation",),
            registry=registry,
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
        )
        for operation in OPERATIONS:
            self._seconds.labels(operation)
            for outcome in ("done", "unavailable"):
                self._requests.labels(operation, outcome)
        custodian = rt.keys.custodian
        if isinstance(custodian, VaultCustodian):
            custodian.told.append(self._count)

    def _count(self, asked: Asked) -> None:
        self._requests.labels(asked.operation, asked.outcome).inc()
        self._seconds.labels(asked.operation).observe(asked.seconds)
