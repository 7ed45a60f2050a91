"""The language in which somebody reads the desk."""

from __future__ import annotations

from flask import Blueprint, Response

from kyc_service.bootstrap import Runtime
from kyc_service.console import door
from kyc_service.console.entry import browsers
from kyc_service.console.languages import Language
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.services.people import accounts


def register(blueprint: Blueprint, rt: Runtime) -> None:
    """Add the view."""

    def choose_language() -> Response:
        """Read the desk in another language from here on."""
        person = door.identify(rt)
        door.check_token(person)
        chosen = browsers.form().get("language", "")
        if chosen and chosen not in set(Language):
            raise InvalidInputError([Fault("/language", "unknown_value")])
        with rt.open_work(person.tenant_id, person.account_id) as work:
            accounts.choose_language(work, person, chosen)
        return door.go_to("/console/account")

    blueprint.add_url_rule("/account/language", "language", choose_language, methods=["POST"])
