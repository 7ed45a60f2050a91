"""`kyc ownership`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from jobs.cli.ownership.commands import _LEAST, _RULES, _USUAL
from kyc_service.domain.cases import Disposition
from kyc_service.domain.ownership.beneficial import LEAST_THRESHOLD, USUAL_THRESHOLD
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.personal import Personal
from kyc_service.domain.subjects import Party, SubjectKind, Submission
from kyc_service.services import verifications
from tests.fixtures.owned import answer, owner
from tests.jobs.conftest import House

OWNERS = """owner,owner_name,owner_kind,owned,owned_name,owned_kind,percent,source
anna,Anna de Wit,person,alfa,Alfa,company,60,kvk
bram,Bram Oosterhuis,person,alfa,,,40,kvk
alfa,,,beta,Beta,company,50,kvk
bram,,,beta,,,20,submission
bram,,,beta,,,25-50,kvk
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "owners.csv"
    path.write_text(OWNERS)
    return path


def kyc(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["ownership", *map(str, arguments)])


def test_the_words_are_those_of_the_domain() -> None:
    assert tuple(RuleName) == _RULES
    assert (_LEAST, _USUAL) == (LEAST_THRESHOLD, USUAL_THRESHOLD)


def test_owners_are_told_with_paths_gaps_and_disputes(file: Path) -> None:
    told = kyc(file)
    assert told.exit_code == 0
    assert "Bram Oosterhuis" in told.stdout
    assert "Anna de Wit owns 60 % of Alfa; Alfa owns 50 % of Beta: 30 %" in told.stdout
    assert "not explained: 0 to 30 %" in told.stdout
    assert "disputed: Bram Oosterhuis in Beta: 20 % by submission, 25 to 50 % by kvk" in told.stderr


@pytest.mark.parametrize(("rule", "code", "verdict"), [("ofac", 1, "sure"), ("eu", 1, "possible"), ("uk", 0, "no")])
def test_the_exit_code_tells_of_blocked_owners(file: Path, rule: str, code: int, verdict: str) -> None:
    told = kyc(file, "--blocked", "anna", "--rule", rule, "--json")
    blocking = json.loads(told.stdout)["blocking"]
    assert (told.exit_code, blocking["rule"], blocking["verdict"]) == (code, rule, verdict)


def test_json_holds_the_paths_the_findings_and_every_statement(file: Path) -> None:
    told = json.loads(kyc(file, "--json", "--threshold", "15").stdout)
    assert (told["target"], told["threshold"], told["blocking"]) == ("beta", 15.0, None)
    bram, anna = told["beneficial_owners"]
    assert (bram["party"], bram["verdict"], bram["interest"]) == ("bram", "sure", {"low": 40.0, "high": 70.0})
    assert anna["paths"][0]["parties"] == ["anna", "alfa", "beta"]
    assert anna["grounds"] == {"interest": "sure", "controls_owners": "sure", "owns_controller": "sure"}
    assert "sources_disagree" in {finding["code"] for finding in told["findings"]}
    assert [said["source"] for said in told["disputed"][0]["statements"]] == ["submission", "kvk"]


def test_blocked_owners_are_told_in_words(file: Path) -> None:
    told = kyc(file, "--blocked", "anna")
    assert "Alfa owns 50 % of Beta: Beta is thereby blocked\nBeta is blocked by OFAC's 50 percent rule" in told.stdout


