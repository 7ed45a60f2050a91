"""Names of whoever acted: people of the desk by their name, programs by the id of their key."""

from __future__ import annotations

from kyc_service.console.languages import gettext
from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.accounts import FORMER, STAFF
from kyc_service.errors import NotFoundError
from kyc_service.storage.work import Work


def name_actor(work: Work, actor: str) -> str:
    """Name an actor of the audit as colleagues know them."""
    if parse_id("account", actor) is None:
        return actor
    try:
        account = work.people.accounts.get(actor)
    except NotFoundError:
        return actor
    return gettext(FORMER) if account.erased else account.person.use(STAFF).name
