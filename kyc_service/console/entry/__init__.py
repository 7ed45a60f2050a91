"""The way in and out of the console: signing in, taking up an invitation, one's own account."""

from __future__ import annotations

from flask import Blueprint

from kyc_service.bootstrap import Runtime
from kyc_service.console.entry import account, invitations, language, provider, signing

__all__ = ["register"]


def register(blueprint: Blueprint, rt: Runtime) -> None:
    """Add the views. They need no permission: some need nobody, the others anybody."""
    for room in (signing, provider, invitations, account, language):
        room.register(blueprint, rt)
