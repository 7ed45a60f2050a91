"""Commands about exits: addressees, facts on file, handovers, the ledger. Sealed records are for the API alone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.privacy.shared import actor, explain, find_subject, output_option, read_pair, tenant_option, write_private
from kyc_service.domain.privacy.grounds import FROM_REQUESTS, SECRET, GroundKind

if TYPE_CHECKING:
    from kyc_service.domain.privacy.grounds import Ground

_PAGE = 200
_KINDS = [kind.value for kind in GroundKind if kind not in FROM_REQUESTS | SECRET]


@click.group(cls=Group)
def exits() -> None:
    """Let data leave to somebody in particular, on the strength of what is on file, and see what left."""


@exits.command("addressee", examples=('kyc exits addressee payment_provider NL "Example N.V." --tenant ten_0123',))
@click.argument("recipient")
@click.argument("country")
@click.argument("name")
@tenant_option
@click.option("--subject", help="Who named it: id, or reference of a business.")
def add_addressee(*, recipient: str, country: str, name: str, tenant: str, subject: str | None) -> None:
    """Add an addressee: the RECIPIENT line of the policy that it is, its COUNTRY and its NAME."""
    from jobs import context
    from kyc_service.domain.intake.contacts import read_country
    from kyc_service.errors import InvalidInputError
    from kyc_service.services.exits import handovers

    rt = context.prepared_runtime()
    found = read_country(country)
    if found.fault:
        message = "has to be an ISO 3166-1 alpha-2 code of today"
        raise click.BadParameter(message, param_hint="COUNTRY")
    try:
        with rt.open_work(tenant, actor()) as work:
            named = find_subject(work, subject).id if subject else None
            made = handovers.add_addressee(work, rt.policy, recipient, found.value, name, named)
    except InvalidInputError as error:
        raise click.UsageError(explain(error)) from None
    say("addressee added; nothing leaves by that alone:")
    click.echo(made.id)


@exits.command(
    "file",
    examples=(
        "kyc exits file contract contracts/117 --addressee adr_0123 --until 2027-11-26 --tenant ten_0123",
        "kyc exits file adequacy 2019/419 --country JP --until 2027-01-01 --tenant ten_0123",
    ),
)
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("reference")
@tenant_option
@click.option("--addressee", help="Id of the addressee that it is about.")
@click.option("--subject", help="The subject: id, or reference of a business.")
@click.option("--country", help="A country, ISO 3166-1 alpha-2.")
@click.option("--purpose", help="A purpose of the policy.")
@click.option("--detail", "details", multiple=True, metavar="NAME=VALUE", help="What its kind asks for; several times.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The first day on which it no longer holds, UTC.")
@json_option
def file_ground(
    *,
    kind: str,
    reference: str,
    tenant: str,
    addressee: str | None,
    subject: str | None,
    country: str | None,
    purpose: str | None,
    details: tuple[str, ...],
    until: dt.datetime | None,
    as_json: bool,
) -> None:
    """Put a fact of a KIND on file, with the REFERENCE of its evidence. The gate reads it when something is sent."""
    from jobs import context
    from kyc_service.domain.privacy.grounds import NewGround
    from kyc_service.errors import InvalidInputError
    from kyc_service.services.exits import grounds

    rt = context.prepared_runtime()
    try:
        with rt.open_work(tenant, actor()) as work:
            new = NewGround(
                kind=GroundKind(kind),
                reference=reference,
                addressee_id=addressee,
                subject_id=find_subject(work, subject).id if subject else None,
                country=country,
                purpose=purpose,
                details=dict(read_pair(text, "--detail") for text in details),
                valid_until=until.replace(tzinfo=dt.UTC) if until else None,
            )
            made = grounds.record(work, rt.policy, new)
    except InvalidInputError as error:
        raise click.UsageError(explain(error)) from None
    if as_json:
        print_json(_show(made))
        return
    say("on file:")
    click.echo(made.id)


@exits.command("end", examples=("kyc exits end grd_0123 --tenant ten_0123",))
@click.argument("ground")
@tenant_option
def end_ground(*, ground: str, tenant: str) -> None:
    """Let a GROUND hold no longer: a consent withdrawn, a contract ended. With effect at once."""
    from jobs import context
    from kyc_service.services.exits import grounds

    with context.prepared_runtime().open_work(tenant, actor()) as work:
        ended = grounds.end(work, ground, None)
    say(f"{ended.kind.value} ended")


@exits.command("grounds", examples=("kyc exits grounds --tenant ten_0123",))
@tenant_option
@json_option
def list_grounds(*, tenant: str, as_json: bool) -> None:
    """List what is on file, newest first; orders of authorities are read by API with their own permission."""
    from jobs import context

    with context.prepared_runtime().open_work(tenant, actor(), read_only=True) as work:
        found = work.grounds.page(None, _PAGE).items
    if as_json:
        print_json({"grounds": [_show(ground) for ground in found]})
        return
    columns = ("id", "kind", "addressee", "subject", "country", "from", "until", "ended")
    rows = [
        (
            ground.id,
            ground.kind.value,
            ground.addressee_id,
            ground.subject_id,
            ground.country,
            ground.valid_from,
            ground.valid_until,
            ground.ended_at,
        )
        for ground in found
    ]
    print_table("On file", columns, rows)


@exits.command(
    "ask", examples=("kyc exits ask shop-1 adr_0123 withdrawal_review --field business.name --tenant ten_0123",)
)
@click.argument("subject")
@click.argument("addressee")
@click.argument("purpose")
@tenant_option
@click.option("--field", "paths", multiple=True, required=True, help="A field of the policy; several times.")
def ask(*, subject: str, addressee: str, purpose: str, tenant: str, paths: tuple[str, ...]) -> None:
    """Ask for a disclosure about a SUBJECT to an ADDRESSEE for a PURPOSE. A refusal names its rules."""
    from jobs import context
    from kyc_service.errors import PolicyDeniedError
    from kyc_service.services.exits import handovers

    rt = context.prepared_runtime()
    with rt.open_work(tenant, actor()) as work:
        subject_id = find_subject(work, subject).id
        wanted = handovers.Wanted(subject_id=subject_id, addressee_id=addressee, purpose=purpose, paths=paths)
        answered = handovers.ask(work, rt.policy, wanted, sealed=False)
    if answered.handover is None:
        raise PolicyDeniedError(answered.decision.rule_ids)
    say(f"{answered.handover.status.value}; its id, for `kyc exits release`:")
    click.echo(answered.handover.id)


@exits.command("approve", examples=("kyc exits approve hnd_0123 --tenant ten_0123",))
@click.argument("handover")
@tenant_option
def approve(*, handover: str, tenant: str) -> None:
    """Agree to a HANDOVER that another person asked for."""
    from jobs import context
    from kyc_service.services.exits import handovers

    with context.prepared_runtime().open_work(tenant, actor()) as work:
        handovers.approve(work, handover, work.handovers.get(handover).version, sealed=False)
    say("agreed; it can be released for seven days")


@exits.command("release", examples=("kyc exits release hnd_0123 --output extract.json --tenant ten_0123",))
@click.argument("handover")
@tenant_option
@output_option
def release(*, handover: str, tenant: str, output: Path | None) -> None:
    """Let a HANDOVER leave, if the gate still says so; print what leaves as JSON."""
    from jobs import context
    from kyc_service.errors import PolicyDeniedError
    from kyc_service.services.exits import handovers

    rt = context.prepared_runtime()
    with rt.open_work(tenant, actor()) as work:
        version = work.handovers.get(handover).version
        answered = handovers.release(work, rt.policy, handover, version, sealed=False)
    if answered.exit is None:
        raise PolicyDeniedError(answered.decision.rule_ids)
    if output is None:
        print_json(answered.exit.leaving)
        return
    write_private(output, json.dumps(answered.exit.leaving, ensure_ascii=False, indent=2))
    say(f"written to {output}")


@exits.command("ledger", examples=("kyc exits ledger --subject shop-1 --tenant ten_0123",))
@tenant_option
@click.option("--subject", help="Only about this subject: id, or reference of a business.")
@json_option
def ledger(*, tenant: str, subject: str | None, as_json: bool) -> None:
    """List what left and what was refused, newest first: names of fields, never their values."""
    from jobs import context

    with context.prepared_runtime().open_work(tenant, actor()) as work:
        about = find_subject(work, subject).id if subject else None
        found = work.ledger.page(None, _PAGE, subject_id=about).items
        work.audit.append("ledger.read", "done", subject_id=about)
    if as_json:
        print_json({"disclosures": list(found)})
        return
    print_table(
        "Ledger",
        ("last", "left", "recipient", "addressee", "purpose", "fields", "times", "rules"),
        [
            (
                line.last_at,
                line.allowed,
                line.recipient,
                line.addressee_id,
                line.purpose,
                line.granted,
                line.times,
                line.rule_ids,
            )
            for line in found
        ],
    )


def _show(ground: Ground) -> dict[str, Any]:
    """Write a ground without the text of its reference, which a listing has no use for."""
    return {name: getattr(ground, name) for name in type(ground).__slots__ if name != "reference"}
