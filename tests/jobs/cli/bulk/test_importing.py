"""`kyc import`: a file of businesses is looked at whole, taken in one by one, and again without harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from kyc_service.services.bulk import submitting
from tests.fixtures.service import submission
from tests.jobs.conftest import House


def kyc(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


def write(folder: Path, *bodies: dict[str, Any]) -> Path:
    path = folder / "businesses.jsonl"
    path.write_text("".join(json.dumps(body) + "\n" for body in bodies))
    return path


def businesses(many: int) -> list[dict[str, Any]]:
    return [submission(reference=f"import-{number}") for number in range(many)]


def references(house: House) -> list[str]:
    with house.rt.open_work(house.tenant_id, "test") as work:
        return sorted(one.reference for one in work.verifications.page(None, 100).items)


def test_every_line_is_taken_in_and_again_nothing_is_done_twice(in_house: House, tmp_path: Path) -> None:
    path = write(tmp_path, *businesses(3))

    first = kyc(path, "--tenant", in_house.tenant_id, "--report", tmp_path / "done.jsonl", "--json")
    again = kyc(path, "--tenant", in_house.tenant_id, "--json")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert [json.loads(one.stdout)["taken"] for one in (first, again)] == [3, 0]
    assert json.loads(again.stdout)["before"] == 3
    assert references(in_house) == ["import-0", "import-1", "import-2"]
    report = [json.loads(line) for line in (tmp_path / "done.jsonl").read_text().splitlines()]
    assert [(one["line"], one["reference"], one["code"]) for one in report] == [
        (1, "import-0", None),
        (2, "import-1", None),
        (3, "import-2", None),
    ]


def test_a_fault_in_one_line_stores_nothing(in_house: House, tmp_path: Path) -> None:
    bodies = businesses(3)
    bodies[1]["business"]["name"] = "<script>"
    bodies[1]["contact"]["email"] = "nobody"
    path = write(tmp_path, *bodies)

    result = kyc(path, "--tenant", in_house.tenant_id)

    assert result.exit_code == 1
    assert "/contact/email" in result.stdout
    assert "nobody" not in result.output
    assert "--skip-faulty" in result.stderr
    assert references(in_house) == []


def test_faulty_lines_are_left_out_where_that_is_asked(in_house: House, tmp_path: Path) -> None:
    bodies = businesses(3)
    del bodies[1]["contact"]
    path = write(tmp_path, *bodies)

    result = kyc(path, "--tenant", in_house.tenant_id, "--skip-faulty", "--report", tmp_path / "r", "--json")

    counts = json.loads(result.stdout)
    assert (result.exit_code, counts["taken"], counts["faulty"]) == (1, 2, 1)
    assert references(in_house) == ["import-0", "import-2"]
    report = [json.loads(line) for line in (tmp_path / "r").read_text().splitlines()]
    assert [one["line"] for one in report] == [2, 1, 3]
    assert report[0]["errors"][0]["pointer"] == "/contact"


def test_a_dry_run_stores_nothing(in_house: House, tmp_path: Path) -> None:
    result = kyc(write(tmp_path, *businesses(2)), "--tenant", in_house.tenant_id, "--dry-run")
    assert (result.exit_code, references(in_house)) == (0, [])
    assert "nothing was stored" in result.stderr


def test_what_was_cut_off_goes_on_where_it_stopped(
    in_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, *businesses(3))
    submit = submitting.verifications.submit

    def fail(work: Any, policy: Any, one: Any) -> Any:
        if one.reference == "import-1":
            raise KeyboardInterrupt
        return submit(work, policy, one)

    with monkeypatch.context() as patch:
        patch.setattr(submitting.verifications, "submit", fail)
        kyc(path, "--tenant", in_house.tenant_id)
    assert references(in_house) == ["import-0"]

    result = kyc(path, "--tenant", in_house.tenant_id, "--json")

    assert {name: json.loads(result.stdout)[name] for name in ("before", "taken")} == {"before": 1, "taken": 2}
    assert references(in_house) == ["import-0", "import-1", "import-2"]


def test_a_business_that_is_refused_stops_no_other(in_house: House, tmp_path: Path) -> None:
    kyc(write(tmp_path, *businesses(1)), "--tenant", in_house.tenant_id)
    other = submission(reference="import-0")
    other["business"]["registration"]["number"] = "87654321"
    result = kyc(write(tmp_path, other, *businesses(2)[1:]), "--tenant", in_house.tenant_id, "--json")
    counts = json.loads(result.stdout)
    assert (result.exit_code, counts["refused"], counts["taken"]) == (1, 1, 1)


@pytest.mark.parametrize(
    "arguments",
    [(), ("gone.csv",), ("FILE",), ("FILE", "--tenant", "ten_00000000000000000000000000000000")],
)
def test_what_is_missing_is_said(in_house: House, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    del in_house
    path = write(tmp_path, *businesses(1))
    result = kyc(*(path if one == "FILE" else one for one in arguments))
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_the_template_can_be_taken_in(in_house: House, tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text(kyc("--template").stdout)
    assert kyc(path, "--tenant", in_house.tenant_id).exit_code == 0
    assert references(in_house) == ["acme-trading-2291"]
