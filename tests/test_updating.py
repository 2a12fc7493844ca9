"""A change is applied whole, checked as a build is, recorded with who and when, or changes nothing at all."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from territory_graph import KnowledgeGraph, resources
from territory_graph.building import build
from territory_graph.errors import (
    ChangeInvalidError,
    ChangeRefusedError,
    ChangeStoppedError,
    InputError,
    KeyUsedError,
    QueryError,
    QueryRefusedError,
    SettingsError,
    StoreLockedError,
    StoreNotFoundError,
    UnknownGraphError,
    VersionChangedError,
)
from territory_graph.messages import translator
from territory_graph.store.contents import contents_of
from territory_graph.store.default_graph import in_records
from territory_graph.store.folder import StoreFolder
from territory_graph.updating import Applied, Change, apply_change, recorded, revision
from territory_graph.validation import validate

HAMLET = Path(__file__).parent / "fixtures" / "hamlet"
CORPUS = (resources.checkout() or Path()).parent / "shared" / "corpus" / "rdf"
BASE = "https://example.org/hamlet/id/"
RECORD = f"{BASE}record/more/x"
JOURNAL = f"{BASE}graph/updates"
MOMENT = datetime(2026, 11, 24, 6, 0, 1, tzinfo=UTC)
PREFIXES = f"""\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX act: <{BASE}actor/>
PREFIX rec: <{BASE}record/more/>
"""
DESCRIBED = f"""\
rec:x a tg:Record ; tg:source <{BASE}source/annuaire> ; tg:locator "p. 9" ;
  tg:status <{BASE}status/stated> ; tg:confidence 1.0 .
"""
COMPANY = DESCRIBED + 'act:neuf a tg:Company ; rdfs:label "Neuf" .'
INSERT = f"INSERT DATA {{ GRAPH rec:x {{ {COMPANY} }} }}"


def update(text: str, **fields: str) -> Change:
    return Change("update", (PREFIXES + text).encode(), **fields)  # type: ignore[arg-type]


def put(text: str, graph: str = RECORD, **fields: str) -> Change:
    return Change("put", (PREFIXES + text).encode(), graph, **fields)  # type: ignore[arg-type]


@pytest.fixture
def folder(hamlet_store: Path, tmp_path: Path) -> StoreFolder:
    """A store of the hamlet that a test may change."""
    return copied(hamlet_store, tmp_path)


@pytest.fixture(scope="module")
def with_company(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the hamlet in which the company stands: to be copied."""
    folder = copied(hamlet_store, tmp_path_factory.mktemp("company"))
    apply_change(folder, put(COMPANY), "atelier")
    return folder.path


def copied(store: Path, place: Path) -> StoreFolder:
    return StoreFolder(Path(shutil.copytree(store, place / "store", symlinks=True)))


Apply = Callable[..., Applied]


@pytest.fixture
def apply(folder: StoreFolder) -> Apply:
    return lambda change, author="atelier", **how: apply_change(folder, change, author, **how)


def quads(folder: StoreFolder) -> set[ox.Quad]:
    return set(in_records(folder.open()[0]))


def graph(folder: StoreFolder, name: str) -> set[ox.Triple]:
    return {quad.triple for quad in quads(folder) if quad.graph_name == ox.NamedNode(name)}


def rows(folder: StoreFolder, text: str) -> list[list[str]]:
    found = KnowledgeGraph.open(folder.path).query(PREFIXES + text)
    return sorted(found.texts())  # type: ignore[union-attr]


def files(folder: StoreFolder) -> dict[str, int]:
    """Every file of the store but the lock, with its date: what a refused change must leave alone."""
    paths = (path for path in folder.path.rglob("*") if path.name != "lock")
    return {str(path): path.lstat().st_mtime_ns for path in paths if not path.is_dir()}


