"""Financements in words: totals that balance with the sums below them, each amount with the sources that give it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.ui.takeaway.scdl import COLUMNS, as_scdl
from territory_graph.views.money import MoneyView, between, flows, read_money, sirets

DAY = date(2021, 5, 12)


@pytest.fixture(scope="module")
def on_the_day(rouen: KnowledgeGraph) -> MoneyView:
    return read_money(rouen, translator("fr"), DAY)


def test_the_answer_is_one_sentence_with_its_day(on_the_day: MoneyView) -> None:
    assert on_the_day.sentence == (
        "Parmi ce qu'aucune date ne place après le 12 mai 2021, les sources donnent 8 sommes avec leur financeur."
        " Engagements\u00a0: au moins 5\u202f338\u202f000\u202f€, ou 6\u202f990\u202f000\u202f€, selon la source\u202f;"
        " Subventions, aides et dotations\u00a0: 5\u202f200\u202f000\u202f€\u202f;"
        " Annonces\u00a0: 141\u202f000\u202f000\u202f€."
    )
    assert on_the_day.notes[0] == (
        "2 sommes commencent après ce jour, ne sont connues que plus tard, ou ont un financeur ou un bénéficiaire qui "
        "n'existe pas encore\u00a0: elles ne sont pas montrées."
    )


@pytest.mark.parametrize("day", [None, DAY])
@pytest.mark.parametrize("year", [None, 2018, 2021])
@pytest.mark.parametrize("own", [False, True])
def test_totals_balance_with_the_sums_shown(
    rouen: KnowledgeGraph, day: date | None, year: int | None, own: bool
) -> None:
    found = read_money(rouen, translator("fr"), day, year=year, own=own)
    for total in found.totals:
        of_kind = [one for one in found.sums if one.kind == total.kind]
        assert sum(one.amounts[0].value for one in of_kind) == total.total.least
        assert sum(one.amounts[-1].value for one in of_kind) == total.total.most
    assert sum(total.total.count for total in found.totals) == len(found.sums)


def test_every_amount_opens_its_evidence(on_the_day: MoneyView) -> None:
    assert all(amount.mentions for one in on_the_day.sums for amount in one.amounts)
    assert all(amount.mentions for group in on_the_day.cited for one in group.sums for amount in one.amounts)


def test_the_sum_of_2021_is_one_block(on_the_day: MoneyView) -> None:
    first = on_the_day.sums[0]
    assert [amount.text for amount in first.amounts] == ["160\u202f000\u202f€"]
    assert first.scope == "somme unique pour 5 bénéficiaires ensemble, non répartie"
    assert (first.period, first.state) == ("2021", "en cours")
    assert len(first.amounts[0].mentions) == 2


def test_a_year_leaves_out_what_no_source_dates(rouen: KnowledgeGraph) -> None:
    found = read_money(rouen, translator("en"), None, year=2018)
    assert [one.thing.iri.rpartition("/")[2] for one in found.sums] == [
        "convention-region-polepharma-2018",
        "contrat-filiere-logistique-2017",
        "mrn-contrat-region-2015",
    ]
    assert "1 sum has no known year and is not shown." in found.notes


def test_the_picture_draws_every_sum_and_divides_none(on_the_day: MoneyView) -> None:
    drawn = flows(on_the_day.sums, translator("fr"))
    labels = [flow.label for flow in drawn.flows]
    assert len(labels) == len(on_the_day.sums)
    assert labels[0] == "160\u202f000\u202f€, non répartis"
    assert "1\u202f500\u202f000\u202f€ ou 3\u202f152\u202f000\u202f€, non répartis" in labels
    assert all(flow.least <= flow.most for flow in drawn.flows)


def test_scdl_writes_one_line_for_a_sum_that_is_not_shared_out(rouen: KnowledgeGraph, on_the_day: MoneyView) -> None:
    lines = as_scdl(on_the_day.sums, sirets(rouen, on_the_day.sums)).decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(COLUMNS)
    (whole,) = [line for line in lines if "160000" in line]
    assert whole.endswith(",Engagement global 2021,160000,aide en numéraire,,,,,"), "no source says when it is paid"
    assert not any("135000000" in line for line in lines), "an announcement is no grant"
    assert sum("logistique" in line for line in lines) == 2, "two contradicting amounts are two lines"


def test_nothing_known_is_said(hamlet: KnowledgeGraph) -> None:
    found = read_money(hamlet, translator("fr"), date(2012, 1, 1))
    assert found.sums == ()
    assert found.sentence.endswith("aucune source ne donne de somme avec son financeur.")
    assert Decimal(0) == sum((total.total.least for total in found.totals), Decimal())


@pytest.mark.parametrize(
    ("bound", "french", "english"),
    [
        ("", "de 1 000 € à 2 000 € selon la source", "€1,000 to €2,000, depending on the source"),
        (
            "at-least",
            "au moins 1 000 €, ou 2 000 €, selon la source",
            "at least €1,000, or €2,000, depending on the source",
        ),
        ("about", "environ 1 000 € à 2 000 € selon la source", "about €1,000 to €2,000, depending on the source"),
    ],
)
def test_a_range_of_sums_that_are_not_exact_says_so(bound: str, french: str, english: str) -> None:
    least, most = Decimal(1000), Decimal(2000)
    assert between(least, most, translator("fr"), bound).replace("\u202f", " ").replace("\u00a0", " ") == french
    assert between(least, most, translator("en"), bound) == english


def test_scdl_says_that_sources_contradict_each_other_and_in_french(rouen: KnowledgeGraph) -> None:
    english = read_money(rouen, translator("en"), DAY)
    lines = as_scdl(english.sums, {}).decode("utf-8-sig").splitlines()
    assert sum("(les sources se contredisent)" in line for line in lines) == 2
    assert sum("plus de 2\u202f600\u202f000\u202f€" in line for line in lines) == 1
    assert "more than" not in "".join(lines)


def test_a_sum_of_a_body_that_is_gone_is_not_told_as_running(rouen: KnowledgeGraph) -> None:
    def state(day: date) -> str:
        found = read_money(rouen, translator("fr"), day)
        return next(one.state for one in found.sums if one.thing.iri.endswith("/mrn-contrat-region-2015"))

    assert state(date(2015, 6, 1)) == translator("fr")("money.state.running")
    assert state(date(2017, 3, 15)) == "celui qui la donne ou la reçoit n'existe plus"
