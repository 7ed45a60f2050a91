"""Commands that look at the policy: check a file, explain it, compare two, write down cells and the record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.policy.model import Policy

IN_FORCE = "in-force"
_file = click.argument("file", required=False)
_WHICH = f"FILE is a path, or `{IN_FORCE}`; without it, the file of the settings."


@click.group(cls=Group)
def policy() -> None:
    """The privacy policy that decides what is stored and who learns what: read, compare, publish."""


@policy.command(
    examples=("kyc policy show", "kyc policy show in-force --json", "kyc policy show --toml > my-policy.toml"),
    epilog=_WHICH,
)
@_file
@click.option("--toml", "as_toml", is_flag=True, help="Print the policy that ships, to start one of your own from.")
@json_option
def show(*, file: str | None, as_toml: bool, as_json: bool) -> None:
    """Show a policy: version, digest, and the category of each field that may be stored."""
    if as_toml:
        from kyc_service.policy import file as policy_file

        click.echo(policy_file.read().decode(), nl=False)
        return
    loaded = _load(file)
    fields = dict(sorted(loaded.fields().items()))
    if as_json:
        print_json({"id": loaded.id, "version": loaded.version, "sha256": loaded.sha256, "fields": fields})
        return
    say(f"{loaded.id}, version {loaded.version}, sha256 {loaded.sha256}")
    print_table("Fields that may be stored", ("field", "category"), fields.items())


@policy.command(examples=("kyc policy check my-policy.toml", "kyc policy check my-policy.toml --json"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def check(*, file: Path, as_json: bool) -> None:
    """Say everything that is wrong with a policy FILE, by line. Exit code 1 when it cannot be used."""
    from kyc_service.errors import PolicyError
    from kyc_service.policy import file as policy_file

    faults: tuple[str, ...] = ()
    sha256 = None
    try:
        sha256 = policy_file.load(file).sha256
    except PolicyError as error:
        faults = error.faults
    if as_json:
        print_json({"valid": not faults, "sha256": sha256, "faults": faults})
    elif faults:
        click.echo("\n".join(faults))
    else:
        say(f"nothing is wrong with it; sha256 {sha256}")
    if faults:
        raise click.exceptions.Exit(1)


@policy.command(
    examples=("kyc policy explain", "kyc policy explain kyc_vendor person.date_of_birth", "kyc policy explain C.7 D.3"),
)
@click.argument("words", nargs=-1)
@json_option
def explain(*, words: tuple[str, ...], as_json: bool) -> None:
    """Say in plain words who may get what, why, and when it ends.

    WORDS are recipients, fields, categories, purposes, conditions or clauses as `C.7`; without any, every recipient
    in a line. Reads the file of the settings.
    """
    from jobs import context
    from kyc_service.policy import file as policy_file
    from kyc_service.policy.reports import explanation

    loaded, text = _load(None), policy_file.read(context.read_settings().policy_file).decode()
    found = {word: explanation.explain(loaded, text, word) for word in words}
    unknown = [word for word, lines in found.items() if lines is None]
    if unknown:
        message = (
            f"the policy knows no {', '.join(unknown)}; `kyc policy show` and `kyc policy explain` name what it does"
        )
        raise click.UsageError(message)
    if as_json:
        print_json({"explained": found} if words else {"recipients": explanation.summarise(loaded)})
        return
    for lines in found.values():
        click.echo("\n".join([*(lines or ()), ""]))
    if not words:
        click.echo("\n".join(explanation.summarise(loaded)))


@policy.command(
    examples=("kyc policy diff in-force my-policy.toml", "kyc policy diff old.toml new.toml --json"), epilog=_WHICH
)
@click.argument("old")
@click.argument("new")
@json_option
def diff(*, old: str, new: str, as_json: bool) -> None:
    """Say what changes from policy OLD to NEW, and what of it is material. Each is a path, or `in-force`."""
    from kyc_service.policy.versions.comparison import compare, is_material

    changes = compare(_load(old), _load(new))
    if as_json:
        print_json({"material": is_material(changes), "changes": list(changes)})
        return
    if not changes:
        say("nothing changes")
        return
    rows = [("material" if change.material else "", change.where, change.what) for change in changes]
    print_table("Changes", ("", "where", "what"), sorted(rows, reverse=True))
    say("material: people have to be told" if is_material(changes) else "nothing of it is material")


@policy.command(examples=("kyc policy cells > docs/policy-cells.txt",), epilog=_WHICH)
@_file
def cells(*, file: str | None) -> None:
    """Write down every cell that a policy grants: recipient, purpose, category, conditions. Made to be reviewed."""
    from kyc_service.policy.reports.cells import write_cells

    click.echo(write_cells(_load(file)), nl=False)


@policy.command(
    examples=("kyc policy record > record-of-processing.md", "kyc policy record in-force --json"), epilog=_WHICH
)
@_file
@click.option("--markdown", "as_markdown", is_flag=True, help="Write Markdown; the default.")
@json_option
def record(*, file: str | None, as_markdown: bool, as_json: bool) -> None:
    """Make the record of processing activities (GDPR 30) from a policy."""
    from kyc_service.policy.reports.processing import make_record, write_record

    if as_json and as_markdown:
        message = "choose --json or --markdown"
        raise click.UsageError(message)
    made = make_record(_load(file))
    if as_json:
        print_json(made)
    else:
        click.echo(write_record(made), nl=False)


def _load(which: str | None) -> Policy:
    """Load a policy by path, the one in force, or that of the settings."""
    from jobs import context
    from kyc_service.policy import file as policy_file

    if which == IN_FORCE:
        return context.prepared_runtime().policies.refresh()
    return policy_file.load(Path(which) if which else context.read_settings().policy_file)
