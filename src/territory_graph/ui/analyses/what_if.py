"""The part “what if”: steps chosen and undone, the answer in a sentence, before and after, and what the measures do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from urllib.parse import quote

import networkx as nx
import streamlit as st

from territory_graph.messages import Translator
from territory_graph.network.outcome import Watch
from territory_graph.network.steps import AddActor, AddAgreement, AddTie, RemoveActor, write_steps
from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.analyses.steps import act
from territory_graph.ui.context import Context
from territory_graph.ui.controls import button
from territory_graph.ui.long_work import worked
from territory_graph.ui.markup import Writer
from territory_graph.views.analyses.dated import ended, gone_note
from territory_graph.views.analyses.losses import Losses, read_losses
from territory_graph.views.analyses.networks import WEIGHED, doubts_of
from territory_graph.views.analyses.sketch import Mark
from territory_graph.views.analyses.state import MOST_STEPS, Analysis
from territory_graph.views.analyses.what_if import NEW, WhatIf, read_scenario
from territory_graph.views.analyses.what_if_choices import Choices, Options, agreements_of
from territory_graph.views.ordering import by_label

_HEIGHT = 420
_LONGEST_NAME, _MOST_OFFERED = 80, 2_000

Chooser = Callable[[Choices, Translator, int], str]


def show(context: Context, state: Analysis, network: nx.Graph) -> None:
    """Shows the scenario of the address on the chosen network."""
    asked = state.steps or st.query_params.get("etapes", "")  # what cannot be read is said

    def scenario(watch: Watch) -> WhatIf:
        return scenario_of(context, state, network, asked, watch)

    found = worked(context, ("scenario", state.network, asked), scenario)
    key = ("losses", context.say.language, found.removed, state.day)
    lost = context.once(key, lambda: read_losses(context.graph, found.removed, state.day, context.say))
    losses = "".join(_lost(each, context) for each in lost)
    pieces.sheet_of(context, _answer(found, context) + losses + _undated(context, state, network), "what-if-answer")
    _choose(context, found)
    if found.steps:
        _pictures(context, found)
        pieces.measures(
            context, found.measures, found.changes, name="what-if", scope=pieces.of_day(context, found.sentence)
        )


def scenario_of(context: Context, state: Analysis, network: nx.Graph, steps: str, watch: Watch | None = None) -> WhatIf:
    """The scenario of the steps on a network, with what is unsure of the ties that it loses."""
    about = context.graph.things(agreements_of(network), context.say.language)
    doubts = partial(doubts_of, network=network, field=context.stage.field, state=state, say=context.say)
    return read_scenario(network, steps, about, context.say, doubts=doubts, watch=watch)


def _answer(found: WhatIf, context: Context) -> str:
    say, writer = context.say, context.writer
    remark = f'<p class="notice" role="status">{escape(found.remark)}</p>' if found.remark else ""
    answer = f"{remark}{view.lead(found.sentence)}"
    if not found.steps:
        hint = f'<p class="hint">{escape(say("analyses.what_if.start"))}</p>'
        if found.preset is None:
            return answer + hint
        step, question = found.preset
        return f'{answer}{hint}<div class="actions">{button("add-step", step, question, kind="main")}</div>'
    lines = "".join(  # who has no tie left, and who is parted from the largest piece
        f"<dt>{escape(say(f'analyses.what_if.{name}'))}</dt><dd>{pieces.linked(things, writer)}</dd>"
        for name, things in (("isolated", found.isolated), ("parted", found.parted))
        if things
    )
    who = f"<dl>{lines}</dl>" if lines else ""
    return f"{answer}{who}{_steps(found, writer, say)}"


def _undated(context: Context, state: Analysis, network: nx.Graph) -> str:
    """Of all dates together, who counts although it no longer exists, and a button for the day of the data."""
    say, manifest = context.say, context.graph.manifest
    if state.day is not None or state.projection != WEIGHED:
        return ""
    tied = network.subgraph([node for node in network if network.degree(node)])
    today = manifest.built_on
    gone = context.stage.field.ties.things(ended(tied, context.stage.field.life, today))
    things = by_label(gone.values())
    if not things:
        return ""
    label = say("analyses.what_if.on_day", day=say.day(manifest.known_on))
    note = escape(gone_note("analyses.what_if.gone", things, today, say))
    return f'<p class="hint">{note} {button("set-day", manifest.known_on.isoformat(), label, kind="text")}</p>'


def _lost(found: Losses, context: Context) -> str:
    """The agreements and sums of an actor that leaves, each with who says so."""
    say, write = context.say, view.writer(context)
    parts = "".join(
        f"<h4>{escape(say(f'analyses.what_if.losses.{name}'))}</h4>{write.sentences(told)}"
        for name, told in (("agreements", found.agreements), ("sums", found.sums))
        if told
    )
    return f"<section><p>{write.sentence(found.sentence)}</p>{parts}</section>"


def _steps(found: WhatIf, writer: Writer, say: Translator) -> str:
    lines = "".join(
        f"<li><span>{number + 1}. {writer.sentence(step.sentence)}"
        + (f' <span class="flag unsure">{writer.text(step.skipped)}</span>' if step.skipped else "")
        + f"</span>{button('drop-step', str(number), say('analyses.what_if.drop', number=number + 1), shows='✕')}</li>"
        for number, step in enumerate(found.steps)
    )
    undo = button("drop-last-step", "", say("analyses.what_if.drop_last"), key="ctrl+z")
    clear = button("clear-steps", "", say("analyses.what_if.clear"))
    return (
        f"<h3>{escape(say('analyses.what_if.steps'))}</h3>"
        f'<ul class="doors">{lines}</ul><div class="actions">{undo}{clear}</div>'
        f'<p class="hint">{escape(say("analyses.what_if.share"))}</p>'
    )


def _choose(context: Context, found: WhatIf) -> None:
    """The fields of the next step: its kind, what it is about, and the button that takes it."""
    say, number = context.say, len(found.steps)
    if number >= MOST_STEPS:
        st.caption(say("analyses.what_if.full", most=MOST_STEPS))
        return
    with (
        st.expander(say("analyses.what_if.choose"), icon=":material/add:", expanded=not number, key="what-if-choose"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        kind = st.selectbox(
            say("analyses.what_if.kind"),
            list(_CHOOSERS),
            format_func=lambda name: say(f"analyses.what_if.kinds.{name}"),
            key="what-if-kind",
        )
        step = _CHOOSERS[kind](found.choices, say, number)
        st.button(
            say("analyses.what_if.add"),
            disabled=not step,
            on_click=act,
            args=(context, "add-step", step),
            key="what-if-add",
            type="primary",
        )


def _remove_actor(choices: Choices, say: Translator, number: int) -> str:
    chosen = _one(choices.tied or choices.actors, say("analyses.what_if.who"), f"what-if-leaves-{number}", say)
    return write_steps([RemoveActor(chosen)]) if chosen else ""


def _add_actor(_: Choices, say: Translator, number: int) -> str:
    name = st.text_input(
        say("analyses.what_if.name"),
        say("analyses.what_if.name_default"),
        max_chars=_LONGEST_NAME,
        key=f"what-if-comes-{number}",
    ).strip()
    iri = f"{NEW}{number + 1}-{quote(name, safe='')}"
    return write_steps([AddActor(iri, name)]) if name else ""


def _remove_tie(choices: Choices, say: Translator, number: int) -> str:
    return _one(choices.ties, say("analyses.what_if.which_tie"), f"what-if-parts-{number}", say)


def _add_tie(choices: Choices, say: Translator, number: int) -> str:
    one = _one(choices.actors, say("analyses.what_if.one"), f"what-if-one-{number}", say)
    others = tuple(option for option in choices.actors if option[0] != one)
    other = _one(others, say("analyses.what_if.other"), f"what-if-other-{number}", say)
    return write_steps([AddTie(one, other)]) if one and other else ""


def _cut_agreement(choices: Choices, say: Translator, number: int) -> str:
    return _one(choices.agreements, say("analyses.what_if.which_agreement"), f"what-if-ends-{number}", say)


def _add_agreement(choices: Choices, say: Translator, number: int) -> str:
    kind = _one(choices.kinds, say("analyses.what_if.agreement_kind"), f"what-if-agreement-{number}", say, first=True)
    names = dict(choices.actors[:_MOST_OFFERED])
    parties: Sequence[str] = st.multiselect(
        say("analyses.what_if.parties"),
        list(names),
        format_func=lambda iri: names[iri],
        key=f"what-if-parties-{number}",
        placeholder="…",
    )
    if len(parties) < 2:
        return ""
    return write_steps([AddAgreement(f"{NEW}agreement-{number + 1}", tuple(parties), kind)])


_CHOOSERS: dict[str, Chooser] = {
    "remove_actor": _remove_actor,
    "add_actor": _add_actor,
    "remove_tie": _remove_tie,
    "add_tie": _add_tie,
    "cut_agreement": _cut_agreement,
    "add_agreement": _add_agreement,
}


def _one(options: Options, label: str, key: str, say: Translator, *, first: bool = False) -> str:
    """A list to choose one from, by name; nothing is chosen yet unless ``first``."""
    names = dict(options[:_MOST_OFFERED])
    if len(options) > _MOST_OFFERED:
        st.caption(say("analyses.what_if.offered", shown=_MOST_OFFERED, count=len(options)))
    if not names:
        st.caption(say("analyses.what_if.empty"))
        return ""
    chosen = st.selectbox(
        label,
        list(names),
        index=0 if first else None,
        format_func=lambda value: names[value],
        key=key,
        placeholder="…",
    )
    return str(chosen or "")


def _pictures(context: Context, found: WhatIf) -> None:
    say = context.say
    left, right = st.columns(2, gap="medium")
    with left:
        pieces.picture(context, found.before, say("analyses.what_if.before"), "what-if-before", _HEIGHT)
    with right:
        pieces.picture(context, found.after, say("analyses.what_if.after_title"), "what-if-after", _HEIGHT)
    hollow: tuple[Mark, ...] = ("gone", "alone") if found.isolated else ("gone",)
    pieces.sheet_of(context, pieces.line_legend(say, ("stays", "gone", "new"), hollow), "what-if-legend")
    if found.left_out:
        st.caption(found.left_out)
