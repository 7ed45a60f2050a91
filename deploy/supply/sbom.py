"""Write the bill of materials, CycloneDX 1.6 as JSON, to standard output. Run by `make sbom`.

In it: every package of requirements.lock with the hashes of its files, what was copied into the project (scripts of the
pages, fonts), and the lists that ship with it, with whose they are. The same project gives the same bytes.
Source: CycloneDX 1.6 JSON reference, read 2026-11-27.
"""

# ruff: noqa: INP001 - a script, run by its path

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NAME = "kyc-service"
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NEEDS = re.compile(r"^([A-Za-z0-9._-]+)")
_SPACE = uuid.UUID("6f0b8b6e-3c50-4f3e-9f0e-0d6f6f1f1a51")


@dataclass(frozen=True, slots=True)
class Copied:
    """Something of others that stands in the project as a file."""

    name: str
    version: str
    licence: str
    pattern: str
    """Files, from the root of the project."""
    purl: str | None = None


COPIED = (
    Copied("swagger-ui-dist", "5.35.0", "Apache-2.0", "kyc_service/api/static/swagger-ui/swagger-ui*", "pkg:npm"),
    Copied("htmx.org", "2.0.11", "0BSD", "kyc_service/console/static/htmx.min.js", "pkg:npm"),
    Copied("Droid Sans Fallback", "2.55b", "Apache-2.0", "kyc_service/services/packs/fonts/DroidSansFallback*.ttf"),
    Copied("Noto Sans", "2.015", "OFL-1.1", "kyc_service/services/packs/fonts/NotoSans-*.ttf"),
    Copied("Noto Sans Arabic", "2.012", "OFL-1.1", "kyc_service/services/packs/fonts/NotoSansArabic-*.ttf"),
    Copied("Noto Sans Armenian", "2.008", "OFL-1.1", "kyc_service/services/packs/fonts/NotoSansArmenian-*.ttf"),
    Copied("Noto Sans Devanagari", "2.006", "OFL-1.1", "kyc_service/services/packs/fonts/NotoSansDevanagari-*.ttf"),
    Copied("Noto Sans Georgian", "2.005", "OFL-1.1", "kyc_service/services/packs/fonts/NotoSansGeorgian-*.ttf"),
    Copied("Noto Sans Hebrew", "3.001", "OFL-1.1", "kyc_service/services/packs/fonts/NotoSansHebrew-*.ttf"),
    Copied("Noto Sans Thai", "2.002", "OFL-1.1", "kyc_service/services/packs/fonts/NotoSansThai-*.ttf"),
)


def write() -> dict[str, Any]:
    """Make the whole bill."""
    version = metadata.version(NAME)
    packages = list(_packages((ROOT / "requirements.lock").read_text()))
    listed = [*packages, *_copied(), *_lists((ROOT / "watchlists/bundled/ATTRIBUTION.md").read_text())]
    root = {
        "type": "application",
        "bom-ref": NAME,
        "name": NAME,
        "version": version,
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }
    body = {
        "metadata": {
            "timestamp": _moment().isoformat().replace("+00:00", "Z"),
            "lifecycles": [{"phase": "build"}],
            "component": root,
        },
        "components": sorted(listed, key=lambda one: str(one["bom-ref"])),
        "dependencies": _edges({_plain(one["name"]): one["bom-ref"] for one in packages}),
    }
    serial = uuid.uuid5(_SPACE, json.dumps(body, sort_keys=True))
    head = {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX"}
    return {**head, "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1, **body}


def _packages(lock: str) -> Iterator[dict[str, Any]]:
    found = list(_PACKAGE.finditer(lock))
    ends = [one.start() for one in found[1:]] + [len(lock)]
    for one, end in zip(found, ends, strict=True):
        name, version = one[1], one[2]
        purl = f"pkg:pypi/{_plain(name)}@{version}"
        hashes = _HASH.findall(lock[one.start() : end])
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            # A package has a file for each platform: each of these may be the one that is installed.
            "properties": [{"name": "kyc:file-sha256", "value": value} for value in hashes],
            **_licence(name),
        }


def _licence(name: str) -> dict[str, Any]:
    """Say a licence as the installed package says it; nothing where it is not installed or says nothing."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return {}
    expression = told.get("License-Expression")
    if expression:
        return {"licenses": [{"expression": expression}]}
    classes = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License")]
    short = (told.get("License") or "").strip().splitlines()
    names = classes or short[:1]
    return {"licenses": [{"license": {"name": one}} for one in sorted(set(names))]} if names else {}


def _copied() -> Iterator[dict[str, Any]]:
    for one in COPIED:
        files = sorted(path for path in ROOT.glob(one.pattern) if path.is_file())
        ref = f"file:{_plain(one.name)}@{one.version}"
        made: dict[str, Any] = {
            "type": "library" if one.purl else "file",
            "bom-ref": ref,
            "name": one.name,
            "version": one.version,
            "licenses": [{"license": {"id": one.licence}}],
            "components": [
                {
                    "type": "file",
                    "bom-ref": f"{ref}#{path.name}",
                    "name": str(path.relative_to(ROOT)),
                    "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
                }
                for path in files
            ],
        }
        yield {**made, "purl": f"{one.purl}/{one.name}@{one.version}"} if one.purl else made


def _lists(text: str) -> Iterator[dict[str, Any]]:
    """Read whose the lists are that ship: a heading each, with publisher, address, terms and digests."""
    for part in text.split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        told = dict(re.findall(r"^- (\w+): (.+(?:\n  .+)*)", body, re.MULTILINE))
        files = re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|", body, re.MULTILINE)
        links = re.findall(r"<(https://[^>]+)>", told["Address"])
        yield {
            "type": "data",
            "bom-ref": f"list:{_plain(title)}",
            "name": title,
            "supplier": {"name": told["Publisher"]},
            "description": f"Published: {_line(told['Published'])}",
            "copyright": _line(told["Terms"]),
            "externalReferences": [{"type": "distribution", "url": link} for link in links],
            "properties": [{"name": f"kyc:unpacked-sha256:{name}", "value": digest} for name, digest in files],
        }


def _edges(refs: dict[str, str]) -> list[dict[str, Any]]:
    def needs(name: str) -> list[str]:
        try:
            told = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            return []
        plain = [_NEEDS.match(line) for line in told if "extra ==" not in line or 'extra == "otel"' in line]
        return sorted({refs[_plain(one[1])] for one in plain if one and _plain(one[1]) in refs})

    rows = [{"ref": NAME, "dependsOn": needs(NAME)}]
    return [*rows, *({"ref": refs[name], "dependsOn": needs(name)} for name in sorted(refs))]


def _moment() -> dt.datetime:
    """Say when: `SOURCE_DATE_EPOCH`, or the time of the last change of the project."""
    given = os.environ.get("SOURCE_DATE_EPOCH")  # noqa: TID251 - what reproducible builds agreed on
    if not given:
        told = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        given = subprocess.run(told, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own words
    return dt.datetime.fromtimestamp(int(given), dt.UTC)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(write(), indent=2, ensure_ascii=False, sort_keys=True) + "\n")
