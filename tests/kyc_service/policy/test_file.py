"""Loading a policy: the one that ships loads, and every one that would let more out, or keep for longer, does not."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from kyc_service.errors import PolicyError
from kyc_service.policy import file

SHIPPED = file.SHIPPED.read_text()


def fail(content: bytes) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        file.parse(content)
    assert caught.value.code == "policy_invalid"
    return caught.value


def test_the_shipped_policy_loads_with_its_digest() -> None:
    policy = file.load()
    assert policy.sha256 == hashlib.sha256(file.SHIPPED.read_bytes()).hexdigest()
    assert len(policy.fields()) == sum(len(line["fields"]) for line in tomllib.loads(SHIPPED)["category"].values())


def test_every_fault_is_reported_at_once_with_its_line() -> None:
    text = SHIPPED.replace('duty = "5y"', 'duty = "1y"').replace('when = ["status_is_clear"]', "when = [1]")
    text = text.replace('after = "30d"', 'after = "soon"')
    faults = fail(text.encode()).faults
    lines = text.splitlines()
    for start, what in (("duty", "five years"), ("platform_user", "list of texts"), ('    { id = "vendor"', "period")):
        number = next(number for number, line in enumerate(lines, 1) if line.startswith(start))
        assert [fault for fault in faults if fault.startswith(f"line {number}: ") and what in fault], faults


def test_a_fault_of_the_syntax_names_its_line() -> None:
    assert "line 2" in str(fail(b"[policy]\nid = \n"))
    assert str(fail(b"[policy]\nid = '\xff'\n")) == "line 2: not UTF-8"


@pytest.mark.parametrize("content", [b"", b"policy = 1", b"[policy]", b"recipient = []\ncategory = 'x'"])
def test_a_file_that_is_none_is_refused_and_breaks_nothing(content: bytes) -> None:
    assert len(fail(content).faults) > 5


def test_a_policy_of_one_s_own_is_read_from_its_place(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SHIPPED.replace('version = "2019-07-15.4"', 'version = "own.1"'))
    assert file.load(path).version == "own.1"
    with pytest.raises(PolicyError, match="cannot be read: FileNotFoundError"):
        file.load(tmp_path / "none.toml")


LIA = "## Purpose\n\nA.\n\n## Necessity\n\nB.\n\n## Balance\n\nC.\n\n## Outcome\n\nD.\n"


def test_every_interest_of_the_shipped_policy_was_weighed() -> None:
    texts = file.read_balancing_tests(file.load())
    named = {line["lia"] for line in tomllib.loads(SHIPPED)["purpose"].values() if "lia" in line}
    assert set(texts) == named
    assert {f"lia/{path.name}" for path in file.SHIPPED.with_name("lia").iterdir()} == named


def test_a_balancing_test_of_one_s_own_comes_before_the_one_that_ships(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SHIPPED)
    (tmp_path / "lia").mkdir()
    (tmp_path / "lia" / "aml.md").write_text(f"# Ours\n\n{LIA}")
    texts = file.read_balancing_tests(file.load(path), path)
    assert texts["lia/aml.md"].startswith("# Ours")
    assert texts["lia/claims.md"].startswith("# Balancing test")


def test_an_interest_that_nobody_weighed_does_not_load(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SHIPPED.replace("lia/aml.md", "lia/hope.md"))
    with pytest.raises(PolicyError, match=r"`lia/hope\.md` is not on file"):
        file.load(path)
    (tmp_path / "lia").mkdir()
    (tmp_path / "lia" / "hope.md").write_text(LIA.replace("## Balance", "## Hope"))
    with pytest.raises(PolicyError, match=r"`lia/hope\.md` has no part `Purpose`"):
        file.load(path)
    (tmp_path / "lia" / "hope.md").write_text("# Hope\n\n" + LIA.replace("## Balance", "## Hope"))
    with pytest.raises(PolicyError, match=r"`lia/hope\.md` has no part `Balance`"):
        file.load(path)


def test_a_file_without_other_regimes_knows_none(tmp_path: Path) -> None:
    start, end = SHIPPED.index("duties = ["), SHIPPED.index("transient = {")
    path = tmp_path / "policy.toml"
    path.write_text(SHIPPED[:start] + SHIPPED[end:])
    assert file.load(path).rules.duties == ()
