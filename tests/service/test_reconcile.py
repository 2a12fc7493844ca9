"""Reconciliation over real HTTP: asked as OpenRefine asks, and by the public client ``reconciler``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import pytest
from serving import Server, serving

from service.conftest import Client
from territory_graph import KnowledgeGraph
from territory_graph.service.reconcile import MOST_IDS, MOST_NAMES

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
STARTS = (
    "SELECT ?start { <https://w3id.org/territory-graph/id/actor/lsn> "
    "<https://w3id.org/territory-graph/ontology#start> ?start }"
)
ACTORS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
SELECT DISTINCT ?actor ?label { ?actor a tg:Actor ; rdfs:label ?label FILTER(LANG(?label) IN ("fr", "")) }
"""
ROUEN, POLE = "actor/metropole-rouen-normandie", "actor/pole-rouen-seine-eure"


def asked(client: Client, field: str, value: Any, path: str = "/reconcile", **headers: str) -> Any:
    """What a POST of a field answers."""
    body = urlencode({field: json.dumps(value)}).encode()
    return client.ask("POST", path, body, {**FORM, **headers})


def reconciled(client: Client, *queries: dict[str, Any], path: str = "/reconcile") -> list[list[dict[str, Any]]]:
    answer = asked(client, "queries", {f"q{number}": query for number, query in enumerate(queries)}, path)
    assert answer.status == 200, answer.text
    found = json.loads(answer.body)
    return [found[f"q{number}"]["result"] for number in range(len(queries))]


def test_the_manifest_says_what_the_service_is_and_where_its_parts_are(client: Client) -> None:
    answer = client.get("/reconcile")
    manifest = json.loads(answer.body)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "0.2" in manifest["versions"]
    assert manifest["identifierSpace"] == "https://w3id.org/territory-graph/id/"
    assert manifest["defaultTypes"] == [{"id": "tg:Actor", "name": "Acteur"}]
    root = client.server.address
    assert manifest["view"]["url"] == f"{root}/fiche?id={{{{id}}}}"
    for part in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        path = f"{part['service_url']}{part['service_path']}".removeprefix(root)
        assert client.get(f"{path}?prefix=sir").status == 200
    preview = manifest["preview"]["url"].replace("{{id}}", POLE).removeprefix(root)
    assert client.get(preview).status == 200


@pytest.mark.parametrize(
    ("name", "feature"),
    [
        ("Métropole Rouen Normandie", "name"),
        ("METROPOLE  ROUEN-NORMANDIE", "name"),
        ("CREA", "former_name"),
        ("200 023 414", "identifier"),
    ],
)
def test_a_name_or_number_that_one_thing_alone_bears_is_the_match(client: Client, name: str, feature: str) -> None:
    [[first, *others]] = reconciled(client, {"query": name})
    assert (first["id"], first["match"], first["score"]) == (ROUEN, True, 100)
    assert first["features"] == [{"id": feature, "value": 100}]
    assert first["type"][0] == {"id": "tg:Epci", "name": "EPCI (intercommunalité)"}
    assert not any(other["match"] for other in others)


def test_a_former_name_says_until_when_it_was_borne(client: Client) -> None:
    [[first, *_]] = reconciled(client, {"query": "CREA"})
    assert "ancien nom\u00a0: CREA, jusqu'au 31 décembre 2014" in first["description"]


def test_a_name_that_was_not_borne_on_the_day_of_the_address_is_no_match(client: Client) -> None:
    [[then, *_]] = reconciled(client, {"query": "CREA"}, path="/reconcile?day=2012-06-01")
    [[after, *_]] = reconciled(client, {"query": "CREA"}, path="/reconcile?day=2021-05-12")
    assert (then["id"], then["match"], after["id"], after["match"]) == (ROUEN, True, ROUEN, False)
    assert {"id": "held_on_day", "value": False} in after["features"]


@pytest.mark.parametrize("name", ["P6le Metropolitain Rouen Seine Eure", "Péle Métropolitain Rouen Seine-Eure"])
def test_scanned_noise_is_near_and_waits_for_a_person(client: Client, name: str) -> None:
    [[first, *_]] = reconciled(client, {"query": name})
    assert (first["id"], first["match"]) == (POLE, False)
    assert 85 <= first["score"] < 100


def test_what_is_like_nothing_known_has_no_candidate(client: Client) -> None:
    assert reconciled(client, {"query": "zzzzqqq"}, {"query": ""}, {"query": "x" * 5_000}) == [[], [], []]