class TestWhatIsServed:
    def test_a_new_version_holds_the_change_and_the_one_before_is_kept(self, folder, apply, hamlet):
        done = apply(update(INSERT))
        assert (done.added, done.removed, done.before) == (7, 0, hamlet.version)
        assert folder.manifest().version == done.version
        assert rows(folder, "SELECT ?name { act:neuf rdfs:label ?name }") == [["Neuf"]]
        previous = StoreFolder(folder.path).open((folder.path / "previous").resolve())
        assert set(in_records(previous[0])) == set(hamlet.quads())

    @pytest.mark.parametrize("most", [0, revision.MOST_AMENDED])
    def test_the_manifest_counts_what_the_store_holds(self, folder, apply, hamlet, monkeypatch, most):
        monkeypatch.setattr(revision, "MOST_AMENDED", most)  # beyond, all that the version holds is written anew
        apply(update(INSERT), moment=MOMENT)
        manifest = folder.manifest()
        found = quads(folder)
        assert manifest.quads == len(found)
        assert manifest.graphs == len({quad.graph_name for quad in found})
        assert manifest.version == contents_of(found, BASE).version
        assert (manifest.updates, manifest.built_at) == (1, "2026-11-24T06:00:01+00:00")
        assert (manifest.digest, manifest.base, manifest.names) == (
            hamlet.manifest.digest,
            hamlet.manifest.base,
            hamlet.manifest.names,
        )

    def test_the_journal_changes_no_facts(self, folder, apply, hamlet):
        apply(update(INSERT))
        apply(Change("delete", graph=RECORD))
        last = folder.manifest()
        assert last.facts == hamlet.manifest.facts
        assert last.version != hamlet.manifest.version

    def test_rules_are_applied_anew(self, folder, apply):
        inferred = "SELECT ?class { GRAPH ?g { act:neuf a ?class } FILTER(CONTAINS(STR(?g), 'inferred')) }"
        apply(update(INSERT))
        assert ["https://w3id.org/territory-graph/ontology#Actor"] in rows(folder, inferred)
        apply(update("DELETE DATA { GRAPH rec:x { act:neuf a tg:Company } }"))
        assert rows(folder, inferred) == []

    def test_the_result_is_what_a_build_of_the_same_statements_gives(self, folder, apply, hamlet_copy):
        apply(update(INSERT))
        (hamlet_copy / "more.trig").write_text(f"{PREFIXES}rec:x {{ {COMPANY} }}", encoding="utf-8")
        build(hamlet_copy, hamlet_copy.with_name("built"))
        built = set(KnowledgeGraph.open(hamlet_copy.with_name("built")).quads())
        assert {quad for quad in quads(folder) if quad.graph_name != ox.NamedNode(JOURNAL)} == built

    def test_the_result_conforms_to_the_shapes(self, folder, apply):
        apply(update(INSERT))
        assert not validate(quads(folder)).violations

    def test_an_update_reads_what_queries_read(self, folder, apply):
        """The default graph has what all records say, each statement once, and what rules infer."""
        change = """DELETE { GRAPH ?g { ?actor rdfs:label ?name } }
            INSERT { GRAPH ?g { ?actor rdfs:label "La scierie" } }
            WHERE { ?actor a tg:Actor . GRAPH ?g { ?actor rdfs:label ?name } FILTER(?actor = act:scierie) }"""
        done = apply(update(change))
        assert (done.added, done.removed) == (1, 1)
        assert rows(folder, "SELECT ?name { act:scierie rdfs:label ?name }") == [["La scierie"]]

    def test_several_operations_are_one_change(self, folder, apply):
        done = apply(
            update(
                f"{INSERT} ; DELETE DATA {{ GRAPH rec:x {{ act:neuf rdfs:label 'Neuf' }} }} ; "
                "INSERT DATA { GRAPH rec:x { act:neuf rdfs:label 'Neuf !' } }"
            )
        )
        assert done.added == 7
        assert rows(folder, "SELECT ?name { act:neuf rdfs:label ?name }") == [["Neuf !"]]

    def test_an_operation_reads_what_those_before_it_left(self, folder, apply):
        apply(
            update(
                f"{INSERT} ; PREFIX a: <{BASE}id/actor/> "
                "DELETE { GRAPH ?g { ?actor rdfs:label 'Neuf' } } INSERT { GRAPH ?g { ?actor rdfs:label ?new } } "
                "WHERE { ?actor rdfs:label 'Neuf' GRAPH ?g { ?actor rdfs:label 'Neuf' } BIND('Encore' AS ?new) } ; "
                "INSERT { GRAPH rec:x { ?actor rdfs:label 'Fin'@en } } WHERE { ?actor rdfs:label 'Encore' } ;"
            )
        )
        assert rows(folder, "SELECT ?name { act:neuf rdfs:label ?name }") == [["Encore"], ["Fin"]]

    def test_what_two_records_say_counts_once_in_its_where(self, folder, apply):
        """Two records say of the sawmill that it is a company."""
        again = INSERT.replace("act:neuf", "act:double").replace("rec:x", "rec:y")
        apply(update(f"{INSERT} ; {again} ; INSERT DATA {{ GRAPH rec:y {{ act:neuf a tg:Company }} }}"))
        counting = (
            "INSERT {{ GRAPH rec:x {{ act:neuf tg:note ?told }} }} {using} WHERE {{ "
            "{{ SELECT (COUNT(*) AS ?n) {{ act:neuf a tg:Company }} }} BIND(CONCAT('{key} ', STR(?n)) AS ?told) }}"
        )
        using = "USING rec:x USING rec:y USING rec:none"
        apply(update(counting.format(key="all", using="") + " ; " + counting.format(key="two", using=using)))
        assert rows(folder, "SELECT ?told { act:neuf tg:note ?told }") == [["all 1"], ["two 1"]]
        assert not [quad for quad in quads(folder) if "merged" in str(quad.graph_name)]

    def test_a_mistake_in_a_later_operation_is_found_where_it_is(self, apply):
        with pytest.raises(QueryError) as caught:
            apply(update("INSERT DATA { GRAPH rec:x { act:a rdfs:label 'é' } } ;\nDELETE WHERE { ?a ?b }"))
        first = PREFIXES.count("\n") + 1
        assert (caught.value.fields["line"], caught.value.fields["column"]) == (first + 1, 22)


