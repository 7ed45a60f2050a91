from __future__ import annotations

import resource
from io import BytesIO

import pytest

from watchlists.errors import ListRefusedError
from watchlists.sources.xml_reader import child_text, children, iterate, local_name

ENTITY = '<!DOCTYPE l [<!ENTITY a "{value}">]><l><r>&a;</r></l>'
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def read(document: bytes, root: str = "l") -> list[str]:
    found = iterate("un", "list.xml", BytesIO(document), root=root, records={"r"})
    return [f"{local_name(element)}:{child_text(element, 'n')}" for element in found]


def refusal(document: bytes) -> str:
    with pytest.raises(ListRefusedError) as caught:
        read(document)
    return caught.value.code


def test_records_come_after_the_root_whatever_their_namespace() -> None:
    assert read(b'<l xmlns="urn:x"><rs><r><n> A\n B </n></r><r/></rs></l>') == ["l:", "r:A B", "r:"]
    assert read(b"\xef\xbb\xbf<?xml version='1.0'?>\r\n<l>\r\n<r><n>A</n></r></l>") == ["l:", "r:A"]


def test_more_attributes_than_any_list_has_are_read_and_text_is_none() -> None:
    attributes = " ".join(f'a{number}="<" '.replace("<", "&lt;") for number in range(250))
    text = "x = 1 " * 50_000
    assert len(read(f"<l><r {attributes}><n>A</n></r><r><n>{text}</n></r></l>".encode())) == 3


def test_children_are_found_by_their_local_name() -> None:
    for element in iterate("un", "x", BytesIO(b'<l xmlns="urn:x"><r><n/><m/><n/></r></l>'), root="l", records={"r"}):
        if local_name(element) == "r":
            assert len(children(element, "n")) == 2


@pytest.mark.parametrize(
    ("what", "document"),
    [
        ("entities in entities", f'<!DOCTYPE l [<!ENTITY a0 "lol">{LAUGHS}]><l><r>&a9;</r></l>'),
        ("one long entity", ENTITY.format(value="A" * 50_000)),
        ("a file", '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l><r>&a;</r></l>'),
        ("an address", '<!DOCTYPE l [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]><l><r>&a;</r></l>'),
        ("a document type elsewhere", '<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd"><l/>'),
        ("an inclusion", '<l xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></l>'),
        ("a late entity", f"<l><!--{'x' * 200_000}--><r/></l><!DOCTYPE l>"),
    ],
)
def test_what_xml_can_be_abused_for_is_refused(what: str, document: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(document.encode()) == "xml_forbidden", what
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024, "the refusal has to cost less than 64 MiB"


def test_a_declaration_is_found_across_the_edge_of_a_chunk() -> None:
    for shift in range(12):
        start = b"<?xml version='1.0'?><!--" + b"x" * (65_536 - 32 - shift) + b"-->"
        assert refusal(start + b"<!DOCTYPE l><l/>") == "xml_forbidden"


@pytest.mark.parametrize(
    ("what", "document", "code"),
    [
        ("too deep", b"<l>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</l>", "xml_limits"),
        ("a long attribute", b'<l><r n="' + b"A" * 10_500_000 + b'"/></l>', "xml_limits"),
        ("an attribute within the parser's own limit", b'<l><r n="' + b"A" * 100_000 + b'"/></l>', "xml_limits"),
        (
            "attributes without end",
            b"<l><r " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/></l>",
            "xml_limits",
        ),
        ("a few too many", b"<l><r " + b" ".join(b'a%d = ">"' % n for n in range(257)) + b"/></l>", "xml_limits"),
        ("nothing", b"", "list_empty"),
        ("blanks", b" \n", "list_empty"),
        ("an HTML page", b"<!DOCTYPE html><html></html>", "list_wrong_format"),
        ("an HTML page in capitals", b"\n<HTML><BODY>down</BODY></HTML>", "list_wrong_format"),
        ("another kind of XML", b"<Error><Code>AccessDenied</Code></Error>", "list_wrong_format"),
        ("JSON", b'{"results": []}', "list_wrong_format"),
        ("cut between records", b"<l><r><n>A</n></r>", "list_incomplete"),
        ("cut in a tag", b"<l><r><n>A</n></", "list_incomplete"),
        ("cut in an attribute", b'<l><r n="A', "list_incomplete"),
        ("not well-formed but whole", b"<l><r><n>A & B</n></r></l>", "list_wrong_format"),
        ("another encoding", "<l><r><n>CAFÉ</n></r></l>".encode("cp1252"), "list_encoding"),
        ("UTF-16", "<l><r/></l>".encode("utf-16"), "list_encoding"),
        ("a character cut at the end", "<l><r/></l>é".encode()[:-1], "list_encoding"),
        ("a NUL", b"<l><r>\0</r></l>", "list_encoding"),
    ],
)
def test_a_file_that_is_not_the_list_is_refused(what: str, document: bytes, code: str) -> None:
    assert refusal(document) == code, what


def test_what_was_read_is_forgotten_so_that_memory_does_not_grow() -> None:
    document = BytesIO(b"<l><rs>" + b"<r><n>A</n></r>" * 50_000 + b"</rs></l>")
    kept = 0
    for element in iterate("un", "x", document, root="l", records={"r"}):
        parent = element.getparent()
        kept = max(kept, len(parent) if parent is not None else 0)
    assert kept < 5000, "no more than the parser reads ahead, a chunk of 64 KiB"