def test_classes_say_what_is_looked_for(client: Client) -> None:
    place, actor = reconciled(client, {"query": "Louviers", "type": "tg:Place"}, {"query": "Louviers"})
    assert place[0]["match"]
    assert place[0]["id"].startswith("place/")
    assert all({"id": "tg:Actor", "name": "Acteur"} in one["type"] for one in actor)


def test_what_the_list_says_beside_the_name_agrees_or_contradicts(client: Client) -> None:
    name = {"query": "Métropole Rouen Normandie"}
    right, wrong, silent = reconciled(
        client,
        {**name, "properties": [{"pid": "tg:siren", "v": "200 023 414"}]},
        {**name, "properties": [{"pid": "siren", "v": "123456789"}]},
        {**name, "properties": [{"pid": "tg:siren", "v": ""}]},
    )
    assert right[0]["match"]
    assert {"id": "tg:siren", "value": True} in right[0]["features"]
    assert (wrong[0]["id"], wrong[0]["match"], wrong[0]["score"]) == (ROUEN, False, 50)
    assert {"id": "tg:siren", "value": False} in wrong[0]["features"]
    assert silent[0]["match"]


def test_a_number_is_the_match_whatever_the_name(client: Client) -> None:
    query = {"query": "Communauté d'agglo de Rouen", "properties": [{"pid": "tg:siren", "v": 200023414}]}
    [[only]] = reconciled(client, query)
    assert (only["id"], only["match"]) == (ROUEN, True)


def test_queries_may_be_asked_in_the_address_too(client: Client) -> None:
    fields = urlencode({"queries": json.dumps({"a": {"query": "Polepharma", "limit": 1}})})
    found = json.loads(client.get(f"/reconcile?{fields}").body)
    assert [one["id"] for one in found["a"]["result"]] == ["actor/polepharma"]


def test_words_are_in_the_language_of_the_reader(client: Client) -> None:
    answer = asked(client, "queries", {"a": {"query": "CREA"}}, **{"Accept-Language": "en"})
    assert "former name: CREA" in json.loads(answer.body)["a"]["result"][0]["description"]


@pytest.mark.parametrize("given", ["address", "form"])
def test_a_language_that_the_request_names_goes_before_the_one_it_prefers(client: Client, given: str) -> None:
    fields = {"queries": json.dumps({"a": {"query": "CREA"}})} | ({"lang": "en"} if given == "form" else {})
    path = "/reconcile?lang=en" if given == "address" else "/reconcile"
    answer = client.ask("POST", path, urlencode(fields).encode(), {**FORM, "Accept-Language": "fr"})
    first = json.loads(answer.body)["a"]["result"][0]
    assert "former name: CREA" in first["description"]
    assert first["type"][0]["name"] == "Inter-municipal authority (EPCI)"


def test_the_manifest_in_a_language_leads_to_parts_in_that_language(client: Client) -> None:
    manifest, root = json.loads(client.get("/reconcile?lang=en").body), client.server.address
    suggest = manifest["suggest"]["entity"]
    path = f"{suggest['service_url']}{suggest['service_path']}&prefix=polepha".removeprefix(root)
    assert (
        "Sector organisation"
        in json.loads(client.get(path, **{"Accept-Language": "fr"}).body)["result"][0]["description"]
    )
    flyout = f"{suggest['flyout_service_url']}{suggest['flyout_service_path']}".replace("${id}", POLE)
    assert "Metropolitan pole" in client.get(flyout.removeprefix(root), **{"Accept-Language": "fr"}).text
    preview = manifest["preview"]["url"].replace("{{id}}", POLE).removeprefix(root)
    assert "Metropolitan pole" in client.get(preview, **{"Accept-Language": "fr"}).text


def test_a_preview_of_what_is_not_known_says_so(client: Client) -> None:
    found = client.get("/reconcile/preview?id=actor/nobody")
    assert found.status == 404
    assert "actor/nobody" in found.text


def test_suggestions_are_things_classes_and_properties(client: Client) -> None:
    entities = json.loads(client.get("/reconcile/suggest/entity?prefix=polepha").body)["result"]
    types = json.loads(client.get("/reconcile/suggest/type?prefix=comm").body)["result"]
    properties = json.loads(client.get("/reconcile/suggest/property?prefix=SIR").body)["result"]
    assert entities[0]["id"] == "actor/polepharma"
    assert entities[0]["notable"][0]["id"] == "tg:FiliereOrganisation"
    assert {"id": "tg:Commune", "name": "Commune"} in types
    assert [one["id"] for one in properties] == ["tg:siren", "tg:siret"]


