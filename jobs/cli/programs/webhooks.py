"""Commands about webhooks: endpoints and their secrets, events and their tries, once more what did not arrive."""

from __future__ import annotations

import datetime as dt
import getpass
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.domain.webhooks import Endpoint, Event
    from kyc_service.services.runtime import Runtime
    from kyc_service.settings import Secret

_STATUSES = ("pending", "delivered", "refused", "dead")
_EXIT_FAILED = 1
_tenant = click.option("--tenant", required=True, help="Tenant's id, as `kyc tenants list` shows it.")
_endpoint = click.argument("endpoint")
_moment = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.group(cls=Group)
def webhooks() -> None:
    """See where messages to programs go and how they went; replace secrets; send again what did not arrive."""


@webhooks.command("list", examples=("kyc webhooks list --tenant ten_0123",))
@_tenant
@json_option
def list_endpoints(*, tenant: str, as_json: bool) -> None:
    """List the endpoints of a tenant, without their secrets."""
    from jobs import context

    with context.prepared_runtime().open_work(tenant, _actor(), read_only=True) as work:
        found = work.webhooks.endpoints.list()
    if as_json:
        print_json({"endpoints": [_fields(one) for one in found]})
        return
    print_table(
        "Endpoints",
        ("id", "url", "sends", "disabled", "why", "failing since", "live secrets"),
        [
            (
                one.id,
                one.url,
                one.disabled_at is None,
                one.disabled_at,
                one.disabled_reason,
                one.failing_since,
                len(one.secrets),
            )
            for one in found
        ],
    )


@webhooks.command(examples=("kyc webhooks add --tenant ten_0123 https://hooks.acme.example/kyc",))
@click.argument("url")
@_tenant
@json_option
def add(*, url: str, tenant: str, as_json: bool) -> None:
    """Add an endpoint at a URL; its signing secret is printed this once."""
    from jobs import context
    from kyc_service.services import webhooks as services

    rt = context.prepared_runtime()
    accepted = services.accept_url(rt.settings, url)
    with rt.open_work(tenant, _actor()) as work:
        endpoint, secret = services.register(work, accepted)
    _print_secret(endpoint, secret, as_json=as_json)


@webhooks.command(
    examples=(
        "kyc webhooks rotate whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063",
        "kyc webhooks rotate whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --overlap-hours 0     it leaked",
    )
)
@_endpoint
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, 168),
    default=24,
    show_default=True,
    help="For how long the old secret signs as well; 0 ends every earlier one at once.",
)
@json_option
def rotate(*, endpoint: str, overlap_hours: int, as_json: bool) -> None:
    """Replace the signing secret of an ENDPOINT; the new one is printed this once."""
    from kyc_service.services.programs import rotation

    rt, tenant_id = _find(endpoint)
    with rt.open_work(tenant_id, _actor()) as work:
        found, secret = rotation.rotate(work, endpoint, overlap_hours)
    _print_secret(found, secret, as_json=as_json)