class TestGraphStore:
    def test_a_graph_is_put_posted_to_and_deleted(self, folder, apply):
        first = apply(put(COMPANY))
        assert (first.created, first.added) == (True, 7)
        second = apply(Change("post", f"{PREFIXES}act:neuf rdfs:label 'New'@en .".encode(), RECORD))
        assert (second.created, second.added, second.removed) == (False, 1, 0)
        third = apply(put(COMPANY.replace("Neuf", "Autre")))
        assert (third.added, third.removed) == (1, 2)
        assert rows(folder, "SELECT ?name { GRAPH rec:x { act:neuf rdfs:label ?name } }") == [["Autre"]]
        apply(Change("delete", graph=RECORD))
        assert graph(folder, RECORD) == set()

    def test_relative_iris_are_under_the_graph_s_own(self, folder, apply):
        own = COMPANY.replace("rec:x a", "<> a").replace("act:neuf", "<#neuf>")
        apply(put(own))
        assert ox.NamedNode(RECORD) in {triple.subject for triple in graph(folder, RECORD)}
        assert ox.NamedNode(f"{RECORD}#neuf") in {triple.subject for triple in graph(folder, RECORD)}

    @pytest.mark.parametrize("media_type", ["application/n-triples", "application/rdf+xml", "application/ld+json"])
    def test_every_format_says_the_same(self, folder, apply, media_type):
        apply(put(COMPANY))
        triples = graph(folder, RECORD)
        apply(Change("delete", graph=RECORD))
        content = ox.serialize(triples, format=ox.RdfFormat.from_media_type(media_type))
        apply(Change("put", content, RECORD, media_type))
        assert graph(folder, RECORD) == triples

    def test_a_graph_that_is_not_there_cannot_be_deleted(self, apply):
        with pytest.raises(UnknownGraphError):
            apply(Change("delete", graph=f"{BASE}record/none"))

    @pytest.mark.parametrize("name", ["graph/updates", "graph/ontology", "record/inferred/R01-types"])
    @pytest.mark.parametrize("kind", ["put", "post", "delete"])
    def test_graphs_of_the_software_are_not_written(self, apply, name, kind):
        with pytest.raises(ChangeRefusedError) as caught:
            apply(Change(kind, b"<urn:a> <urn:b> 1 ." if kind != "delete" else b"", BASE + name))
        assert [problem.code for problem in caught.value.problems] == ["reserved-graph"]

    @pytest.mark.parametrize(
        "change",
        [
            Change("put", b"", "not an iri"),
            Change("put", b"", "relative"),
            Change("put", b"", None),
            Change("put", b"", RECORD, "application/trig"),
        ],
    )
    def test_a_graph_or_a_format_that_is_none_is_refused(self, apply, change):
        with pytest.raises(SettingsError):
            apply(change)


