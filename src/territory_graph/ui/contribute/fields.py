"""Fields of a form: what is known is chosen by its name, dates and sums are written as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import streamlit as st

from territory_graph.contributions import Row
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.ui.markup import in_markdown
from territory_graph.views.contributing.filled import Values, shown_names
from territory_graph.views.contributing.forms import NEW, Field, Form
from territory_graph.views.contributing.things import Choosable
from territory_graph.views.contributing.written import cell_of, is_read

MOST_CHOICES = 3_000
"""Names that a list holds; of more, those that a search finds are offered."""
_FOUND = 50
_LONG = frozenset({"note", "description"})
_NUMBERS = ("amount", "decimal", "integer")


def offered(things: Choosable, graph: KnowledgeGraph, kind: str, say: Translator, *, label: str, key: str) -> list[str]:
    """The names of known things of a kind that a list offers; of too many those that a search finds, with its field."""
    known = things.of(kind)
    if len(known) <= MOST_CHOICES:
        return list(known)
    words = st.text_input(say("contribute.find", label=label), key=f"{key}-words", max_chars=200)
    prefix = f"{graph.base}id/" + (f"{kind}/" if kind != "*" else "")
    hits = graph.search(words, lang=say.language, limit=_FOUND) if words.strip() else ()
    found = {hit.iri.removeprefix(prefix) for hit in hits if hit.iri.startswith(prefix)}
    return [name for name, identifier in known.items() if identifier in found]


class Fields:
    """The fields of one form, drawn; keys of their widgets begin with that of the form."""

    def __init__(self, form: Form, things: Choosable, graph: KnowledgeGraph, say: Translator) -> None:
        self._form = form
        self._things = things
        self._graph = graph
        self._say = say

    def key(self, name: str) -> str:
        """The key of a field."""
        return f"contribute-{self._form.key}-{name}"

    def fill(self, cells: Mapping[str, str], beside: Iterable[Row] = ()) -> None:
        """Fills fields in with the cells of a row; for the run before which they are drawn.

        Rows ``beside`` it name things that it names and that are not known yet.
        """
        beside = tuple(beside)
        for one in self._form.fields:
            cell = cells.get(one.name, "")
            parts = [part for part in cell.split(";") if part] if one.many else [cell] if cell else []
            names = (
                shown_names(one, cells, self._things, beside)
                if one.refers
                else [self._as_written(part, one.kind) for part in parts]
            )
            if one.many and one.refers:
                st.session_state[self.key(one.name)] = names
            elif one.refers or one.choices:
                st.session_state[self.key(one.name)] = names[0] if names else one.preset or None
            else:
                st.session_state[self.key(one.name)] = ";".join(names) or one.preset

    def _as_written(self, cell: str, kind: str) -> str:
        """A date or a number as people write it, where that is read as the same."""
        written = cell
        if kind == "date":
            written = self._say.edtf(cell)
        elif kind in _NUMBERS and is_read(cell, kind):
            written = self._say.number(Decimal(cell))
        return written if cell_of(written, kind) == cell else cell

    def clear(self) -> None:
        """Empties every field."""
        for one in self._form.fields:
            st.session_state.pop(self.key(one.name), None)

    def draw(self) -> Values:
        """Draws the form; what stands in each field."""
        form, say = self._form, self._say
        values = self._columns(form.first)
        if form.evidence:
            st.markdown(f"**{say('contribute.evidence')}**")
            values |= self._columns(form.evidence[:2])
        rest = (*form.more, *form.evidence[2:])
        if rest:
            with st.expander(say("contribute.more")):
                values |= self._columns(rest)
        return values

    def _columns(self, fields: tuple[Field, ...]) -> dict[str, str | tuple[str, ...]]:
        values: dict[str, str | tuple[str, ...]] = {}
        for start in range(0, len(fields), 2):
            for column, one in zip(st.columns(2, gap="medium"), fields[start : start + 2], strict=False):
                with column:
                    values[one.name] = self._field(one)
        return values

    def _field(self, one: Field) -> str | tuple[str, ...]:
        if one.refers:
            return self._reference(one)
        if one.choices:
            options = list(one.choices)
            st.session_state.setdefault(self.key(one.name), one.preset or (options[0] if one.required else None))
            chosen = st.selectbox(
                self._label(one),
                options,
                format_func=lambda value: one.choices.get(value, value),
                key=self.key(one.name),
                help=one.help,
                placeholder=self._say("contribute.choose"),
            )
            return chosen or ""
        label, key = self._label(one), self.key(one.name)
        st.session_state.setdefault(key, one.preset)
        placeholder = self._say("contribute.example", text=one.example) if one.example else None
        if one.name in _LONG:
            return st.text_area(label, key=key, help=one.help, max_chars=2_000, height=80)
        text = st.text_input(label, key=key, help=one.help, placeholder=placeholder, max_chars=500)
        if text.strip():
            self._echo(one, text)
        return text

    def _label(self, one: Field) -> str:
        return self._say("contribute.required", label=one.label) if one.required else one.label

    def _reference(self, one: Field) -> str | tuple[str, ...]:
        say, key = self._say, self.key(one.name)
        options = offered(self._things, self._graph, one.refers, say, label=one.label, key=key)
        placeholder = say("contribute.search-new" if one.refers in NEW else "contribute.search")
        new = one.refers in NEW
        if one.many:
            st.session_state.setdefault(key, [])
            options = [*options, *(name for name in st.session_state[key] if name not in options)]
            names = st.multiselect(
                self._label(one), options, key=key, help=one.help, placeholder=placeholder, accept_new_options=new
            )
            return tuple(names)
        st.session_state.setdefault(key, None)
        chosen = st.session_state[key]
        options = [*options, *([chosen] if chosen and chosen not in options else [])]
        found = st.selectbox(
            self._label(one), options, key=key, help=one.help, placeholder=placeholder, accept_new_options=new
        )
        return found or ""

    def _echo(self, one: Field, text: str) -> None:
        """What was understood of a date or a number, or that it was not."""
        say = self._say
        if one.kind not in ("date", *_NUMBERS):
            return
        if not all(is_read(part, one.kind) for part in one.texts(text)):
            kind = "date" if one.kind == "date" else "number"
            st.caption(f":red[{in_markdown(say(f'contribute.unread.{kind}'))}]")
            return
        write = say.euros if one.kind == "amount" else say.number
        cells = [cell_of(part, one.kind) for part in one.texts(text)]
        told = [say.edtf(cell) if one.kind == "date" else write(Decimal(cell)) for cell in cells]
        shown = say("list.semicolon").join(told)
        if shown != text.strip():
            st.caption(in_markdown(say("contribute.understood", text=shown)))