@webhooks.command(examples=("kyc webhooks ping whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_endpoint
@json_option
@click.pass_context
def ping(ctx: click.Context, *, endpoint: str, as_json: bool) -> None:
    """Send a signed test message to an ENDPOINT, now. Exit code 1 when it does not arrive."""
    from kyc_service.services.programs import deliveries

    rt, tenant_id = _find(endpoint)
    answer = deliveries.send_test(rt, (tenant_id, _actor()), endpoint)
    names = ("status", "error", "milliseconds")
    found = {"outcome": answer.status_class, **{name: getattr(answer, name) for name in names}}
    if as_json:
        print_json(found)
    else:
        print_table(endpoint, ("", ""), list(found.items()))
    if answer.status_class != "ok":
        ctx.exit(_EXIT_FAILED)


@webhooks.command(examples=("kyc webhooks disable whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_endpoint
def disable(*, endpoint: str) -> None:
    """Send nothing more to an ENDPOINT; what is on its way is given up."""
    from kyc_service.services.programs import standing

    rt, tenant_id = _find(endpoint)
    with rt.open_work(tenant_id, _actor()) as work:
        standing.disable(work, endpoint)
    say(f"{endpoint}: nothing more is sent there")


@webhooks.command(examples=("kyc webhooks enable whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@_endpoint
def enable(*, endpoint: str) -> None:
    """Send to an ENDPOINT again, from now on."""
    from kyc_service.services.programs import standing

    rt, tenant_id = _find(endpoint)
    with rt.open_work(tenant_id, _actor()) as work:
        standing.enable(work, endpoint)
    say(f"{endpoint}: messages are sent there; `kyc webhooks replay --endpoint {endpoint} --since DAY` sends the rest")


@webhooks.command(
    examples=(
        "kyc webhooks events --tenant ten_0123",
        "kyc webhooks events --tenant ten_0123 --status dead --endpoint whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063",
    )
)
@_tenant
@click.option("--status", type=click.Choice(_STATUSES), help="Only with a delivery that stands so; dead: given up.")
@click.option("--endpoint", help="Only to this endpoint.")
@click.option("--since", type=_moment, help="From this moment on, UTC.")
@click.option("--until", type=_moment, help="Before this moment, UTC.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@json_option
def events(
    *,
    tenant: str,
    status: str | None,
    endpoint: str | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List events, newest first, and how each goes to the endpoints."""
    from jobs import context
    from kyc_service.domain.webhooks import DeliveryStatus, EventFilter

    only = EventFilter(
        endpoint_id=endpoint,
        status=DeliveryStatus(status) if status else None,
        since=_in_utc(since),
        until=_in_utc(until),
    )
    with context.prepared_runtime().open_work(tenant, _actor(), read_only=True) as work:
        told = work.webhooks.events.tell(work.webhooks.events.page(None, limit, only).items)
    if as_json:
        print_json({"events": [{**_event(one.event), "deliveries": list(one.goings)} for one in told]})
        return
    rows = [
        (one.event.id, one.event.kind, one.event.created_at, going.endpoint_id, going.status.value, going.attempt)
        for one in told
        for going in one.goings
    ]
    print_table("Events", ("id", "kind", "happened", "endpoint", "state", "tries"), rows)


@webhooks.command(examples=("kyc webhooks show evt_3f0c2b7a9d814e6fa1c5d2e8b4a79063",))
@click.argument("event")
@json_option
def show(*, event: str, as_json: bool) -> None:
    """Show an EVENT with every try to deliver it that is still kept."""
    rt, tenant_id = _find(event)
    with rt.open_work(tenant_id, _actor(), read_only=True) as work:
        found = work.webhooks.events.get(event)
        rows = [(one, work.webhooks.tries.of(one.id)) for one in work.webhooks.deliveries.of_event(event)]
    if as_json:
        listed = [
            {"id": one.id, "endpoint_id": one.endpoint.id, "status": one.status, "tries": list(tries)}
            for one, tries in rows
        ]
        print_json({**_event(found), "deliveries": listed})
        return
    print_table(event, ("", ""), list(_event(found).items()))
    for one, tries in rows:
        print_table(
            f"{one.id} to {one.endpoint.url}: {one.status.value}",
            ("try", "when", "answer", "error", "ms"),
            [(try_.number, try_.tried_at, try_.status, try_.error, try_.milliseconds) for try_ in tries],
        )


@webhooks.command(
    examples=(
        "kyc webhooks replay dlv_3f0c2b7a9d814e6fa1c5d2e8b4a79063",
        "kyc webhooks replay --endpoint whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063 --since 2026-11-20 --until 2026-11-24",
    )
)
@click.argument("delivery", required=False)
@click.option("--endpoint", help="In the place of a delivery: send this endpoint what it missed.")
@click.option("--since", type=_moment, help="With --endpoint: from this moment on, UTC.")
@click.option("--until", type=_moment, help="With --endpoint: before this moment, UTC; now otherwise.")
@click.option("--everything", is_flag=True, help="With --endpoint: what arrived as well.")
def replay(
    *,
    delivery: str | None,
    endpoint: str | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    everything: bool,
) -> None:
    """Send a DELIVERY once more, or everything that an endpoint missed in a span of time."""
    from kyc_service.services.programs import deliveries

    if (delivery is None) == (endpoint is None) or (endpoint is not None and since is None):
        message = "give a delivery, or --endpoint with --since"
        raise click.UsageError(message)
    rt, tenant_id = _find(str(delivery or endpoint))
    if delivery is not None:
        with rt.open_work(tenant_id, _actor()) as work:
            deliveries.replay(work, delivery)
        say(f"{delivery}: on its way again")
        return
    begin, count = _in_utc(since), 0
    while begin is not None:
        with rt.open_work(tenant_id, _actor()) as work:
            done = deliveries.replay_range(work, str(endpoint), begin, _in_utc(until), everything=everything)
        begin, count = done.next_since, count + done.events
    say(f"{endpoint}: {count} events on their way again")


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


def _find(ident: str) -> tuple[Runtime, str]:
    """Return the runtime, and whose an endpoint, an event or a delivery is. Raises NotFoundError."""
    from jobs import context
    from kyc_service.errors import NotFoundError

    rt = context.prepared_runtime()
    with rt.open_system(_actor(), read_only=True) as system:
        tenant_id = system.deliveries.tenant_of(ident)
    if tenant_id is None:
        message = "no endpoint, event or delivery has this id"
        raise NotFoundError(message)
    return rt, tenant_id


def _in_utc(moment: dt.datetime | None) -> dt.datetime | None:
    return None if moment is None else moment.replace(tzinfo=dt.UTC)


def _fields(endpoint: Endpoint) -> dict[str, Any]:
    """Return what may be shown of an endpoint: no secret."""
    names = ("id", "url", "created_at", "disabled_at", "disabled_reason", "failing_since")
    former = [{"id": one.id, "retired_at": one.retired_at, "expires_at": one.expires_at} for one in endpoint.former]
    return {**{name: getattr(endpoint, name) for name in names}, "former_secrets": former}


def _event(event: Event) -> dict[str, Any]:
    names = ("id", "kind", "verification_id", "sequence", "created_at")
    return {name: getattr(event, name) for name in names}


def _print_secret(endpoint: Endpoint, secret: Secret, *, as_json: bool) -> None:
    if as_json:
        print_json({**_fields(endpoint), "secret": secret.reveal()})
        return
    say(f"{endpoint.id}: the secret, shown this once; put it into the receiving program:")
    click.echo(secret.reveal())
