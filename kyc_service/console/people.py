"""Names of whoever acted, for pages."""

from kyc_service.services.people.names import name_actor

__all__ = ["name_actor"]
