"""Commands about change feeds: how each does, and reading one now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.services.feeds.standings import FeedState


@click.group(cls=Group)
def feeds() -> None:
    """See how the change feeds of registers do, and read one now."""


@feeds.command(examples=("kyc feeds status", "kyc feeds status --json"))
@json_option
def status(*, as_json: bool) -> None:
    """Say how every feed in use does: as GET /v1/register-feeds.

    Which registers are listened to is said in KYC_REGISTERS_FILE. Exit code 1 while a person has to look.
    """
    from jobs import context
    from kyc_service.services.feeds.standings import states

    rt = context.prepared_runtime()
    with rt.open_system("cli", read_only=True) as system:
        found = states(rt, system)
    if as_json:
        print_json({"feeds": list(found)})
    elif not found:
        say("no feed is in use: no register of KYC_REGISTERS_FILE has feed = true; those that can:")
        say(_possible())
    else:
        _print(found)
    if any(one.alarm for one in found):
        raise click.exceptions.Exit(1)


@feeds.command(examples=("kyc feeds read brreg", "kyc feeds read companies_house --json"))
@click.argument("register")
@json_option
def read(*, register: str, as_json: bool) -> None:
    """Read the feeds of a REGISTER now, as the scheduler does, within its limit.

    Exit code 1 where one could not be read.
    """
    from jobs import context
    from kyc_service.services.feeds.reading import read_register

    found = read_register(context.prepared_runtime(), register)
    if as_json:
        print_json({"feeds": list(found)})
    else:
        print_table(
            "Read",
            ("id", "answers", "events", "on file", "gap", "code"),
            [(one.feed_id, one.answers, one.events, one.concerned, one.gap, one.code) for one in found],
        )
    if any(one.code for one in found):
        raise click.exceptions.Exit(1)


def _print(found: Sequence[FeedState]) -> None:
    names = ("cursor", "read_at", "event_at", "failed_at", "code", "gaps", "events", "concerned", "alarm")
    print_table(
        "Feeds in use",
        (
            "id",
            "register",
            "goes on at",
            "read",
            "said something",
            "failed",
            "code",
            "gaps",
            "events",
            "on file",
            "alarm",
        ),
        [(one.id, one.register, *(getattr(one, name) for name in names)) for one in found],
    )


def _possible() -> str:
    from kyc_service.verifiers.feeds.serving import FEEDS

    return ", ".join(dict.fromkeys(feed.register for feed in FEEDS.values()))
