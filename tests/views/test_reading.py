"""Which views an answer has and which is proposed, its sentence, and what each view is given: counted by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.store.answers import XSD, Cell, PlainAnswer, Table, Term
from territory_graph.views.charts import MOST_BARS, MOST_POINTS
from territory_graph.views.fiche.chronology import MOST_MOMENTS
from territory_graph.views.reading import Reading
from views.conftest import Ask

FRENCH, ENGLISH = translator("fr"), translator("en")
ID = "https://example.org/hamlet/id/"
Read = Callable[..., Reading]


@pytest.fixture
def read(ask: Ask, hamlet: KnowledgeGraph) -> Read:
    return lambda query, language="fr": Reading(ask(query), hamlet, translator(language))


def made(hamlet: KnowledgeGraph, **columns: list[Cell]) -> Reading:
    """An answer that is written by hand."""
    height = len(next(iter(columns.values())))
    table = Table(tuple(columns), tuple(tuple(column) for column in columns.values()), height)
    return Reading(PlainAnswer("rows", table), hamlet, FRENCH)


def literal(text: object, datatype: str = "") -> Term:
    return Term("literal", str(text), XSD + datatype if datatype else "")


PLACES = "?p a/rdfs:subClassOf* tg:Place ; rdfs:label ?name ."


@pytest.mark.parametrize(
    ("query", "views", "proposed", "reason"),
    [
        ("SELECT ?s { ?s a tg:Separation }", ("raw",), "raw", "nothing"),
        ("SELECT (COUNT(*) AS ?n) { ?s a tg:Epci }", ("table", "chart", "raw"), "table", "one_row"),
        (
            "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c . ?c rdfs:subClassOf* tg:Actor } GROUP BY ?c",
            ("table", "chart", "raw"),
            "chart",
            "bars",
        ),
        (
            "SELECT ?name ?when { ?e tg:when ?when ; rdfs:label ?name }",
            ("table", "timeline", "raw"),
            "timeline",
            "dates",
        ),
        (
            "SELECT ?when (COUNT(*) AS ?n) { ?e tg:when ?when } GROUP BY ?when",
            ("table", "chart", "timeline", "raw"),
            "chart",
            "line",
        ),
        (
            "SELECT ?member ?body { ?m tg:member ?member ; tg:inOrganisation ?body }",
            ("table", "graph", "raw"),
            "graph",
            "pairs",
        ),
        (
            "PREFIX w: <http://www.w3.org/2003/01/geo/wgs84_pos#> SELECT ?lat ?lon ?n { ?x w:lat ?lat ; w:long ?lon"
            " . VALUES ?n { 1 2 } }",
            ("table", "chart", "map", "raw"),
            "map",
            "coordinates",
        ),
        (f"SELECT ?p ?name {{ {PLACES} }}", ("table", "map", "raw"), "table", "default"),
        (
            "SELECT ?e ?name { ?e tg:locatedIn ?p ; rdfs:label ?name . ?p tg:inseeCode ?c }",
            ("table", "map", "raw"),
            "map",
            "coordinates",
        ),
        ("CONSTRUCT { ?m tg:memberOf ?b } WHERE { ?m tg:memberOf ?b }", ("table", "graph", "raw"), "graph", "triples"),
        ("CONSTRUCT { ?m rdfs:label ?b } WHERE { ?m rdfs:label ?b }", ("table", "raw"), "table", "values"),
        ("ASK {}", ("raw",), "raw", "nothing"),
    ],
)
def test_the_view_that_tells_most_is_proposed_with_its_reason(
    read: Read, query: str, views: tuple[str, ...], proposed: str, reason: str
) -> None:
    reading = read(query)
    assert reading.views == views
    assert reading.proposed == (proposed, FRENCH(f"sparql.reason.{reason}"))


@pytest.mark.parametrize(
    ("query", "french", "english"),
    [
        ("ASK { ?s a tg:Epci }", "Oui : le graphe contient", "Yes: the graph holds"),
        ("SELECT ?s { ?s a tg:Separation }", "Aucune ligne : rien", "No row: nothing"),
        ("CONSTRUCT { ?s a tg:Epci } WHERE { ?s a tg:Separation }", "Aucun triplet : rien", "No triple: nothing"),
        (
            "SELECT DISTINCT ?name ?when { ?e a/rdfs:subClassOf* tg:Event ; tg:when ?when ; rdfs:label ?name }",
            "2 lignes, 2 colonnes ; name : 2 valeurs distinctes ; when : 15 mars 2021 – novembre 2021.",
            "2 rows, 2 columns; name: 2 distinct values; when: from 15 March 2021 to November 2021.",
        ),
        (
            'SELECT ?n ?one ?none { VALUES (?n ?one ?none) { (1 "x" UNDEF) (1200.5 "x" UNDEF) (UNDEF UNDEF UNDEF) } }',
            "3 lignes, 3 colonnes ; n : 1 – 1\u202f200,5 (1 case vide) ; one : « x » (1 case vide) ; none : vide.",
            "3 rows, 3 columns; n: from 1 to 1,200.5 (1 empty cell); one: “x” (1 empty cell); none: empty.",
        ),
        (
            "CONSTRUCT { ?m tg:memberOf ?b ; a tg:Actor } WHERE { ?m tg:memberOf ?b }",
            "8 triplets sur 4 sujets, avec 2 propriétés.",
            "8 triples about 4 subjects, with 2 properties.",
        ),
        (
            "SELECT ?a ?b ?c ?d ?e ?f ?g ?h { VALUES (?a ?b ?c ?d ?e ?f ?g ?h) { (1 1 1 1 1 1 1 1) } }",
            "1 ligne, 8 colonnes ; a : 1 ; b : 1 ; c : 1 ; d : 1 ; e : 1 ; f : 1 ; et 2 colonnes de plus.",
            "1 row, 8 columns; a: 1; b: 1; c: 1; d: 1; e: 1; f: 1; and 2 more columns.",
        ),
    ],
)
def test_an_answer_is_told_in_a_sentence(read: Read, query: str, french: str, english: str) -> None:
    told = read(query).summary
    for spaced in (" ;", " :", "« ", " »"):
        french = french.replace(spaced, spaced.replace(" ", "\u202f" if ";" in spaced else "\u00a0"))
    assert told.startswith(french)
    assert read(query, "en").summary.startswith(english)


def test_a_table_has_names_with_an_address_numbers_and_texts(read: Read) -> None:
    reading = read(
        "SELECT ?who ?site ?n ?text { VALUES (?who ?site ?n ?text)"
        ' { (act:scierie <https://elsewhere.example/x?id=1#y> 12 "deux\\nlignes") } }'
    )
    who, site, number, text = reading.columns(lambda iri: f"fiche?id={iri.removeprefix(ID)}")
    assert (who.kind, who.values) == ("links", ("fiche?id=actor/scierie#Scierie%20des%20Aulnes",))
    assert (site.kind, site.values) == ("links", ("https://elsewhere.example/x?id=1#y",))
    assert (number.kind, number.values) == ("numbers", (12,))
    assert (text.kind, text.values) == ("texts", ("deux lignes",))


def test_identifiers_are_shortened_by_their_prefix(read: Read) -> None:
    reading = read("SELECT ?who ?c { VALUES (?who ?c) { (act:scierie tg:Company) } }")
    who, kind = reading.columns(lambda iri: "fiche?id=x", identifiers=True)
    assert who.values == ("fiche?id=x#act%3Ascierie",)
    assert kind.values == ("fiche?id=x#tg%3ACompany",)


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "urn:x:y"])
def test_an_iri_that_a_browser_may_not_follow_leads_to_a_fiche(read: Read, iri: str) -> None:
    (column,) = read(f"SELECT ?x {{ VALUES ?x {{ <{iri}> }} }}").columns(lambda _: "fiche?id=x")
    assert str(column.values[0]).startswith("fiche?id=x#")


def test_numbers_that_a_screen_would_round_stay_text(hamlet: KnowledgeGraph) -> None:
    big = made(hamlet, n=[literal("12345678901234567890", "integer")])
    assert big.columns(str)[0].values == ("12345678901234567890",)


def test_things_and_words_in_one_column_are_words(hamlet: KnowledgeGraph) -> None:
    (column,) = made(hamlet, x=[Term("iri", f"{ID}actor/scierie"), literal("x" * 600), None]).columns(str)
    assert (column.kind, column.values) == ("texts", ("Scierie des Aulnes", "x" * 499 + "…", None))


def test_bars_are_the_longest_thirty_and_add_up_equal_names(hamlet: KnowledgeGraph) -> None:
    names = [literal(f"n{i:02}") for i in range(40)] + [literal("n00")]
    chart = made(hamlet, name=names, n=[literal(i, "integer") for i in range(41)]).chart("n", "name")
    assert (chart.kind, len(chart.marks), chart.marks[0].x, chart.marks[0].y) == ("bar", MOST_BARS, "n00", 40)
    assert chart.y_title == "somme de n"
    assert "30 barres sur 40" in chart.sentence


def test_a_line_goes_through_the_first_day_of_each_date(hamlet: KnowledgeGraph) -> None:
    dates = [literal("2021-11"), literal("2012"), literal("2021-03-15"), literal("2012")]
    chart = made(hamlet, when=dates, n=[literal(i, "integer") for i in (1, 2, 3, 4)]).chart("n", "when")
    assert [(mark.x, mark.y, mark.label) for mark in chart.marks] == [
        (date(2012, 1, 1), 6, "2012"),
        (date(2021, 3, 15), 3, "15 mars 2021"),
        (date(2021, 11, 1), 1, "novembre 2021"),
    ]


def test_a_histogram_counts_every_value_once(hamlet: KnowledgeGraph) -> None:
    values = [literal(i * i, "integer") for i in range(100)] + [literal("NaN", "double")]
    reading = made(hamlet, n=[*values[:-1], None])
    chart = reading.chart("n", None)
    assert chart.kind == "histogram"
    assert sum(mark.y for mark in chart.marks) == 100
    assert all(mark.end is not None and mark.x < mark.end for mark in chart.marks if isinstance(mark.x, float))


@pytest.mark.parametrize("values", [["1"], ["5", "5", "5"], ["-1e149", "1e149"], ["0", "1e-300"]])
def test_a_histogram_of_any_numbers_can_be_drawn(hamlet: KnowledgeGraph, values: list[str]) -> None:
    chart = made(hamlet, n=[literal(value, "double") for value in values]).chart("n", None)
    assert sum(mark.y for mark in chart.marks) == len(values)


def test_a_scatter_of_many_points_says_how_many_it_shows(hamlet: KnowledgeGraph) -> None:
    numbers: list[Cell] = [literal(i, "integer") for i in range(5_000)]
    chart = made(hamlet, a=numbers, b=numbers).chart("a", "b")
    assert (chart.kind, len(chart.marks)) == ("scatter", MOST_POINTS)
    assert "2\u202f000 points sur 5\u202f000" in chart.sentence


def test_dimensions_are_offered_dates_first_and_numbers_last(hamlet: KnowledgeGraph) -> None:
    one = [literal(1, "integer")]
    reading = made(hamlet, n=one, m=one, name=[literal("x")], when=[literal("2021-11")], none=[None])
    assert reading.measures == ("n", "m")
    assert reading.dimensions("n") == ("when", "name", "m")


def test_an_imprecise_date_is_a_band_never_a_day(read: Read) -> None:
    shown = read(
        "SELECT DISTINCT ?name ?when { ?e a/rdfs:subClassOf* tg:Event ; tg:when ?when ; rdfs:label ?name }"
    ).timeline
    council, fair = shown.moments
    assert {council.first, council.begun, council.ending, council.last} == {date(2021, 3, 15)}
    assert (fair.first, fair.begun, fair.last) == (date(2021, 11, 1), date(2021, 11, 30), date(2021, 11, 30))
    assert (fair.label, fair.when) == ("Fête du moulin", "novembre 2021")
    assert "De date imprécise (bande claire\u00a0: les jours possibles)\u00a0: 1." in shown.sentence


def test_two_columns_of_dates_are_a_stretch_from_one_to_the_other(hamlet: KnowledgeGraph) -> None:
    reading = made(
        hamlet,
        fin=[literal("2018-12-31"), None],
        debut=[literal("2013~"), literal("2014-02")],
        qui=[literal("a"), literal("b")],
    )
    first, second = reading.timeline.moments
    assert (first.first, first.last, first.when) == (
        date(2012, 1, 1),
        date(2018, 12, 31),
        "vers 2013 – 31 décembre 2018",
    )
    assert (second.first, second.last, second.label) == (date(2014, 2, 1), date(2014, 2, 28), "b")
    assert (first.open, second.open, second.when) == (False, True, "début\u00a0: février 2014")
    assert "Sans fin donnée par fin, donc ouverte à droite\u00a0: 1 ligne." in reading.timeline.sentence


@pytest.mark.parametrize(
    ("name", "open"), [("end", 1), ("date_fin", 1), ("endDate", 1), ("total", 0), ("financeur", 0)]
)
def test_a_column_of_ends_is_known_by_its_name_even_if_it_holds_years_alone(
    hamlet: KnowledgeGraph, name: str, open: int
) -> None:
    columns = {"debut": [literal("2014-02"), literal("2015")], name: [literal("2018"), None]}
    assert sum(one.open for one in made(hamlet, **columns).timeline.moments) == open


def test_dates_without_a_column_of_ends_are_not_open(hamlet: KnowledgeGraph) -> None:
    shown = made(hamlet, debut=[literal("2014-02"), literal("2015")]).timeline
    assert not any(one.open for one in shown.moments)
    assert "Sans fin" not in shown.sentence


def test_a_long_timeline_is_cut_and_says_so(hamlet: KnowledgeGraph) -> None:
    reading = made(hamlet, when=[literal(f"2021-{i % 12 + 1:02}") for i in range(100)])
    assert len(reading.timeline.moments) == MOST_MOMENTS
    assert "60 sur 100" in reading.timeline.sentence


def test_a_map_takes_coordinates_from_columns_from_wkt_or_from_things(read: Read, hamlet: KnowledgeGraph) -> None:
    columns = made(hamlet, lat=[literal("46.2", "decimal")], long=[literal("5.2", "decimal")], x=[literal("ici")])
    wkt = made(hamlet, at=[literal("POINT(5.2 46.2)")], x=[literal("ici")])
    for reading in (columns, wkt):
        (place,) = reading.places.places
        assert (place.latitude, place.longitude, place.label) == (46.2, 5.2, "ici")
    things = read(f"SELECT DISTINCT ?p ?name {{ {PLACES} }} ORDER BY ?name").places
    (place,) = things.places
    assert (place.label, place.count) == ("Halle du Bourg, Le Bourg, Siège du syndicat", 3)
    assert things.sentence.startswith("Lieux montrés\u00a0: 1 sur 1\u202f; lignes placées\u00a0: 3")


def test_rows_without_a_place_are_counted(hamlet: KnowledgeGraph) -> None:
    reading = made(hamlet, lat=[literal(46, "integer"), literal(95, "integer"), None], lon=[literal(5, "integer")] * 3)
    assert "sans lieu connu\u00a0: 2" in reading.places.sentence


def test_a_map_is_framed_by_the_many_and_says_how_many_lie_beyond(hamlet: KnowledgeGraph) -> None:
    north = [literal(f"49.{i:02}", "decimal") for i in range(30)]
    east = [literal(f"1.{i:02}", "decimal") for i in range(30)]
    far = made(
        hamlet,
        lat=[*north, literal("-21.1", "decimal"), literal("45.5", "decimal"), literal("48.9", "decimal")],
        long=[*east, literal("55.5", "decimal"), literal("-73.6", "decimal"), literal("1.1", "decimal")],
    ).places
    alone = made(hamlet, lat=north, long=east).places
    assert alone.reach == pytest.approx(0.29 / math.cos(math.radians(49.145)), rel=0.01)
    assert far.reach < 1
    assert far.centre == pytest.approx((49.1, 1.15), abs=0.1)
    assert len(far.places) == 33
    assert "2 lieux, loin des autres, sont hors du premier cadrage." in far.sentence
    assert "cadrage" not in alone.sentence


def test_a_map_of_few_places_is_framed_by_all(hamlet: KnowledgeGraph) -> None:
    shown = made(
        hamlet,
        lat=[literal("49.4", "decimal"), literal("49.5", "decimal"), literal("43.6", "decimal")],
        long=[literal("1.1", "decimal"), literal("1.2", "decimal"), literal("1.4", "decimal")],
    ).places
    assert shown.reach > 5
    assert "cadrage" not in shown.sentence
