"""Results as values."""

from __future__ import annotations

import io

from rich.console import Console

from jobs.demo import report
from jobs.demo.client import Refusal
from jobs.demo.decision import Decided
from jobs.demo.results import NOTHING, Asked, Evidence, Found, Result, Results, Row, Timing

RESULTS = Results(
    lists=({"id": "un", "title": "UN", "published": "2026-02-27", "entries": 3},),
    submissions=(
        Result(
            title="a listed company",
            name="Grimswold [bold]Trust",
            reference="r-1",
            verification_id="ver_1",
            status="review",
            coverage="complete",
            evidence=Evidence(
                hits=(Found("un:T1", "GRIMSWOLD TRUST", 0.93, ("name: same name",)),),
                registers=(
                    Asked(
                        register="vies",
                        title="VIES",
                        required=False,
                        outcome="verified",
                        code=None,
                        flags=("very_young",),
                        compared=(
                            Row("number", "match", "NL1", "NL1"),
                            Row("name", "mismatch", "Grimswold [bold]Trust", "SOMEBODY B.V."),
                        ),
                    ),
                    Asked(
                        register="kvk",
                        title="KVK",
                        required=True,
                        outcome="unavailable",
                        code="server_error",
                        flags=(),
                        compared=(),
                    ),
                ),
                named=("Anna [dim]Voorbeeld",),
            ),
            refused=(),
            cleared=False,
        ),
        Result(
            title="details that cannot be right",
            name="Nobody Ltd",
            reference="r-2",
            verification_id=None,
            status="refused",
            coverage=None,
            evidence=NOTHING,
            refused=(Refusal("/contact/email", "invalid_email", "Give one address."),),
            cleared=None,
        ),
    ),
    timing=Timing(12.0, 30.0),
    decided=Decided(
        reference="r-1",
        answered=1,
        same_person="four_eyes",
        status="rejected",
        clear=False,
        reasons=("rejected",),
    ),
    docs="http://127.0.0.1:8080/docs",
)


def test_the_one_object() -> None:
    found = RESULTS.to_json()

    assert set(found) == {"lists", "submissions", "submit_to_result_ms", "decision", "docs"}
    assert found["decision"]["status"] == "rejected"
    assert found["submit_to_result_ms"] == {"p50": 12.0, "p95": 30.0}
    assert found["submissions"][0]["hits"] == [
        {"entry_id": "un:T1", "caption": "GRIMSWOLD TRUST", "score": 0.93, "reasons": ["name: same name"]},
    ]
    vies, kvk = found["submissions"][0]["registers"]
    assert vies["compared"][1] == {
        "matter": "name",
        "result": "mismatch",
        "ours": "Grimswold [bold]Trust",
        "theirs": "SOMEBODY B.V.",
    }
    assert (kvk["outcome"], kvk["code"], kvk["compared"]) == ("unavailable", "server_error", ())
    assert found["submissions"][0]["named_by_registers"] == ["Anna [dim]Voorbeeld"]
    assert found["submissions"][1]["refused"][0]["pointer"] == "/contact/email"


def test_the_words() -> None:
    console = Console(file=io.StringIO(), width=120)

    report.show(console, RESULTS)

    shown = console.file.getvalue()  # type: ignore[attr-defined]  # the file is the StringIO above
    for expected in (
        "Grimswold [bold]Trust",
        "now reads: rejected",
        "un:T1",
        "0.93",
        "same name",
        "VIES knows this number. Agrees: number.",
        "name: another: Grimswold [bold]Trust, in the register SOMEBODY B.V.",
        "flags: very young",
        "it is required, so this waits",
        "named by a register only: Anna [dim]Voorbeeld",
        "/contact/email",
        "Give one address.",
        "12 ms",
    ):
        assert expected in shown


def test_the_command_to_try_can_be_copied() -> None:
    console = Console(file=io.StringIO(), width=60)

    report.show_where(console, "http://127.0.0.1:8080", "kyc_abc_secret", {"reference": "it's mine"})

    shown = console.file.getvalue()  # type: ignore[attr-defined]  # the file is the StringIO above
    assert "Authorization: Bearer kyc_abc_secret" in shown
    assert "http://127.0.0.1:8080/v1/verifications -H" in shown


def test_the_way_to_the_desk_can_be_copied_and_leads_to_localhost() -> None:
    console = Console(file=io.StringIO(), width=40)

    report.show_desk(console, "http://127.0.0.1:8080", "inv_" + "A" * 43)

    shown = console.file.getvalue()  # type: ignore[attr-defined]  # the file is the StringIO above
    assert f"http://localhost:8080/console/invitation#inv_{'A' * 43}" in shown


def test_timing_sums_up() -> None:
    assert Timing.of([float(number) for number in range(1, 102)]) == Timing(51.0, 96.0)
