"""What changes in time: by year, between two days, and what has not been heard of for long."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.dates import Interval
from territory_graph.messages import translator
from territory_graph.model import Thing
from territory_graph.views.chronicle import Changes, YearOfChange, changes_between, changes_by_year, faded
from territory_graph.views.names_over_time import renamings
from territory_graph.views.ties import Ties, ToldTie

SAY = translator("fr")
DAY = date(2021, 5, 12)
FIRST, LAST = date(2015, 1, 1), date(2021, 12, 31)


def tie(interval: Interval, kind: str = "collaboration", other: str = "b", about: str = "") -> ToldTie:
    thing = Thing(about, about, "Project") if about else None
    return ToldTie("urn:a", f"urn:{other}", kind, thing, interval, (), "stated")


def between(*intervals: Interval, first: date = FIRST, last: date = LAST) -> Changes:
    return changes_between([tie(one) for one in intervals], {}, first, last, SAY)


@pytest.mark.parametrize(
    ("interval", "old"),
    [
        (Interval(attested=date(2016, 5, 12)), False),
        (Interval(attested=date(2016, 5, 11)), True),
        (Interval.of("2012", attested=date(2020, 1, 1)), False),
        (Interval.of("2012"), True),
        (Interval.of("2012", "2030"), False),
        (Interval(start="2012", start_latest=date(2012, 12, 31), dated=True), False),
        (Interval(), False),
        (Interval(attested=date(2016, 2, 29)), True),
    ],
)
def test_a_state_last_heard_of_long_ago_fades(interval: Interval, old: bool) -> None:
    assert faded(interval, DAY) is old


def test_nothing_fades_at_no_age() -> None:
    assert not faded(Interval.of("1900"), DAY, years=0)


def test_each_year_counts_what_begins_ends_and_happens() -> None:
    ties = [
        tie(Interval.of("2012", "2014")),
        tie(Interval.of("2012~"), other="c"),
        tie(Interval.of("2014", "2014"), "roadmap"),
        tie(Interval(start="2014-03-01", dated=True), "decision"),
        tie(Interval(start_latest=DAY), "convention"),
        tie(Interval(start="jadis"), "membership"),
    ]
    assert changes_by_year(ties) == (
        YearOfChange(2012, starts=2, ends=0, events=0, approximate=1),
        YearOfChange(2014, starts=0, ends=1, events=2, approximate=0),
    )


def test_what_joins_several_pairs_counts_once_a_year() -> None:
    ties = [tie(Interval.of("2018"), "project", other, "urn:project") for other in "bcd"]
    assert changes_by_year(ties) == (YearOfChange(2018, 1, 0, 0, 0),)


def test_no_tie_has_no_year() -> None:
    assert changes_by_year(()) == ()


@pytest.mark.parametrize(
    ("interval", "turns"),
    [
        (Interval.of("2015"), [("began", True)]),
        (Interval.of("2015~"), [("began", False)]),
        (Interval.of("2012", "2016"), [("ended", True)]),
        (Interval.of("2017", "2019"), [("began", True), ("ended", True)]),
        (Interval.of("2021", "2021"), [("happened", True)]),
        (Interval(start_earliest=date(2012, 1, 1), start_latest=DAY), [("began", False)]),
        (Interval(start_latest=DAY), [("began", False)]),
        (Interval(start_latest=date(2025, 1, 1)), []),
        (Interval(attested=DAY), [("attested", True)]),
        (Interval.of("2012", attested=DAY), []),
        (Interval(), []),
        # A date that is said is nearer than bounds that another source gives.
        (Interval("2020", None, date(2012, 1, 1), DAY), [("began", True)]),
    ],
)
def test_a_tie_turns_between_two_days_as_surely_as_its_dates_say(
    interval: Interval, turns: list[tuple[str, bool]]
) -> None:
    assert [(one.turn, one.sure) for one in between(interval).changed] == turns


def test_a_doubtful_change_says_so() -> None:
    (one,) = between(Interval.of("2015~")).changed
    assert one.told.sentence.endswith("depuis 2015 environ. Peut-être hors de cette période.")


def test_ties_without_a_date_are_said_apart() -> None:
    found = between(Interval(), Interval(), Interval(), Interval.of("2016"))
    assert (len(found.undated), found.undated_note) == (3, "3 liens sans date connue.")


def test_days_given_the_wrong_way_round_are_taken_in_the_order_of_time() -> None:
    assert between(Interval.of("2016"), first=LAST, last=FIRST) == between(Interval.of("2016"))


def test_a_period_outside_the_data_says_so() -> None:
    early = between(Interval.of("2016"), first=date(1850, 1, 1), last=date(1851, 1, 1))
    assert early.remark == "Cette période est hors des dates connues, qui vont du 1er janvier 2016 au 31 décembre 2016."
    quiet = between(Interval.of("2010"), Interval.of("2022"))
    assert quiet.remark.startswith("Aucun changement connu")
    assert between(Interval()).remark == "Aucun de ces liens n'a de date connue."
    assert between().remark == "Aucun lien n'est affiché\u00a0: il n'y a rien à lire."


def test_what_changed_from_2015_to_2021(rouen: KnowledgeGraph) -> None:
    ties = Ties(rouen, "fr")
    nodes = list(rouen.network("actors").nodes)
    names = {iri: thing.label for iri, thing in ties.things(nodes).items()}
    found = changes_between(ties.among(nodes), names, FIRST, LAST, SAY, events=renamings(rouen, SAY))
    began = [one.told.sentence for one in found.of("began")]
    ended = [one.told.sentence for one in found.of("ended")]
    events = [one.told.sentence for one in found.events]
    assert any(
        sentence.startswith("La CCI Seine Estuaire et le Pôle TES sont parties à un même accord") for sentence in began
    )
    assert not any(told.startswith("La CCI Seine Estuaire soutient") for told in began)
    assert "La Région Normandie soutient LSN, depuis 2017 et jusqu'en 2019." in ended
    assert "La CREA devient Métropole Rouen Normandie, le 1er janvier 2015." in events
    assert "Mov'eo prend le nom de NextMove, le 7 janvier 2021." in events
    assert not any("2010" in sentence for sentence in events)
    assert (
        "Le pôle CREA Seine-Eure devient Rouen Seine Eure, en 2015 environ (lu entre les lignes). "
        "Peut-être hors de cette période."
    ) in events
    assert all(one.told.mentions for one in (*found.changed, *found.events))
    assert found.remark == ""
