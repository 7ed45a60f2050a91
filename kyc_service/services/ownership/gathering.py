"""Gathering: who is on file around a business, and what the submission and the registers say each of them owns.

One party in two places is one party: by the likeness of names, and by birth dates as far as both claim. Without a
share that was stated nothing is made up: it may be any.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Any

from rapidfuzz import fuzz

from kyc_service.domain.ownership.parties import WHOLE, Means, Party, PartyKind
from kyc_service.domain.personal import Fields
from kyc_service.domain.registers import Extract, Outcome, Owner
from kyc_service.domain.subjects import Subject, SubjectKind, SubjectStatus
from kyc_service.services.registers import extracts
from kyc_service.storage.work import Work
from kyc_service.verifiers.comparing import SubmittedPerson
from kyc_service.verifiers.comparing.likening import Listed, Person, liken, prepare_listed
from kyc_service.verifiers.comparing.names import SAME, Written, best
from watchlists.model import Kind

PURPOSE = "aml_check"
"""Purpose of the policy under which an analyst reads."""
SUBMISSION = "submission"
_OWNER = "owner"
_CONTACT = "contact"
_SOLE_TRADER = "sole_trader"
_SHARES = re.compile(r"(?:ownership-of-shares|(?:part-)?right-to-share-surplus-assets)-.*")
_MOST_VOTES = re.compile(r"voting-rights-(?:50-to-75|75-to-100)-percent(?:-.*)?")
_BOARD = re.compile(r"right-to-appoint-and-remove-.*")
_INFLUENCE = re.compile(r"significant-influence-or-control(?:-.*)?")
_CONSOLIDATES = "accounting consolidation parent"
"""Who draws up the consolidated accounts. Those criteria are ways of control by other means (Directive (EU) 2015/849,
3(6)(a)(i), by Directive 2013/34/EU, 22(1) to (5)); the share behind it is not said, and may be any.
"""
_UNNAMED_BELOW = 25.0
"""Per cent: whoever is named in Britain for control alone has no more shares, else these were named too."""


MOST_COMPARED = 25
"""Companies on file with words like those of a new one that are compared with it closely."""
_WORDS_ALIKE = 75.0
"""Likeness of words, 0 to 100, from which names are compared closely. The door takes a thousand companies: a close look
at every pair of 400 took 15 seconds. What is missed stays two parties, and is said if spelling alone tells them apart.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one source says that one party has of the business, directly or through a chain of others."""

    owner: str
    through: tuple[str, ...] = ()
    """Ids of the parties in between, from the owner down."""
    low: float | None = None
    """Per cent of the business, at least this; None where nobody said."""
    high: float | None = None
    control: frozenset[Means] = frozenset()
    source: str
    """`submission`, or `register:` and the register's id."""
    as_of: dt.date
    """When it was taken in."""


@dataclass(slots=True)
class _Known:
    party: Party
    person: Person | None = field(default=None, repr=False)
    company: Written | None = field(default=None, repr=False)
    words: frozenset[str] = field(default=frozenset(), repr=False)
    """Of a company's name, without its legal form."""


