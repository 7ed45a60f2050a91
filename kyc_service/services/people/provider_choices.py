"""Which provider people may sign in through.

A choice with a secret, so a file of its own (`KYC_SIGN_IN_FILE`):

    issuer = "https://login.example.com/realms/desk"   # as its discovery document writes it
    client_id = "kyc-desk"
    client_secret_file = "/run/secrets/kyc-desk"       # a file of one line; without it the client is a public one
    label = "Example Directory"                        # on the button
    tenants = ["ten_0123..."]                          # whose people it speaks for
    domains = ["desk.example"]                         # of addresses by which accounts are linked; any without it
    amr = ["mfa"]                                      # the provider has to name one of these; nothing without it
    acr = ["urn:example:strong"]                       # its `acr` has to be one of these; nothing without it
    linked_passwords = false                           # who is linked uses no password of ours; administrators may

Read once and refused with every fault at once. Without a file nobody signs in through a provider.
"""

from __future__ import annotations

from kyc_service.choices import Choices
from kyc_service.domain.ids import parse_id
from kyc_service.domain.people.providers import ProviderChoice
from kyc_service.egress import providers as egress
from kyc_service.errors import EgressRefusedError
from kyc_service.settings import Settings

_SETTING = "KYC_SIGN_IN_FILE"


def load(settings: Settings) -> ProviderChoice | None:
    """Read the choice; None where there is none. Raises SettingsError that lists every fault at once."""
    if settings.sign_in_file is None:
        return None
    choices = Choices.open(_SETTING, settings.sign_in_file)
    choice = _read(choices)
    choices.settle(_SETTING)
    return choice


def _read(choices: Choices) -> ProviderChoice:
    choices.allow(
        "issuer", "client_id", "client_secret_file", "label", "tenants", "domains", "amr", "acr", "linked_passwords"
    )
    tenants = choices.words("tenants", needed=True)
    if any(parse_id("tenant", tenant) != tenant for tenant in tenants):
        choices.complain("tenants: has to hold ids, as `kyc tenants list` shows them")
    return ProviderChoice(
        issuer=_issuer(choices),
        client_id=choices.text("client_id", needed=True) or "",
        client_secret=choices.secret("client_secret_file"),
        label=choices.text("label", needed=True) or "",
        tenants=tenants,
        domains=frozenset(domain.lower() for domain in choices.words("domains")),
        methods=choices.words("amr"),
        contexts=choices.words("acr"),
        linked_passwords=choices.flag("linked_passwords", default=True),
    )


def _issuer(choices: Choices) -> str:
    issuer = choices.text("issuer", needed=True) or ""
    try:
        egress.read_issuer(issuer)
    except EgressRefusedError:
        choices.complain("issuer: has to be an address that begins with https://, without a query")
    return issuer
