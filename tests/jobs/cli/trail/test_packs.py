"""`kyc evidence-pack`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from tests.jobs.conftest import House


def kyc(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["evidence-pack", *arguments])


def test_a_pack_is_made_checked_and_found_out_when_touched(in_house: House, tmp_path: Path) -> None:
    verification = in_house.submit("shop-1")
    out = tmp_path / "out"
    out.mkdir()
    made = kyc(verification, "--out", str(out))
    assert made.exit_code == 0, made.output
    pdf, document, digests = (Path(line) for line in made.stdout.split())
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert {oct(path.stat().st_mode & 0o777) for path in (pdf, document, digests)} == {"0o600"}
    told = dict(reversed(line.split()) for line in digests.read_text(encoding="utf-8").splitlines())
    assert told == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (pdf, document)}

    key = CliRunner().invoke(main, ["audit", "key"]).stdout.strip()
    good = kyc("verify", str(document), "--key", key)
    assert (good.exit_code, good.stdout.splitlines()[-1]) == (0, "it holds")
    assert "compare it with" in kyc("verify", str(document)).stdout

    whole = json.loads(document.read_text(encoding="utf-8"))
    whole["content"]["verification"]["status"] = "clear-as-day"
    document.write_text(json.dumps(whole), encoding="utf-8")
    bad = kyc("verify", str(document), "--json")
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["faults"] == ["the content is not what its digest says: it was changed"]
    assert "WRONG" in kyc("verify", str(document)).stdout


def test_what_cannot_be_made_or_read_is_one_line(in_house: House, tmp_path: Path) -> None:
    del in_house
    for name in ("ver_" + "0" * 32, "nothing"):
        found = kyc(name, "--out", str(tmp_path))
        assert (found.exit_code, found.stderr.strip()) == (2, "kyc: no verification has this id")
    (tmp_path / "note.json").write_text("no pack", encoding="utf-8")
    found = kyc("verify", str(tmp_path / "note.json"))
    assert (found.exit_code, "it is not JSON" in found.stderr) == (1, True)
    assert kyc("verify", str(tmp_path / "note.json"), "--key", "abc").exit_code == 2


def test_checking_needs_no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KYC_MODE", "nonsense")
    (tmp_path / "note.json").write_text('{"content": {}, "proof": {}}', encoding="utf-8")
    assert "not built like an evidence pack" in kyc("verify", str(tmp_path / "note.json")).stderr
