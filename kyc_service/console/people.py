"""Names of whoever acted, for pages."""

from __future__ import annotations

from kyc_service.console.languages import gettext
from kyc_service.domain.people.accounts import FORMER
from kyc_service.services.people import names
from kyc_service.storage.work import Work


def name_actor(work: Work, actor: str) -> str:
    """Name an actor of the audit as colleagues know them."""
    name = names.name_actor(work, actor)
    return gettext(name) if name == FORMER else name
