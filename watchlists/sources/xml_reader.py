"""Stream the records of an XML list, with bounded memory and without what XML can be abused for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO, cast

from lxml import etree

from watchlists.errors import ListRefusedError
from watchlists.sources.guards import GuardedXml

_MAX_DEPTH = 64
_MAX_ATTRIBUTE = 65_536
_XML_ERR_RESOURCE_LIMIT = 116
_LIMIT_ERRORS = frozenset(
    {_XML_ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG, etree.ErrorTypes.ERR_INTERNAL_ERROR}
)


def iterate(
    source: str,
    name: str,
    stream: BinaryIO,
    *,
    root: str,
    records: Collection[str],
    repaired: Counter[str] | None = None,
) -> Iterator[etree._Element]:
    """Yield the root when it opens, then each record element when it closes, whatever its namespace.

    A record is emptied once the caller asks for the next. Raises ListRefusedError with `list_empty`,
    `list_wrong_format`, `list_incomplete`, `list_encoding`, `xml_forbidden` or `xml_limits`. With `repaired`, bare
    ampersands are escaped and counted there; not for files that hold CDATA sections, where they are right.
    """
    guarded = GuardedXml(source, name, stream, repaired)
    try:
        yield from _iterate(source, name, guarded, root, records)
    except etree.XMLSyntaxError as error:
        if cast("Any", error).code in _LIMIT_ERRORS or "xcessive depth" in str(error.msg):
            raise ListRefusedError(source, "xml_limits", f"{name} passes the parser's limits") from None
        code = "list_wrong_format" if guarded.ends_with(root) else "list_incomplete"
        raise ListRefusedError(source, code, f"{name} is not well-formed at line {error.lineno}") from None


def _iterate(
    source: str, name: str, guarded: GuardedXml, root: str, records: Collection[str]
) -> Iterator[etree._Element]:
    parsed = etree.iterparse(
        cast("BinaryIO", guarded),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = 0
    wanted: dict[str, bool] = {}  # by whole tag: every element passes here, and a file has few kinds of them
    for event, element in parsed:
        if event == "start":
            depth += 1
            _check_limits(source, name, element, depth)
            if depth == 1:
                if local_name(element) != root:
                    raise ListRefusedError(source, "list_wrong_format", f"{name} is another kind of XML")
                yield element
            continue
        depth -= 1
        tag = element.tag
        if tag not in wanted:
            wanted[tag] = local_name(element) in records
        if wanted[tag]:
            yield element
            _forget(element)


def _check_limits(source: str, name: str, element: etree._Element, depth: int) -> None:
    attributes = element.attrib
    if depth > _MAX_DEPTH or (attributes and any(len(value) > _MAX_ATTRIBUTE for value in attributes.values())):
        raise ListRefusedError(source, "xml_limits", f"{name} is nested too deep or holds an attribute too long")


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    tag = cast("Any", element.tag)
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    """Return the element's own text with runs of white space as one blank."""
    return " ".join((element.text or "").split())


def child_text(element: etree._Element, name: str) -> str:
    """Return the text of the first child of this name, or nothing."""
    for child in element:
        if local_name(child) == name:
            return text_of(child)
    return ""


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the children of this name, whatever their namespace."""
    return [child for child in element if local_name(child) == name]
