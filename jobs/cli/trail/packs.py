"""Commands about evidence packs: make one now and write its files; check a file without the service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, say
from jobs.cli.privacy.shared import actor

if TYPE_CHECKING:
    from kyc_service.domain.packs.packs import EvidencePack
    from kyc_service.services.packs.envelope import Checked
    from kyc_service.services.runtime import Runtime


class _MakeUnlessNamed(Group):
    """A group whose usual command needs no name: `kyc evidence-pack ver_...` makes a pack."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the usual command in front of what is the name of none."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group("evidence-pack", cls=_MakeUnlessNamed, examples=("kyc evidence-pack ver_0123 --out /mnt/case",))
def evidence_pack() -> None:
    """Everything about one verification in one document: a PDF to print, and JSON that proves itself."""


@evidence_pack.command(examples=("kyc evidence-pack ver_0123 --out /mnt/case",))
@click.argument("verification")
@click.option(
    "--out",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder to write to; the files are made for you alone to read.",
)
@json_option
def make(*, verification: str, out: Path, as_json: bool) -> None:
    """Make a pack of a VERIFICATION now, and write both files and their SHA-256. Making and fetching are audited.

    `evidence-pack VERIFICATION` means the same.
    """
    from jobs import context

    pack, paths = _make(context.prepared_runtime(), verification, out)
    if as_json:
        print_json(pack)
        return
    for path in paths:
        click.echo(path)
    say(f"{pack.pages} pages; deleted at the service on {pack.expires_at:%Y-%m-%d}, these files are yours to keep safe")


@evidence_pack.command(
    examples=(
        "kyc evidence-pack verify evp_0123.json --key 9f2c...",
        "kyc audit key                  at the service: the key to compare with",
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="Public key of the service, hex, as `kyc audit key` prints it there.")
@json_option
def verify(*, file: Path, key: str | None, as_json: bool) -> None:
    """Check the JSON FILE of a pack: its digest, its signature, and the proof of the audit in it.

    Needs neither a database nor settings. Exit code 1 when anything is wrong.
    """
    from kyc_service.services.packs import envelope

    if key is not None and not is_key(key):
        message = "has to be 64 hex digits"
        raise click.BadParameter(message, param_hint="--key")
    try:
        found = envelope.check(file.read_bytes(), key)
    except envelope.PackFileError as error:
        message = f"{file.name}: {error}"
        raise click.ClickException(message) from None
    if as_json:
        print_json({"holds": not found.faults, "key_given": key is not None, **_values(found)})
    else:
        click.echo(_describe(found, key))
    if found.faults:
        raise click.exceptions.Exit(1)


def _make(rt: Runtime, verification_id: str, out: Path) -> tuple[EvidencePack, list[Path]]:
    from kyc_service.domain.ids import parse_id
    from kyc_service.domain.packs.packs import PackFormat
    from kyc_service.errors import NotFoundError
    from kyc_service.services.packs import making

    known = parse_id("verification", verification_id)
    with rt.open_system(actor(), read_only=True) as system:
        tenant_id = system.sweeper.tenant_of_verification(known) if known else None
    if known is None or tenant_id is None:
        message = "no verification has this id"
        raise NotFoundError(message)
    with rt.open_work(tenant_id, actor()) as work:
        pack = making.request(work, known, rt.settings.evidence_pack_life)
    making.make(rt, pack.id)
    paths = []
    for kind in PackFormat:
        with rt.open_work(tenant_id, actor()) as work:
            pack, content = making.fetch(work, pack.id, kind)
        paths.append(_write(out / f"{pack.id}.{kind.value}", content))
    digests = f"{pack.pdf_sha256}  {pack.id}.pdf\n{pack.json_sha256}  {pack.id}.json\n"
    paths.append(_write(out / f"{pack.id}.sha256", digests.encode()))
    return pack, paths


def _write(path: Path, content: bytes) -> Path:
    """Write a file that only its owner may read, and never over another."""
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            file.write(content)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise click.ClickException(message) from None
    return path


def is_key(text: str) -> bool:
    """Whether a text is the public key of a service, hex."""
    try:
        return len(bytes.fromhex(text)) == len(text) / 2 == 32  # noqa: PLR2004 - bytes of an Ed25519 key
    except ValueError:
        return False


def _values(found: Checked) -> dict[str, object]:
    return {name: getattr(found, name) for name in type(found).__slots__}


def _describe(found: Checked, key: str | None) -> str:
    lines = [f"evidence pack {found.pack_id}, signed {found.signed_at}", f"SHA-256 of the content {found.sha256}"]
    lines.append(f"{found.entries} entries of the audit with their proof, {found.waiting} that were not sealed yet")
    if key is None:
        lines.append(f"held against the key that it names itself, {found.key}: compare it with `kyc audit key`")
    lines += [f"WRONG: {fault}" for fault in found.faults] or ["it holds"]
    return "\n".join(lines)
