"""HTTP: parse, authorise, call a service, render. No SQL, no decisions."""

from kyc_service.api.application import register

__all__ = ["register"]
