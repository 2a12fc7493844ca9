"""Every packaged query answers as the model's reference answers do, in both engines."""

from __future__ import annotations

import pytest

from territory_graph.queries import PackagedQuery, packaged_queries, packaged_query, projections

# rdflib 7.6 calls its own deprecated names.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

BY_ROWS = [query for query in packaged_queries() if query.measure is None]


def by_name(query: PackagedQuery) -> str:
    return query.name


@pytest.mark.parametrize("query", BY_ROWS, ids=by_name)
def test_question_has_the_expected_answer(query, press_release, expected):
    assert press_release(query.sparql()) == expected("competency", query.name)


@pytest.mark.parametrize("query", projections(), ids=by_name)
def test_projection_has_the_expected_ties(query, with_reference, expected):
    assert with_reference(query.sparql()) == expected("projections", query.name)


@pytest.mark.parametrize("query", [*BY_ROWS, *projections()], ids=by_name)
def test_only_columns_said_optional_are_empty(query, with_reference):
    answer = with_reference(query.sparql())
    empty = {name for row in answer.rows for name, cell in zip(answer.variables, row, strict=True) if cell == ""}
    assert empty <= {column.name for column in query.columns if column.optional}


OTHER_VALUES = [
    ("05", {"syndicat": "actor/lsn"}, []),
    ("05", {"syndicat": "actor/agglo-seine-eure"}, [("Bernard Leroy", "Président")]),
    ("14", {"acteur": "actor/polepharma"}, []),
    ("17", {"parent": "theme/numerique"}, []),
    ("17", {"programme": "programme/plan-de-relance"}, []),
    ("19", {"programme": "programme/soutien-filieres"}, []),
    ("20", {"seance": "event/congres-polepharma"}, []),
    ("23", {"territoire": "place/louviers"}, []),
    ("24", {"epci_b": "actor/lsn"}, []),
    ("24", {"epci_a": "actor/agglo-seine-eure", "epci_b": "actor/agglo-seine-eure"}, 3),
    ("44", {"passage": "P4.S1"}, 9),
    ("44", {"passage": "nowhere"}, []),
    ("52", {"schema": "scheme/sector"}, []),
]


@pytest.mark.parametrize(("name", "values", "rows"), OTHER_VALUES, ids=lambda value: str(value)[:50])
def test_another_value_has_another_answer(name, values, rows, with_reference):
    answer = with_reference(packaged_query(name).sparql(**values))
    if isinstance(rows, int):
        assert answer.rows.total() == rows
    else:
        assert list(answer.rows) == rows


def test_cited_number_is_compared_with_what_is_counted_of_another_actor(press_release):
    answer = press_release(packaged_query("26").sparql(acteur="actor/lsn"))
    assert ("Nombre de domaines", 3.0, 0.0) in answer.rows
    assert ("Nombre d'EPCI", 2.0, 0.0) in answer.rows
