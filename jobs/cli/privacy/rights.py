"""Commands about requests of subjects: take in, verify, answer."""

from __future__ import annotations

import json
from pathlib import Path

import click

from jobs.cli.commands import Group
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.privacy.shared import actor, find_subject, output_option, tenant_option, write_private
from kyc_service.domain.privacy.requests import Extension, Method, Refusal, Request, Right

_PAGE = 200


@click.group(cls=Group)
def rights() -> None:
    """Answer what subjects ask about their data, in time and only to whom they belong."""


@rights.command("list", examples=("kyc rights list --tenant ten_0123 --open",))
@tenant_option
@click.option("--open", "only_open", is_flag=True, help="Only those that are owed an answer.")
@json_option
def list_requests(*, tenant: str, only_open: bool, as_json: bool) -> None:
    """List requests, newest first, with the day on which each has to be answered."""
    from jobs import context

    with context.prepared_runtime().open_work(tenant, actor(), read_only=True) as work:
        found = [one for one in work.requests.page(None, _PAGE).items if one.is_open() or not only_open]
        now = work.now()
    if as_json:
        print_json({"requests": [_show(one) for one in found]})
        return
    columns = ("id", "kind", "status", "received", "due", "alarm", "outcome")
    rows = [
        (one.id, one.kind, one.status, one.received_at, one.due_at, one.needs_alarm(now), one.outcome) for one in found
    ]
    print_table("Requests", columns, rows)


@rights.command("receive", examples=('kyc rights receive access shop-1 "Which data?" --tenant ten_0123',))
@click.argument("kind", type=click.Choice([right.value for right in Right]))
@click.argument("subject")
@click.argument("words")
@tenant_option
def receive(*, kind: str, subject: str, words: str, tenant: str) -> None:
    """Take in what a SUBJECT asks, by KIND and in its own WORDS. Its term begins now."""
    from jobs import context
    from kyc_service.services.rights import requests

    rt = context.prepared_runtime()
    with rt.open_work(tenant, actor()) as work:
        made = requests.receive(work, rt.policy, find_subject(work, subject).id, Right(kind), words)
    say(f"to be answered by {made.due_at:%Y-%m-%d}; say who asks with `kyc rights verify`:")
    click.echo(made.id)


@rights.command("verify", examples=("kyc rights verify req_0123 registered_contact --tenant ten_0123",))
@click.argument("request_id", metavar="REQUEST")
@click.argument("method", type=click.Choice([method.value for method in Method]))
@tenant_option
def verify(*, request_id: str, method: str, tenant: str) -> None:
    """Write down by which METHOD it was shown that whoever asks is the subject. Nothing goes out before."""
    from jobs import context
    from kyc_service.services.rights import requests

    with context.prepared_runtime().open_work(tenant, actor()) as work:
        requests.verify(work, request_id, work.requests.get(request_id).version, Method(method))
    say("verified")


@rights.command("extend", examples=("kyc rights extend req_0123 complexity --tenant ten_0123",))
@click.argument("request_id", metavar="REQUEST")
@click.argument("reason", type=click.Choice([reason.value for reason in Extension]))
@tenant_option
def extend(*, request_id: str, reason: str, tenant: str) -> None:
    """Extend the term by two months, once, for a REASON; tell the subject."""
    from jobs import context
    from kyc_service.services.rights import requests, texts

    with context.prepared_runtime().open_work(tenant, actor()) as work:
        longer = requests.extend(work, request_id, work.requests.get(request_id).version, Extension(reason))
    say(f"to be answered by {longer.due_at:%Y-%m-%d}; tell the subject:")
    click.echo(texts.EXTENDED)


