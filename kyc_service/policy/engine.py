"""Apply the rules of a policy. Default is deny: what no line grants does not leave.

Pure functions over `Rules`; nothing here reads a file, a clock or a database, and no rule id or
message repeats a text that a client sent.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Fields, Personal
from kyc_service.errors import Fault, InvalidInputError, PolicyDeniedError
from kyc_service.policy.coarsening import coarsen
from kyc_service.policy.rules import Basis, Coarsening, Decision, Form, Recipient, Rules

OBLIGED = "obliged_entity"
"""Fact: anti-money-laundering law binds this owner. It chooses the basis that is recorded and grants nothing."""
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Request:
    """Who asks for what, why, and what is known to hold."""

    recipient: str
    purpose: str
    fields: tuple[str, ...]
    facts: Mapping[str, bool]


def category_of(rules: Rules, path: str) -> str:
    """Name the category of a field. Raises PolicyDeniedError for one that stands in none."""
    category = rules.category_by_field.get(path)
    if category is None:
        raise PolicyDeniedError(("field.unknown",))
    return category


def collect(rules: Rules, fields: Fields) -> dict[str, Fields]:
    """Sort a submission's fields by category. Raises InvalidInputError that names every field not to be taken."""
    records: dict[str, Fields] = {}
    faults: list[Fault] = []
    for path, value in fields.items():
        if path in rules.given:
            records.setdefault(rules.category_by_field[path], {})[path] = value
        else:
            faults.append(_explain(rules, path))
    if faults:
        raise InvalidInputError(faults)
    return records


def _explain(rules: Rules, path: str) -> Fault:
    """Say where and why a field is not taken; only names that the policy knows are repeated."""
    last = path.rpartition(".")[2]
    if path in rules.category_by_field:
        return Fault("/" + path.replace(".", "/"), "field_not_accepted")
    if last in rules.refused:
        return Fault("/" + last, "field_refused", rules.refusals[last])
    return Fault("", "unknown_field")


def name_rules(rules: Rules, faults: Sequence[Fault]) -> list[Fault]:
    """Say which clause refuses a member or a text, where one does."""
    return [_name_rule(rules, fault) for fault in faults]


def _name_rule(rules: Rules, fault: Fault) -> Fault:
    last = fault.pointer.rpartition("/")[2]
    if fault.code == "unknown_field" and last in rules.refused:
        return Fault(fault.pointer, fault.code, rules.refusals[last])
    return Fault(fault.pointer, fault.code, rules.refusals.get(fault.code))


def may_disclose(
    rules: Rules,
    recipient: str,
    purpose: str,
    fields: Sequence[str],
    facts: Mapping[str, bool],
) -> Decision:
    """Decide what may leave. An unknown name, a missing fact or any error is a deny that names its rules."""
    try:
        request = _Request(recipient, purpose, tuple(dict.fromkeys(fields)), facts)
        refusals = tuple(_refuse(rules, request))
        if refusals:
            withheld = tuple((_name(path, rules.category_by_field), refusals[0]) for path in request.fields)
            return _deny(rules, request, withheld, refusals)
        return _grant(rules, request)
    except Exception:  # noqa: BLE001 - whatever goes wrong, nothing leaves
        return _deny(rules, _Request(recipient, purpose, (), {}), (), ("engine.error",))


def minimise(rules: Rules, decision: Decision, record: Personal[Fields] | Mapping[str, Any]) -> Fields:
    """Make the one object that may leave: granted fields only, as coarse as the policy says.

    The rules are asked again, so that a decision made under another file, or put together by hand,
    opens nothing. A field that the record lacks, or that cannot be made coarse, is absent.
    Raises PolicyDeniedError when nothing may leave.
    """
    again = may_disclose(rules, decision.recipient, decision.purpose, decision.granted, decision.facts)
    if not decision.allowed:
        raise PolicyDeniedError(decision.rule_ids)
    if not again.allowed or decision.policy_sha256 != rules.sha256:
        raise PolicyDeniedError(("decision.stale", *again.rule_ids))
    values = record.use(decision.purpose) if isinstance(record, Personal) else record
    outgoing: Fields = {}
    for path in again.granted:
        if path in values:
            form = form_for(rules, path, decision.recipient)
            outgoing.update((path, kept) for kept in coarsen(form, values[path]))
    return outgoing