REFUSED = {
    "default graph": ("INSERT DATA { act:neuf rdfs:label 'x' }", ChangeRefusedError, ["no-graph"]),
    "default graph emptied": ("CLEAR DEFAULT", ChangeRefusedError, ["no-graph"]),
    "no record": (
        "INSERT DATA { GRAPH rec:y { act:scierie rdfs:label 'x' } }",
        ChangeRefusedError,
        ["graph-without-record"],
    ),
    "record taken away": (
        "DELETE WHERE { GRAPH ?g { <RECORD> ?p ?o } }",
        ChangeRefusedError,
        ["graph-without-record"],
    ),
    "shape": (f"INSERT DATA {{ GRAPH rec:x {{ {DESCRIBED} act:neuf a tg:Company }} }}", ChangeInvalidError, None),
    "record that is none": (
        f"INSERT DATA {{ GRAPH rec:x {{ {COMPANY.replace('tg:locator', 'tg:note')} }} }}",
        ChangeInvalidError,
        None,
    ),
    "blank node": (f"INSERT DATA {{ GRAPH rec:x {{ {COMPANY} [] rdfs:label 1 }} }}", ChangeRefusedError, ["unkept"]),
    "date": (
        f"INSERT DATA {{ GRAPH rec:x {{ {COMPANY} act:neuf tg:start 'hier' }} }}",
        ChangeRefusedError,
        ["bad-date"],
    ),
    "status": (
        f"INSERT DATA {{ GRAPH rec:x {{ {COMPANY.replace('status/stated', 'status/sure')} }} }}",
        ChangeRefusedError,
        ["bad-choice"],
    ),
    "journal": (f"INSERT DATA {{ GRAPH <{JOURNAL}> {{ act:a rdfs:label 'x' }} }}", ChangeRefusedError, None),
    "ontology": (f"DROP GRAPH <{BASE}graph/ontology>", ChangeRefusedError, ["reserved-graph"]),
    "inferred": (
        f"INSERT DATA {{ GRAPH <{BASE}record/inferred/R01> {{ act:a rdfs:label 'x' }} }}",
        ChangeRefusedError,
        ["reserved-graph"],
    ),
    "everything": ("DROP ALL", ChangeRefusedError, ["reserved-graph", "reserved-graph"]),
    "second operation fails": (f"{INSERT} ; DROP GRAPH <urn:none>", ChangeRefusedError, ["engine"]),
    "syntax": ("INSERT DATA { GRAPH rec:x { act:neuf rdfs:label } }", QueryError, None),
    "load": ("LOAD <file:///etc/passwd> INTO GRAPH rec:x", QueryRefusedError, None),
    "service": ("INSERT { GRAPH rec:x { ?s ?p ?o } } WHERE { SERVICE <urn:s> { ?s ?p ?o } }", QueryRefusedError, None),
    "query": ("SELECT * { ?s ?p ?o }", QueryRefusedError, None),
    "too deep": (f"INSERT {{ }} WHERE {'{' * 5000}{'}' * 5000}", QueryRefusedError, None),
}


