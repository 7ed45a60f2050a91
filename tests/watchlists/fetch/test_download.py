from __future__ import annotations

import base64
import gzip
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from watchlists.errors import ListRefusedError
from watchlists.fetch import seals
from watchlists.fetch.download import Download, Limits, Validators, download
from watchlists.sources import get
from watchlists.sources.base import RemoteFile, Source

SOURCE: Source = replace(
    get("ofac_sdn"),
    files=(
        RemoteFile("sdn.csv", "https://lists.example.org/exports/sdn.csv"),
        RemoteFile("sdn_comments.csv", "https://lists.example.org/exports/sdn_comments.csv", optional=True),
    ),
    hosts=("lists.example.org",),
)
PAGED = replace(SOURCE, files=(replace(SOURCE.files[0], paged=True),))
QUICK = Limits(size=100_000, seconds=5, idle_seconds=2, tries=3, backoff_seconds=0.01)
BODY = b'36,"AEROCARIBBEAN AIRLINES"\r\n' * 100

Answer = Callable[["Handler"], None]


@dataclass
class Publisher:
    """A publisher on loopback: each path has a list of answers, the last one stays."""

    url: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def will(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def count(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)


class Handler(BaseHTTPRequestHandler):
    publisher: Publisher

    def do_GET(self) -> None:
        self.publisher.asked.append((self.path, dict(self.headers)))
        answers = self.publisher.answers.get(self.path, [status(404)])
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


def status(code: int, **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def body(data: bytes = BODY, length: int | None = None, *, stated: bool = True, **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == headers.get("ETag", "-"):
            status(304)(handler)
            return
        handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if stated:
            handler.send_header("Content-Length", str(len(data) if length is None else length))
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def slow(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def hang_up(handler: Handler) -> None:
    handler.connection.close()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    class BoundHandler(Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), BoundHandler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients hang up on purpose here
    BoundHandler.publisher = Publisher(f"http://127.0.0.1:{server.server_address[1]}/mirror")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield BoundHandler.publisher
    server.shutdown()
    server.server_close()
    thread.join()


def fetch(
    publisher: Publisher, into: Path, known: dict[str, Validators] | None = None, limits: Limits = QUICK
) -> Download:
    return download(SOURCE, into, known or {}, limits=limits, base_url=publisher.url)


def refusal(publisher: Publisher, into: Path, limits: Limits = QUICK) -> str:
    with pytest.raises(ListRefusedError) as caught:
        fetch(publisher, into, limits=limits)
    assert not into.exists() or list(into.iterdir()) == [], "nothing is left behind"
    return caught.value.code


def test_all_files_are_stored_under_their_names(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body(ETag='"1"', Last_Modified="Mon, 08 Jan 2024 00:00:00 GMT"))
    publisher.will("/mirror/sdn_comments.csv", body(b"1,x\r\n"))
    found = fetch(publisher, tmp_path / "new")
    assert found.modified
    assert {name: path.read_bytes() for name, path in found.files.items()} == {
        "sdn.csv": BODY,
        "sdn_comments.csv": b"1,x\r\n",
    }
    assert found.validators["sdn.csv"] == Validators('"1"', "Mon, 08 Jan 2024 00:00:00 GMT")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["sdn.csv", "sdn_comments.csv"]
    assert publisher.asked[0][1]["User-Agent"] == SOURCE.user_agent


def test_an_optional_file_may_be_missing(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body())
    assert set(fetch(publisher, tmp_path).files) == {"sdn.csv"}


def test_what_is_not_modified_is_not_stored(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body(ETag='"1"'))
    known = fetch(publisher, tmp_path).validators
    again = fetch(publisher, tmp_path / "again", dict(known))
    assert (again.modified, again.files, again.validators) == (False, {}, known)
    assert not (tmp_path / "again").exists()


def test_when_one_file_changed_all_are_fetched(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body(ETag='"1"'))
    publisher.will("/mirror/sdn_comments.csv", body(b"1,x\r\n", ETag='"1"'))
    known = fetch(publisher, tmp_path).validators
    publisher.will("/mirror/sdn_comments.csv", body(b"1,y\r\n", ETag='"2"'))
    found = fetch(publisher, tmp_path / "again", dict(known))
    assert found.modified
    assert found.files["sdn.csv"].read_bytes() == BODY
    assert found.files["sdn_comments.csv"].read_bytes() == b"1,y\r\n"


def test_without_a_validator_a_file_counts_as_changed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body())
    known = fetch(publisher, tmp_path).validators
    assert fetch(publisher, tmp_path, dict(known)).modified


def test_packed_content_is_unpacked(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body(gzip.compress(BODY) + gzip.compress(b"end"), Content_Encoding="gzip"))
    assert fetch(publisher, tmp_path).files["sdn.csv"].read_bytes() == BODY + b"end"


@pytest.mark.parametrize("first", [status(503), status(500), status(429), hang_up, body(BODY[:50], len(BODY))])
def test_what_may_pass_is_tried_again(publisher: Publisher, tmp_path: Path, first: Answer) -> None:
    publisher.will("/mirror/sdn.csv", first, body())
    assert fetch(publisher, tmp_path).files["sdn.csv"].read_bytes() == BODY
    assert publisher.count("/mirror/sdn.csv") == 2


@pytest.mark.parametrize(
    ("what", "answer", "code", "tries"),
    [
        ("server errors", status(500), "list_incomplete", 3),
        ("a connection that ends at once", hang_up, "list_source", 3),
        ("fewer bytes than promised", body(BODY[:50], len(BODY)), "list_incomplete", 3),
        ("packed content cut", body(gzip.compress(BODY)[:-9], Content_Encoding="gzip"), "list_incomplete", 3),
        (
            "packed content with a wrong checksum",
            body(gzip.compress(BODY)[:-8] + bytes(8), Content_Encoding="gzip"),
            "list_incomplete",
            3,
        ),
        ("an encoding nobody asked for", body(Content_Encoding="br"), "list_incomplete", 1),
        ("not found", status(404), "list_withdrawn", 1),
        ("forbidden", status(403), "list_source", 1),
        ("too large by its own word", body(b"x", 100_001), "list_incomplete", 1),
        ("too large", body(b"x" * 100_001, stated=False), "list_incomplete", 1),
        ("too large unpacked", body(gzip.compress(bytes(100_001)), Content_Encoding="gzip"), "list_incomplete", 1),
        ("a redirect to plain http", status(302, Location="http://lists.example.org/x"), "list_source", 1),
        ("a redirect to another host", status(302, Location="https://evil.example.org/x"), "list_source", 1),
        ("a redirect to another port here", status(302, Location="http://127.0.0.1:1/x"), "list_source", 1),
        ("a redirect to a file", status(302, Location="file:///etc/passwd"), "list_source", 1),
        ("a redirect with a password", status(302, Location="https://a:b@lists.example.org/x"), "list_source", 1),
        ("redirects in a circle", status(302, Location="sdn.csv"), "list_source", 6),
    ],
)
def test_a_download_that_fails_leaves_nothing(
    publisher: Publisher, tmp_path: Path, what: str, answer: Answer, code: str, tries: int
) -> None:
    publisher.will("/mirror/sdn.csv", answer)
    assert refusal(publisher, tmp_path / "new") == code, what
    assert publisher.count("/mirror/sdn.csv") == tries


def test_a_late_failure_leaves_nothing_either(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body())
    publisher.will("/mirror/sdn_comments.csv", status(500))
    assert refusal(publisher, tmp_path / "new") == "list_incomplete"


def test_a_body_in_chunks_is_read_whole_or_not_at_all(publisher: Publisher, tmp_path: Path) -> None:
    def chunked(end: bytes) -> Answer:
        def answer(handler: Handler) -> None:
            handler.protocol_version = "HTTP/1.1"
            handler.send_response(200)
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            handler.wfile.write(b"5\r\nhello\r\n6\r\n world\r\n" + end)

        return answer

    publisher.will("/mirror/sdn.csv", chunked(b"0\r\n\r\n"))
    assert fetch(publisher, tmp_path / "whole").files["sdn.csv"].read_bytes() == b"hello world"
    publisher.will("/mirror/sdn.csv", chunked(b"ff\r\ncut"))
    assert refusal(publisher, tmp_path / "cut") == "list_incomplete"


def test_a_redirect_within_the_source_is_followed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", status(307, Location="/elsewhere"))
    publisher.will("/elsewhere", body())
    assert fetch(publisher, tmp_path).files["sdn.csv"].read_bytes() == BODY


def test_a_body_that_trickles_is_given_up(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", slow)
    assert refusal(publisher, tmp_path / "new", replace(QUICK, seconds=0.2)) == "list_incomplete"


def test_a_server_that_says_nothing_is_given_up(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", lambda _: time.sleep(0.5))
    assert refusal(publisher, tmp_path / "new", replace(QUICK, idle_seconds=0.1, tries=1)) == "list_source"


def test_nobody_there_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(ListRefusedError) as caught:
        download(SOURCE, tmp_path, {}, limits=replace(QUICK, tries=2), base_url="http://127.0.0.1:1")
    assert caught.value.code == "list_source"


@pytest.mark.parametrize("base_url", ["http://lists.example.org/x", "http://192.0.2.1/x", "ftp://127.0.0.1/x"])
def test_plain_http_is_for_loopback_alone(tmp_path: Path, base_url: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        download(SOURCE, tmp_path, {}, limits=QUICK, base_url=base_url)
    assert caught.value.code == "list_source"


def test_a_source_at_a_host_it_does_not_name_is_not_asked(tmp_path: Path) -> None:
    with pytest.raises(ListRefusedError) as caught:
        download(replace(SOURCE, hosts=()), tmp_path, {}, limits=QUICK)
    assert caught.value.code == "list_source"


def test_a_full_disk_is_named(publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    publisher.will("/mirror/sdn.csv", body())
    monkeypatch.setattr("watchlists.fetch.download.save_body", fail)
    assert refusal(publisher, tmp_path / "new") == "storage_full"


def sign(publisher: Publisher, data: bytes = BODY) -> bytes:
    """Let the publisher seal its file; returns the public key."""
    key = Ed25519PrivateKey.generate()
    sums = f"{hashlib.sha256(data).hexdigest()}  sdn.csv\n".encode()
    publisher.will(f"/mirror/{seals.SUMS}", body(sums))
    publisher.will(f"/mirror/{seals.SIGNATURE}", body(base64.b64encode(key.sign(sums))))
    return key.public_key().public_bytes_raw()


def test_a_sealed_list_is_taken_and_one_that_changed_on_its_way_is_not(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body())
    key = sign(publisher)
    base = publisher.url
    got = download(SOURCE, tmp_path / "good", {}, limits=QUICK, base_url=base, public_key=key)
    assert got.files["sdn.csv"].read_bytes() == BODY
    publisher.will("/mirror/sdn.csv", body(BODY[:-1] + b"\r"))
    with pytest.raises(ListRefusedError) as caught:
        download(SOURCE, tmp_path / "bad", {}, limits=QUICK, base_url=base, public_key=key)
    assert caught.value.code == "list_checksum"
    assert list((tmp_path / "bad").iterdir()) == []


def test_a_list_without_its_seal_is_refused_where_one_is_wanted(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body())
    with pytest.raises(ListRefusedError) as caught:
        download(SOURCE, tmp_path, {}, limits=QUICK, base_url=publisher.url, public_key=b"k" * 32)
    assert caught.value.code == "list_withdrawn"


def test_a_digest_that_the_server_offers_is_checked(publisher: Publisher, tmp_path: Path) -> None:
    wrong = base64.b64encode(hashlib.sha256(b"another").digest()).decode()
    publisher.will("/mirror/sdn.csv", body(BODY, Repr_Digest=f"sha-256=:{wrong}:"))
    assert refusal(publisher, tmp_path) == "list_checksum"


def test_progress_hears_of_every_byte(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body())
    heard: list[tuple[str, int, int | None]] = []
    base = publisher.url
    download(SOURCE, tmp_path, {}, limits=QUICK, base_url=base, progress=lambda *news: heard.append(news))
    assert heard[-1] == ("sdn.csv", len(BODY), len(BODY))


def test_pages_are_followed_on_the_publishers_own_host_and_stored_as_one_list(
    publisher: Publisher, tmp_path: Path
) -> None:
    inner = "https://inner.example.net/mirror/page2?sort=name"
    publisher.will("/mirror/sdn.csv", body(b'{"data": [1], "links": {"next": "%s"}}' % inner.encode()))
    publisher.will("/mirror/page2?sort=name", body(b'{"data": [2], "links": {"next": null}}'))
    got = download(PAGED, tmp_path, {}, limits=QUICK, base_url=publisher.url)
    pages = json.loads(got.files["sdn.csv"].read_bytes())
    assert [page["data"] for page in pages] == [[1], [2]]


def test_pages_without_an_end_are_refused(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body(b'{"data": [1], "links": {"next": "/mirror/sdn.csv"}}'))
    with pytest.raises(ListRefusedError) as caught:
        download(PAGED, tmp_path, {}, limits=replace(QUICK, pages=5), base_url=publisher.url)
    assert caught.value.code == "list_incomplete"
    assert publisher.count("/mirror/sdn.csv") == 5


def test_a_mirror_may_keep_all_pages_in_one_file(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body(b'[{"data": [1]}, {"data": [2]}]'))
    got = download(PAGED, tmp_path, {}, limits=QUICK, base_url=publisher.url)
    assert json.loads(got.files["sdn.csv"].read_bytes()) == [{"data": [1]}, {"data": [2]}]


def test_the_publishers_key_goes_into_its_header(publisher: Publisher, tmp_path: Path) -> None:
    publisher.will("/mirror/sdn.csv", body())
    download(replace(SOURCE, key_header="apikey"), tmp_path, {}, limits=QUICK, base_url=publisher.url, key="k-1")
    assert publisher.asked[0][1]["apikey"] == "k-1"


def test_a_page_without_the_link_is_no_list(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow_on_loopback(publisher, monkeypatch)
    publisher.will("/mirror/list.html", body(b"<html><a href='other.pdf'>other</a></html>"))
    with pytest.raises(ListRefusedError) as caught:
        download(linked(publisher), tmp_path, {}, limits=QUICK)
    assert caught.value.code == "list_schema_changed"


def test_the_file_is_the_first_link_of_the_publishers_page(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow_on_loopback(publisher, monkeypatch)
    publisher.will("/mirror/list.html", body(b"<html><a href='list-20260305.csv'>the list</a></html>"))
    publisher.will("/mirror/list-20260305.csv", body())
    got = download(linked(publisher), tmp_path, {}, limits=QUICK)
    assert got.files["sdn.csv"].read_bytes() == BODY
    publisher.will("/mirror/list.html", body(b"<html><a href='https://evil.example.org/list-1.csv'>list</a></html>"))
    with pytest.raises(ListRefusedError) as caught:
        download(linked(publisher), tmp_path, got.validators, limits=QUICK)
    assert caught.value.code == "list_source"


def linked(publisher: Publisher) -> Source:
    return replace(SOURCE, files=(RemoteFile("sdn.csv", f"{publisher.url}/list.html", link=r"list-\d+\.csv$"),))


def follow_on_loopback(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let plain http pass to this publisher, where a test cannot have a certificate."""
    monkeypatch.setattr("watchlists.fetch.download.is_allowed", lambda address, *_: address.startswith(publisher.url))
