"""The domain name system: does the business's own domain take the mail that its contacts give as theirs?

Asked only about the domain of the website, and only where somebody of the business has an address there: then a domain
without a mail host makes that address one that nobody reads. Nothing about a person is told.
"""

from __future__ import annotations

from typing import ClassVar

from kyc_service.domain.contact_checks.domains import read_host
from kyc_service.domain.registers import Outcome, Verdict
from kyc_service.verifiers.base import EVERYWHERE, WEBSITE, Access, Kind, Limit, Question, Register, Request, Steps
from kyc_service.verifiers.documents import MalformedAnswerError


class NameSystem(Register):
    """The operator's own resolver, which asks the domain's name servers."""

    id = "name_system"
    title = "Domain name system"
    address = "dns:"
    countries = EVERYWHERE
    kind: ClassVar[Kind] = "domain"
    recipient = "name_system"
    fields = (WEBSITE,)
    limit = Limit(20, 1)
    proves = "That the domain of the website takes mail, where a contact has an address there."
    terms = "Free, no key: this machine's own resolver is asked."

    def recognises(self, question: Question) -> bool:
        """Whether the website has a public domain."""
        return domain_of(question.website) is not None

    def ask(self, question: Question, access: Access) -> Steps:
        """Ask for the domain's mail hosts."""
        del access
        reply = yield Request(method="MX", path=domain_of(question.website) or "")
        if reply.body == b"yes":
            return Verdict(outcome=Outcome.VERIFIED)
        if reply.body == b"no":
            return Verdict(outcome=Outcome.NOT_VERIFIED, code="takes_no_mail")
        raise MalformedAnswerError


def domain_of(website: str | None) -> str | None:
    """Give the domain of a website as mail to it would have it; None for one that is not everybody's."""
    domain = read_host(website) if website else None
    return None if domain is None or domain.is_closed else domain.registrable
