"""The ownership graph: parties and holdings, checked. What is wrong becomes a finding, never a crash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from rapidfuzz import fuzz, process

from kyc_service.domain.ownership import holdings as joined
from kyc_service.domain.ownership.components import find_components
from kyc_service.domain.ownership.findings import Code, Finding
from kyc_service.domain.ownership.holdings import Holding
from kyc_service.domain.ownership.parties import Link, Means, Party, PartyKind
from watchlists.normalize.text import fold_text

MOST_PARTIES = 20_000
MOST_LINKS = 100_000
MOST_COMPARED = 500
"""Names that are compared by spelling; beyond, only by their words."""
ALIKE = 92.0
"""Likeness of two names, 0 to 100, from which they may be one."""


class GraphTooLargeError(ValueError):
    """More parties or links than are worked out at once."""


@dataclass(frozen=True)
class Graph:
    """Parties by id, and what each has of others. Built by `build`."""

    parties: Mapping[str, Party] = field(repr=False)
    holdings: tuple[Holding, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def build(cls, parties: Iterable[Party], links: Sequence[Link]) -> Graph:
        """Build the graph of what was said. Raises GraphTooLargeError."""
        found: list[Finding] = []
        known = _collect(parties, links, found)
        if len(known) > MOST_PARTIES or len(links) > MOST_LINKS:
            message = f"has more than {MOST_PARTIES} parties or {MOST_LINKS} links"
            raise GraphTooLargeError(message)
        kept = [link for link in links if _check(link, known, found)]
        pairs, disagreeing = joined.join(kept)
        narrowed, over = joined.narrow(pairs)
        # A nominee who holds for the very company it holds of leaves a circle of one.
        used = tuple(held for held in narrowed if held.owner != held.owned)
        found += [*disagreeing, *over, *_find_doubles(known.values())]
        graph = cls(known, used, ())
        found += [*graph._find_cycles(), *graph._find_bare_trusts()]
        return cls(known, used, tuple(dict.fromkeys(found)))

    @cached_property
    def owners_of(self) -> Mapping[str, Sequence[Holding]]:
        """Return who has what of a party, by its id."""
        index: dict[str, list[Holding]] = defaultdict(list)
        for held in self.holdings:
            index[held.owned].append(held)
        return dict(index)

    @cached_property
    def owned_by(self) -> Mapping[str, Sequence[Holding]]:
        """Return what a party has, by its id."""
        index: dict[str, list[Holding]] = defaultdict(list)
        for held in self.holdings:
            index[held.owner].append(held)
        return dict(index)

    def above(self, target: str) -> Graph:
        """Return the part that is about owners of a party, direct or not."""
        seen, todo = {target}, [target]
        while todo:
            for held in self.owners_of.get(todo.pop(), ()):
                if held.owner not in seen:
                    seen.add(held.owner)
                    todo.append(held.owner)
        parts = tuple(held for held in self.holdings if held.owned in seen)
        return Graph({key: party for key, party in self.parties.items() if key in seen}, parts, self.findings)

    def tops(self) -> list[str]:
        """Return the parties that own nothing and are owned: what such a graph is usually about."""
        return [key for key in self.parties if key in self.owners_of and key not in self.owned_by]

    def is_person(self, key: str) -> bool:
        """Whether a party is a natural person."""
        return self.parties[key].kind is PartyKind.PERSON

    def _find_cycles(self) -> Iterator[Finding]:
        for members in find_components(self.parties, self.owners_of):
            if len(members) > 1:
                yield Finding(Code.CYCLE, tuple(sorted(members)))

    def _find_bare_trusts(self) -> Iterator[Finding]:
        for key, party in self.parties.items():
            if party.kind is PartyKind.TRUST and not any(held.control for held in self.owners_of.get(key, ())):
                yield Finding(Code.TRUST_WITHOUT_ROLES, (key,))


def _collect(parties: Iterable[Party], links: Iterable[Link], found: list[Finding]) -> dict[str, Party]:
    known: dict[str, Party] = {}
    for party in parties:
        if known.setdefault(party.id, party) is not party:
            found += (Finding(Code.PARTY_TWICE, (party.id,)),)
    for link in links:
        if link.owner in known and link.owned in known and (link.nominee_for is None or link.nominee_for in known):
            continue
        new = {key for key in (link.owner, link.owned, link.nominee_for) if key and key not in known}
        known |= {key: Party(key) for key in sorted(new)}
        found += (Finding(Code.UNKNOWN_PARTY, (key,)) for key in sorted(new))
    return known


def _check(link: Link, known: Mapping[str, Party], found: list[Finding]) -> bool:
    """Whether a statement counts; what is wrong with it is found either way."""
    pair = (link.owner, link.owned)
    if link.owner == link.owned:
        found.append(Finding(Code.SELF_OWNED, (link.owner,)))
        return False
    if known[link.owned].kind is PartyKind.PERSON:
        found.append(Finding(Code.PERSON_OWNED, pair))
        return False
    if not link.in_range:
        found.append(Finding(Code.SHARE_OUT_OF_RANGE, pair))
    elif not link.in_order:
        found.append(Finding(Code.CONTRADICTORY_BAND, pair))
    if Means.NOMINEE in link.control and not link.nominee_for:
        found.append(Finding(Code.NOMINEE_UNNAMED, pair))
    return True


def _find_doubles(parties: Iterable[Party]) -> Iterator[Finding]:
    """Find parties of one kind whose names differ by order, case, accents or a slip of the pen."""
    folded: dict[tuple[PartyKind, str], list[str]] = defaultdict(list)
    for party in parties:
        if words := sorted(fold_text(party.name).split()):
            folded[party.kind, " ".join(words)].append(party.id)
    for ids in folded.values():
        if len(ids) > 1:
            yield Finding(Code.LISTED_TWICE, tuple(ids))
    keys = [key for key in folded if key[0] is PartyKind.PERSON]
    if 1 < len(keys) <= MOST_COMPARED:
        names = [name for _, name in keys]
        likeness = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=ALIKE)
        for left, right in combinations(range(len(keys)), 2):
            if likeness[left, right]:
                yield Finding(Code.LISTED_TWICE, (folded[keys[left]][0], folded[keys[right]][0]))
