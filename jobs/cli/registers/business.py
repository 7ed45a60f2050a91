"""The command that asks the registers about one business."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.progress import counted
from jobs.cli.registers import reading

if TYPE_CHECKING:
    from kyc_service.services.registers.lookups import Found

EXIT_LOOK, EXIT_UNAVAILABLE = 1, 3
_NOTHING = "no register gave an answer: this says nothing about the business"
_SOME = "some register gave no answer: that says nothing about the business; ask again later"
_LIMITS = "the limits of the registers are kept in Redis, which does not answer: start `kyc up`, or set REDIS_URL"


@click.command(
    "verify-business",
    cls=Command,
    examples=(
        'kyc verify-business --country NL --number 68750110 --name "Example B.V."',
        'kyc verify-business --country GB --number 01234567 --name "Example Ltd" \\',
        '    --person "director:A. Example:1978-04" --address "900 Example Street, ZZ99 9ZZ, Malmesbury"',
        'kyc verify-business --country NO --name "Example AS" --json    without a number: candidates by name',
    ),
)
@click.option("--country", required=True, callback=reading.read_country, help="ISO 3166-1 alpha-2, of registration.")
@click.option("--number", help="Number in the business register.")
@click.option("--vat", help="VAT number.")
@click.option("--lei", help="Legal entity identifier.")
@click.option("--name", required=True, help="Registered name.")
@click.option("--address", "addresses", multiple=True, help="As `street 1, postcode, city`; several times.")
@click.option("--person", "people", multiple=True, help="As `director:Name:1980-02-03` or `owner:Name`; several times.")
@json_option
def verify_business(*, as_json: bool, **about: Any) -> None:  # noqa: ANN401 - click's
    """Ask every register in use that serves a business, all side by side, and compare. Stores nothing about it.

    Registers are told what the policy lets a public register be told: name or number, and country. Each question is
    an entry of the audit, without a value; there is no subject, so the ledger of disclosures has no line. Without any
    number the registers are searched by name, and candidates are shown: they verify nothing.

    Exit code 0: every register that was asked knows the business and nothing needs a look. 1: something needs a look.
    2: nobody was asked. 3: nothing needs a look so far, and some register gave no answer.
    """
    from jobs import context
    from kyc_service.services.registers import lookups

    wanted = reading.read_wanted(**about)
    rt = context.prepared_runtime()
    with counted("asking registers") as tell:
        found = lookups.look_up(rt, wanted, f"cli:{getpass.getuser()}", lambda one, done, of: tell(one.title, done, of))
    ending = lookups.sum_up(found)
    if as_json:
        print_json({"ending": ending, "registers": list(found)})
    else:
        _show(found)
    silent = [one for one in found if one.outcome == "unavailable"]
    if silent:
        say(_NOTHING if len(silent) == len(found) else _SOME)
    if any(one.code == "limits_unknown" for one in silent):
        say(_LIMITS)
    if ending is not lookups.Ending.VERIFIED:
        raise click.exceptions.Exit(EXIT_LOOK if ending is lookups.Ending.LOOK else EXIT_UNAVAILABLE)


def _show(found: tuple[Found, ...]) -> None:
    print_table(
        "Registers",
        ("register", "asked by", "answer", "why", "comes to", "flags", "reference"),
        [(one.title, one.by, _answer(one), one.code, one.status.value, one.flags, one.reference) for one in found],
    )
    for one in found:
        if one.compared:
            print_table(
                one.title,
                ("", "result", "submitted", "in the register", "note"),
                [(row.matter.value, row.result.value, row.ours, row.theirs, row.note) for row in one.compared],
            )
        if one.candidates:
            print_table(
                f"{one.title}: candidates, which verify nothing",
                ("name", "number", "standing", "place"),
                [(row.name, row.number, row.standing.value, row.place) for row in one.candidates],
            )


def _answer(one: Found) -> str:
    """Name what a register said; a search verifies nothing, and denies nothing."""
    if one.by == "name" and one.outcome != "unavailable":
        return f"{len(one.candidates)} found by name"
    return one.outcome.value
