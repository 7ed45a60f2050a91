"""Links on a publisher's page, for lists whose file gets a new name with every version."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree, html


def find_link(page: bytes, address: str, pattern: str) -> str | None:
    """Return the first link of a page that matches, made whole with the page's own address; None without one."""
    wanted = re.compile(pattern, re.IGNORECASE)
    try:
        root = html.document_fromstring(page, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    for link in root.iter("a"):
        target = (link.get("href") or "").strip()
        if wanted.search(target) or wanted.search("".join(map(str, link.itertext()))):
            return urljoin(address, target)
    return None