class TestRefusals:
    @pytest.mark.parametrize("name", REFUSED)
    def test_what_breaks_a_promise_changes_nothing(self, name, folder, apply):
        text, error, codes = REFUSED[name]
        before, version = files(folder), folder.manifest().version
        with pytest.raises(error) as caught:
            apply(update(text.replace("<RECORD>", f"<{BASE}record/hamlet/boiler>")))
        assert files(folder) == before
        assert folder.manifest().version == version
        if codes is not None:
            assert [problem.code for problem in caught.value.problems] == codes
        for language in ("fr", "en"):
            assert translator(language).error(caught.value)

    def test_a_shape_that_is_broken_is_told_with_the_thing(self, apply):
        with pytest.raises(ChangeInvalidError) as caught:
            apply(update(REFUSED["shape"][0]))
        (finding,) = caught.value.report.violations
        assert finding.focus == f"{BASE}actor/neuf"

    def test_a_change_made_for_another_version_is_refused(self, folder, apply):
        version = folder.manifest().version
        apply(update(INSERT, made_for=version))
        with pytest.raises(VersionChangedError):
            apply(update("DROP GRAPH rec:x", made_for=version))
        assert graph(folder, RECORD)

    @pytest.mark.parametrize("author", ["", " ", "a\nb", "x" * 81, "\u202eatelier"])
    def test_an_author_that_could_not_be_read_is_refused(self, apply, author):
        with pytest.raises(SettingsError):
            apply(update(INSERT), author)

    def test_where_nothing_was_built_nothing_is_made(self, tmp_path):
        with pytest.raises(StoreNotFoundError):
            apply_change(StoreFolder(tmp_path / "none"), update(INSERT), "atelier")
        assert not (tmp_path / "none").exists()


with_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="no shared/corpus of hostile inputs beside this checkout")
MEDIA_TYPES = {".ttl": "text/turtle", ".rdf": "application/rdf+xml", ".jsonld": "application/ld+json"}
HOSTILE = sorted(path for path in CORPUS.glob("*") if path.suffix in MEDIA_TYPES)
# What a hostile file must be refused for; the others are kept whole. A build refuses the same values.
EXPECTED = {
    "big_number.jsonld": ("json-number", 1),
    "datatype_bad_int.ttl": ("bad-integer", 1),
    "decimal_comma.ttl": ("bad-decimal", 1),
    "deep.jsonld": ("too-deep", 1),
    "deep.rdf": ("too-deep", 2),
    "deep_bnode.ttl": ("unkept", None),
    "deep_list.ttl": ("unkept", 1),
    "dup_keys.jsonld": ("json-key", 1),
    "file_ctx.jsonld": ("remote-context", None),
    "good_then_bad_line_500.ttl": ("rdf-syntax", 500),
    "html_as.rdf": ("other-format", 1),
    "import_ctx.jsonld": ("remote-context", None),
    "iri_space.ttl": ("rdf-syntax", 1),
    "laughs6.rdf": ("xml-entities", 2),
    "missing_dot.ttl": ("rdf-syntax", 2),
    "nan.jsonld": ("rdf-syntax", 1),
    "rel_ctx.jsonld": ("remote-context", None),
    "star.ttl": ("unkept", None),
    "trailing_comma.jsonld": ("rdf-syntax", 4),
    "unclosed.rdf": ("rdf-syntax", 4),
    "unterminated_string.ttl": ("rdf-syntax", 1),
    "utf16.ttl": ("encoding-mark", 1),
    "wrong_ext.ttl": ("other-format", 1),
    "xxe_file.rdf": ("xml-outside", 2),
    "xxe_http.rdf": ("xml-outside", 2),
}


