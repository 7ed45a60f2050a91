"""The layouts in which the American Treasury publishes a list: csv and three kinds of XML, told by what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from watchlists.sources.base import ParsedList
from watchlists.sources.ofac_advanced import parse_advanced
from watchlists.sources.ofac_csv import CsvNames, parse_csv
from watchlists.sources.ofac_enhanced import parse_enhanced
from watchlists.sources.ofac_xml import parse_xml

_ROOT = re.compile(rb"<(?:[\w.-]+:)?(sdnList|Sanctions|sanctionsData)[\s>]")


@dataclass(frozen=True, slots=True)
class Layouts:
    """What the files of one list are called. Where several layouts are given, the one that says most is read."""

    advanced: str
    enhanced: str
    xml: str
    csv: CsvNames

    def parse(self, source: str, files: Mapping[str, BinaryIO]) -> ParsedList:
        """Read the list. Raises ListRefusedError."""
        parsers: tuple[tuple[str, Callable[[str, str, BinaryIO], ParsedList]], ...] = (
            (self.advanced, parse_advanced),
            (self.enhanced, parse_enhanced),
            (self.xml, parse_xml),
        )
        for name, parse in parsers:
            if name in files:
                return parse(source, name, files[name])
        return parse_csv(source, files, self.csv)

    def recognise(self, _name: str, head: bytes) -> str | None:
        """Tell a file by its root element or its columns: the publisher's names are changed by whoever stores them."""
        root = _ROOT.search(head)
        if root is None:
            return self.csv.recognise(head)
        return {b"sdnList": self.xml, b"Sanctions": self.advanced, b"sanctionsData": self.enhanced}[root[1]]