def _refuse(rules: Rules, request: _Request) -> Iterator[str]:
    """Name every rule that refuses the request as a whole; a ban stands first."""
    recipient, purpose = request.recipient, request.purpose
    if purpose in rules.forbidden:
        yield f"forbidden.{purpose}"
    elif purpose not in rules.purposes:
        yield "purpose.unknown"
    elif rules.purposes[purpose].anonymous_only:
        yield f"purpose.{purpose}.anonymous_only"
    if recipient in rules.never:
        yield f"never.{recipient}"
    elif recipient not in rules.recipients:
        yield "recipient.unknown"
    else:
        yield from _refuse_line(rules, rules.recipients[recipient], request)
    if not request.fields or "*" in request.fields:
        yield "fields.must_be_listed"
    elif any(path not in rules.category_by_field for path in request.fields):
        yield "field.unknown"


def _refuse_line(rules: Rules, line: Recipient, request: _Request) -> Iterator[str]:
    if request.purpose in rules.purposes and request.purpose not in line.purposes:
        yield f"recipient.{line.name}.purposes"
    for fact in line.when:
        if request.facts.get(fact) is not True:
            yield f"condition.{fact}"


def _grant(rules: Rules, request: _Request) -> Decision:
    """Grant what the recipient's line covers; with nothing left it is a deny."""
    line = rules.recipients[request.recipient]
    kept = {path: rule for path in request.fields if (rule := _withhold(rules, line, path)) is not None}
    withheld = tuple(kept.items())
    if len(kept) == len(request.fields):
        return _deny(rules, request, withheld, tuple(dict.fromkeys(kept.values())))
    return Decision(
        id=new_id("disclosure"),
        allowed=True,
        recipient=request.recipient,
        purpose=request.purpose,
        granted=tuple(path for path in request.fields if path not in kept),
        withheld=withheld,
        rule_ids=(f"recipient.{request.recipient}", f"purpose.{request.purpose}"),
        basis=_choose_basis(rules, request),
        policy_version=rules.version,
        policy_sha256=rules.sha256,
        facts=_look_at(line, request.facts),
    )


def _deny(
    rules: Rules,
    request: _Request,
    withheld: tuple[tuple[str, str], ...],
    refusals: tuple[str, ...],
) -> Decision:
    """Make the decision that grants nothing. Names that the policy does not know become `unknown`."""
    recipient = _name(request.recipient, rules.recipients, rules.never)
    line = rules.recipients.get(recipient)
    return Decision(
        id=new_id("disclosure"),
        allowed=False,
        recipient=recipient,
        purpose=_name(request.purpose, rules.purposes, rules.forbidden),
        granted=(),
        withheld=withheld,
        rule_ids=refusals,
        basis=None,
        policy_version=rules.version,
        policy_sha256=rules.sha256,
        facts=MappingProxyType({}) if line is None else _look_at(line, request.facts),
    )


def _withhold(rules: Rules, line: Recipient, path: str) -> str | None:
    """Name the rule that keeps one field back, or None when it may go."""
    if rules.category_by_field[path] not in line.categories:
        return f"recipient.{line.name}.categories"
    if line.fields_only is not None and path not in line.fields_only:
        return f"recipient.{line.name}.fields_only"
    if path in line.fields_except:
        return f"recipient.{line.name}.fields_except"
    coarsening = _coarsening_of(rules, path)
    if coarsening is not None and _form(coarsening, line.name) is Form.WITHHOLD:
        return f"minimise.{coarsening.name}"
    return None


def form_for(rules: Rules, path: str, recipient: str) -> Form:
    """Say how much of a field leaves to a recipient that is granted it."""
    return _form(_coarsening_of(rules, path), recipient)


def _coarsening_of(rules: Rules, path: str) -> Coarsening | None:
    return next((rule for rule in rules.coarsenings if path in rule.fields), None)


def _form(coarsening: Coarsening | None, recipient: str) -> Form:
    return Form.FULL if coarsening is None else coarsening.forms.get(recipient, coarsening.default)


def _choose_basis(rules: Rules, request: _Request) -> Basis:
    return basis_of(rules, request.purpose, obliged=request.facts.get(OBLIGED) is True)


def basis_of(rules: Rules, purpose: str, *, obliged: bool) -> Basis:
    """Take the first basis that applies: a duty under anti-money-laundering law binds obliged owners only."""
    stated = rules.purposes[purpose].basis
    obliged = obliged or rules.obliged_entity
    applying = [basis for basis in stated if obliged or basis is not Basis.LEGAL_OBLIGATION]
    return (applying or list(stated))[0]


def _look_at(line: Recipient, facts: Mapping[str, bool]) -> Mapping[str, bool]:
    return MappingProxyType({fact: facts.get(fact) is True for fact in line.when})


def _name(text: object, *known: Container[str]) -> str:
    return text if isinstance(text, str) and any(text in names for names in known) else UNKNOWN
