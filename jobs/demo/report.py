"""The demonstration's results in words, for a person at a terminal."""

from __future__ import annotations

import json
import shlex
from typing import Any

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from jobs.demo.decision import Decided
from jobs.demo.results import Asked, Evidence, Result, Results

_MEANINGS = {
    "clear": ("green", "Nothing found on any list; every required check has an answer."),
    "review": ("yellow", "A person has to look: a case was opened. Nobody is rejected by a machine."),
    "refused": ("red", "Not accepted and not stored; every refused field is named."),
}

_ANSWERS = {"verified": "knows this number", "not_verified": "does not know this number"}
_UNLIKE = {"partial": "agrees partly", "mismatch": "another"}


def show(console: Console, results: Results) -> None:
    """Print everything that happened."""
    lists = ", ".join(f"{used['title']} of {used['published']}" for used in results.lists)
    console.print(Text(f"Screened against {lists}.", style="dim"))
    for number, result in enumerate(results.submissions, start=1):
        console.print(_panel(number, result))
    console.print(_decision(results.decided))
    timing = results.timing
    console.print(
        f"From sending a submission to reading its result: half within [bold]{timing.p50:.0f} ms[/bold], "
        f"95 % within {timing.p95:.0f} ms.",
    )


def show_where(console: Console, base_url: str, token: str, body: dict[str, Any]) -> None:
    """Say where to go on."""
    command = (
        f"curl -s {base_url}/v1/verifications -H {shlex.quote(f'Authorization: Bearer {token}')} \\\n"
        f"  -H 'Content-Type: application/json' -H 'Idempotency-Key: try-1-0123456789' -H 'Prefer: wait=10' \\\n"
        f"  -d {shlex.quote(json.dumps(body))}"
    )
    console.print()
    console.print(f"Documentation: [bold]{base_url}/docs[/bold]")
    console.print("Try one yourself:")
    # Not as markup, and not wrapped: it is there to be copied.
    console.print(Text(command), soft_wrap=True)


def show_desk(console: Console, base_url: str, invitation: str) -> None:
    """Say how to get to the console: its cookie needs https anywhere but on `localhost`."""
    address = base_url.replace("//127.0.0.1", "//localhost")
    console.print("The analysts' desk, for analyst@demo.example; choose a password and set up an authenticator:")
    console.print(Text(f"{address}/console/invitation#{invitation}"), soft_wrap=True)


def _panel(number: int, result: Result) -> Panel:
    colour, meaning = _MEANINGS.get(result.status, ("white", ""))
    parts: list[Any] = [Text.assemble((result.status, f"bold {colour}"), "  ", meaning)]
    if result.evidence.hits:
        parts.append(_hits(result.evidence))
    parts.extend(_register(asked) for asked in result.evidence.registers)
    if result.evidence.named:
        parts.append(Text(f"Screened as well, named by a register only: {', '.join(result.evidence.named)}"))
    parts.extend(
        Text.assemble("  ", (refusal.pointer, "bold"), f"  {refusal.code}: {refusal.message}")
        for refusal in result.refused
    )
    if result.cleared is not None:
        answer = "yes" if result.cleared else "no"
        parts.append(Text(f"May this business trade today (GET /v1/subjects/{result.reference}/clearance)? {answer}"))
    title = Text.assemble(f"{number}. ", (result.name, "bold"), f"  ({result.title})")
    return Panel(Group(*parts), title=title, title_align="left", border_style=colour)


def _decision(decided: Decided) -> Panel:
    lines = (
        f"An analyst answered {decided.answered} hit as a true match and proposed to reject {decided.reference}.",
        f"The same analyst tried to approve it as well, and was refused: {decided.same_person}.",
        f"A second analyst approved. The onboarding flow now reads: {decided.status}.",
        f"May this business trade today? {'yes' if decided.clear else 'no'} ({', '.join(decided.reasons)})",
    )
    title = Text.assemble("Then two people decided", "  (the first case)")
    return Panel(Group(*(Text(line) for line in lines)), title=title, title_align="left")


def _register(asked: Asked) -> Text:
    """Say in a few lines what a register said: both values wherever they are not the same."""
    title = (asked.title, "bold")
    if asked.outcome == "unavailable":
        waits = "it is required, so this waits" if asked.required else "it is optional here, so nothing waits"
        return Text.assemble(title, f" gave no answer ({asked.code}), which says nothing about the business; {waits}.")
    same = dict.fromkeys(row.matter.replace("_", " ") for row in asked.compared if row.result == "match")
    found = Text.assemble(title, f" {_ANSWERS.get(asked.outcome, asked.outcome)}. Agrees: {', '.join(same) or '-'}.")
    for row in asked.compared:
        if row.result in _UNLIKE:
            found.append(f"\n  {row.matter}: {_UNLIKE[row.result]}: {row.ours}, in the register {row.theirs}")
    if asked.flags:
        found.append(f"\n  flags: {', '.join(flag.replace('_', ' ') for flag in asked.flags)}")
    return found


def _hits(evidence: Evidence) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("score", "entry", "name on the list", "why"):
        table.add_column(column, overflow="fold")
    for hit in evidence.hits[:3]:
        table.add_row(f"{hit.score:.2f}", hit.entry_id, Text(hit.caption), Text("\n".join(hit.reasons)))
    return table
