"""Commands about the database's schema."""

from __future__ import annotations

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, say


@click.group(cls=Group)
def db() -> None:
    """Bring the database's schema up to date."""


@db.command(examples=("DATABASE_URL=postgresql+psycopg://kyc@db/kyc kyc db upgrade",))
def upgrade() -> None:
    """Bring the schema to this version's revision; does nothing when it is there."""
    from jobs import context
    from kyc_service.storage import migrate

    settings = context.read_settings()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate.upgrade(settings.database_url.reveal())
    say(f"schema is at {migrate.head()}")


@db.command(examples=("kyc db guard", "kyc db guard --off"))
@click.option("--off", is_flag=True, help="Lift it, before you go back to a version from before it.")
def guard(*, off: bool) -> None:
    """Let PostgreSQL keep tenants apart by itself, too (row-level security).

    `kyc prepare` does so on a new database, and the second time it is run after an upgrade.
    """
    from jobs import context
    from kyc_service.storage import migrate

    url = context.read_settings().database_url.reveal()
    if not url.startswith("postgres"):
        say("SQLite has no row-level security; every query names its tenant all the same")
        return
    migrate.guard(url, lifted=off)
    say("row-level security is lifted" if off else "row-level security is on for every table of tenants")


@db.command()
@json_option
def status(*, as_json: bool) -> None:
    """Say whether the database answers and has this version's schema. Exit code 1 when not."""
    from jobs import context
    from kyc_service.errors import KycError
    from kyc_service.storage import migrate

    found = {"answers": False, "migrated": False, "wanted": migrate.head(), "problem": None}
    try:
        rt = context.runtime()
        rt.database.ping()
        found |= {"answers": True, "migrated": rt.database.is_migrated()}
    except KycError as error:
        found["problem"] = error.code
    if as_json:
        print_json(found)
    else:
        say(
            f"answers: {'yes' if found['answers'] else 'no'}, schema up to date: {'yes' if found['migrated'] else 'no'}"
        )
    if not found["migrated"]:
        raise click.exceptions.Exit(1)
