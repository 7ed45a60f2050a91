"""Commands about registers: the table of them, how each does, and stand-ins to try them with."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.services.registers.standings import RegisterState

_FOLDER = Path("var") / "stand-ins"


@click.group(cls=Group)
def registers() -> None:
    """See which business registers there are, how they do, and try them on stand-ins."""


@registers.command("list", examples=("kyc registers list", "kyc registers list --json"))
@json_option
def list_all(*, as_json: bool) -> None:
    """List every register: what it proves, what it costs, what it is told.

    Which of them are asked is said in KYC_REGISTERS_FILE.
    """
    from kyc_service.verifiers.serving import listing

    lines = listing()
    if as_json:
        print_json({"registers": list(lines)})
        return
    print_table(
        "Business registers",
        ("id", "countries", "asked by", "proves", "cost and key", "needs", "limit", "is told"),
        [
            (
                line.id,
                "all" if line.countries == ("*",) else line.countries,
                line.kind,
                line.proves,
                line.terms,
                line.needs,
                line.limit,
                line.fields,
            )
            for line in lines
        ],
    )


@registers.command(examples=("kyc registers status", "kyc registers status --json"))
@json_option
def status(*, as_json: bool) -> None:
    """Say how every register in use does: as GET /v1/verifiers.

    Up, slow or down since when, what is left of its limit, and how many questions wait for it.
    """
    from jobs import context
    from kyc_service.services.registers.standings import states

    rt = context.prepared_runtime()
    with rt.open_system("cli", read_only=True) as system:
        waiting, now = system.register_checks.waiting(), system.now()
    found = states(rt, waiting, now)
    if as_json:
        print_json({"registers": list(found)})
        return
    if not found:
        say("no register is in use: KYC_REGISTERS_FILE names none")
        return
    print_table(
        "Registers in use",
        ("id", "use", "state", "down since", "limit left", "waiting", "oldest", "alarm", "parts that are not up"),
        [
            (
                standing.id,
                standing.use,
                standing.state.value,
                standing.down_since,
                _limit(standing),
                standing.waiting,
                standing.oldest,
                standing.alarm,
                tuple(f"{part.part or 'all'}: {part.code}" for part in standing.parts if part.down_since),
            )
            for standing in found
        ],
    )


@registers.command(
    "stand-in",
    examples=(
        "kyc registers stand-in                  then, in another terminal, the line it prints",
        "kyc registers stand-in --port 9090 --folder /tmp/registers",
    ),
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes a free one.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=_FOLDER,
    show_default=True,
    help="Where the registers file and the keys in it are written.",
)
def stand_in(*, port: int, folder: Path) -> None:
    """Serve stand-ins for all registers on this machine until Ctrl-C, and print numbers to try.

    They speak the registers' own protocols, faults included. The first line on stdout makes a service, or `kyc
    verify-business`, ask them instead of the registers.
    """
    from jobs import supervisor
    from jobs.standins import registers_file, server
    from jobs.standins.all import STAND_INS

    stop = threading.Event()
    supervisor.stop_on_signals(stop)
    folder = folder.absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with server.serve(STAND_INS, port=port) as standing:
        path = registers_file.write(folder, standing, feeds=True)
        click.echo(f"export KYC_REGISTERS_FILE={path}")
        print_table(
            "Numbers to try",
            ("register", "scenario", "number"),
            [(one.id, scenario.value, number) for one in STAND_INS for scenario, number in one.numbers.items()],
        )
        say("to make a feed say something, post a change to its stand-in:")
        say(f"""  curl -d '{{"number": "310000000", "kind": "name"}}' {standing.address_of("brreg")}/news""")
        say(f"stand-ins listen on 127.0.0.1:{standing.port} until Ctrl-C")
        stop.wait()


def _limit(standing: RegisterState) -> str:
    left = "?" if standing.limit_left is None else standing.limit_left
    return f"{left} of {standing.limit} in {standing.limit_seconds} s"
