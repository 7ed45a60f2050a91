"""Pages for people: nothing inline, nothing from elsewhere."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kyc_service.api.messages import TEXTS

PAGES = ("/", "/docs", "/docs/problems")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_only_this_host_for_anything(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    text = answer.get_data(as_text=True)
    assert answer.content_type.startswith("text/html")
    assert "script-src 'self'; style-src 'self'" in answer.headers["Content-Security-Policy"]
    wanted = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert wanted
    assert all(address.startswith(("/", "data:")) for address in wanted)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, path: str) -> None:
    for address in re.findall(r'(?:src|href)="(/[^"]*)"', client.get(path).get_data(as_text=True)):
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        assert len(answer.data) > 20


def test_the_example_is_for_the_address_that_was_asked(client: FlaskClient) -> None:
    assert "curl -s http://127.0.0.1:9000/v1/" in client.get("/", headers={"Host": "127.0.0.1:9000"}).text


def test_every_code_is_explained_where_problems_point_to(client: FlaskClient) -> None:
    text = client.get("/docs/problems").get_data(as_text=True)
    assert all(f'id="{code}"' in text for code in TEXTS)
    assert (client.get("/nowhere").json or {})["type"] == "/docs/problems#not_found"


@pytest.mark.parametrize("path", ["/assets/swagger-ui/LICENSE", "/assets/index.html", "/assets/../docs.py"])
def test_nothing_else_of_the_folder_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_document_is_put_together_when_it_is_first_asked_for(app: Flask) -> None:
    """By however many at once: each gets the whole of it, and the same."""
    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(lambda _: app.test_client().get("/openapi.json").data, range(8))

    assert set(others) == {first}
    document = json.loads(first)
    described = {
        (path.replace("{", "<").replace("}", ">"), method.upper())
        for path, methods in document["paths"].items()
        for method in methods.keys() & {"get", "post", "put", "patch", "delete"}
    }
    routed = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routed
    assert routed <= described
