"""What changes from one policy to another, and whether it is material: more for somebody, for longer, or fewer rights.

Importance is computed, not declared (F): what cannot be shown to be stricter counts as material.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kyc_service.policy.model import Policy
from kyc_service.policy.reports.cells import Cell, list_cells
from kyc_service.policy.retention import compute_due
from kyc_service.policy.rules import Action, Form, Period, Rules, Trigger

_SOME_DAY = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
_MORE_IS_LESS = frozenset({"withheld", "deferred_by", "except_purposes"})
"""Lists of a right that take from it."""
_MORE_IS_MORE = frozenset({"bases", "outcomes"})
"""Lists of a right that give to it."""
_TOLD = ("language", "prevailing_language", "source_sha256", "contact")
"""Lines of the head that decide nothing."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One difference, in words."""

    where: str
    """As `cell kyc_vendor | monitoring | contact`."""
    what: str
    material: bool


def compare(old: Policy, new: Policy) -> tuple[Change, ...]:
    """List every difference between two policies, by place."""
    before, after = old.rules, new.rules
    found = itertools.chain(
        _compare_cells(old, new),
        _compare_fields(before, after),
        _compare_purposes(before, after),
        _compare_recipients(before, after),
        _compare_bans(before, after),
        _compare_ends(old, new),
        _compare_limits(before, after),
        _compare_rights(before, after),
        _compare_head(before, after),
    )
    return tuple(sorted(set(found)))


def is_material(changes: Collection[Change]) -> bool:
    """Whether people have to be told, and data collected before stay under the old policy's limits."""
    return any(change.material for change in changes)


def _compare_cells(old: Policy, new: Policy) -> Iterator[Change]:
    before = {(cell.recipient, cell.purpose, cell.category): cell for cell in list_cells(old)}
    after = {(cell.recipient, cell.purpose, cell.category): cell for cell in list_cells(new)}
    for key in before | after:
        where = "cell " + " | ".join(key)
        if key not in before:
            yield Change(where, "is granted now", material=True)
        elif key not in after:
            yield Change(where, "is granted no more", material=False)
        else:
            yield from _compare_cell(where, before[key], after[key])


def _compare_cell(where: str, before: Cell, after: Cell) -> Iterator[Change]:
    yield from _compare_sets(where, "condition", before.when, after.when, more_is_material=False)
    fields, later = dict(before.fields), dict(after.fields)
    yield from _compare_sets(where, "field", fields, later, more_is_material=True)
    for path in fields.keys() & later.keys():
        if fields[path] is not later[path]:
            looser = later[path] is Form.FULL or fields[path] is not Form.FULL
            yield Change(where, f"{path} leaves as {later[path]}, not as {fields[path]}", material=looser)


def _compare_fields(before: Rules, after: Rules) -> Iterator[Change]:
    for path in {**before.category_by_field, **after.category_by_field}:
        was, now = before.category_by_field.get(path), after.category_by_field.get(path)
        if was != now:
            what = f"{path} is in {now or 'no category'}, not in {was or 'none'}"
            yield Change(f"category {now or was}", what, material=now is not None)
    for name in before.categories.keys() & after.categories.keys():
        for flag in ("closed", "sealed", "tipping_off"):
            now = getattr(after.categories[name], flag)
            if now is not getattr(before.categories[name], flag):
                yield Change(f"category {name}", f"{flag} is {str(now).lower()}", material=not now)
    yield from _compare_sets("given", "field", before.given, after.given, more_is_material=True)
    yield from _compare_sets("refuse", "field", before.refused, after.refused, more_is_material=False)


def _compare_purposes(before: Rules, after: Rules) -> Iterator[Change]:
    yield from _compare_sets("purpose", "purpose", before.purposes, after.purposes, more_is_material=True)
    for name in before.purposes.keys() & after.purposes.keys():
        was, now = before.purposes[name], after.purposes[name]
        if was.basis != now.basis:
            yield Change(f"purpose {name}", f"rests on {', '.join(now.basis)}", material=True)
        if was.balancing_test != now.balancing_test:
            yield Change(f"purpose {name}", "has another balancing test", material=True)
        if was.anonymous_only and not now.anonymous_only:
            yield Change(f"purpose {name}", "is no longer for anonymous data only", material=True)
        if was.min_group != now.min_group:
            smaller = (now.min_group or 0) < (was.min_group or 0)
            yield Change(f"purpose {name}", f"groups of {now.min_group}", material=smaller)


def _compare_recipients(before: Rules, after: Rules) -> Iterator[Change]:
    for name in before.recipients.keys() & after.recipients.keys():
        was, now = before.recipients[name], after.recipients[name]
        if was.kind is not now.kind:
            yield Change(f"recipient {name}", f"is a {now.kind}, not a {was.kind}", material=True)
        if was.secret is not now.secret:
            yield Change(f"recipient {name}", f"secret is {str(now.secret).lower()}", material=now.secret)
        if was.ciphertext_only is not now.ciphertext_only:
            what = f"ciphertext_only is {str(now.ciphertext_only).lower()}"
            yield Change(f"recipient {name}", what, material=not now.ciphertext_only)


