"""What these commands have in common: options, who acts, how a subject is named, what a refusal looks like."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kyc_service.domain.subjects import Subject
    from kyc_service.errors import InvalidInputError
    from kyc_service.storage.work import Work

tenant_option = click.option("--tenant", required=True, help="Tenant's id, as `kyc tenants list` shows it.")
output_option = click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write to; made for you alone to read."
)


def actor() -> str:
    """Name whoever is at the prompt."""
    return f"cli:{getpass.getuser()}"


def find_subject(work: Work, name: str) -> Subject:
    """Find a subject by its id, or a business by the client's reference. Raises NotFoundError."""
    from kyc_service.domain.ids import parse_id
    from kyc_service.errors import NotFoundError

    subject_id = parse_id("subject", name)
    found = work.subjects.get(subject_id) if subject_id else work.subjects.by_reference(name)
    if found is None:
        message = "no subject has this id or reference"
        raise NotFoundError(message)
    return found


def explain(error: InvalidInputError) -> str:
    """Say what is wrong with what was given."""
    from kyc_service.api.messages import text_of

    return " ".join(f"{fault.pointer}: {fault.detail or text_of(fault.code)}" for fault in error.faults)


def read_pair(text: str, option: str) -> tuple[str, str]:
    """Read NAME=VALUE."""
    name, mark, value = text.partition("=")
    if not (name and mark):
        message = "has to be NAME=VALUE"
        raise click.BadParameter(message, param_hint=option)
    return name, value


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read. Raises click.ClickException when it is there already."""
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(text)
    except FileExistsError:
        message = f"{path} is there already and was not touched"
        raise click.ClickException(message) from None