def test_a_picture_is_written(file: Path, tmp_path: Path) -> None:
    assert kyc(file, "--svg", tmp_path / "owners.svg").exit_code == 0
    assert (tmp_path / "owners.svg").read_text().startswith("<svg ")
    failed = kyc(file, "--svg", tmp_path / "missing" / "owners.svg")
    assert (failed.exit_code, "cannot be written" in failed.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("owner,owned\nx\n", (), "line 2: has another number of fields"),
        ("owner,owned\nx,a\nx,b\n", (), "has to be given: a, b could be meant"),
        ("owner,owned\nx,x\n", (), "has to be given: nobody could be meant"),
        ("owner,owned\nx,a\n", ("--target", "SECRET"), "the id of no party"),
        ("owner,owned\nx,a\n", ("--blocked", "SECRET"), "the id of no party"),
        ("owner,owned\nx,a\n", ("--threshold", "10"), "15"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(
    tmp_path: Path, text: str, arguments: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "owners.csv"
    path.write_text(text)
    told = kyc(path, *arguments)
    assert (told.exit_code, "SECRET" in told.stderr) == (2, False)
    assert said in " ".join(told.stderr.replace("│", " ").split())


def test_too_much_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kyc_service.domain.ownership import graphs

    monkeypatch.setattr(graphs, "MOST_LINKS", 3)
    told = kyc(file)
    assert (told.exit_code, "more than" in told.stderr) == (2, True)


@pytest.mark.parametrize("name", ["ownership-blocked.json", "ownership-circle.csv"])
def test_the_pictures_of_the_documentation_are_drawn_by_the_command(tmp_path: Path, name: str) -> None:
    source = Path(__file__).parents[4] / "docs" / "pictures" / name
    kyc(source, "--svg", tmp_path / "drawn.svg")
    assert (tmp_path / "drawn.svg").read_text() == source.with_suffix(".svg").read_text()


@pytest.fixture
def on_file(in_house: House) -> House:
    """A business that a listed person owns through a company, not yet answered."""
    business = Party(SubjectKind.BUSINESS, "seller", Personal({"business.name": "Harmless Biscuits Ltd"}))
    vexhammer = owner("Bartolomeus Vexhammer", {"percent": 60, "through": ["Quibble Holding B.V."]})
    made = Submission(
        reference="shop-1", policy_id="any", role="seller", business=business, people=(vexhammer,), flags=()
    )
    with in_house.rt.open_work(in_house.tenant_id, "test") as work:
        verification_id = verifications.submit(work, in_house.rt.policy, made).id
    verifications.run(in_house.rt, verification_id)
    return in_house


def confirm(house: House) -> None:
    with house.rt.open_work(house.tenant_id, "test", read_only=True) as work:
        subject = work.subjects.by_reference("shop-1")
        assert subject
        latest = work.verifications.latest_of(subject.id)
        assert latest
    answer(house.rt, house.tenant_id, latest.id, Disposition.TRUE_MATCH)


def test_a_business_on_file_is_told_of_with_its_undecided_hits(on_file: House) -> None:
    told = kyc("--subject", "shop-1", "--tenant", on_file.tenant_id)
    assert told.exit_code == 0, told.output
    assert "Harmless Biscuits Ltd is not blocked by OFAC's 50 percent rule" in told.stdout
    assert "caution: Bartolomeus Vexhammer has an undecided hit hit_" in told.stderr
    assert "were every undecided hit confirmed, OFAC's 50 percent rule would say: sure" in told.stderr


def test_a_confirmed_hit_blocks_the_business_on_file(on_file: House, tmp_path: Path) -> None:
    confirm(on_file)
    drawn = tmp_path / "owners.svg"
    told = kyc("--subject", "shop-1", "--tenant", on_file.tenant_id, "--rule", "eu", "--svg", drawn)
    assert told.exit_code == 1, told.output
    assert "Harmless Biscuits Ltd is blocked by EU ownership or control" in told.stdout
    assert "Quibble" in drawn.read_text()
    body = json.loads(kyc("--subject", "shop-1", "--tenant", on_file.tenant_id, "--json").stdout)
    assert ([rule["verdict"] for rule in body["rules"]], len(body["confirmed_hits"])) == (["sure"], 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "FILE has to be given"),
        (("--subject", "shop-1"), "--tenant has to be given"),
        (("--subject", "shop-1", "--tenant", "x", "--target", "y"), "--target is of a file"),
        (("--subject", "shop-1", "--tenant", "x", "--blocked", "y"), "--blocked is of a file"),
        (("owners.csv", "--subject", "shop-1", "--tenant", "x"), "FILE is of a file"),
    ],
)
def test_a_file_or_a_business_and_not_both(arguments: tuple[str, ...], message: str) -> None:
    told = kyc(*arguments)
    assert (told.exit_code, message in told.stderr) == (2, True), told.stderr


def test_an_unknown_reference_is_said_without_repeating_it(on_file: House) -> None:
    told = kyc("--subject", "kanarie", "--tenant", on_file.tenant_id)
    assert (told.exit_code, "no business of this tenant has this reference" in told.stderr) == (2, True)
    assert "kanarie" not in told.output
