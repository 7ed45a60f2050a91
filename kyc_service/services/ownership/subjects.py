"""Who owns a business on file: worked out when it is read, from the submission, registers and answered hits.

Nothing new is stored but that it was read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from kyc_service.domain.ownership.beneficial import USUAL_THRESHOLD, BeneficialOwners, find_beneficial_owners
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from kyc_service.domain.subjects import Subject
from kyc_service.errors import NotFoundError
from kyc_service.services.ownership.blockings import Measured, measure
from kyc_service.services.ownership.chains import Total, refine, to_links, total
from kyc_service.services.ownership.gathering import PURPOSE, Statement, gather
from kyc_service.services.ownership.listings import Listings, find_listings
from kyc_service.services.ownership.pictures import draw
from kyc_service.storage.work import Work


@dataclass(frozen=True, slots=True)
class OwnershipView:
    """Who owns a business, for the analyst's scope. Its names are personal: it goes to no log."""

    subject: Subject
    graph: Graph = field(repr=False)
    owners: BeneficialOwners
    blockings: tuple[Measured, ...]
    """One for each rule that was asked for."""
    if_confirmed: tuple[Verdict, ...]
    """What each of them would come to if every undecided hit were confirmed."""
    listings: Listings
    """Of the business and of those above it."""
    statements: tuple[Statement, ...]
    totals: dict[str, Total]
    """What sources say in all of those who have something through others, by the party's id."""

    def picture(self) -> str:
        """Draw it as SVG."""
        return draw(self.graph, self.owners, self.blockings)


def read(
    work: Work, reference: str, *, threshold: float = USUAL_THRESHOLD, rules: Collection[RuleName] = tuple(RuleName)
) -> OwnershipView:
    """Work out who owns a business. The reading is in the audit.

    Raises NotFoundError, SubjectErasedError, PolicyDeniedError where somebody restricted the use of their data, and
    ValueError for a threshold.
    """
    subject = work.subjects.by_reference(reference)
    if subject is None:
        raise NotFoundError
    view = work_out(work, subject, threshold=threshold, rules=rules)
    work.audit.append("subject.ownership_read", "done", subject_id=subject.id)
    return view


def work_out(
    work: Work, subject: Subject, *, threshold: float = USUAL_THRESHOLD, rules: Collection[RuleName] = tuple(RuleName)
) -> OwnershipView:
    """Work out the same for the service's own rules, without a reader. Raises as `read` does."""
    gathered = gather(work, subject)
    graph = Graph.build(gathered.parties, to_links(subject.id, gathered.statements)).above(subject.id)
    owners = refine(find_beneficial_owners(graph, subject.id, threshold), graph, gathered.statements)
    above = {key: party for key, party in gathered.party_of.items() if party in graph.parties}
    listings = find_listings(work, subject, above, PURPOSE)
    named = dict.fromkeys(one.party for one in listings.confirmed)
    perhaps = dict.fromkeys(one.party for one in (*listings.confirmed, *listings.undecided))
    return OwnershipView(
        subject,
        graph,
        owners,
        tuple(measure(graph, subject.id, named, rule) for rule in rules),
        tuple(measure(graph, subject.id, perhaps, rule).verdict for rule in rules),
        listings,
        tuple(dict.fromkeys(gathered.statements)),
        total(gathered.statements),
    )