@with_corpus
@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.name)
def test_a_hostile_file_is_kept_whole_or_refused_with_its_line(path, with_company, tmp_path):
    folder = copied(with_company, tmp_path)
    before = files(folder)
    change = Change("post", path.read_bytes(), RECORD, MEDIA_TYPES[path.suffix], path)
    if path.name in EXPECTED:
        with pytest.raises(InputError) as caught:
            apply_change(folder, change, "atelier")
        first = caught.value.problems[0]
        assert (first.code, first.line, first.file) == (*EXPECTED[path.name], path)
        assert files(folder) == before
    else:
        sent = set(ox.parse(change.content, format=ox.RdfFormat.from_media_type(change.media_type), base_iri=RECORD))
        apply_change(folder, change, "atelier")
        assert {quad.triple for quad in sent} <= graph(folder, RECORD)


class TestNothingToDo:
    @pytest.mark.parametrize(
        "change",
        [
            update(INSERT),
            update("DELETE DATA { GRAPH rec:x { act:none rdfs:label 'x' } }"),
            update("CREATE GRAPH <urn:empty>"),
            update(
                "DELETE { GRAPH ?g { ?s ?p ?o } } "
                "WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/inferred')) }"
            ),
            put(COMPANY),
        ],
    )
    def test_what_changes_nothing_publishes_nothing(self, folder, apply, change):
        apply(update(INSERT))
        before = files(folder)
        done = apply(change)
        assert (done.changed, done.added, done.removed) == (False, 0, 0)
        assert done.version == folder.manifest().version
        assert files(folder) == before


class TestKeys:
    def test_a_change_is_made_once_under_its_key(self, folder, apply):
        first = apply(update(INSERT, key="k-1"))
        apply(update("DROP GRAPH rec:x", key="k-2"))
        before = files(folder)
        again = apply(update(INSERT, key="k-1", made_for="0123456789abcdef"))
        assert (again.version, again.before, again.added, again.removed) == (first.version, first.before, 7, 0)
        assert (first.replayed, again.replayed, again.changed) == (False, True, True)
        assert files(folder) == before

    def test_what_a_put_created_is_told_again(self, apply):
        assert (apply(put(COMPANY, key="k")).created, apply(put(COMPANY, key="k")).created) == (True, True)

    @pytest.mark.parametrize(
        "other",
        [
            update(INSERT + " # other", key="k"),
            put(COMPANY, key="k"),
            Change("delete", graph=RECORD, key="k"),
        ],
    )
    def test_another_change_under_a_used_key_is_refused(self, folder, apply, other):
        version = apply(update(INSERT, key="k")).version
        with pytest.raises(KeyUsedError) as caught:
            apply(other)
        assert (caught.value.fields["version"], folder.manifest().version) == (version, version)

    def test_each_author_has_keys_of_its_own(self, apply):
        apply(update(INSERT, key="k"), "one")
        assert not apply(update("DROP GRAPH rec:x", key="k"), "two").replayed

    def test_a_key_is_remembered_by_a_build_and_free_after_a_refusal(self, folder, apply):
        with pytest.raises(ChangeRefusedError):
            apply(update("DROP ALL", key="k"))
        apply(update(INSERT, key="k"))
        build(HAMLET, folder.path)
        assert apply(update(INSERT, key="k")).replayed

    def test_a_text_that_holds_a_key_is_no_change_of_that_key(self, folder, apply):
        apply(update(INSERT + ' # {"key": "k"}'))
        assert recorded(folder, update(INSERT, key="k"), "atelier") is None

    @pytest.mark.parametrize("key", ["", " ", "a b", 'a"b', "a\\b", "é", "x" * 201, "a\n"])
    def test_a_key_that_could_be_misread_is_refused(self, apply, key):
        with pytest.raises(SettingsError):
            apply(update(INSERT, key=key))


