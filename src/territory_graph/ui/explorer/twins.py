"""The same network without a picture: as tables, as a tree, as sentences and as a matrix, with one selection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from zlib import crc32

import pandas as pd
import streamlit as st

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.ui.controls import button
from territory_graph.ui.markup import Writer
from territory_graph.views.explorer.field import Field
from territory_graph.views.explorer.rows import COLUMNS, THING_COLUMNS, thing_rows, tie_rows
from territory_graph.views.explorer.scene import Scene
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.telling import tell_network
from territory_graph.views.ties import TIE_KINDS, ToldTie

_MOST_ROWS, _MOST_CELLS, _MOST_BRANCHES = 2_000, 40, 60


def tie_table(scene: Scene, say: Translator, select: Callable[[str], None]) -> None:
    """The ties as a table whose selected line is the selection of the picture."""
    rows = tie_rows(scene, say)
    shown = rows[:_MOST_ROWS]
    frame = _frame([[getattr(row, name) for name in COLUMNS] for row in shown], COLUMNS, say)
    _table(frame, [row.id for row in shown], scene.state.selection, "ties", select)
    _left(len(rows), say)


def thing_table(scene: Scene, say: Translator, select: Callable[[str], None]) -> None:
    """The things as a table whose selected line is the selection of the picture."""
    found = thing_rows(scene, say)
    rows = sorted(found[:_MOST_ROWS], key=lambda row: alphabetical(row.label))
    frame = _frame([[getattr(row, name) for name in THING_COLUMNS] for row in rows], THING_COLUMNS, say)
    _table(frame, [row.id for row in rows], scene.state.selection, "things", select)
    _left(len(found), say)


def _left(count: int, say: Translator) -> None:
    """How many rows a table does not show."""
    if count > _MOST_ROWS:
        st.caption(say("explorer.rows_left", count=count - _MOST_ROWS, shown=_MOST_ROWS))


def _frame(cells: list[list[object]], columns: Sequence[str], say: Translator) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=pd.Index([say(f"network.columns.{column}") for column in columns]))


def _table(frame: pd.DataFrame, ids: list[str], selected: str, name: str, select: Callable[[str], None]) -> None:
    row = ids.index(selected) if selected in ids else None
    # Another selection is another table: Streamlit keeps what was selected in one under the same key.
    key = f"network-table-{name}-{crc32(repr((selected, ids)).encode()):x}"

    def choose() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        select(ids[chosen[0]] if chosen else "")

    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        on_select=choose,
        selection_mode="single-row",
        selection_default=None if row is None else {"selection": {"rows": [row], "columns": [], "cells": []}},
        height=min(420, 38 + 35 * max(1, len(ids))),
    )


def tree(scene: Scene, say: Translator) -> str:
    """The network as a tree to walk through by keyboard: each thing, its kinds of tie, its neighbours by each."""
    near: dict[str, dict[str, dict[str, None]]] = {}
    for tie in scene.ties:
        for end in (tie.source, tie.target):
            near.setdefault(end, {}).setdefault(tie.kind, {})[tie.other(end)] = None
    partners = scene.partners
    order = sorted(scene.things, key=lambda iri: (-partners[iri], alphabetical(scene.things[iri].label)))
    branches = "".join(_branch(scene.things[iri], near.get(iri, {}), scene, say) for iri in order[:_MOST_BRANCHES])
    hint = f'<p class="hint">{escape(say("explorer.tree_hint"))}</p>'
    cut = say("explorer.matrix_cut", shown=_MOST_BRANCHES, total=len(order))
    rest = f'<p class="hint">{escape(cut)}</p>' if len(order) > _MOST_BRANCHES else ""
    return f'{hint}<ul class="tree">{branches}</ul>{rest}'


def _branch(thing: Thing, near: dict[str, dict[str, None]], scene: Scene, say: Translator) -> str:
    chosen = scene.state.selection == thing.iri
    name = button("select", thing.iri, thing.label[:200], kind="text", pressed=chosen)
    if not near:
        return f"<li>{name}</li>"
    kinds = ""
    for kind in (each for each in TIE_KINDS if each in near):
        leaves = by_label(scene.things[iri] for iri in near[kind])
        names = ", ".join(button("select", leaf.iri, leaf.label[:200], kind="text") for leaf in leaves)
        kinds += f"<li><span class='name'>{escape(say(f'ties.{kind}'))}</span> {names}</li>"
    count = escape(say("network.partners", count=scene.partners[thing.iri]))
    slug = "".join(letter if letter.isalnum() else "-" for letter in thing.iri)
    return f'<li><details id="t{slug}"><summary>{count}</summary><ul>{kinds}</ul></details>{name}</li>'


def reading(scene: Scene, field: Field, writer: Writer) -> str:
    """The network in sentences: what it counts, then each thing, the most tied first."""
    say = field.say
    names = {iri: thing.label for iri, thing in scene.things.items()}
    told = tell_network(scene.ties, names, say, field.day_told(scene.state.day))
    lines = "".join(
        f"<li>{writer.sentence(actor.sentence)} {button('select', actor.iri, say('explorer.facts'), kind='text')}</li>"
        for actor in told.actors[:_MOST_BRANCHES]
    )
    cut = say("explorer.matrix_cut", shown=_MOST_BRANCHES, total=len(told.actors))
    rest = f'<p class="hint">{escape(cut)}</p>' if len(told.actors) > _MOST_BRANCHES else ""
    return f'<p>{writer.text(told.scope)}</p><ul class="told">{lines}</ul>{rest}'


def matrix(scene: Scene, say: Translator) -> str:
    """A cell for each two things: how many ties join them. The most connected first."""
    partners = scene.partners
    order = sorted(scene.things, key=lambda iri: (-partners[iri], alphabetical(scene.things[iri].label)))[:_MOST_CELLS]
    counts: dict[str, list[ToldTie]] = {}
    for tie in scene.ties:
        counts.setdefault(tie.pair, []).append(tie)
    most = max((len(ties) for ties in counts.values()), default=1)
    head = "".join(f'<th scope="col"><span>{escape(scene.things[iri].label[:40])}</span></th>' for iri in order)
    rows = "".join(
        f'<tr><th scope="row">{button("select", one, scene.things[one].label[:40], kind="text")}</th>'
        + "".join(_cell(one, other, counts, most, scene) for other in order)
        + "</tr>"
        for one in order
    )
    cut = (
        say("explorer.matrix_cut", shown=len(order), total=len(scene.things)) if len(scene.things) > len(order) else ""
    )
    hint = f'<p class="hint">{escape(say("explorer.matrix_hint"))} {escape(cut)}</p>'
    return (
        f'{hint}<div class="matrix"><table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cell(one: str, other: str, counts: dict[str, list[ToldTie]], most: int, scene: Scene) -> str:
    pair = "|".join(sorted((one, other)))
    ties = counts.get(pair, [])
    if one == other or not ties:
        return "<td></td>"
    label = f"{scene.things[one].label[:60]} — {scene.things[other].label[:60]}, {len(ties)}"
    strength = round(25 + 75 * len(ties) / most)
    cell = button("select", pair, label, shows=str(len(ties)), pressed=scene.state.selection == pair)
    return f'<td style="--strength:{strength}%">{cell}</td>'
