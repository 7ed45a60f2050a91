"""Apply the rules of a policy. Default is deny: what no line grants does not leave.

Pure functions over `Rules`; nothing here reads a file, a clock or a database, and no rule id or
message repeats a text that a client sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Fields, JsonValue, Personal
from kyc_service.errors import Fault, InvalidInputError, PolicyDeniedError
from kyc_service.policy.coarsening import coarsen
from kyc_service.policy.rules import Basis, Coarsening, Decision, Form, Recipient, Rules

OBLIGED = "obliged_entity"
"""Fact: anti-money-laundering law binds this owner. It chooses the basis and grants nothing."""
UNKNOWN = "unknown"


def category_of(rules: Rules, path: str) -> str:
    """Name the category of a field. Raises PolicyDeniedError for one that stands in none."""
    try:
        return rules.category_by_field[path]
    except (KeyError, TypeError):
        raise PolicyDeniedError(("field.unknown",)) from None


def collect(rules: Rules, fields: Fields) -> dict[str, Fields]:
    """Sort a submission's fields by category. Raises InvalidInputError that names every field not to be taken."""
    records: dict[str, Fields] = {}
    faults: list[Fault] = []
    for path, value in fields.items():
        category = rules.category_by_field.get(path)
        if category in rules.given:
            records.setdefault(category, {})[path] = value
        else:
            faults.append(Fault(*_explain(rules, path)))
    if faults:
        raise InvalidInputError(faults)
    return records


def _explain(rules: Rules, path: str) -> tuple[str, str]:
    """Say where and why a field is not taken; only names that the policy knows are repeated."""
    if path in rules.category_by_field:
        return "/" + path.replace(".", "/"), "field_not_given_by_clients"
    if path.rpartition(".")[2] in rules.refused:
        return "/" + path.rpartition(".")[2], "field_refused"
    return "/", "unknown_field"


def may_disclose(
    rules: Rules,
    recipient: str,
    purpose: str,
    fields: Sequence[str],
    facts: Mapping[str, bool],
) -> Decision:
    """Decide what may leave. An unknown name, a missing fact or any error is a deny that names its rules."""
    try:
        asked = tuple(dict.fromkeys(fields))
        refusals = tuple(_refuse(rules, recipient, purpose, asked, facts))
        if refusals:
            return _deny(rules, recipient, purpose, asked, facts, refusals)
        return _grant(rules, recipient, purpose, asked, facts)
    except Exception:  # noqa: BLE001 - whatever goes wrong, nothing leaves
        return _deny(rules, recipient, purpose, (), {}, ("engine.error",))


def _refuse(
    rules: Rules,
    recipient: str,
    purpose: str,
    asked: Sequence[str],
    facts: Mapping[str, bool],
) -> Iterator[str]:
    """Name every rule that refuses the request as a whole."""
    line = rules.recipients.get(recipient)
    if purpose in rules.forbidden:
        yield f"forbidden.{purpose}"
    elif purpose not in rules.purposes:
        yield "purpose.unknown"
    elif rules.purposes[purpose].anonymous_only:
        yield f"purpose.{purpose}.anonymous_only"
    if recipient in rules.never:
        yield f"never.{recipient}"
    elif line is None:
        yield "recipient.unknown"
    else:
        if purpose in rules.purposes and purpose not in line.purposes:
            yield f"recipient.{recipient}.purposes"
        yield from (f"condition.{fact}" for fact in line.when if facts.get(fact) is not True)
    if not asked or "*" in asked:
        yield "fields.must_be_listed"
    if any(path != "*" and path not in rules.category_by_field for path in asked):
        yield "field.unknown"


def _grant(
    rules: Rules,
    recipient: str,
    purpose: str,
    asked: Sequence[str],
    facts: Mapping[str, bool],
) -> Decision:
    line = rules.recipients[recipient]
    kept = {path: rule for path in asked if (rule := _withhold(rules, line, path)) is not None}
    granted = tuple(path for path in asked if path not in kept)
    if not granted:
        return _deny(rules, recipient, purpose, asked, facts, tuple(dict.fromkeys(kept.values())))
    return Decision(
        id=new_id("disclosure"),
        allowed=True,
        recipient=recipient,
        purpose=purpose,
        granted=granted,
        withheld=tuple(kept.items()),
        rule_ids=(f"recipient.{recipient}", f"purpose.{purpose}"),
        basis=_choose_basis(rules, purpose, facts),
        policy_version=rules.version,
        policy_sha256=rules.sha256,
        facts=_seen(rules, recipient, facts),
    )


def _deny(
    rules: Rules,
    recipient: str,
    purpose: str,
    asked: Sequence[str],
    facts: Mapping[str, bool],
    refusals: tuple[str, ...],
) -> Decision:
    """Make the decision that grants nothing. Texts that the policy does not know become `unknown`."""
    return Decision(
        id=new_id("disclosure"),
        allowed=False,
        recipient=_name(recipient, rules.recipients, rules.never),
        purpose=_name(purpose, rules.purposes, rules.forbidden),
        granted=(),
        withheld=tuple(
            (_name(path, rules.category_by_field), _reason(rules, recipient, path) or refusals[0]) for path in asked
        ),
        rule_ids=refusals,
        basis=None,
        policy_version=rules.version,
        policy_sha256=rules.sha256,
        facts=_seen(rules, recipient, facts),
    )
