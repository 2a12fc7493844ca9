"""The search over HTTP: for the box of the interface, and for the editor of queries."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from service.conftest import Client
from territory_graph.service.search import MOST

STRANGE = [
    "",
    "?text=",
    "?text=%FF%00",
    f"?text={'a' * 5000}",
    "?text=x&text=y",
    "?text=a&lang=de",
    "?text=%22%20OR%20%2A",
]


def hits(client: Client, text: str, **parameters: Any) -> list[dict[str, str]]:
    answer = client.get(f"/search?{urlencode({'text': text, **parameters})}")
    assert (answer.status, answer.kind) == (200, "application/json")
    found: list[dict[str, str]] = json.loads(answer.body)["hits"]
    return found


def test_a_hit_says_what_it_is_and_why_it_was_found(client: Client) -> None:
    assert hits(client, "CREA")[0] == {
        "id": "actor/metropole-rouen-normandie",
        "iri": "https://w3id.org/territory-graph/id/actor/metropole-rouen-normandie",
        "label": "Métropole Rouen Normandie",
        "kind": "EPCI (intercommunalité)",
        "drawn_kind": "authority",
        "place": "Rouen",
        "why": "ancien nom\u00a0: CREA, jusqu'au 31 décembre 2014",
    }


def test_it_is_told_in_the_language_that_is_asked(client: Client) -> None:
    assert hits(client, "CREA", lang="en")[0]["why"] == "former name: CREA, until 31 December 2014"
    answer = client.get("/search?text=CREA", Accept_Language="en-GB")
    assert json.loads(answer.body)["hits"][0]["kind"] == "Inter-municipal authority (EPCI)"
    assert "Accept-Language" in answer.headers["vary"]


def test_a_bad_scan_finds_the_pole(client: Client) -> None:
    assert hits(client, "P6le metropolitain")[0]["id"] == "actor/pole-rouen-seine-eure"
    assert json.loads(client.get("/search?text=P6le").body)["near"] is True


def test_it_is_cut_where_it_is_asked_and_says_so(client: Client) -> None:
    answer = json.loads(client.get("/search?text=rouen&limit=3").body)
    assert (len(answer["hits"]), answer["cut"]) == (3, True)
    assert hits(client, "rouen", limit=100)[:3] == answer["hits"]


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "", "1e2", "9" * 5000, "٣"])
def test_a_strange_limit_is_the_usual_one(client: Client, limit: str) -> None:
    assert len(hits(client, "e", limit=limit)) == MOST


def test_nothing_found_is_an_empty_list(client: Client) -> None:
    answer = json.loads(client.get("/search?text=xqzkw").body)
    assert answer == {"hits": [], "cut": False, "near": False}


@pytest.mark.parametrize("address", ["/search", "/sparql/entities"])
@pytest.mark.parametrize("query", STRANGE)
def test_a_strange_search_is_answered(client: Client, address: str, query: str) -> None:
    answer = client.get(f"{address}{query}")
    assert answer.status == 200
    json.loads(answer.body)


def test_an_answer_is_kept_until_the_data_change(client: Client) -> None:
    answer = client.get("/search?text=CREA")
    assert client.get("/search?text=CREA", If_None_Match=answer.headers["etag"]).status == 304
    assert client.get("/search?text=lsn", If_None_Match=answer.headers["etag"]).status == 200


def test_any_page_may_read_but_nobody_may_write(client: Client) -> None:
    assert client.get("/search?text=CREA").headers["access-control-allow-origin"] == "*"
    assert client.ask("POST", "/search", b"text=CREA").status == 405
    assert client.ask("HEAD", "/search?text=CREA").body == b""


def test_many_may_search_at_once(client: Client) -> None:
    from concurrent.futures import ThreadPoolExecutor

    texts = ["CREA", "P6le", "lsn", "sierie", "200023414"] * 8
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: hits(client, text), texts))
    assert found == [hits(client, text) for text in texts]


class TestEditor:
    def test_things_come_with_what_a_query_writes_and_a_reader_sees(self, client: Client) -> None:
        found = client.get(f"/sparql/entities?text={quote('crea')}&lang=en")
        assert (found.status, found.kind) == (200, "application/json")
        assert json.loads(found.body)[0] == {
            "name": "act:metropole-rouen-normandie",
            "iri": "https://w3id.org/territory-graph/id/actor/metropole-rouen-normandie",
            "label": "Métropole Rouen Normandie",
            "kind": "Inter-municipal authority (EPCI)",
        }

    def test_words_of_lists_are_found(self, client: Client) -> None:
        found = json.loads(client.get(f"/sparql/entities?text={quote('énoncé par')}").body)
        assert "st:stated" in [one["name"] for one in found]

    def test_every_name_can_be_written_in_a_query(self, client: Client) -> None:
        prefixes = json.loads(client.get("/sparql/vocabulary").body)["prefixes"]
        head = "".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in prefixes.items())
        for text in ("rouen", "a", "2021", "deduit"):
            for one in json.loads(client.get(f"/sparql/entities?text={text}").body):
                answer = client.query(f"{head} SELECT (STR({one['name']}) AS ?iri) {{}}", "text/csv")
                assert answer.text.split()[1] == one["iri"]