def test_proposed_properties_are_those_that_things_of_the_class_have(client: Client) -> None:
    found = json.loads(client.get("/reconcile/properties?type=tg:Epci&limit=100").body)
    assert {"tg:siren", "tg:hasTerritory"} <= {one["id"] for one in found["properties"]}
    assert "tg:amount" not in {one["id"] for one in found["properties"]}


def extended(client: Client, ids: list[str], *properties: dict[str, Any]) -> Any:
    answer = asked(client, "extend", {"ids": ids, "properties": list(properties)})
    assert answer.status == 200, answer.text
    return json.loads(answer.body)


def test_what_is_known_extends_the_list_and_what_is_not_stays_empty(client: Client) -> None:
    found = extended(client, [ROUEN, "actor/lsn", "actor/nobody"], {"id": "tg:siren"}, {"id": "tg:hasSector"})
    assert found["meta"][0] == {"id": "tg:siren", "name": "SIREN"}
    assert found["rows"][ROUEN]["tg:siren"] == [{"str": "200023414"}]
    assert found["rows"]["actor/lsn"]["tg:siren"] == []
    assert {"id": "sector/logistique", "name": "Logistique"} in found["rows"]["actor/lsn"]["tg:hasSector"]
    assert found["rows"]["actor/nobody"] == {"tg:siren": [], "tg:hasSector": []}


def test_a_column_tells_what_the_thing_has_and_not_what_its_agreements_have(
    client: Client, rouen: KnowledgeGraph
) -> None:
    found = extended(client, ["actor/lsn"], {"id": "tg:start", "settings": {"day": "all"}})
    rows = rouen.rows(STARTS)
    told = [value.get("str") or value.get("date") for value in found["rows"]["actor/lsn"]["tg:start"]]
    assert sorted(told) == sorted({str(row["start"]) for row in rows})


def test_every_property_that_is_proposed_is_known_of_something(client: Client, rouen: KnowledgeGraph) -> None:
    proposed = json.loads(client.get("/reconcile/properties?type=tg:Actor&limit=200").body)["properties"]
    assert {"rdf:type", "rdfs:label", "tg:memberOf", "tg:supports", "tg:presentIn"} <= {one["id"] for one in proposed}
    columns = [{"id": one["id"], "settings": {"day": "all"}} for one in proposed]
    actors = sorted({str(row["actor"]).removeprefix(f"{rouen.base}id/") for row in rouen.rows(ACTORS)})
    answers = [extended(client, actors[at : at + 50], *columns)["rows"] for at in range(0, len(actors), 50)]
    known = {key for rows in answers for row in rows.values() for key, values in row.items() if values}
    assert {one["id"] for one in proposed} - known == set()


def test_what_a_rule_infers_is_told_on_the_days_on_which_its_premises_hold(
    client: Client, rouen: KnowledgeGraph
) -> None:
    for day in ("1990-01-01", "2012-06-01", "2021-05-12"):
        found = extended(client, [POLE], {"id": "tg:supports", "settings": {"day": day}})["rows"][POLE]["tg:supports"]
        ties = [
            tie for tie in rouen.ties(day=day) if (tie.kind, tie.first) == ("partnership", f"{rouen.base}id/{POLE}")
        ]
        assert {f"{rouen.base}id/{one['id']}" for one in found} == {tie.second for tie in ties}


def test_a_column_may_be_of_the_sources_that_say_so(client: Client) -> None:
    found = extended(client, [ROUEN], {"id": "tg:siren", "settings": {"content": "sources"}})
    texts = [value["str"] for value in found["rows"][ROUEN]["tg:siren"]]
    assert any("geohisto" in text or "Listes annuelles des EPCI" in text for text in texts)


def test_a_preview_says_what_the_thing_is_and_may_stand_in_any_page(client: Client) -> None:
    answer = client.get(f"/reconcile/preview?id={POLE}", Accept_Language="fr")
    assert answer.kind == "text/html"
    assert "Pôle Métropolitain Rouen Seine Eure" in answer.text
    assert "le 12 mai 2021" in answer.text
    assert "x-frame-options" not in answer.headers
    assert "frame-ancestors" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert client.get("/reconcile/preview?id=<script>").status == 404


