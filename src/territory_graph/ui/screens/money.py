"""Financements: who commits what to whom, by year: totals by kind, the picture of flows, each sum with its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from territory_graph.facts.money import cited_sums_query, sums_query
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.ui import view
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.figures.flows import flow_page, flow_svg
from territory_graph.ui.takeaway.scdl import as_scdl
from territory_graph.ui.takeaway.workbook import Column, Sheet, Value
from territory_graph.views.money import MoneyView, ToldAmount, ToldSum, flows, read_money, sirets

_COLUMNS = ("payer", "recipient", "amount", "period", "agreement", "sources")


def render(context: Context) -> None:
    """Shows the screen of money."""
    say = context.say
    st.title(say("money.title"))
    st.caption(say("money.question"))
    found = _asked(context)
    view.show(context, view.lead(found.sentence), "money-lead")
    if found.notes:
        items = "".join(f"<li>{escape(note)}</li>" for note in found.notes)
        view.show(context, f'<ul class="notice">{items}</ul>', "money-notes")
    if found.sums:
        view.show(context, _totals(found, context), "money-totals")
        st.subheader(say("money.picture_title"))
        drawn = flows(found.sums, say)
        view.show(context, flow_svg(drawn, say, context.fiche_address), "money-flows")
        st.caption(drawn.sentence)
        told = (say("money.picture_title"), found.sentence, "flux")
        mentions = [each for flow in drawn.flows for amount in flow.sum.amounts for each in amount.mentions]
        with st.container(horizontal=True, key="money-take-picture"):
            view.download_picture(context, told, mentions, lambda page, origin: flow_page(drawn, page, origin))
        st.subheader(say("money.table_title"))
        view.show(context, sums_table(context, found.sums, say("money.table_title")), "money-sums")
    _take(context, found)
    _cited(context, found)
    folded_code(say("money.query"), "money-query", sums_query(), cited_sums_query())


def _asked(context: Context) -> MoneyView:
    """The sums that the address asks for, under the lists that change it."""
    say = context.say
    whole = _read(context, None, own=False)
    years = [("", say("money.every_year")), *((str(year), str(year)) for year in whole.years)]
    found = [view.Choice("annee", say("money.year"), years)]
    if whole.has_own:
        found.append(view.whose(say("money.who"), say("money.all"), say("money.own")))
    view.choices(context, found, "money-choices")
    year, own = found[0].chosen, view.asks_own(found)
    return _read(context, int(year) if year else None, own=own) if year or own else whole


def _read(context: Context, year: int | None, *, own: bool) -> MoneyView:
    key = ("money", context.say.language, context.day, year, own)
    return context.once(key, lambda: read_money(context.graph, context.say, context.day, year=year, own=own))


def _totals(found: MoneyView, context: Context) -> str:
    cards = "".join(
        f'<div><span class="name">{escape(one.label)}</span><span class="sum">{escape(one.text)}</span>'
        f'<span class="hint">{escape(one.sentence)}</span></div>'
        for one in found.totals
    )
    hint = f'<p class="hint">{escape(context.say("money.totals_hint"))}</p>'
    return (
        f'<div class="totals" role="group" aria-label="{escape(context.say("money.totals_title"))}">{cards}</div>{hint}'
    )


def sums_table(context: Context, sums: Iterable[ToldSum], label: str) -> str:
    """Sums one by one, each amount with the sources that give it."""
    say, write = context.say, view.writer(context)
    columns = [say(f"money.columns.{name}") for name in _COLUMNS]
    return view.table(columns, (_cells(one, context, write) for one in sums), label)


def _cells(one: ToldSum, context: Context, write: FicheWriter) -> list[str]:
    say = context.say
    flag = f' <span class="flag contested">{escape(say("money.contested"))}</span>' if one.contested else ""
    told = [f'<span class="sum">{escape(each.text)}</span>' for each in one.amounts]
    amounts = f"<br>{escape(say('list.or'))} ".join(told)
    within = say("money.within", names=", ".join(thing.label for thing in one.within)) if one.within else ""
    beyond = say("money.beyond", names=", ".join(thing.label for thing in one.beyond)) if one.beyond else ""
    amends = say("money.amends", names=", ".join(thing.label for thing in one.amends)) if one.amends else ""
    under = [one.kind_label, one.scope, within, beyond, amends]
    notes = "".join(f'<span class="hint">{write.text(note)}</span>' for note in one.notes)
    state = f'<span class="hint">{escape(one.state)}</span>' if one.state else ""
    evidence = "".join(  # where sources contradict each other, each amount stands before its own
        f"{f'{amount} ' if one.contested else ''}{write.evidence(each.mentions)}"
        for amount, each in zip(told, one.amounts, strict=True)
    )
    return [
        _linked(one.payers, write),
        _linked(one.recipients, write) or escape(say("unknown.value")),
        f"{amounts}{flag}" + "".join(f'<span class="hint">{escape(text)}</span>' for text in under if text),
        f"{escape(one.period)}{state}",
        f"{_linked(one.agreements or (one.thing,), write)}{notes}",
        evidence or write.evidence(one.mentions),
    ]


def _linked(things: Iterable[Thing], write: FicheWriter) -> str:
    return "<br>".join(write.link(thing) for thing in things)


def _cited(context: Context, found: MoneyView) -> None:
    if not found.cited:
        return
    say, write = context.say, view.writer(context)
    st.subheader(say("money.cited_title"))
    st.caption(say("money.cited_hint"))
    columns = [say(f"money.columns.{name}") for name in ("about", "amount", "date", "note", "sources")]
    html = []
    for group in found.cited:
        rows = [
            [
                write.link(one.about),
                "<br>".join(f'<span class="sum">{escape(each.text)}</span>' for each in one.amounts)
                + f'<span class="hint">{write.link(one.thing)}</span>',
                f'<span class="day">{escape(one.date)}</span>' if one.date else "",
                "<br>".join(write.text(note) for note in one.notes),
                "".join(write.evidence(each.mentions) for each in one.amounts),
            ]
            for one in group.sums
        ]
        html.append(f"<h3>{write.text(group.label)} ({len(group.sums)})</h3>{view.table(columns, rows, group.label)}")
    view.show(context, "".join(html), "money-cited")


def _take(context: Context, found: MoneyView) -> None:
    say, slug = context.say, context.graph.manifest.slug
    if not (found.sums or found.cited):
        return
    with st.container(horizontal=True, key="money-take"):
        view.download_workbook(
            context,
            say("money.download_xlsx"),
            (say("money.title"), " ".join((found.sentence, *found.notes)), "financements"),
            lambda: sheets(context, found),
        )
        view.download(
            say("money.download_scdl"),
            lambda: as_scdl(found.sums, sirets(context.graph, found.sums)),
            f"{slug}-subventions-scdl.csv",
            "text/csv",
            ":material/table:",
            help_=say("money.scdl_help"),
        )


def sheets(context: Context, found: MoneyView) -> list[Sheet]:
    """The sums, the totals and the other sums as tables of a workbook."""
    say = context.say
    names = ("payer", "recipient", "least", "most", "currency", "kind", "scope", "period", "state", "agreement")
    totals: list[tuple[Value, ...]] = [
        (
            one.label,
            one.total.count,
            one.total.least,
            one.total.most,
            f"{one.text}{say('list.semicolon')}{one.sentence}",
        )
        for one in found.totals
    ]
    return [
        Sheet(
            say("money.table_title"), _columns(context, (*names, "note", "counted", "sources")), _sum_rows(found, say)
        ),
        Sheet(say("money.totals_title"), _columns(context, ("kind", "count", "least", "most", "note")), totals),
        Sheet(
            say("money.cited_sheet"),
            _columns(context, ("measure", "about", "amount", "date", "sum", "note", "sources")),
            _cited_rows(found),
        ),
    ]


def _sum_rows(found: MoneyView, say: Translator) -> list[tuple[Value, ...]]:
    """A row a sum, with whether a total counts it."""
    counted = {iri for one in found.totals for iri in one.total.counted}
    return [
        (
            _names(one.payers),
            _names(one.recipients),
            one.amounts[0].value,
            one.amounts[-1].value,
            one.currency,
            one.kind_label,
            one.scope,
            one.period,
            one.state,
            one.thing.label,
            _remarks(one.amounts, one.notes),
            say("money.columns.yes" if one.thing.iri in counted else "money.columns.no"),
            _sources(one, say),
        )
        for one in found.sums
    ]


def _cited_rows(found: MoneyView) -> list[tuple[Value, ...]]:
    """A row an amount that a source cites."""
    return [
        (
            group.label,
            one.about.label,
            each.value,
            one.date,
            one.thing.label,
            _remarks([each], one.notes),
            view.cited(each.mentions),
        )
        for group in found.cited
        for one in group.sums
        for each in one.amounts
    ]


def _remarks(amounts: Iterable[ToldAmount], notes: Iterable[str]) -> str:
    """Amounts that are not exact, in words, then what records note."""
    return " ".join((*(f"{each.text}." for each in amounts if each.bound), *notes))


def _columns(context: Context, names: Iterable[str]) -> tuple[Column, ...]:
    return tuple(Column(name, context.say(f"money.columns.{name}")) for name in names)


def _names(things: Iterable[Thing]) -> str:
    return ", ".join(thing.label for thing in things)


def _sources(one: ToldSum, say: Translator) -> str:
    """Which source gives which amount."""
    told = (
        f"{each.text}{say('list.colon')}{view.cited(each.mentions)}" if one.contested else view.cited(each.mentions)
        for each in one.amounts
    )
    return " | ".join(told)
