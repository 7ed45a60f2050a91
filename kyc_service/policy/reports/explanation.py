"""A policy in plain words: who may get what, why, and when it ends. Of a recipient, a field, a purpose or a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kyc_service.policy.model import Policy
from kyc_service.policy.reports.cells import Cell, list_cells
from kyc_service.policy.rules import Action, Form, Period, RetentionRule, Trigger

_CLAUSE = re.compile(r"(?<![\w.])([A-I])(?:\.(\d+))?(?![\w.])", re.ASCII)
_HEADER = re.compile(r"\[([\w.]+)\]")
_KEY = re.compile(r'\s*(?:(\w+)\s*=|\{\s*(?:id|name)\s*=\s*"([^"]+)")', re.ASCII)
_ACTIONS = {
    Action.DELETE: "deleted",
    Action.ANONYMISE: "made anonymous",
    Action.ISOLATE: "gone from back-ups",
}
_TRIGGERS = {
    Trigger.APPLICATION_ABANDONED: "the application was abandoned",
    Trigger.RELATIONSHIP_ENDED: "the relationship ended",
    Trigger.CHECK_REJECTED: "the verification was rejected",
    Trigger.DECISION_MADE: "the decision",
    Trigger.CASE_CLOSED: "the case was closed",
    Trigger.ASSESSMENT_CLOSED: "the assessment was closed",
    Trigger.SUBJECT_DISPOSED: "the subject was disposed of",
}
_FORMS = {Form.FULL: "whole", Form.YEAR: "the year only", Form.COUNTRY: "the country only"}


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the file that names a clause."""

    number: int
    section: str
    key: str
    """Empty for a whole section."""


def explain(policy: Policy, text: str, word: str) -> list[str] | None:
    """Explain a recipient, category, field, purpose, condition or clause; None for a word the policy does not know.

    `text` is the policy's file: its comments name the clauses.
    """
    known = list(_explain_known(policy, word))
    if known:
        return known
    places = find_clause(text, word)
    return list(_explain_places(policy, text, word, places)) if places else None


def _explain_known(policy: Policy, word: str) -> Iterator[str]:
    rules = policy.rules
    if word in rules.recipients:
        yield from _explain_recipient(policy, word)
    elif word in rules.never:
        yield f"{_words(word)} never gets anything, for no purpose and on no condition."
    elif word in rules.categories:
        yield from _explain_category(policy, word)
    elif word in rules.category_by_field:
        yield from _explain_field(policy, word)
    elif word.rpartition(".")[2] in rules.refused:
        yield f"{word} is never taken: a submission that holds it is refused."
    elif word in rules.purposes:
        yield from _explain_purpose(policy, word)
    elif word in rules.forbidden:
        yield f"{_words(word)} is forbidden, whatever anybody consented to."
    elif word in rules.facts:
        yield f"{_words(word)} holds when {rules.facts[word]}."


def summarise(policy: Policy) -> list[str]:
    """Say of each recipient in one line what it may get."""
    cells = list_cells(policy)
    lines = []
    for name, line in sorted(policy.rules.recipients.items()):
        what = sorted({_words(cell.category) for cell in cells if cell.recipient == name})
        when = " and ".join(policy.rules.facts[fact] for fact in line.when) or "always"
        lines.append(f"{name}: {', '.join(what) or 'nothing that names anybody'} - {when}")
    return [*lines, f"nobody else, and never: {', '.join(sorted(policy.rules.never))}"]


def find_clause(text: str, clause: str) -> list[Place]:
    """Find the lines whose comment names a clause, as `C.7`; `C` finds every one of C."""
    places, section = [], ""
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        section = header[1] if header else section
        _, _, comment = line.partition("#")
        named = {f"{letter}.{point}" if point else letter for letter, point in _CLAUSE.findall(comment)}
        if (clause in named or clause in {name.partition(".")[0] for name in named}) and (header or key) and section:
            places.append(Place(number, section, "" if header or key is None else key[1] or key[2]))
    return places


def explain_end(policy: Policy, category: str) -> Iterator[str]:
    """Say when data of a category end."""
    for rule in policy.rules.retention:
        if category in rule.categories:
            yield _describe_end(rule)


def say_period(period: Period) -> str:
    """Write a period in words."""
    parts = ((period.years, "year"), (period.days, "day"), (period.hours, "hour"))
    return " ".join(f"{count} {unit}{'s' * (count != 1)}" for count, unit in parts if count) or "no time"


