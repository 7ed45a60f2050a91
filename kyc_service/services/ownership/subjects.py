"""Who owns a business on file: worked out when it is read, from the submission, registers and answered hits.

Nothing new is stored but that it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from kyc_service.domain.ownership.beneficial import BeneficialOwners, find_beneficial_owners
from kyc_service.domain.ownership.findings import Code
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from kyc_service.domain.subjects import Subject
from kyc_service.errors import NotFoundError
from kyc_service.services.ownership.blockings import Measured, measure
from kyc_service.services.ownership.chains import Total, refine, to_links, total
from kyc_service.services.ownership.gathering import PURPOSE, Gathered, Statement, gather
from kyc_service.services.ownership.listings import Listings, find_listings
from kyc_service.services.ownership.pictures import draw
from kyc_service.services.risk import tables
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
    is_sole_trader: bool

    @property
    def blocked(self) -> tuple[str, ...]:
        """Return the parties that count as blocked: confirmed ones, and entries that lists name above them."""
        confirmed = (one.party for one in self.listings.confirmed)
        related = (key for key in self.listings.related.blocked if key in self.graph.parties)
        return tuple(dict.fromkeys((*confirmed, *related)))

    @property
    def perhaps_blocked(self) -> tuple[str, ...]:
        """Return the same, with those of whom it is still to be decided."""
        return tuple(dict.fromkeys((*self.blocked, *(one.party for one in self.listings.undecided))))

    def picture(self, say: Callable[[str], str] = str) -> str:
        """Draw it as SVG; `say` says each sentence in another language."""
        return draw(self.graph, self.owners, self.blockings, say)


def read(
    work: Work, reference: str, *, threshold: float | None = None, rules: Collection[RuleName] = tuple(RuleName)
) -> OwnershipView:
    """Work out who owns a business; without a threshold, by that of the tenant and the sector. It is in the audit.

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
    work: Work, subject: Subject, *, threshold: float | None = None, rules: Collection[RuleName] = tuple(RuleName)
) -> OwnershipView:
    """Work out the same of a business that is known, for the service's own use. Raises as `read` does."""
    gathered = gather(work, subject)
    if threshold is None:
        threshold = tables.live(work).ownership.threshold_of(gathered.industry)
    links = to_links(subject.id, gathered.statements)
    graph = Graph.build(gathered.parties, links).above(subject.id)
    above = {key: party for key, party in gathered.party_of.items() if party in graph.parties}
    listings = find_listings(work, subject, above, PURPOSE)
    # Nobody owns a person: what a list says of somebody for whom a person acts stays with the hit.
    related = [link for link in listings.related.links if not graph.is_person(link.owned)]
    if related:
        parties = (*gathered.parties, *listings.related.parties)
        graph = Graph.build(parties, [*links, *related]).above(subject.id)
    owners = refine(find_beneficial_owners(graph, subject.id, threshold), graph, gathered.statements)
    view = OwnershipView(
        subject,
        graph,
        _leave_out_namesakes(owners, gathered),
        (),
        (),
        listings,
        tuple(dict.fromkeys(gathered.statements)),
        total(gathered.statements),
        gathered.is_sole_trader,
    )
    return replace(
        view,
        blockings=tuple(measure(graph, subject.id, view.blocked, rule) for rule in rules),
        if_confirmed=tuple(measure(graph, subject.id, view.perhaps_blocked, rule).verdict for rule in rules),
    )


def _leave_out_namesakes(owners: BeneficialOwners, gathered: Gathered) -> BeneficialOwners:
    """Leave out that two may be one where their birth dates tell them apart."""
    kept = (one for one in owners.findings if one.code is not Code.LISTED_TWICE or not gathered.are_apart(one.parties))
    return replace(owners, findings=tuple(kept))