@rights.command("refuse", examples=("kyc rights refuse req_0123 excessive --tenant ten_0123",))
@click.argument("request_id", metavar="REQUEST")
@click.argument("reason", type=click.Choice([reason.value for reason in Refusal]))
@tenant_option
def refuse(*, request_id: str, reason: str, tenant: str) -> None:
    """End a request without following it. The subject is told one text for every REASON."""
    from jobs import context
    from kyc_service.services.rights import requests, texts

    rt = context.prepared_runtime()
    with rt.open_work(tenant, actor()) as work:
        requests.refuse(work, request_id, work.requests.get(request_id).version, Refusal(reason))
    _tell(texts.REFUSED, texts.complaint(rt.policy))


@rights.command(
    "package",
    examples=("kyc rights package req_0123 --html --output answer.html --tenant ten_0123",),
)
@click.argument("request_id", metavar="REQUEST")
@tenant_option
@click.option("--html", is_flag=True, help="As a document to print; JSON otherwise.")
@output_option
def package(*, request_id: str, tenant: str, html: bool, output: Path | None) -> None:
    """Make what a verified REQUEST asks for: the data, the portable data, or the clauses."""
    from jobs import context
    from kyc_service.errors import PolicyDeniedError
    from kyc_service.services.rights import documents, packages

    rt = context.prepared_runtime()
    with rt.open_work(tenant, actor()) as work:
        request = work.requests.get(request_id)
        leaving, made = packages.make(work, rt.policy, request)
    if not leaving.decision.allowed:
        raise PolicyDeniedError(leaving.decision.rule_ids)
    title = packages.TITLES[request.kind]
    text = documents.write(made, title) if html else json.dumps(made, ensure_ascii=False, indent=2)
    if output is None:
        click.echo(text)
        return
    write_private(output, text)
    say(f"written to {output}; close the request with `kyc rights answer`")


@rights.command("answer", examples=("kyc rights answer req_0123 --tenant ten_0123",))
@click.argument("request_id", metavar="REQUEST")
@tenant_option
@click.option("--compelling", help="Why an objection does not stop the processing.")
@click.option("--review", type=click.Choice(["upheld", "reopened"]), help="Whether a refusal stands.")
@click.option("--explanation", help="Why it does or not, for the subject.")
def answer(
    *, request_id: str, tenant: str, compelling: str | None, review: str | None, explanation: str | None
) -> None:
    """Carry a verified REQUEST out and close it. Corrections are made by API, which checks each detail."""
    from jobs import context
    from kyc_service.services.rights import carrying, effects, texts

    rt = context.prepared_runtime()
    decided = effects.Answer(
        compelling=compelling, uphold=None if review is None else review == "upheld", explanation=explanation
    )
    with rt.open_work(tenant, actor(), read_only=True) as work:
        version = work.requests.get(request_id).version
    closed = carrying.carry_out(rt, (tenant, actor()), request_id, version, decided)
    say(f"{closed.kind.value}: {closed.outcome}")
    _tell(texts.SAID[closed.kind], texts.complaint(rt.policy))


@rights.command("notices", examples=("kyc rights notices --tenant ten_0123",))
@tenant_option
@click.option("--sent", help="Id of a notice whose recipient was told.")
@json_option
def notices(*, tenant: str, sent: str | None, as_json: bool) -> None:
    """List which recipients have to be told of a correction, an erasure or a restriction; note one as told."""
    from jobs import context
    from kyc_service.services.rights import notices as services

    with context.prepared_runtime().open_work(tenant, actor(), read_only=sent is None) as work:
        if sent is not None:
            services.mark_sent(work, sent, work.notices.get(sent).version)
        found = work.notices.page(None, _PAGE).items
    if as_json:
        print_json({"notices": list(found)})
        return
    columns = ("id", "change", "recipient", "addressee", "way", "since", "told")
    rows = [
        (one.id, one.change, one.recipient, one.addressee_id, one.channel, one.made_at, one.sent_at) for one in found
    ]
    print_table("Recipients to tell", columns, rows)


def _show(request: Request) -> dict[str, object]:
    """Write a request without the subject's words, which a listing has no use for."""
    return {name: getattr(request, name) for name in type(request).__slots__ if name != "words"}


def _tell(*texts: str) -> None:
    say("tell the subject:")
    for text in texts:
        click.echo(text)