AJAX = {"Accept": "application/json, text/javascript, */*; q=0.01", "Origin": "http://127.0.0.1:3333"}
JAVA = {"User-Agent": "OpenRefine 3.9.3", **FORM}


class TestOpenRefine:
    """The requests that OpenRefine 3 sends, as its sources write them, one after the other as a person works."""

    def posted(self, client: Client, body: str) -> Any:
        """What the server of OpenRefine is answered: one field of a form, encoded as ``URLEncoder`` does."""
        answer = client.ask("POST", "/reconcile", body.encode("ascii"), JAVA)
        assert answer.status == 200, answer.text
        return json.loads(answer.body)

    def test_the_dialog_adds_the_service_guesses_the_classes_and_matches(self, client: Client) -> None:
        added = client.ask("GET", "/reconcile?", headers=AJAX)
        assert (added.kind, added.headers["access-control-allow-origin"]) == ("application/json", "*")
        guessed = self.posted(
            client,
            "queries=%7B%22q0%22%3A%7B%22query%22%3A%22M%C3%A9tropole+Rouen+Normandie%22%2C%22limit%22%3A3%7D%7D",
        )
        assert {"id": "tg:Epci", "name": "EPCI (intercommunalité)"} in guessed["q0"]["result"][0]["type"]
        query = {"query": "CREA", "type": "tg:Epci", "type_strict": "should"}
        beside = [{"pid": "tg:siren", "v": "200023414"}, {"pid": "place", "v": {"id": "place/76540", "name": "Rouen"}}]
        found = self.posted(client, urlencode({"queries": json.dumps({"q1": {**query, "properties": beside}})}))
        assert (found["q1"]["result"][0]["id"], found["q1"]["result"][0]["match"]) == (ROUEN, True)

    def test_suggest_boxes_ask_with_what_their_widget_adds(self, client: Client) -> None:
        manifest = json.loads(client.get("/reconcile").body)
        for kind, text in (("entity", "polepharma"), ("type", "Commune"), ("property", "siren")):
            part = manifest["suggest"][kind]
            path = f"{part['service_url']}{part['service_path']}".removeprefix(client.server.address)
            widget = urlencode({"prefix": text, "type": "tg:Actor", "type_strict": "any", "limit": 20, "cursor": 0})
            first = json.loads(client.ask("GET", f"{path}?{widget}", headers=AJAX).body)["result"][0]
            flyout = f"{part['flyout_service_url']}{part['flyout_service_path']}".removeprefix(client.server.address)
            told = json.loads(client.ask("GET", flyout.replace("${id}", first["id"]), headers=AJAX).body)
            assert told["id"] == first["id"]
            assert first["name"] in told["html"]
            nothing = json.loads(client.ask("GET", flyout.replace("${id}", "no%3Csuch"), headers=AJAX).body)
            assert nothing == {"id": "no<such", "html": ""}

    def test_columns_are_proposed_and_added_with_their_settings(self, client: Client) -> None:
        proposed = client.ask("GET", "/reconcile/properties?type=tg%3AEpci&limit=200", headers=AJAX)
        assert {"id": "tg:siren", "name": "SIREN"} in json.loads(proposed.body)["properties"]
        settings = {
            one["name"]: one["default"]
            for one in json.loads(client.get("/reconcile").body)["extend"]["property_settings"]
        }
        wanted = {
            "ids": [ROUEN, "actor/lsn"],
            "properties": [{"id": "tg:siren", "settings": settings}, {"id": "tg:hasSector"}],
        }
        found = self.posted(client, urlencode({"extend": json.dumps(wanted)}))
        assert [one["id"] for one in found["meta"]] == ["tg:siren", "tg:hasSector"]
        assert found["rows"][ROUEN]["tg:siren"] == [{"str": "200023414"}]

    def test_a_cell_shows_the_preview_in_a_frame_of_the_size_that_the_manifest_gives(self, client: Client) -> None:
        preview = json.loads(client.get("/reconcile").body)["preview"]
        assert preview["width"] > 300
        address = preview["url"].replace("{{id}}", "actor%2Flsn").removeprefix(client.server.address)
        answer = client.ask("GET", address, headers={"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Dest": "iframe"})
        assert (answer.status, answer.kind) == (200, "text/html")


