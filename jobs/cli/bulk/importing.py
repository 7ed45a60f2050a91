"""The command that takes in a file of businesses: looked at whole, then taken in one by one, and again without harm."""

from __future__ import annotations

import getpass
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.progress import counted

if TYPE_CHECKING:
    from jobs.cli.bulk.files import Form, Line
    from kyc_service.api.bodies.batches import BatchReader, ItemRead
    from kyc_service.services.bulk.submitting import Item, Taken
    from kyc_service.services.runtime import Runtime

EXIT_FAULTS = 1
_SHOWN = 20
Tell = Callable[[str, int, int], None]


@click.command(
    "import",
    cls=Command,
    examples=(
        "kyc import --template > businesses.csv                     headings, and one line to replace",
        "kyc import businesses.csv --tenant ten_0123 --dry-run      what is wrong, line by line; stores nothing",
        "kyc import businesses.csv --tenant ten_0123 --report done.jsonl",
        "kyc import businesses.csv --tenant ten_0123                again: goes on, does nothing twice",
    ),
)
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--tenant", help="Whose businesses they are: its id.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl"]), help="How the file is written; else by its ending."
)
@click.option("--dry-run", is_flag=True, help="Look at every line and store nothing.")
@click.option("--skip-faulty", is_flag=True, help="Take in the lines without a fault, and leave out the others.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write what became of each line here.")
@click.option("--template", is_flag=True, help="Print a CSV with headings and one made-up business, and stop.")
@json_option
def import_file(*, path: Path | None, tenant: str | None, template: bool, as_json: bool, **how: Any) -> None:  # noqa: ANN401 - click's
    """Take in a file of businesses, CSV or one JSON object a line, as if each had been submitted by itself.

    Every line is looked at first; with a fault in any of them nothing is stored, unless --skip-faulty. The same file
    again within 7 days does nothing twice and goes on where it stopped. The report has a JSON object a line: the
    number of the line in the file, your reference, the verification, or what is wrong and where; never a value.

    Exit code 0: every line was taken in, now or before. 1: some were not; the report says which. 2: nothing was done.
    """
    from jobs.cli.bulk.files import write_template

    if template:
        click.echo(write_template(), nl=False)
        return
    if path is None or tenant is None:
        message = "name the file and --tenant; `kyc tenants list` shows their ids"
        raise click.UsageError(message)
    counts = _import(path, tenant, **how)
    if as_json:
        print_json(counts)
    else:
        _show(counts, dry_run=how["dry_run"])
    if counts["faulty"] or counts["refused"]:
        raise click.exceptions.Exit(EXIT_FAULTS)


def _import(
    path: Path, tenant: str, *, form: str | None, dry_run: bool, skip_faulty: bool, report: Path | None
) -> dict[str, Any]:
    from jobs import context
    from jobs.cli.bulk.files import Form, form_of

    rt = context.prepared_runtime()
    with rt.open_system("cli", read_only=True) as system:
        system.tenants.get(tenant)
    chosen = Form(form) if form else form_of(path)
    digest = _digest(path)
    with ExitStack() as stack:
        out = stack.enter_context(report.open("w", encoding="utf-8")) if report else None
        counts = _look(rt, path, chosen, out)
        if dry_run or (counts["faulty"] and not skip_faulty) or not counts["lines"]:
            return counts
        tell = stack.enter_context(counted("taking in"))
        return counts | _take_in(rt, tenant, path, chosen, digest, out, lambda done: tell("", done, counts["lines"]))


def _look(rt: Runtime, path: Path, form: Form, out: TextIO | None) -> dict[str, Any]:
    """Look at every line; write down what is wrong, and count it."""
    counts: dict[str, Any] = {"lines": 0, "faulty": 0, "taken": 0, "before": 0, "refused": 0}
    codes: Counter[str] = Counter()
    first: list[dict[str, Any]] = []
    for line, one in _read(rt, path, form):
        counts["lines"] += 1
        if one.faults:
            counts["faulty"] += 1
            codes.update(fault.code for fault in one.faults)
            told = _tell_faults(line, one)
            first += told["errors"][: max(0, _SHOWN - len(first))]
            _write(out, told)
    return {**counts, "codes": dict(codes.most_common()), "first_faults": first}


def _take_in(
    rt: Runtime, tenant: str, path: Path, form: Form, digest: str, out: TextIO | None, hear: Callable[[int], None]
) -> dict[str, int]:
    """Take in what has no fault, one by one."""
    from kyc_service.services.bulk.submitting import submit_all

    counts = {"taken": 0, "before": 0, "refused": 0}
    numbers: dict[int, int] = {}
    items = _items(rt, path, form, digest, numbers)
    actor = f"cli:{getpass.getuser()}"
    for done, taken in enumerate(submit_all(rt, tenant, actor, f"import:{digest}", items), 1):
        counts["refused" if taken.code else "before" if taken.before else "taken"] += 1
        _write(out, _tell(numbers.pop(taken.number), taken))
        hear(done)
    return counts


def _items(rt: Runtime, path: Path, form: Form, digest: str, numbers: dict[int, int]) -> Iterator[Item]:
    """Give the items that are in order; `numbers` keeps the line of each until its answer is there."""
    from kyc_service.services.bulk.submitting import Item

    for line, one in _read(rt, path, form):
        if one.submission is not None:
            numbers[one.number] = line.number
            yield Item(number=one.number, submission=one.submission, fingerprint=f"import:{digest}:{one.number}")


def _read(rt: Runtime, path: Path, form: Form) -> Iterator[tuple[Line, ItemRead]]:
    from jobs.cli.bulk.files import read_lines
    from kyc_service.api.bodies.batches import BatchReader, ItemRead
    from kyc_service.api.notice import Notices

    reader: BatchReader = BatchReader(rt.policy, Notices().id_of(rt.policy))
    for number, line in enumerate(read_lines(path, form)):
        if line.faults:
            yield line, ItemRead(number=number, submission=None, faults=line.faults)
        else:
            yield line, reader.read(number, line.raw)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tell_faults(line: Line, one: ItemRead) -> dict[str, Any]:
    from kyc_service.api.messages import text_of

    named = [
        {
            "line": line.number,
            "pointer": fault.pointer,
            "code": fault.code,
            "message": fault.detail or text_of(fault.code),
        }
        for fault in one.faults
    ]
    return {"line": line.number, "errors": named}


def _tell(line: int, taken: Taken) -> dict[str, Any]:
    fields = {name: getattr(taken, name) for name in ("reference", "verification_id", "code", "before")}
    return {"line": line, **fields}


def _write(out: TextIO | None, told: dict[str, Any]) -> None:
    if out is not None:
        out.write(json.dumps(told, ensure_ascii=False) + "\n")
        out.flush()


def _show(counts: dict[str, Any], *, dry_run: bool) -> None:
    if counts["first_faults"]:
        rows = [(one["line"], one["pointer"], one["code"], one["message"]) for one in counts["first_faults"]]
        print_table("What is wrong", ("line", "field", "code", "what to do"), rows)
    lines, faulty = counts["lines"], counts["faulty"]
    say(f"{lines} lines, {faulty} with faults")
    if dry_run:
        say("nothing was stored: leave out --dry-run to take them in")
    elif faulty and not counts["taken"] + counts["before"]:
        say("nothing was stored: correct these lines, or say --skip-faulty to leave them out")
    else:
        say(f"{counts['taken']} taken in, {counts['before']} by an earlier try, {counts['refused']} refused")