class Gathered:
    """Everybody around one business, the business first."""

    def __init__(
        self, business: Subject, name: str, industry: str | None = None, legal_kind: str | None = None
    ) -> None:
        """Begin with the business alone."""
        self.target = business.id
        self.industry = industry
        """Code of what it does, as submitted."""
        self.is_sole_trader = legal_kind == _SOLE_TRADER
        """Whether the business is a person, and so has no owners."""
        self._known = [_Known(Party(business.id, PartyKind.COMPANY, name))]
        self._companies: list[_Known] = []
        self.party_of: dict[str, str] = {business.id: business.id}
        """Id of the party that each subject is."""
        self.statements: list[Statement] = []

    @property
    def parties(self) -> tuple[Party, ...]:
        """Return the business, and whoever something is said about."""
        said = {key for one in self.statements for key in (one.owner, *one.through)} | {self.target}
        return tuple(known.party for known in self._known if known.party.id in said)

    def are_apart(self, keys: Collection[str]) -> bool:
        """Whether birth dates tell that some people are not one."""
        births = [known.person.submitted.born for known in self._known if known.person and known.party.id in keys]
        pairs = combinations([born for born in births if born], 2)
        return any(not one.overlaps(other) for one, other in pairs)

    def add_person(self, subject: Subject, submitted: SubmittedPerson) -> None:
        """Add a person on file, or find that it is one who is there already."""
        person = Person.prepare(submitted)
        same = next((known for known in self._known if known.person and _is_one(known.person, person)), None)
        if same is None:
            same = self._add(subject.id, PartyKind.PERSON, submitted.name or "", person=person)
        self.party_of[subject.id] = same.party.id

    def add_company(self, name: str, subject: Subject | None = None, apart: Collection[str] = ()) -> str:
        """Add a company by its name, or find it again, but for those apart; return its id."""
        written = Written(name, Kind.ORGANISATION)
        same = self._find_company(written, apart)
        if same is None:
            key = subject.id if subject else f"company-{len(self._known)}"
            same = self._add(key, PartyKind.COMPANY, name, company=written)
        if subject is not None:
            self.party_of[subject.id] = same.party.id
        return same.party.id

    def add_chain(self, names: Sequence[str]) -> tuple[str, ...]:
        """Add the companies of a chain: two of them are never one, though only their legal forms may differ."""
        chain: list[str] = []
        for name in names:
            chain.append(self.add_company(name, apart=chain))
        return tuple(chain)

    def add_owners(self, extract: Extract, source: str, as_of: dt.date) -> None:
        """Add what a register says of owners that own still."""
        known, taken = tuple(self._known), dict[str, Listed]()
        for listed in prepare_listed(Extract(owners=extract.owners)):
            owner = listed.party
            if not isinstance(owner, Owner) or not listed.acts:
                continue
            key = self._find_owner(listed, known, taken) if owner.is_person else self.add_company(owner.name)
            taken[key] = listed
            low, high, control = _read_natures(owner)
            self.statements.append(
                Statement(
                    owner=key,
                    through=self._chain_of(key),
                    low=low,
                    high=high,
                    control=control,
                    source=source,
                    as_of=as_of,
                )
            )

    def _find_owner(self, listed: Listed, known: Sequence[_Known], taken: Mapping[str, Listed]) -> str:
        """Find the likeliest; of two namesakes of the register only one is the person on file."""
        again = next((key for key, other in taken.items() if other.is_same(listed)), None)
        if again is not None:
            return again
        free = [
            (found.likeness, one.party.id)
            for one in known
            if one.person and one.party.id not in taken and (found := liken(one.person, listed)) and found.is_same
        ]
        if free:
            return max(free, key=lambda pair: pair[0])[1]
        submitted = SubmittedPerson(role=_OWNER, names=(listed.party.name,), born=listed.party.born)
        key = f"person-{len(self._known)}"
        return self._add(key, PartyKind.PERSON, listed.party.name, person=Person.prepare(submitted)).party.id

    def _chain_of(self, key: str) -> tuple[str, ...]:
        """Return the chain by which somebody was submitted.

        A register that names the person behind a company says of the same holding how large it is.
        """
        chains = {one.through for one in self.statements if one.owner == key and one.source == SUBMISSION}
        return chains.pop() if len(chains) == 1 else ()

    def _find_company(self, written: Written, apart: Collection[str]) -> _Known | None:
        """Find a company by its name as it is written, else by its words, else by the likest."""
        free = [known for known in self._companies if known.party.id not in apart]
        name, words = written.value.casefold(), written.words
        written_so = next((known for known in free if known.party.name.casefold() == name), None)
        same = written_so or next((known for known in free if words and known.words == words), None)
        if same is not None:
            return same
        text = " ".join(sorted(words))
        near = (known for known in free if fuzz.ratio(text, " ".join(sorted(known.words))) >= _WORDS_ALIKE)
        alike = [
            (pair[0].value, known)
            for known in islice(near, MOST_COMPARED)
            if known.company and (pair := best([written], [known.company])) and pair[0].value >= SAME
        ]
        return max(alike, key=lambda pair: pair[0])[1] if alike else None

    def _add(
        self, key: str, kind: PartyKind, name: str, *, person: Person | None = None, company: Written | None = None
    ) -> _Known:
        known = _Known(Party(key, kind, name), person, company, company.words if company else frozenset())
        self._known.append(known)
        if company is not None:
            self._companies.append(known)
        return known


def people_around(work: Work, business_id: str) -> list[Subject]:
    """List whoever is on file with a business. Of a relationship that ended they stay; who was taken off is none."""
    everybody = work.subjects.people_of(business_id, active_only=False)
    return [person for person in everybody if person.status is not SubjectStatus.REMOVED]


def may_say_something(
    work: Work, business_id: str, people: Collection[Subject], stored_only: Collection[str] = ()
) -> bool:
    """Whether anything on file may be about owners. Opens little, since of most businesses nothing is.

    Nothing is opened of those whose data are only stored.
    """
    if any(person.role == _OWNER for person in people) or work.sources.are_there(business_id):
        return True
    # A director with a share is an owner too.
    asked = [person.id for person in people if person.role != _CONTACT and person.id not in stored_only]
    others = work.subjects.read_all(asked) if asked else {}
    return any(fields.use(PURPOSE).get("person.ownership") for _, fields in others.values())


