"""The command that works out who owns and controls a business, from a file."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.domain.ownership.beneficial import BeneficialOwners
    from kyc_service.domain.ownership.blocking import Blocking
    from kyc_service.domain.ownership.graphs import Graph
    from kyc_service.services.ownership.files import OwnershipFile

_RULES = ("ofac", "eu", "uk")
_USUAL, _LEAST = 25.0, 15.0
_MOST_TRIED = 5
_NO = "no"


@click.command(
    cls=Command,
    examples=(
        "kyc ownership owners.json",
        "kyc ownership owners.csv --target beta --blocked anna --rule eu",
        "kyc ownership owners.json --threshold 15 --svg owners.svg --json",
        "kyc ownership --subject acme-trading-2291 --tenant ten_0123",
    ),
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--subject", metavar="REFERENCE", help="Instead of a file: a business that is on file.")
@click.option("--tenant", metavar="ID", help="Whose business it is, as `kyc tenants list` shows it.")
@click.option("--target", help="Id of the business that is asked about; else what the file says, or what owns nothing.")
@click.option(
    "--blocked", multiple=True, metavar="ID", help="A blocked party; several times. Besides those of the file."
)
@click.option(
    "--threshold",
    type=click.FloatRange(_LEAST, _USUAL),
    help="Per cent, for owners; else 25 for a file, and what the tenant chose for the sector of a business on file.",
)
@click.option("--rule", type=click.Choice(_RULES), default="ofac", show_default=True, help="For blocked owners.")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw it into this file.")
@json_option
def ownership(
    *,
    file: Path | None,
    subject: str | None,
    tenant: str | None,
    target: str | None,
    blocked: tuple[str, ...],
    threshold: float | None,
    rule: str,
    svg: Path | None,
    as_json: bool,
) -> None:
    """Say who is behind a business, by the JSON or CSV of FILE or by what is on file. Nothing is stored of it.

    docs/ownership.md describes both. With --subject hits that analysts confirmed say who is blocked, and the reading
    is in the audit.

    Exit code 1 when the business is blocked through its owners, or may be; 2 when there is nothing that can be read.
    """
    verdict: str | None
    if subject is not None:
        _refuse_both(file=file, target=target, blocked=blocked)
        verdict = _say_of_subject(subject, tenant, _Asked(threshold, rule, svg, as_json=as_json))
    else:
        if file is None:
            message = "FILE has to be given, or --subject with --tenant"
            raise click.UsageError(message)
        verdict = _say_of_file(file, target, blocked, _Asked(threshold, rule, svg, as_json=as_json))
    if verdict not in {None, _NO}:
        raise click.exceptions.Exit(1)


@dataclass(frozen=True, slots=True)
class _Asked:
    threshold: float | None
    rule: str
    svg: Path | None
    as_json: bool


def _refuse_both(**given: object) -> None:
    for name, value in given.items():
        if value:
            message = f"{'FILE' if name == 'file' else f'--{name}'} is of a file, and does not go with --subject"
            raise click.UsageError(message)


def _say_of_file(file: Path, target: str | None, blocked: tuple[str, ...], asked: _Asked) -> str | None:
    from kyc_service.domain.ownership.beneficial import find_beneficial_owners
    from kyc_service.domain.ownership.rules import RuleName
    from kyc_service.services.ownership.blockings import measure
    from kyc_service.services.ownership.pictures import draw

    said, graph = _read(file)
    about = _choose_target(graph, target or said.target)
    named = tuple(_known(graph, key, "--blocked") for key in dict.fromkeys((*said.blocked, *blocked)))
    owners = find_beneficial_owners(graph, about, _USUAL if asked.threshold is None else asked.threshold)
    blocking = measure(graph, about, named, RuleName(asked.rule)) if named else None
    if asked.svg is not None:
        _write(asked.svg, draw(graph, owners, (blocking,) if blocking else ()))
    if asked.as_json:
        print_json(_fields(graph, owners, blocking))
    else:
        _show(graph, owners, blocking)
    return blocking.verdict if blocking else None


def _say_of_subject(reference: str, tenant: str | None, asked: _Asked) -> str:
    from jobs import context
    from kyc_service.domain.ownership.rules import RuleName
    from kyc_service.errors import NotFoundError
    from kyc_service.services.ownership import shapes, subjects

    if tenant is None:
        message = "--tenant has to be given with --subject"
        raise click.UsageError(message)
    rules = (RuleName(asked.rule),)
    rt = context.prepared_runtime()
    try:
        with rt.open_work(tenant, f"cli:{getpass.getuser()}") as work:
            view = subjects.read(work, reference, threshold=asked.threshold, rules=rules)
    except NotFoundError:
        message = "no business of this tenant has this reference"
        raise NotFoundError(message) from None
    if asked.svg is not None:
        _write(asked.svg, view.picture())
    if asked.as_json:
        print_json(shapes.write(view, picture=False))
    else:
        _show(view.graph, view.owners, view.blockings[0])
        for caution in shapes.tell_questions(view):
            say(f"caution: {caution}")
    return view.blockings[0].verdict


def _read(file: Path) -> tuple[OwnershipFile, Graph]:
    from kyc_service.domain.ownership.graphs import Graph, GraphTooLargeError
    from kyc_service.services.ownership.files import OwnershipFileError, read_ownership

    try:
        said = read_ownership(file)
        return said, Graph.build(said.parties, said.links)
    except OwnershipFileError as error:
        raise click.BadParameter(str(error), param_hint="FILE") from None
    except GraphTooLargeError as error:
        message = f"{file.name}: {error}"
        raise click.BadParameter(message, param_hint="FILE") from None


def _choose_target(graph: Graph, target: str | None) -> str:
    if target is not None:
        return _known(graph, target, "--target")
    tops = graph.tops()
    if len(tops) == 1:
        return tops[0]
    shown = ", ".join(tops[:_MOST_TRIED]) or "nobody"
    message = f"has to be given: {shown}{' and others' if len(tops) > _MOST_TRIED else ''} could be meant"
    raise click.BadParameter(message, param_hint="--target")


def _known(graph: Graph, key: str, option: str) -> str:
    if key not in graph.parties:
        message = "is the id of no party in the file"
        raise click.BadParameter(message, param_hint=option)
    return key


def _write(path: Path, picture: str) -> None:
    try:
        path.write_text(picture, encoding="utf-8")
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise click.BadParameter(message, param_hint="--svg") from None


def _show(graph: Graph, owners: BeneficialOwners, blocking: Blocking | None) -> None:
    from kyc_service.services.ownership import words

    parties = graph.parties
    print_table(
        f"Beneficial owners of {parties[owners.target].shown} at {owners.threshold:g} %",
        ("person", "verdict", "interest", "why", "paths"),
        [
            (
                parties[owner.party].shown,
                owner.verdict.value,
                str(owner.interest),
                words.tell_grounds(owner),
                "\n".join(words.tell_path(parties, path) for path in owner.paths),
            )
            for owner in owners.found
        ],
    )
    click.echo(f"not explained: {owners.gap}")
    for sentence in words.tell_blocking(parties, blocking) if blocking else ():
        click.echo(sentence)
    for finding in owners.findings:
        say(f"caution: {words.tell_finding(parties, finding)}")
    for held in graph.holdings:
        if held.disputed:
            say(f"disputed: {words.tell_dispute(parties, held)}")


def _fields(graph: Graph, owners: BeneficialOwners, blocking: Blocking | None) -> dict[str, Any]:
    from kyc_service.services.ownership import words

    parties = graph.parties
    return {
        "target": owners.target,
        "threshold": owners.threshold,
        "beneficial_owners": [
            {
                "party": owner.party,
                "name": parties[owner.party].name,
                "verdict": owner.verdict,
                "interest": _percent(owner.interest),
                "grounds": owner.grounds,
                "paths": [
                    {
                        "parties": [*(held.owner for held in path.holdings), owners.target],
                        "interest": _percent(path.interest),
                        "text": words.tell_path(parties, path),
                    }
                    for path in owner.paths
                ],
            }
            for owner in owners.found
        ],
        "not_explained": _percent(owners.gap),
        "blocking": _blocking_fields(graph, blocking) if blocking else None,
        "findings": [
            {"code": finding.code, "parties": finding.parties, "text": words.tell_finding(parties, finding)}
            for finding in owners.findings
        ],
        "disputed": [
            {
                "owner": held.owner,
                "owned": held.owned,
                "statements": [
                    {"source": link.source, "as_of": link.as_of, "percent": link.bounds()} for link in held.statements
                ],
            }
            for held in graph.holdings
            if held.disputed
        ],
    }


def _blocking_fields(graph: Graph, blocking: Blocking) -> dict[str, Any]:
    from kyc_service.services.ownership import words

    return {
        "rule": blocking.rule.name,
        "verdict": blocking.verdict,
        "share": _percent(blocking.share),
        "chain": blocking.chain,
        "text": words.tell_blocking(graph.parties, blocking),
    }


def _percent(interval: Any) -> dict[str, float]:  # noqa: ANN401 - the domain is imported when a command runs
    return {"low": round(interval.low * 100, 6), "high": round(interval.high * 100, 6)}