def _compare_bans(before: Rules, after: Rules) -> Iterator[Change]:
    yield from _compare_sets("never", "recipient", before.never, after.never, more_is_material=False)
    yield from _compare_sets("forbidden", "purpose", before.forbidden, after.forbidden, more_is_material=False)
    was = {f"{rule.outcome} over_true_match={rule.over_true_match}" for rule in before.four_eyes}
    now = {f"{rule.outcome} over_true_match={rule.over_true_match}" for rule in after.four_eyes}
    yield from _compare_sets("four_eyes", "decision", was, now, more_is_material=False)


def _compare_ends(old: Policy, new: Policy) -> Iterator[Change]:
    """Compare when data end, for every category and trigger, whether or not the owner is obliged."""
    names = [name for name in old.rules.categories if name in new.rules.categories]
    for name, trigger, obliged in itertools.product(names, Trigger, (False, True)):
        was, now = _ends(old, name, trigger, obliged=obliged), _ends(new, name, trigger, obliged=obliged)
        where = f"retention {name} | {trigger}" + (" | obliged" if obliged else "")
        for action in was | now:
            before, after = was.get(action), now.get(action)
            if after is None:
                yield Change(where, f"{action} has no date any more", material=True)
            elif before is None:
                yield Change(where, f"{action} after {_days(after)}", material=False)
            elif before != after:
                what = f"{action} after {_days(after)}, not {_days(before)}"
                yield Change(where, what, material=after > before)


def _ends(policy: Policy, category: str, trigger: Trigger, *, obliged: bool) -> dict[Action, dt.datetime]:
    """Return the first end of each kind."""
    due = compute_due(policy, category, trigger, _SOME_DAY, obliged=obliged)
    return {found.action: found.at for found in reversed(due)}


def _days(at: dt.datetime) -> str:
    return f"{(at - _SOME_DAY).days} days"


def _compare_limits(before: Rules, after: Rules) -> Iterator[Change]:
    was = {**before.transient, **_periods(before.hold), "duty": before.duty}
    now = {**after.transient, **_periods(after.hold), "duty": after.duty}
    for name in was.keys() | now.keys():
        old, new = was.get(name, Period()), now.get(name, Period())
        if old != new:
            yield Change(f"period {name}", f"is {_say(new)}, not {_say(old)}", material=new.shortest() > old.shortest())
    reasons = (before.hold["reasons"], after.hold["reasons"])
    yield from _compare_sets("hold", "reason", *reasons, more_is_material=True)
    if before.obliged_entity is not after.obliged_entity:
        yield Change("profile", f"obliged_entity is {str(after.obliged_entity).lower()}", material=True)


def _periods(values: Mapping[str, Any]) -> dict[str, Period]:
    return {name: value for name, value in values.items() if isinstance(value, Period)}


def _say(period: Period) -> str:
    parts = ((period.years, "years"), (period.days, "days"), (period.hours, "hours"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "nothing"


def _compare_rights(before: Rules, after: Rules) -> Iterator[Change]:
    for name in before.rights.keys() | after.rights.keys():
        was, now = before.rights.get(name, {}), after.rights.get(name, {})
        for key in was.keys() | now.keys():
            old, new = was.get(key), now.get(key)
            if old == new:
                continue
            where = f"right {name}"
            if key in _MORE_IS_LESS | _MORE_IS_MORE:
                more = key in _MORE_IS_LESS
                yield from _compare_sets(where, key, old or (), new or (), more_is_material=more)
            else:
                yield Change(where, f"{key} is {new}, not {old}", material=not (old is False and new is True))


def _compare_head(before: Rules, after: Rules) -> Iterator[Change]:
    for name in _TOLD:
        if before.header[name] != after.header[name]:
            yield Change("policy", f"{name} is {after.header[name]}", material=False)
    if dict(before.header["controller_eea"]) != dict(after.header["controller_eea"]):
        yield Change("policy", "has another controller", material=True)
    regions = (before.header["eea_regions"], after.header["eea_regions"])
    yield from _compare_sets("policy", "region", *regions, more_is_material=False)
    subjects = (before.header["ordinary_subjects"], after.header["ordinary_subjects"])
    yield from _compare_sets("policy", "subject", *subjects, more_is_material=True)
    for key in ("safeguards", "derogation_recipients", "scc_needs"):
        more = key != "scc_needs"
        yield from _compare_sets("transfer", key, before.transfer[key], after.transfer[key], more_is_material=more)
    if before.transfer["adequacy_file"] != after.transfer["adequacy_file"]:
        yield Change("transfer", "has another list of adequate countries", material=True)
    if before.laws != after.laws:
        yield Change("profile", "names other laws", material=False)
    if before.version != after.version:
        yield Change("policy", f"version is {after.version}, not {before.version}", material=False)


def _compare_sets(
    where: str, noun: str, before: Collection[str], after: Collection[str], *, more_is_material: bool
) -> Iterator[Change]:
    for name in set(after) - set(before):
        yield Change(where, f"{noun} {name} is new", material=more_is_material)
    for name in set(before) - set(after):
        # A purpose or a field that is gone grants nothing; a condition, a ban or a right that is gone grants more.
        yield Change(where, f"{noun} {name} is gone", material=not more_is_material)