def gather(work: Work, business: Subject) -> Gathered:
    """Gather what is on file. Raises PolicyDeniedError where somebody restricted the use of their data."""
    people = people_around(work, business.id)
    elsewhere = work.subjects.named_elsewhere([person.id for person in people])
    known = work.subjects.read_all([business.id, *(person.id for person in people)])
    opened = {key: (subject, box.use(PURPOSE)) for key, (subject, box) in known.items()}
    fields = opened[business.id][1]
    industry, kind = (_text(fields.get(f"business.{name}")) or None for name in ("industry", "type"))
    found = Gathered(business, _text(fields.get("business.name")), industry, kind)
    # Who was submitted comes first, so that whom a register named is found among them, and not the other way round.
    for person in sorted(people, key=lambda one: one.id in elsewhere):
        _add_party(work, found, *opened[person.id], submitted=person.id not in elsewhere)
    for register_id, (extract, as_of) in newest_extracts(work, business).items():
        found.add_owners(extract, f"register:{register_id}", as_of)
    return found


def _add_party(work: Work, found: Gathered, subject: Subject, fields: Fields, *, submitted: bool) -> None:
    if subject.kind is SubjectKind.BUSINESS:
        found.add_company(_text(fields.get("business.name")), subject)
        return
    person = SubmittedPerson.read({**fields, "person.role": subject.role})
    found.add_person(subject, person)
    owned = fields.get("person.ownership")
    # A director with a share is an owner too.
    if not submitted or (subject.role != _OWNER and not owned):
        return
    low, high = _read_share(owned)
    taken_in = max((at for _, at in work.subjects.origins(subject.id).values()), default=subject.created_at)
    found.statements.append(
        Statement(
            owner=found.party_of[subject.id],
            through=found.add_chain(person.through),
            low=low,
            high=high,
            source=SUBMISSION,
            as_of=taken_in.date(),
        )
    )


def newest_extracts(work: Work, business: Subject) -> dict[str, tuple[Extract, dt.date]]:
    """Read the newest answer of each register that knows the business."""
    found: dict[str, tuple[Extract, dt.date]] = {}
    for source in work.sources.of_subject(business.id):
        content = source.content.use(PURPOSE)
        kept: Any = content.get(extracts.EXTRACT)
        # Beside answers of registers, people put on file what they found: a text, with no outcome.
        if not isinstance(kept, dict) or "outcome" not in kept:
            continue
        verdict = extracts.read(content)
        known = verdict.extract if verdict.outcome is Outcome.VERIFIED else None
        if known is None:
            found.pop(kept["register"], None)
        else:
            found[kept["register"]] = (known, source.retrieved_at.date())
    return found


def _is_one(one: Person, other: Person) -> bool:
    """Whether two on file are one: the very same words of the name, and no birth date that contradicts."""
    words = one.names[0].words if one.names else frozenset()
    if not words or not other.names or words != other.names[0].words:
        return False
    ours, theirs = one.submitted.born, other.submitted.born
    return ours is None or theirs is None or ours.overlaps(theirs)


def _read_share(owned: Any) -> tuple[float | None, float | None]:  # noqa: ANN401 - of JSON
    if not isinstance(owned, dict):
        return None, None
    percent, band = owned.get("percent"), owned.get("band")
    if isinstance(percent, int | float):
        return float(percent), float(percent)
    low, _, high = band.partition("-") if isinstance(band, str) else ("", "", "")
    return (float(low), float(high)) if low.isdigit() and high.isdigit() else (None, None)


def _read_natures(owner: Owner) -> tuple[float | None, float | None, frozenset[Means]]:
    """Read a share and means of control. Votes are no shares: of these such a statement leaves open how many."""
    control = frozenset(means for nature in owner.natures if (means := _read_nature(nature)))
    if _CONSOLIDATES in owner.natures:
        return owner.low or 0.0, WHOLE if owner.high is None else owner.high, control
    if owner.low is None and owner.high is None:
        return (0.0, _UNNAMED_BELOW, control) if control else (None, None, control)
    if owner.natures and not _names_shares(owner.natures):
        return 0.0, owner.high, control
    return owner.low, owner.high, control


def _names_shares(natures: Sequence[str]) -> bool:
    return any(_SHARES.fullmatch(nature) for nature in natures)


def _read_nature(nature: str) -> Means | None:
    if _MOST_VOTES.fullmatch(nature):
        return Means.VOTES
    if _BOARD.fullmatch(nature):
        return Means.BOARD
    return Means.OTHER if nature == _CONSOLIDATES or _INFLUENCE.fullmatch(nature) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
