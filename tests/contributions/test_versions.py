"""Versions are kept, and asked for by name, from Python and over HTTP; what is new is told by a feed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from serving import serving

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.contributions import Difference, Proposal, Row, undoing
from territory_graph.errors import SameFactsError, UnknownVersionError
from territory_graph.store.folder import KeptVersion, _thinned

ID = "https://example.org/hamlet/id/"
CELLS = {"member": "haut-pre", "organisation": "bois-vif", "source": "journal-2021", "locator": "p. 2"}
ADD = Proposal("add", (Row("memberships", CELLS),), "lu <script>alert(1)</script> & noté")
COUNT = "PREFIX tg: <https://w3id.org/territory-graph/ontology#> SELECT (COUNT(*) AS ?n) { ?m a tg:Membership }"


def memberships(graph: KnowledgeGraph) -> int:
    return int(str(graph.rows(COUNT).rows[0][0]))


def test_a_version_is_opened_by_its_name(desk):
    before = desk.store.manifest().version
    desk.accept(desk.send(ADD, "Ada").id, "Bea")
    now, then = KnowledgeGraph.open(desk.store.path), KnowledgeGraph.open(desk.store.path, version=before)
    assert memberships(now) == memberships(then) + 1
    assert then.version == before
    assert [one.version for one in desk.store.kept()] == [now.version, before]
    with pytest.raises(UnknownVersionError):
        KnowledgeGraph.open(desk.store.path, version="0123456789abcdef")


def test_of_old_versions_one_a_day_and_one_a_month_are_kept():
    now = datetime(2026, 11, 29, 12, tzinfo=UTC)
    versions = [KeptVersion(str(hours), now - timedelta(hours=hours), Path()) for hours in range(0, 24 * 100, 6)]
    kept = list(_thinned(versions, 20, now))
    assert kept[:20] == versions[:20]
    days = [one.since.date() for one in kept[20:] if now - one.since < timedelta(days=31)]
    assert days == sorted(set(days), reverse=True)
    assert len(days) == 26
    months = {(one.since.year, one.since.month) for one in kept if now - one.since >= timedelta(days=31)}
    assert len([one for one in kept if now - one.since >= timedelta(days=31)]) == len(months)
    assert list(_thinned(versions, 2, now)) == versions[:2]


def test_what_is_new_since_a_day(desk):
    desk.accept(desk.send(ADD, "Ada").id, "Bea")
    today = datetime.now(UTC).date()
    assert len(desk.news(today - timedelta(days=1))) == 1
    assert desk.news(today + timedelta(days=2)) == ()
    assert desk.news(date.min)[0].author == "Ada"


def test_the_service_answers_of_a_version_and_tells_what_is_new(desk, tmp_path):
    before = desk.store.manifest().version
    made = desk.accept(desk.send(ADD, "Ada").id, "Bea").made
    with serving(desk.store.path, tmp_path / "log") as server:

        def count(**more: str) -> str:
            address = f"{server.address}/sparql?{urlencode({'query': COUNT, 'format': 'csv', **more})}"
            with urlopen(address) as answer:
                return answer.read().decode().split()[1]

        assert int(count()) == int(count(version=before)) + 1
        assert count(version=desk.store.manifest().version) == count()
        with pytest.raises(HTTPError) as told:
            count(version="0123456789abcdef")
        assert told.value.code == 404
        for query, entries in (("", 1), ("?thing=actor/haut-pre", 1), ("?thing=actor/moulin", 0)):
            with urlopen(f"{server.address}/feed.atom{query}") as answer:
                assert answer.headers["Content-Type"].startswith("application/atom+xml")
                feed = ElementTree.fromstring(answer.read())
            found = feed.findall("{http://www.w3.org/2005/Atom}entry")
            assert len(found) == entries
            for entry in found:
                words = entry.findtext("{http://www.w3.org/2005/Atom}content") or ""
                assert "Ada a ajouté, le" in words and "relu par Bea" in words and ADD.why in words
                assert "Haut-Pré" in words and "d'après" in words and "/id/record/" not in words
                assert (entry.findtext("{http://www.w3.org/2005/Atom}title") or "").startswith("ajout\u00a0: ")
        desk.accept(desk.send(Proposal("withdraw", why="faux", records=made), "Ada").id, "Bea")
        with urlopen(f"{server.address}/feed.atom") as answer:
            entries = ElementTree.fromstring(answer.read()).findall("{*}entry")
        told, words = (entries[0].findtext(f"{{*}}{name}") or "" for name in ("title", "content"))
        assert told.startswith("retrait\u00a0: ") and "record" not in told
        for said_of in (words, entries[1].findtext("{*}content") or ""):  # of what withdrew it, and of what made it
            assert "ce relevé disait\u00a0: " in said_of and "Haut-Pré" in said_of and "/id/record/" not in said_of


def test_two_versions_are_compared_record_by_record_and_one_is_restored(desk):
    first = desk.store.manifest().version
    told = desk.accept(desk.send(ADD, "Ada").id, "Bea")
    second = desk.store.manifest().version
    known = min(records_of(desk, "memberships") - {*told.made})
    desk.accept(desk.send(Proposal("dispute", why="jamais lu", records=(known,)), "Ada").id, "Bea")
    gone = max(records_of(desk, "memberships") - {*told.made, known})
    desk.accept(desk.send(Proposal("withdraw", why="faux", records=(gone,)), "Ada").id, "Bea")
    now = desk.store.manifest().version
    found = desk.compare(first, now).difference
    assert (found.appeared, found.changed, found.withdrawn) == (told.made, (known,), (gone,))
    assert desk.compare(first, second).difference == Difference(told.made, (), ())
    assert desk.compare(first, now, f"{ID}actor/haut-pre").difference.appeared == told.made
    facts = said(desk, first)
    assert said(desk, now) != facts
    restored = desk.accept(desk.send(desk.restoring(first, "retour"), "Ada").id, "Bea")
    assert said(desk) == facts
    assert build(desk.territory, desk.store.path).manifest.version == KnowledgeGraph.open(desk.store.path).version
    assert said(desk) == facts
    with pytest.raises(SameFactsError):
        desk.restoring(desk.store.manifest().version, "encore")
    desk.accept(desk.send(undoing(restored, "non"), "Ada").id, "Bea")
    assert said(desk) == said(desk, now)


def test_a_version_before_a_build_of_other_tables_is_restored(desk):
    first = desk.store.manifest().version
    table = desk.territory / "tables" / "memberships.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:-1]), encoding="utf-8")
    build(desk.territory, desk.store.path, versions=20)
    assert said(desk) != said(desk, first)
    desk.accept(desk.send(desk.restoring(first, "une ligne effacée"), "Ada").id, "Ada")
    assert said(desk) == said(desk, first)


def said(desk, version=None):
    """What a version says, and how firmly, in whatever numbered record."""
    graph = KnowledgeGraph.open(desk.store.path, version=version)
    query = """PREFIX tg: <https://w3id.org/territory-graph/ontology#>
      SELECT ?s ?p ?o ?status { GRAPH ?g { ?s ?p ?o } ?g tg:status ?status }"""
    rows = [tuple(map(str, row)) for row in graph.rows(query).rows]
    return {
        row
        for row in rows
        if not row[0].startswith((f"{ID}record/", f"{ID}update/", f"{ID}agent/", f"{ID}graph/", f"{ID}tie/"))
    }


def records_of(desk, table):
    graph = KnowledgeGraph.open(desk.store.path)
    query = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{ID}record/{table}/')) }}"
    return {str(row[0]) for row in graph.rows(query).rows}
