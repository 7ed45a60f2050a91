"""Compare what was submitted about a business with what a register says of it, thing by thing, and draw the flags.

Pure: no clock, no register. Decides nothing; whether a person has to look is `domain.comparisons.needs_a_look`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from kyc_service.domain.comparisons import Compared, Matter, Result
from kyc_service.domain.registers import Extract, Flag, Standing
from kyc_service.verifiers.base import Kind as NumberKind
from kyc_service.verifiers.comparing.addresses import compare_addresses
from kyc_service.verifiers.comparing.legal_forms import read_form
from kyc_service.verifiers.comparing.names import NEAR, SAME, Written, best
from kyc_service.verifiers.comparing.numbers import is_same, is_same_vat
from kyc_service.verifiers.comparing.people import compare_people
from kyc_service.verifiers.comparing.submitted import SubmittedBusiness, SubmittedPerson
from watchlists.dates import PartialDate
from watchlists.matching.evidence.dates import tier_of
from watchlists.model import Kind

VERY_YOUNG = dt.timedelta(days=183)
"""Six months. Half a year is what a business takes to file anything that a register could show; before, its entry
proves that it was founded and nothing else.
"""

ONE_YEAR = dt.timedelta(days=366)
MOST_NAMES = 50
"""Names of one side that are compared."""
ANOTHER_NAME = "the register has this name beside the registered one: a trading, translated or former name"
TRADING_NAME = "only a submitted trading name is the registered name"
_UNREADABLE = "not one of the legal forms that are compared"
_ANOTHER_KIND = "the business was submitted as another kind"


def compare(
    business: SubmittedBusiness,
    people: Sequence[SubmittedPerson],
    extract: Extract,
    kind: NumberKind = "registration",
) -> tuple[Compared, ...]:
    """Compare everything. `kind` is the number that the register was asked by."""
    return (
        compare_names(business, extract),
        compare_numbers(business, extract, kind),
        compare_addresses(business.addresses, extract.address, business.country),
        _compare_forms(business.type, extract.legal_form),
        _compare_standing(extract),
        compare_incorporation(business.registered_on, extract.incorporated_on),
        *compare_people(people, extract),
    )


def flags(extract: Extract, compared: Sequence[Compared], today: dt.date) -> tuple[Flag, ...]:
    """Give the register's own flags and those that follow from comparing, each once."""
    return tuple(dict.fromkeys((*extract.flags, *_draw(extract, compared, today))))


def _draw(extract: Extract, compared: Sequence[Compared], today: dt.date) -> Iterator[Flag]:
    if extract.standing is Standing.ENDED:
        yield Flag.DISSOLVED
    if extract.incorporated_on is not None and extract.incorporated_on.earliest > today - VERY_YOUNG:
        yield Flag.VERY_YOUNG
    for row in compared:
        if row.result is Result.NOT_SUBMITTED and row.matter is Matter.OFFICER:
            yield Flag.OFFICER_NOT_SUBMITTED
        elif row.result is Result.NOT_SUBMITTED and row.matter is Matter.OWNER:
            yield Flag.OWNER_NOT_SUBMITTED
        elif row.result is Result.MISMATCH and row.person is not None:
            yield Flag.PERSON_NOT_REGISTERED


def compare_names(business: SubmittedBusiness, extract: Extract) -> Compared:
    """Compare names: the registered one, then every other; a trading or former name is a partial agreement."""
    shapes: tuple[Kind, ...] = (Kind.ORGANISATION,)
    if "sole_trader" in {business.type, read_form(extract.legal_form or "")}:
        # Its name is often its owner's, in any order.
        shapes = (Kind.ORGANISATION, Kind.PERSON)
    own = [Written(name, *shapes) for name in (business.name, business.original_script_name) if name]
    trading = [Written(name, *shapes) for name in business.trading_names[:MOST_NAMES]]
    registered = [Written(extract.name, *shapes)] if extract.name else []
    others = [Written(name, *shapes) for name in extract.other_names[:MOST_NAMES]]
    if not registered and not others:
        return Compared(matter=Matter.NAME, result=Result.NOT_PROVIDED_BY_REGISTRY, ours=business.name)
    if not own and not trading:
        return Compared(matter=Matter.NAME, result=Result.NOT_SUBMITTED, theirs=extract.name)
    for ours, theirs, note in ((own, registered, None), (own + trading, others, ANOTHER_NAME),
                               (trading, registered, TRADING_NAME)):  # fmt: skip
        pair = best(ours, theirs)
        if pair and pair[0].value >= SAME:
            why = note or (pair[0].reason if pair[0].value < 1 else None)
            result = Result.PARTIAL if note else Result.MATCH
            return Compared(matter=Matter.NAME, result=result, ours=pair[1], theirs=pair[2], note=why)
    pair = best(own or trading, registered or others)
    if pair and pair[0].value >= NEAR:
        return Compared(matter=Matter.NAME, result=Result.PARTIAL, ours=pair[1], theirs=pair[2], note=pair[0].reason)
    shown = business.name or (trading[0].value if trading else None)
    return Compared(matter=Matter.NAME, result=Result.MISMATCH, ours=shown, theirs=extract.name)


