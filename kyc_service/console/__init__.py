"""The analysts' desk in a browser: pages made on the server over the same services as the API, and no more than it."""

from kyc_service.console.application import register

__all__ = ["register"]
