"""Commands about receipts of disposals: list them, read one, verify one offline."""

from __future__ import annotations

import json
from pathlib import Path

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say

_REFUSED = 1
_WORDS = {
    "receipt_malformed": "this is no receipt of a disposal",
    "receipt_not_authentic": "NOT authentic: it was changed, or another key signed it",
    "public_key_malformed": "the public key is no Ed25519 key in PEM",
}
_PAGE = 100
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    cls=Command,
    examples=("kyc retention receipts --tenant ten_0123", "kyc retention receipts --tenant ten_0123 --json"),
)
@click.option("--tenant", required=True, help="Tenant's id.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True)
@json_option
def receipts(*, tenant: str, limit: int, as_json: bool) -> None:
    """List the receipts of a tenant, newest first."""
    from jobs import context

    with context.prepared_runtime().open_work(tenant, "cli", read_only=True) as work:
        page = work.disposals.page(None, min(limit, _PAGE))
        found = list(page.items)
        while page.next and len(found) < limit:
            page = work.disposals.page(page.next, min(limit - len(found), _PAGE))
            found.extend(page.items)
    if as_json:
        print_json({"receipts": [one.receipt for one in found]})
        return
    print_table(
        "Receipts",
        ("disposal", "subject", "cause", "deleted", "receipt"),
        [(one.id, one.subject_id, one.cause.value, one.deleted_at, one.finished_at) for one in found],
    )


@click.command(cls=Command, examples=("kyc retention receipt dsp_3f0c2b7a9d814e6fa1c5d2e8b4a79063 > receipt.json",))
@click.argument("disposal")
def receipt(*, disposal: str) -> None:
    """Print the receipt of a DISPOSAL, to be kept or handed on."""
    from jobs import context
    from kyc_service.errors import NotFoundError

    rt = context.prepared_runtime()
    with rt.open_system("cli", read_only=True) as system:
        tenant = system.disposal_runs.tenant_of_disposal(disposal)
    if tenant is None:
        message = "no disposal has this id"
        raise NotFoundError(message)
    with rt.open_work(tenant, "cli", read_only=True) as work:
        found = work.disposals.get(disposal)
    if found.receipt is None:
        message = "this disposal has no receipt yet: the next run searches again"
        raise NotFoundError(message)
    print_json(found.receipt)


@click.command("public-key", cls=Command, examples=("kyc retention public-key > receipts.pem",))
def public_key() -> None:
    """Print the public key that verifies receipts. Keep it away from this machine, with whoever audits."""
    from jobs import context
    from kyc_service.domain.retention import receipts as forms

    key = context.prepared_runtime().keys.receipt_key()
    click.echo(forms.write_public_key(key), nl=False)
    say(f"key {forms.name_key(key)}")


@click.command(
    "verify-receipt",
    cls=Command,
    examples=("kyc retention verify-receipt receipt.json --public-key receipts.pem",),
)
@click.argument("file", type=_file)
@click.option("--public-key", "key", required=True, type=_file, help="As `kyc retention public-key` printed it.")
@json_option
def verify_receipt(*, file: Path, key: Path, as_json: bool) -> None:
    """Verify the receipt in a FILE with nothing but a public key. Exit code 1 when it is not authentic."""
    from kyc_service.domain.retention import receipts as forms
    from kyc_service.errors import InvalidInputError

    try:
        content = forms.verify(_read(file), key.read_bytes())
    except InvalidInputError as error:
        code = error.faults[0].code
        if as_json:
            print_json({"authentic": False, "code": code})
        say(f"{file.name}: {_WORDS[code]}")
        raise click.exceptions.Exit(_REFUSED) from None
    if as_json:
        print_json({"authentic": True, "receipt": content})
    else:
        print_table(f"{file.name}: authentic", ("", ""), sorted(content.items()))


def _read(file: Path) -> object:
    try:
        return json.loads(file.read_bytes())
    except ValueError:
        return None