BAD = [
    ("queries", "[1"),
    ("queries", "[]"),
    ("queries", '{"a": 1}'),
    ("queries", '{"a": {"query": 7}}'),
    ("queries", '{"a": {"query": "x", "type": "tg:Klaster"}}'),
    ("queries", '{"a": {"query": "x", "properties": [{"pid": "tg:sirene", "v": "1"}]}}'),
    ("queries", "[" * 100_000),
    ("extend", "{}"),
    ("extend", '{"ids": [1], "properties": []}'),
    ("extend", '{"ids": ["actor/lsn"], "properties": [{"id": "tg:nothing"}]}'),
    ("extend", '{"ids": ["actor/lsn"], "properties": [{"id": "tg:siren", "settings": {"day": "hier"}}]}'),
    ("extend", json.dumps({"ids": ["actor/lsn"] * (MOST_IDS + 1), "properties": []})),
]


@pytest.mark.parametrize(("field", "text"), BAD)
def test_what_asks_nothing_clear_is_refused_in_a_sentence(client: Client, field: str, text: str) -> None:
    answer = client.ask("POST", "/reconcile", urlencode({field: text}).encode(), FORM)
    found = json.loads(answer.body)
    assert (answer.status, found["status"]) == (400, "error")
    assert 10 < len(found["message"]) < 400


def test_a_wrong_class_is_told_with_the_nearest_in_the_language_that_is_named(client: Client) -> None:
    query = {"a": {"query": "x", "type": "tg:Klaster"}}
    english, french = asked(client, "queries", query), asked(client, "queries", query, **{"Accept-Language": "fr"})
    assert json.loads(english.body)["message"].startswith("No class is called “tg:Klaster”. The nearest: tg:Cluster")
    assert json.loads(french.body)["message"].startswith("Aucune classe ne s'appelle «\u00a0tg:Klaster\u00a0»")


def test_a_day_that_is_none_is_refused(client: Client) -> None:
    assert client.get("/reconcile?day=2021-13-01").status == 400


def test_two_megabytes_are_refused(client: Client) -> None:
    answer = asked(client, "queries", {"a": {"query": "x" * 2_000_000}})
    assert answer.status == 413
    assert json.loads(answer.body)["status"] == "error"


def test_ten_thousand_names_are_refused_at_once_and_answered_in_several(client: Client, rouen: KnowledgeGraph) -> None:
    labels = [hit.label for hit in rouen.search("rouen", limit=100)]
    chosen = [labels[number % len(labels)] for number in range(10_000)]
    names = [f"{label} {number}" if number % 3 else label for number, label in enumerate(chosen)]
    at_once = asked(client, "queries", {f"q{number}": {"query": name} for number, name in enumerate(names)})
    assert at_once.status in (400, 413)
    assert str(MOST_NAMES) in json.loads(at_once.body)["message"]
    some = reconciled(client, *({"query": name} for name in names[:MOST_NAMES]))
    assert len(some) == MOST_NAMES


def test_a_public_client_reconciles_a_column(
    hamlet_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(np, "NaN", np.nan, raising=False)  # the client was written for numpy 1
    from reconciler import reconcile

    column = pd.Series(["Pôle Bois Vif", "Scierie des Aulnes", "123 456 789", "inconnu au bataillon"])
    with serving(hamlet_store, tmp_path / "serve.log") as server:
        found = reconcile(column, type_id="tg:Actor", reconciliation_endpoint=f"{server.address}/reconcile")
    by_name = {row["input_value"]: row for _, row in found.iterrows()}
    assert by_name["Pôle Bois Vif"]["id"] == "actor/bois-vif"
    assert by_name["Scierie des Aulnes"]["id"] == "actor/scierie"
    assert by_name["123 456 789"]["id"] == "actor/val-clair"
    assert [bool(by_name[name]["match"]) for name in column] == [True, True, True, False]
    assert by_name["Pôle Bois Vif"]["score"] == 100


def test_every_actor_of_the_export_is_its_own_match(client: Client, server: Server) -> None:
    rows = list(csv.reader(io.StringIO(client.query(ACTORS, "text/csv").text)))[1:]
    answers = reconciled(client, *({"query": label} for _, label in rows))
    for (iri, label), found in zip(rows, answers, strict=True):
        assert iri.rpartition("/id/")[2] in {one["id"] for one in found if one["score"] == 100}, label
