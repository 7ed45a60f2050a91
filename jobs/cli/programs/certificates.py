"""The command that binds an API key to client certificates."""

from __future__ import annotations

from pathlib import Path

import click

from jobs.cli.access import find_owner
from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, say


@click.command(
    "bind",
    cls=Command,
    examples=(
        "kyc keys bind key_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --certificate client.pem",
        "kyc keys bind key_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --certificate old.pem --certificate new.pem",
        "kyc keys bind key_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --none",
    ),
)
@click.argument("key_id")
@click.option(
    "--certificate",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file with a client's own certificate; may be given several times.",
)
@click.option("--thumbprint", "prints", multiple=True, help="SHA-256 of one, in hexadecimal or as x5t#S256.")
@click.option("--none", "free", is_flag=True, help="Take the binding away.")
@json_option
def bind_key(*, key_id: str, files: tuple[Path, ...], prints: tuple[str, ...], free: bool, as_json: bool) -> None:
    """Say with which client certificates a key may be used, in place of those before.

    Holds for the next request. The key is then refused without one of them, and that is in the audit.
    """
    from jobs import context
    from kyc_service.domain.tenants import Scope
    from kyc_service.services.programs import certificates

    if free is bool(files or prints):
        message = "name certificates, or say --none"
        raise click.UsageError(message)
    given = certificates.read_given("\n".join((*(path.read_text("ascii", "replace") for path in files), *prints)))
    rt = context.prepared_runtime()
    with rt.open_work(find_owner(rt, key_id), "cli") as work:
        key = certificates.bind(work, key_id, given, scopes=tuple(Scope))
    if as_json:
        print_json(key)
        return
    for one in sorted(key.certificates):
        click.echo(one)
    if free:
        say("the key may be used without a certificate")
    elif not rt.settings.takes_certificates:
        say("nobody can show a certificate here: set KYC_CLIENT_CA_FILE or KYC_CLIENT_CERTIFICATE_HEADER")
