"""SPARQL 1.1 Protocol: every way to ask, every format, and for whatever is wrong a status and a sentence."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.conftest import PREFIXES, Answer, Client
from territory_graph.service.formats import ROWS, TRIPLES
from territory_graph.store.guard import guard

LIST = f"{PREFIXES}SELECT DISTINCT ?epci ?name {{ ?epci a tg:Epci ; rdfs:label ?name }} ORDER BY ?name"
YES = "ASK { ?s ?p ?o }"
SOME = f"{PREFIXES}CONSTRUCT {{ ?epci rdfs:label ?name }} WHERE {{ ?epci a tg:Epci ; rdfs:label ?name }}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class TestWaysToAsk:
    def test_get_a_form_and_a_body_of_its_own_are_answered_alike(self, client: Client) -> None:
        by_get = client.query(LIST)
        by_form = client.ask("POST", "/sparql", urlencode({"query": LIST}).encode(), FORM)
        direct = client.ask(
            "POST", "/sparql", LIST.encode(), {"Content-Type": "application/sparql-query; charset=utf-8"}
        )
        assert by_get.status == by_form.status == direct.status == 200
        assert by_get.body == by_form.body == direct.body
        assert "Métropole Rouen Normandie" in by_get.text

    def test_a_form_is_decoded_once(self, client: Client) -> None:
        found = client.ask("POST", "/sparql", urlencode({"query": 'SELECT ("100%25+a" AS ?x) {}'}).encode(), FORM)
        assert json.loads(found.body)["results"]["bindings"][0]["x"]["value"] == "100%25+a"

    def test_the_dataset_is_named_by_the_request(self, client: Client) -> None:
        graph = json.loads(client.query("SELECT ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 1").body)
        name = graph["results"]["bindings"][0]["g"]["value"]
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

        def number(answer: Answer) -> int:
            return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])

        one = number(client.query(count, **{"default-graph-uri": name}))
        assert 0 < one < number(client.query(count))
        assert number(client.query(count, **{"default-graph-uri": [name, "urn:none"]})) == one
        assert number(client.query(count, **{"named-graph-uri": name})) == 0
        address = f"/sparql?{urlencode({'default-graph-uri': name})}"
        direct = client.ask("POST", address, count.encode(), {"Content-Type": "application/sparql-query"})
        assert number(direct) == one
        assert client.query(count, **{"default-graph-uri": "not an iri"}).status == 400

    def test_head_has_the_headers_of_get_and_no_body(self, client: Client) -> None:
        fields = urlencode({"query": LIST})
        head, get = client.ask("HEAD", f"/sparql?{fields}"), client.get(f"/sparql?{fields}")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-length"] == get.headers["content-length"]
        assert head.headers["etag"] == get.headers["etag"]

    def test_options_tells_other_pages_what_they_may_ask(self, client: Client) -> None:
        found = client.ask("OPTIONS", "/sparql", headers={"Origin": "https://evil.example"})
        assert found.status == 204
        assert found.headers["access-control-allow-origin"] == "*"
        assert "POST" in found.headers["access-control-allow-methods"]
        assert "authorization" in found.headers["access-control-allow-headers"].lower()

    def test_any_page_may_read_and_no_credentials_go_with_it(self, client: Client) -> None:
        found = client.ask("GET", f"/sparql?query={quote(YES)}", headers={"Origin": "https://evil.example"})
        assert found.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in found.headers
        assert "set-cookie" not in found.headers


class TestFormats:
    @pytest.mark.parametrize("media_type", ROWS)
    @pytest.mark.parametrize("query", [LIST, YES])
    def test_rows_and_truth_values(self, client: Client, media_type: str, query: str) -> None:
        found = client.query(query, media_type)
        assert (found.status, found.kind) == (200, media_type)
        if found.kind not in ("text/csv", "application/json", "application/xml") and not (
            found.kind == "text/tab-separated-values" and query == YES
        ):
            assert ox.parse_query_results(found.body, ox.QueryResultsFormat.from_media_type(found.kind)) is not None

    @pytest.mark.parametrize("media_type", TRIPLES)
    def test_triples(self, client: Client, media_type: str) -> None:
        found = client.query(SOME, media_type)
        assert (found.status, found.kind) == (200, media_type)
        form = ox.RdfFormat.from_media_type(TRIPLES[media_type])
        assert len(list(ox.parse(found.body, format=form))) >= 2
        described = client.query("DESCRIBE <https://w3id.org/territory-graph/id/actor/lsn>", media_type)
        assert len(list(ox.parse(described.body, format=form))) > 10

    @pytest.mark.parametrize(
        ("accept", "kind"),
        [
            ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
            ("text/*", "text/csv"),
            ("*/*", "application/sparql-results+json"),
            ("application/json;q=0.1, text/tab-separated-values;q=0.2", "text/tab-separated-values"),
            ("../../x, */*;q=abc", "application/sparql-results+json"),
            ("x" * 8_000, "application/sparql-results+json"),
        ],
    )
    def test_the_preferred_one_is_chosen(self, client: Client, accept: str, kind: str) -> None:
        found = client.query(YES, accept)
        assert (found.status, found.kind) == (200, kind)
        assert "Accept" in found.headers["vary"]

    def test_without_any_acceptable_one_the_list_of_what_exists_is_told(self, client: Client) -> None:
        found = client.query(YES, "image/png, text/turtle")
        assert found.status == 406
        assert set(ROWS) <= set(found.text.splitlines())

    @pytest.mark.parametrize(("name", "kind"), [("csv", "text/csv"), ("xml", "application/sparql-results+xml")])
    def test_an_address_may_name_the_format(self, client: Client, name: str, kind: str) -> None:
        assert client.query(LIST, format=name).kind == kind
        refused = client.query(LIST, format="png")
        assert (refused.status, refused.text) == (406, "SELECT has no format “png”. It has: json, xml, csv, tsv.\n")
        assert client.query(SOME, format="json").kind == "application/ld+json"

    def test_gzip_when_asked(self, client: Client) -> None:
        fields = urlencode({"query": "SELECT * { ?s a ?class } ORDER BY ?s ?class LIMIT 300"})
        plain, packed = client.get(f"/sparql?{fields}"), client.get(f"/sparql?{fields}", Accept_Encoding="gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert gzip.decompress(packed.body) == plain.body


class TestCaches:
    def test_an_answer_is_not_sent_again_while_the_data_are_the_same(self, client: Client) -> None:
        fields = urlencode({"query": LIST})
        first = client.get(f"/sparql?{fields}")
        assert client.get(f"/sparql?{fields}", If_None_Match=first.headers["etag"]).status == 304
        assert client.get(f"/sparql?{fields}", If_Modified_Since=first.headers["last-modified"]).status == 304
        other = client.get(f"/sparql?{fields}&format=csv", If_None_Match=first.headers["etag"])
        assert other.status == 200

    def test_what_depends_on_chance_is_kept_nowhere(self, client: Client) -> None:
        found = client.query("SELECT (RAND() AS ?x) {}")
        assert "etag" not in found.headers
        assert found.headers["cache-control"] == "no-store"


class TestBadRequests:
    @pytest.mark.parametrize(
        ("method", "path", "body", "headers", "status"),
        [
            ("GET", "/sparql?query=%ff", None, {}, 400),
            ("POST", "/sparql", b"query=%ff%fe", FORM, 400),
            ("POST", "/sparql", b"SELECT \xff", {"Content-Type": "application/sparql-query"}, 400),
            ("GET", "/sparql?query=ASK{}&query=ASK{}", None, {}, 400),
            ("GET", "/sparql?query=ASK{}&update=DROP%20ALL", None, {}, 400),
            ("GET", "/sparql?update=DROP%20ALL", None, {}, 400),
            ("POST", "/sparql", b"", FORM, 400),
            ("POST", "/sparql", b"ASK {}", {"Content-Type": "text/plain"}, 415),
            ("POST", "/sparql", b"ASK {}", {}, 415),
            ("PUT", "/sparql", b"ASK {}", {}, 405),
            ("DELETE", "/sparql", None, {}, 405),
            ("GET", f"/sparql?{'a=b&' * 2_000}query=ASK{{}}", None, {}, 400),
            ("POST", "/sparql", b"a" * (2 << 20), {"Content-Type": "application/sparql-query"}, 413),
            ("POST", "/sparql", b"ASK {} #" + b"a" * (300 << 10), {"Content-Type": "application/sparql-query"}, 413),
            ("GET", "/sparql?query=ASK{}", None, {"X-Query-Id": "../../etc"}, 400),
            ("GET", "/sparql?query=ASK{}", None, {"X-Query-Id": "short"}, 400),
        ],
    )  # fmt: skip
    def test_each_gets_its_status_and_a_sentence(
        self, client: Client, method: str, path: str, body: bytes | None, headers: dict[str, str], status: int
    ) -> None:
        found = client.ask(method, path, body, headers)
        assert found.status == status
        assert found.kind == "text/plain"
        assert 10 < len(found.text) < 2_000
        assert "Traceback" not in found.text

    def test_a_body_without_a_length_is_refused_at_its_first_bytes_too_many(self, client: Client) -> None:
        def endless():
            for _ in range(3_000):
                yield b"a" * 1_000

        found = client.ask("POST", "/sparql", endless(), {"Content-Type": "application/sparql-query"})
        assert found.status == 413

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        method=st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH"]),
        fields=st.lists(
            st.tuples(
                st.sampled_from(["query", "update", "format", "default-graph-uri", "named-graph-uri", "lang", "x"]),
                st.one_of(st.text(max_size=40), st.sampled_from([LIST, YES, SOME, "csv", "fr", "urn:a"])),
            ),
            max_size=4,
        ),
        kind=st.sampled_from([*FORM.values(), "application/sparql-query", "application/sparql-update", "a/b", ""]),
        body=st.one_of(st.binary(max_size=60), st.just(YES.encode())),
        accept=st.one_of(st.none(), st.sampled_from(["*/*", "text/csv", "a/b;q=", ",,;", "text/turtle"])),
        number=st.integers(0, 10**9),
    )  # fmt: skip
    def test_whatever_is_sent_something_clear_comes_back(
        self, client: Client, method: str, fields, kind: str, body: bytes, accept: str | None, number: int
    ) -> None:
        client.agent = f"fuzz/{number}"
        encoded = urlencode(fields, errors="surrogatepass")
        headers = {"Content-Type": kind, **({"Accept": accept} if accept else {})}
        content = body if method in ("POST", "PUT", "PATCH") else None
        found = client.ask(method, f"/sparql?{encoded}", content, headers)
        assert found.status in (200, 204, 304, 400, 403, 405, 406, 409, 413, 415, 429, 503)
        assert b"Traceback" not in found.body


class TestErrorsTeach:
    def teach(self, client: Client, text: str, language: str = "en") -> Answer:
        found = client.ask("GET", f"/sparql?{urlencode({'query': text})}", headers={"Accept-Language": language})
        assert found.status == 400
        assert found.kind == "text/plain"
        return found

    def test_a_syntax_error_shows_its_line_with_a_caret(self, client: Client) -> None:
        found = self.teach(client, "SELECT ?s\nWHERE { ?s ?p }")
        assert "2 | WHERE { ?s ?p }" in found.text
        caret = found.text.splitlines()[found.text.splitlines().index("2 | WHERE { ?s ?p }") + 1]
        assert caret.index("^") == "2 | WHERE { ?s ?p }".index("}")

    def test_an_unknown_prefix_comes_with_its_likely_iri(self, client: Client) -> None:
        assert "http://xmlns.com/foaf/0.1/" in self.teach(client, "SELECT * { ?s foaf:name ?o }").text

    def test_in_french_for_who_prefers_it_and_in_english_for_who_names_no_language(self, client: Client) -> None:
        text = "SELECT * { ?s foaf:name ?o }"
        assert "préfixe" in self.teach(client, text, "fr-CA, en;q=0.1").text
        assert "The prefix" in self.teach(client, text, "*").text
        assert "The prefix" in client.query(text).text

    def test_an_empty_graph_uri_names_no_graph(self, client: Client) -> None:
        whole = client.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv")
        found = client.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv", **{"default-graph-uri": ""})
        assert (found.status, found.body) == (200, whole.body)


class TestUpdatesOff:
    @pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer guessed"}, {"Origin": "https://evil.example"}])
    @pytest.mark.parametrize("kind", [FORM["Content-Type"], "application/sparql-update"])
    def test_nobody_changes_anything(self, client: Client, headers: dict[str, str], kind: str) -> None:
        body = urlencode({"update": "DROP ALL"}) if kind == FORM["Content-Type"] else "DROP ALL"
        found = client.ask("POST", "/sparql", body.encode(), {"Content-Type": kind, **headers})
        assert found.status == 403
        assert json.loads(client.query(YES).body)["boolean"] is True

    def test_an_update_sent_as_a_query_is_refused_as_such(self, client: Client) -> None:
        found = client.query("DROP ALL")
        assert found.status == 403
        assert "DROP" in found.text


def test_a_browser_gets_the_workbench_and_a_program_the_description(client: Client) -> None:
    page = client.get("/sparql", Accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert page.kind == "text/html"
    with_query = client.query(YES, "text/html,application/xhtml+xml,*/*;q=0.8")
    assert with_query.kind == "text/html"
    described = client.get("/sparql")
    assert described.kind == "text/turtle"
    assert "Service" in described.text


def test_the_cap_is_said_in_a_header(client: Client) -> None:
    text = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }"
    cut = client.query(text, "text/tab-separated-values")
    assert cut.headers["x-answer-cut"] == "rows=100000"
    assert cut.body.count(b"\n") == 100_001
    assert "x-answer-cut" not in client.query(f"{text} LIMIT 10").headers


@pytest.mark.parametrize("kind", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_column_that_group_concat_leaves_empty_is_said_in_a_header(client: Client, kind: str, encoding: str) -> None:
    def advice(joined: str) -> str | None:
        text = f"{PREFIXES}SELECT ?a (GROUP_CONCAT({joined}) AS ?all) {{ ?a tg:hasSector ?b }} GROUP BY ?a"
        fields = urlencode({"query": text, "format": kind})
        found = client.ask("GET", f"/sparql?{fields}", headers={"Accept-Encoding": encoding})
        assert (found.status, found.headers.get("content-encoding", "identity")) == (200, encoding)
        return found.headers.get("x-advice")

    assert advice("STR(?b)") is None
    assert advice("?b") == (
        "GROUP_CONCAT joins texts only: where ?b has another value (an IRI, a number, a date) or none, ?all stays "
        "empty. GROUP_CONCAT(STR(?b)) joins IRIs, numbers and dates too."
    )


@pytest.mark.parametrize("kind", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("pattern", ["act:lsn a ?o", "act:lsn ?p ?o", "act:lsn ?o tg:Cluster", "act:nobody a ?o"])
def test_what_is_said_of_one_thing_is_the_same_by_whatever_way(client: Client, kind: str, pattern: str) -> None:
    def answered(text: str) -> tuple[int, dict[str, str | None], list[bytes]]:
        found = client.query(f"{PREFIXES}PREFIX act: <https://w3id.org/territory-graph/id/actor/> {text}", format=kind)
        kept = {name: found.headers.get(name) for name in ("content-type", "x-data-version", "last-modified")}
        return found.status, kept, sorted(found.body.replace(b"}", b"\n").replace(b"</result>", b"\n").split(b"\n"))

    of_one, by_a_worker = f"SELECT ?o {{ {pattern} }}", f"SELECT ?o {{ {pattern} FILTER(true) }}"
    assert (guard(f"{PREFIXES}PREFIX act: <urn:> {of_one}").of_one_thing, answered(of_one)[0]) == (True, 200)
    assert answered(of_one) == answered(by_a_worker)


@pytest.mark.parametrize("kind", ["json", "xml", "csv", "tsv"])
def test_an_empty_answer_names_what_nothing_in_the_graph_has(client: Client, kind: str) -> None:
    def advice(text: str) -> str | None:
        fields = urlencode({"query": f"{PREFIXES}{text}", "format": kind})
        found = client.get(f"/sparql?{fields}")
        assert found.status == 200
        return found.headers.get("x-advice")

    told = advice("SELECT ?a { ?a tg:hasSectr ?b }")
    assert told is not None
    assert told.startswith("No triple has the property tg:hasSectr.")
    assert told.endswith("The nearest of those that are used: tg:hasSector (has sector).")
    for counted in ("(COUNT(?a) AS ?n)", "(SUM(?b) AS ?n) (MIN(?b) AS ?m)"):
        assert advice(f"SELECT {counted} {{ ?a tg:hasSectr ?b }}") == told
    assert advice("SELECT (COUNT(?a) AS ?n) { ?a tg:hasSector ?b }") is None
    assert advice("SELECT ?a { ?a tg:hasSector ?a }") is None
    assert advice("BASE <urn:x:> PREFIX here: <#> SELECT ?a { <a> here:p ?a ; <q> ?b }") is None
    assert advice("SELECT ?a { ?a tg:hasSector ?b } LIMIT 1") is None


def test_a_no_names_what_nothing_in_the_graph_has(client: Client) -> None:
    assert "tg:hasSector" in client.query(f"{PREFIXES}ASK {{ ?a tg:hasSectr ?b }}").headers["x-advice"]
    assert "x-advice" not in client.query(f"{PREFIXES}ASK {{ ?a tg:hasSector ?a }}").headers


def test_a_long_cell_of_csv_is_whole(client: Client) -> None:
    some = "{ SELECT ?s { ?s ?p ?o } LIMIT 10000 }"
    found = client.query(f"SELECT (CONCAT('\"', GROUP_CONCAT(STR(?s))) AS ?all) {{ {some} }}", "text/csv")
    assert found.status == 200
    assert len(found.body) > 200_000


def test_an_answer_tells_its_query_and_its_data(client: Client) -> None:
    found = client.query(YES)
    assert len(found.headers["x-query-id"]) >= 8
    assert len(found.headers["x-data-version"]) == 16
    chosen = client.ask("GET", f"/sparql?query={quote(YES)}", headers={"X-Query-Id": "my-own-id"})
    assert chosen.headers["x-query-id"] == "my-own-id"


Ask = Callable[[], Answer]