def _explain_recipient(policy: Policy, name: str) -> Iterator[str]:
    line = policy.rules.recipients[name]
    yield f"{name} is a {_words(line.kind)}. Conditions that all have to hold:"
    yield from [f"  - {policy.rules.facts[fact]} ({fact})" for fact in line.when] or ["  - none"]
    if line.secret:
        yield "Disclosures may be kept from the subject."
    if line.ciphertext_only:
        yield "Beside this it stores only what it cannot read."
    cells = [cell for cell in list_cells(policy) if cell.recipient == name]
    yield from _group_purposes(policy, cells)
    if not cells:
        yield "It gets nothing through this gate."
    for category in sorted({cell.category for cell in cells}):
        yield f"When {_words(category)} ends here: {'; '.join(explain_end(policy, category))}."


def _group_purposes(policy: Policy, cells: Sequence[Cell]) -> Iterator[str]:
    """Say what it gets of each category, once for all purposes."""
    ordered = sorted(cells, key=lambda cell: (cell.category, cell.purpose))
    for category, group in groupby(ordered, key=lambda cell: cell.category):
        same = list(group)
        purposes = [f"{_words(cell.purpose)} ({_bases(policy, cell.purpose)})" for cell in same]
        yield f"It may get {_words(category)} for {', '.join(purposes)}: {_describe_fields(same[0])}"


def _bases(policy: Policy, purpose: str) -> str:
    return " or ".join(_words(basis) for basis in policy.rules.purposes[purpose].basis)


def _describe_fields(cell: Cell) -> str:
    return ", ".join(path if form is Form.FULL else f"{path} ({_FORMS[form]})" for path, form in cell.fields)


def _explain_category(policy: Policy, name: str) -> Iterator[str]:
    category = policy.rules.categories[name]
    yield f"{_words(name)} holds {', '.join(category.fields)}."
    if category.closed:
        yield "Others fill it: whatever is not on this list is dropped at the door."
    if category.sealed:
        yield "It is sealed: it leaves to an authority or the subject only."
    if category.tipping_off:
        yield "The subject never learns of it, in any shape."
    yield from _explain_receivers(policy, [cell for cell in list_cells(policy) if cell.category == name])
    yield from (f"It ends: {end}." for end in explain_end(policy, name))


def _explain_field(policy: Policy, path: str) -> Iterator[str]:
    category = policy.category_of(path)
    given = "may be submitted" if path in policy.rules.given else "cannot be submitted"
    yield f"{path} is {_words(category)} and {given}."
    cells = [cell for cell in list_cells(policy) if path in dict(cell.fields)]
    yield from _explain_receivers(policy, cells, path)
    yield from (f"It ends: {end}." for end in explain_end(policy, category))


def _explain_receivers(policy: Policy, cells: Sequence[Cell], path: str = "") -> Iterator[str]:
    if not cells:
        yield "It leaves to nobody."
    for cell in cells:
        when = " and ".join(policy.rules.facts[fact] for fact in cell.when) or "without a condition"
        form = f" ({_FORMS[dict(cell.fields)[path]]})" if path else ""
        yield f"It may leave to {cell.recipient} for {_words(cell.purpose)}{form}: {when}."


def _explain_purpose(policy: Policy, name: str) -> Iterator[str]:
    purpose = policy.rules.purposes[name]
    yield f"{_words(name)} rests on {_bases(policy, name)}."
    if purpose.balancing_test:
        yield f"The interests are weighed in {purpose.balancing_test}."
    if purpose.anonymous_only:
        yield f"It is served by anonymised data only, in groups of {purpose.min_group} and more."
    for recipient, group in groupby(
        (cell for cell in list_cells(policy) if cell.purpose == name), key=lambda cell: cell.recipient
    ):
        yield f"{recipient} may get for it: {', '.join(_words(cell.category) for cell in group)}."


def _explain_places(policy: Policy, text: str, clause: str, places: Sequence[Place]) -> Iterator[str]:
    yield f"{clause} is kept by:"
    for place in places:
        yield f"  line {place.number}: [{place.section}] {place.key}".rstrip()
        if place.key and place.section in {"recipient", "purpose", "category"}:
            yield from (f"    {line}" for line in explain(policy, text, place.key) or ())


def _describe_end(rule: RetentionRule) -> str:
    ends = f"{_ACTIONS[rule.action]} {say_period(rule.after)} after {_TRIGGERS[rule.trigger]}"
    if rule.if_obliged is not None and rule.if_obliged != rule.after:
        return f"{ends} ({say_period(rule.if_obliged)} for an owner that the law obliges)"
    return f"{ends} (as the core categories, for an owner that the law obliges)" if rule.as_core else ends


def _words(name: str) -> str:
    return name.replace("_", " ")
