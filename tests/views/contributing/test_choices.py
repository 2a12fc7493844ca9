"""What a form offers to choose is called by words of the reader's language, never by what the cell will hold."""

from __future__ import annotations

import pytest

from territory_graph.ingest.schema import tables
from territory_graph.messages import translator
from territory_graph.views.contributing.forms import choice_of, read_form


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_choice_of_every_table_has_a_word(language: str) -> None:
    say = translator(language)
    unnamed = [
        (table.name, column.name, value)
        for table in tables().values()
        for column in table.columns
        for value in column.values
        if choice_of(value, table.name, say) == value
    ]
    assert unnamed == []


def test_a_cancelled_event_can_be_entered_without_opening_more() -> None:
    form = read_form("event", translator("fr"))
    (state,) = [field for field in form.first if field.name == "state"]
    assert state.choices["cancelled"] == "Annulé" and "when" not in [one.name for one in form.fields if one.required]
