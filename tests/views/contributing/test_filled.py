"""What a form holds becomes rows of tables, what is named and not known with a row of its own."""

from __future__ import annotations

import pytest

from territory_graph.contributions import Row
from territory_graph.contributions.recorded import rows_of
from territory_graph.ingest.schema import tables
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator, translator
from territory_graph.views.contributing.effect import value_in_words
from territory_graph.views.contributing.filled import filled, same_as, shown_names, title_of
from territory_graph.views.contributing.forms import ADDING, SHAPES, form_of, read_form
from territory_graph.views.contributing.things import Choosable, read_choosable
from territory_graph.vocabulary import TG


@pytest.fixture
def say() -> Translator:
    return translator("fr")


@pytest.fixture
def things(hamlet: KnowledgeGraph, say: Translator) -> Choosable:
    return read_choosable(hamlet, say)


CONVENTION = {
    "kind": "convention",
    "parties": ("Pôle Bois Vif", "Atelier du Lin"),
    "signed": "3 mars 2023",
    "amount": "40 000 €",
    "source": "Convention du 3 mars 2023",
    "locator": "article 2",
    "status": "stated",
}


def test_a_convention_is_a_row_with_its_new_source_and_its_new_actor_before_it(things: Choosable, say: Translator):
    form = read_form("agreement", say)
    found = filled(form, CONVENTION, things, say)
    assert found.is_whole
    assert [row.table for row in found.rows] == ["sources", "actors", "agreements"]
    source, actor, own = (row.cells for row in found.rows)
    assert source == {"id": "convention-du-3-mars-2023", "title": "Convention du 3 mars 2023"}
    assert actor["name"] == "Atelier du Lin" and actor["source"] == own["source"] == source["id"]
    assert own["parties"] == "bois-vif;atelier-du-lin"
    assert (own["signed"], own["amount"]) == ("2023-03-03", "40000")
    assert own["name"] == title_of(form, CONVENTION, say) == "Convention Pôle Bois Vif – Atelier du Lin"
    assert found.new == {"actor": ("Atelier du Lin",), "source": ("Convention du 3 mars 2023",)}


def test_a_proposal_that_is_mended_keeps_what_it_would_make_under_its_name(things: Choosable, say: Translator):
    form = read_form("agreement", say)
    found = filled(form, {**CONVENTION, "signed": "vers 2012"}, things, say)
    source, actor, own = found.rows
    cluster = Row("actors", {**actor.cells, "id": "lin", "kind": "cluster"})
    sent = {**own.cells, "parties": "bois-vif;lin"}
    fields = {one.name: one for one in form.fields}
    shown = {name: shown_names(fields[name], sent, things, (source, cluster)) for name in ("parties", "source")}
    assert shown == {"parties": ["Pôle Bois Vif", "Atelier du Lin"], "source": ["Convention du 3 mars 2023"]}
    values = {**CONVENTION, "parties": tuple(shown["parties"]), "source": shown["source"][0], "locator": "article 3"}
    again = filled(form, values, things, say, (source, cluster)).rows
    assert again[0] == source
    assert again[1] == Row("actors", {**cluster.cells, "locator": "article 3"})
    assert again[2].cells["parties"] == "bois-vif;lin"


def test_an_actor_that_is_known_after_all_takes_the_place_of_the_new_one(things: Choosable, say: Translator):
    found = same_as(filled(read_form("agreement", say), CONVENTION, things, say), 1, "lin-neuf")
    assert [row.table for row in found.rows] == ["sources", "agreements"]
    assert found.rows[-1].cells["parties"] == "bois-vif;lin-neuf"


def test_what_is_missing_and_what_is_not_understood_is_told_apart(things: Choosable, say: Translator):
    found = filled(read_form("agreement", say), {"kind": "convention", "signed": "au printemps"}, things, say)
    assert set(found.missing) == {"parties", "source", "locator"}
    assert found.unread == ("signed",)


def test_the_sum_of_a_known_agreement_is_a_row_of_its_kind(things: Choosable, say: Translator):
    values = {
        "id": "Convention avec Lin Neuf",
        "amount": "5000",
        "source": "Annuaire des organismes",
        "locator": "p. 1",
    }
    (row,) = filled(read_form("sum", say), values, things, say).rows
    assert (row.cells["id"], row.cells["kind"], row.cells["source"]) == ("convention-lin", "convention", "annuaire")
    assert "name" not in row.cells


def test_a_new_person_and_a_new_post_are_named_in_the_row_of_the_mandate(things: Choosable, say: Translator):
    values = {"person": "Jeanne Exemple-Neuve", "post": "Présidente du Val Clair", "source": "S", "locator": "p. 1"}
    row = filled(read_form("mandate", say), values, things, say).rows[-1]
    assert (row.cells["person"], row.cells["person_name"]) == ("jeanne-exemple-neuve", "Jeanne Exemple-Neuve")
    assert (row.cells["post"], row.cells["post_name"]) == ("presidente-du-val-clair", "Présidente du Val Clair")


@pytest.mark.parametrize("key", SHAPES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_form_has_words_for_all_that_it_asks(key: str, language: str) -> None:
    form = read_form(key, translator(language))
    for field in form.fields:
        assert field.label and field.label != field.name, field.name
        assert all(word and word != cell for cell, word in field.choices.items())
    asked = {field.name for field in form.fields}
    missing = {column.name for column in tables()[form.table].columns if column.required} - asked - {"id"}
    assert not missing or (key == "sum" and missing == {"kind"})


def test_what_a_fiche_adds_is_asked_by_the_form() -> None:
    for kind, forms in ADDING.items():
        for form, column in forms.items():
            asked = {field.name: field.refers for field in read_form(form, translator("fr")).fields}
            assert asked[column] in (kind, "*"), (kind, form)


def test_a_record_of_a_table_is_read_back_as_the_row_that_made_it(hamlet: KnowledgeGraph) -> None:
    (row,) = rows_of(hamlet, f"{hamlet.base}id/record/agreements/convention-lin")
    assert row == Row(
        "agreements",
        {
            "id": "convention-lin",
            "kind": "convention",
            "name": "Convention avec Lin Neuf",
            "parties": row.cells["parties"],
            "start": "2018",
            "end": "2020",
            "signed": "2018-02-01",
            "source": "rapport-2016",
            "locator": "p. 4",
            "status": "implied",
            "confidence": "0.8",
        },
    )
    assert set(row.cells["parties"].split(";")) == {"syndicat", "lin-neuf"}
    assert form_of(row.table, row.cells) == "agreement"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [("amount", "1500000", "1\u202f500\u202f000"), ("value", "0.5", "0,5"), ("siren", "732829320", "732829320")],
)
def test_a_number_is_told_with_its_spaces_and_a_code_as_it_is(hamlet: KnowledgeGraph, path, value, told):
    assert value_in_words(value, str(TG[path]), hamlet, translator("fr")) == told