class TestEmptyContent:
    @pytest.mark.parametrize("content", [b"", b" \n# nothing\n", PREFIXES.encode()])
    def test_a_put_of_nothing_empties_no_graph(self, folder, apply, content):
        apply(put(COMPANY))
        before = files(folder)
        with pytest.raises(ChangeRefusedError) as caught:
            apply(Change("put", content, RECORD))
        assert [problem.code for problem in caught.value.problems] == ["empty-content"]
        assert files(folder) == before
        assert not apply(Change("post", content, RECORD)).changed
        assert not apply(Change("put", content, f"{BASE}record/none")).changed

    def test_a_graph_is_emptied_by_whoever_says_so(self, folder, apply):
        for change in (Change("delete", graph=RECORD), update("CLEAR GRAPH rec:x")):
            apply(put(COMPANY))
            apply(change)
            assert graph(folder, RECORD) == set()


class TestConfirmation:
    def test_nothing_is_published_that_is_not_confirmed_last(self, folder, apply):
        before = files(folder)

        def refuse() -> None:
            assert len(list((folder.path / "versions").glob(".new-*/manifest.json"))) == 1, "all is written"
            raise ChangeStoppedError

        with pytest.raises(ChangeStoppedError):
            apply(update(INSERT), confirm=refuse)
        assert files(folder) == before

    def test_the_command_ends_without_a_change_when_its_parent_is_gone(self, folder):
        before = folder.manifest()
        command = [*CHILD, "--store", str(folder.path), "--format", "json", "--parent", str(os.getpid())]
        alone = [sys.executable, "-c", "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))", *command]
        done = subprocess.run(alone, input=(PREFIXES + INSERT).encode(), capture_output=True, check=False)
        assert (done.returncode, json.loads(done.stdout)["error"]) == (1, "change-stopped")
        assert folder.manifest() == before
        done = subprocess.run(command, input=(PREFIXES + INSERT).encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


class TestJournal:
    def test_a_change_is_recorded_with_who_when_and_what(self, folder, apply, hamlet):
        change = update(INSERT)
        apply(change, "atelier", moment=MOMENT)
        prov, dc = "http://www.w3.org/ns/prov#", "http://purl.org/dc/"
        asked = f"""SELECT ?when ?name ?before ?kind ?digest ?graph {{ GRAPH <{JOURNAL}> {{
            ?change a <{prov}Activity> ; <{prov}startedAtTime> ?when ; <{prov}used> ?before ; <{prov}generated> ?graph ;
              <{prov}wasAssociatedWith> ?author ; <{dc}elements/1.1/type> ?kind ; <{dc}terms/identifier> ?digest .
            ?author rdfs:label ?name }} }}"""
        digest = hashlib.sha256(change.content).hexdigest()
        told = [
            "2026-11-24T06:00:01Z",
            "atelier",
            f"{BASE}version/{hamlet.version}",
            "update",
            f"sha256:{digest}",
            RECORD,
        ]
        assert rows(folder, asked) == [told]

    def test_a_graph_that_is_gone_is_recorded_as_such(self, folder, apply):
        apply(put(COMPANY))
        apply(Change("delete", graph=RECORD))
        gone = f"SELECT ?graph {{ GRAPH <{JOURNAL}> {{ ?change <http://www.w3.org/ns/prov#invalidated> ?graph }} }}"
        assert rows(folder, gone) == [[RECORD]]

    def test_the_text_of_every_change_is_kept_from_version_to_version(self, folder, apply):
        changes = [
            put(COMPANY),
            update(
                "DELETE DATA { GRAPH rec:x { act:neuf rdfs:label 'Neuf' } } ; "
                "INSERT DATA { GRAPH rec:x { act:neuf rdfs:label 'É' } }"
            ),
            Change("delete", graph=RECORD),
        ]
        versions = [folder.manifest().version, *(apply(change).version for change in changes)]
        lines = (folder.path / "current" / "changes.jsonl").read_text(encoding="utf-8").splitlines()
        told = [json.loads(line) for line in lines]
        assert [line["content"].encode() for line in told] == [change.content for change in changes]
        assert [line["version"] for line in told] == versions[1:]
        assert [line["before"] for line in told] == versions[:-1]
        assert [(line["kind"], line["graph"], line["by"]) for line in told] == [
            ("put", RECORD, "atelier"),
            ("update", None, "atelier"),
            ("delete", RECORD, "atelier"),
        ]

    def test_a_build_starts_anew_from_the_files_and_keeps_the_text_of_the_changes(self, folder, apply, hamlet):
        apply(update(INSERT))
        kept = (folder.path / "current" / "changes.jsonl").read_text(encoding="utf-8")
        built = build(HAMLET, folder.path).manifest
        assert (built.version, built.updates) == (hamlet.version, 0)
        assert (folder.path / "current" / "changes.jsonl").read_text(encoding="utf-8") == kept

    def test_equal_histories_have_equal_versions_and_other_histories_others(self, folder, tmp_path, apply):
        twin = StoreFolder(Path(shutil.copytree(folder.path, tmp_path / "twin", symlinks=True)))
        first = apply(update(INSERT), moment=MOMENT).version
        assert apply_change(twin, update(INSERT), "atelier", moment=MOMENT).version == first
        assert quads(folder) == quads(twin)
        undone = apply(update("DROP GRAPH rec:x"), moment=MOMENT).version
        redone = apply(update(INSERT), moment=MOMENT).version
        assert len({first, undone, redone}) == 3, "the journal is data: who changed what is part of what is said"


CHILD = [sys.executable, "-m", "territory_graph", "update", "-", "--as", "child"]


def start(folder: StoreFolder, number: int) -> subprocess.Popen[str]:
    """The command line, applying a change of its own."""
    text = (
        f"{PREFIXES}INSERT DATA {{ GRAPH rec:x {{ {DESCRIBED} act:n{number} a tg:Company ; rdfs:label '{number}' }} }}"
    )
    child = subprocess.Popen(
        [*CHILD, "--store", str(folder.path)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert child.stdin is not None
    child.stdin.write(text)
    child.stdin.close()
    return child


class TestWriters:
    def test_changes_made_at_once_are_all_applied(self, folder):
        children = [start(folder, number) for number in range(4)]
        assert [child.wait(120) for child in children] == [0] * 4
        named = rows(folder, "SELECT ?name { GRAPH rec:x { ?actor rdfs:label ?name } }")
        assert named == [["0"], ["1"], ["2"], ["3"]]
        assert folder.manifest().updates == 4

    def test_a_writer_waits_for_another_then_gives_up(self, folder, apply):
        with folder.writing(), pytest.raises(StoreLockedError):
            apply(update(INSERT), wait_seconds=0.2)
        assert apply(update(INSERT), wait_seconds=0).changed, "the lock was given back"

    def test_a_refused_change_gives_the_lock_back(self, folder, apply):
        with pytest.raises(ChangeRefusedError):
            apply(update("DROP ALL"))
        assert apply(update(INSERT), wait_seconds=0).changed

    def test_a_reader_goes_on_reading_the_version_it_opened(self, folder, apply, hamlet):
        store, _ = folder.open()
        apply(update(INSERT))
        assert set(in_records(store)) == set(hamlet.quads())

    def test_killed_at_any_moment_the_store_is_the_old_one_or_the_new_one(self, folder):
        chance = random.Random(20261124)
        began = time.monotonic()
        assert start(folder, 1000).wait(120) == 0
        usual = time.monotonic() - began
        applied = 1
        for number in range(6):
            child = start(folder, number)
            time.sleep(chance.uniform(0.3, 1.1) * usual)
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            found = quads(folder)  # open() compares the counts
            manifest = folder.manifest()
            assert contents_of(found, BASE).version == manifest.version
            assert manifest.updates in (applied, applied + 1)
            applied = manifest.updates
            assert len(rows(folder, "SELECT ?name { GRAPH rec:x { ?actor rdfs:label ?name } }")) == applied
        assert apply_change(folder, update("DROP GRAPH rec:x"), "atelier", wait_seconds=0).changed
        assert not list((folder.path / "versions").glob(".new-*"))
