"""Every cell that a policy grants: recipient, purpose, category, conditions. Asked of the gate, not read from the file.

The text is made to be reviewed and compared: a line for each field, a line for each cell, sorted, nothing aligned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kyc_service.policy.engine import form_for
from kyc_service.policy.model import Policy
from kyc_service.policy.rules import Form

ALL = "all"
_HEAD = """\
# Who may get what, for which purpose, on which conditions: every cell the policy grants. What is not here, nobody gets.
# Written by `kyc policy cells`; a test refuses a policy that grants anything else. Read a change here as you read code.
"""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One thing that is granted."""

    recipient: str
    purpose: str
    category: str
    when: tuple[str, ...]
    """Conditions that all have to hold."""
    fields: tuple[tuple[str, Form], ...]
    """What may leave of the category, and how much of each."""


def list_cells(policy: Policy) -> tuple[Cell, ...]:
    """Ask the gate for every recipient, purpose and category, with every condition fulfilled."""
    rules = policy.rules
    holding = dict.fromkeys(rules.facts, True)
    cells = []
    for line in rules.recipients.values():
        for purpose in rules.purposes:
            for category in rules.categories.values():
                decision = policy.may_disclose(line.name, purpose, category.fields, holding)
                if decision.allowed:
                    fields = tuple((path, form_for(rules, path, line.name)) for path in sorted(decision.granted))
                    cells.append(Cell(line.name, purpose, category.name, tuple(sorted(decision.facts)), fields))
    return tuple(sorted(cells))


def write_cells(policy: Policy) -> str:
    """Write them down, one a line, after the fields of each category."""
    return _HEAD + "\n".join(_lines(policy)) + "\n"


def _lines(policy: Policy) -> Iterator[str]:
    yield f"policy {policy.id} {policy.version}"
    yield ""
    for path, category in sorted(policy.fields().items(), key=lambda item: (item[1], item[0])):
        yield f"field {category} | {path}"
    yield ""
    for cell in list_cells(policy):
        when = " + ".join(cell.when) or "no condition"
        whole = policy.rules.categories[cell.category].fields
        yield f"cell {cell.recipient} | {cell.purpose} | {cell.category} | {when} | {_describe(cell, len(whole))}"


def _describe(cell: Cell, whole: int) -> str:
    """Name the fields where it is not all of them; and how much, where it is not all of it."""
    coarse = [f"{path} ({form.value} only)" for path, form in cell.fields if form is not Form.FULL]
    full = [path for path, form in cell.fields if form is Form.FULL]
    if len(cell.fields) < whole:
        return ", ".join([*full, *coarse])
    return ", ".join([ALL, *coarse])