def compare_numbers(business: SubmittedBusiness, extract: Extract, kind: NumberKind) -> Compared:
    """Compare the register's number with the submitted ones; one that agrees with either is the business's."""
    asked = business.vat if kind == "vat" else business.number
    if not extract.number:
        return Compared(matter=Matter.NUMBER, result=Result.NOT_PROVIDED_BY_REGISTRY, ours=asked)
    if not asked:
        return Compared(matter=Matter.NUMBER, result=Result.NOT_SUBMITTED, theirs=extract.number)
    if business.number and is_same(business.number, extract.number, business.country):
        return Compared(matter=Matter.NUMBER, result=Result.MATCH, ours=business.number, theirs=extract.number)
    if business.vat and is_same_vat(business.vat, extract.number):
        return Compared(matter=Matter.NUMBER, result=Result.MATCH, ours=business.vat, theirs=extract.number)
    return Compared(matter=Matter.NUMBER, result=Result.MISMATCH, ours=asked, theirs=extract.number)


def _compare_forms(ours: str | None, theirs: str | None) -> Compared:
    if theirs is None:
        return Compared(matter=Matter.LEGAL_FORM, result=Result.NOT_PROVIDED_BY_REGISTRY, ours=ours)
    if ours is None:
        return Compared(matter=Matter.LEGAL_FORM, result=Result.NOT_SUBMITTED, theirs=theirs)
    form = read_form(theirs)
    result, note = Result.MATCH, None
    if form is None or ours == "other":
        result, note = Result.PARTIAL, _UNREADABLE
    elif form != ours:
        result, note = Result.MISMATCH, f"{_ANOTHER_KIND}: {ours}, not {form}"
    return Compared(matter=Matter.LEGAL_FORM, result=result, ours=ours, theirs=theirs, note=note)


def _compare_standing(extract: Extract) -> Compared:
    """Judge the status. Who submits a business says that it lives."""
    results = {Standing.ACTIVE: Result.MATCH, Standing.UNKNOWN: Result.NOT_PROVIDED_BY_REGISTRY}
    result = results.get(extract.standing, Result.MISMATCH)
    ended = f"ended on {extract.ended_on}" if extract.ended_on else None
    theirs = extract.status or extract.standing.value
    return Compared(matter=Matter.STATUS, result=result, ours=Standing.ACTIVE.value, theirs=theirs, note=ended)


def compare_incorporation(ours: PartialDate | None, theirs: PartialDate | None) -> Compared:
    """Compare two days as far as both claim. A year between them is partial: founding and registration are two days."""
    result, note = _judge_days(ours, theirs)
    return Compared(
        matter=Matter.INCORPORATED_ON,
        result=result,
        ours=str(ours) if ours else None,
        theirs=str(theirs) if theirs else None,
        note=note,
    )


def _judge_days(ours: PartialDate | None, theirs: PartialDate | None) -> tuple[Result, str | None]:
    if ours is None or theirs is None:
        return (Result.NOT_PROVIDED_BY_REGISTRY if theirs is None else Result.NOT_SUBMITTED), None
    if ours.overlaps(theirs):
        return Result.MATCH, None
    tier, reason = tier_of(ours, theirs)
    if tier == "slip":
        return Result.PARTIAL, reason
    first, second = sorted((ours, theirs))
    if second.earliest - first.latest <= ONE_YEAR:
        return Result.PARTIAL, "less than a year apart"
    return Result.MISMATCH, reason
