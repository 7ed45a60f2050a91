"""How long every list takes to read, and the most memory that reading one needs.

    python benchmarks/parsing.py un=LISTS/un.xml.gz eu=LISTS/eu.xml.gz ofac_sdn=LISTS/ofac/

Each list is read in a process of its own, one after the other. The yardstick is lxml's bare pass over the first XML
file that is given, in a process of its own as well: what any reader of these files has to spend.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_READ = """
import json, resource, sys, time
from pathlib import Path
from jobs.cli.lists.files import describe, read_version
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
version = read_version(sys.argv[1], tuple(Path(path) for path in sys.argv[2:]))
seconds = time.process_time() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = describe(version)
print(json.dumps({
    "seconds": round(seconds, 2), "peak_mb": round(peak / 1024), "start_mb": round(before / 1024),
    **{key: found[key] for key in (
        "entries", "by_kind", "names", "names_by_quality", "birth_dates", "identifiers", "relations", "references",
        "stated_count", "rejected_rows", "not_understood")},
}))
"""
_YARDSTICK = """
import gzip, sys, time
from lxml import etree
opened = gzip.open(sys.argv[1]) if sys.argv[1].endswith(".gz") else open(sys.argv[1], "rb")
start = time.process_time()
for _, element in etree.iterparse(opened):
    element.clear()
print(round(time.process_time() - start, 3))
"""


def main(arguments: list[str]) -> None:
    """Read every list that is named and print one JSON object."""
    pairs = [argument.partition("=") for argument in arguments]
    found = {f"{source} {Path(path).name}": _run(_READ, source, *path.split(",")) for source, _, path in pairs}
    xml = next((path for _, _, path in pairs if path.removesuffix(".gz").endswith(".xml")), None)
    total = sum(row["seconds"] for row in found.values())
    entries = sum(row["entries"] for row in found.values())
    print(
        json.dumps(
            {
                "lists": found,
                "seconds": round(total, 1),
                "entries": entries,
                "entries_per_second": round(entries / total) if total else None,
                "yardstick_xml_pass_seconds": {Path(xml).name: _run(_YARDSTICK, xml)} if xml else None,
            },
            indent=2,
            ensure_ascii=False,
        )
    )


def _run(code: str, *arguments: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{arguments}: {done.stderr.strip().splitlines()[-1]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
