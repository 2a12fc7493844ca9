"""Ties in sentences: each kind in both languages, dates as they are known, hostile names, networks as readings."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.dates import Interval
from territory_graph.facts.lives import read_lives
from territory_graph.messages import translator
from territory_graph.model import Thing
from territory_graph.views.drawing import TieStatus
from territory_graph.views.explorer.scene import read_stage
from territory_graph.views.telling import named, plain, tell, tell_network, told, when_in_words
from territory_graph.views.ties import TIE_KINDS, Ties, ToldTie

FRENCH, ENGLISH = translator("fr"), translator("en")
NAMES = {"urn:a": "LSN", "urn:b": "Pôle", "urn:c": "Nov@log"}
ACTOR = "https://w3id.org/territory-graph/id/actor/"


def tie(
    kind: str,
    interval: Interval | None = None,
    *,
    ends: tuple[str, str] = ("urn:a", "urn:b"),
    about: str = "",
    status: TieStatus = "stated",
) -> ToldTie:
    thing = Thing("urn:about", about, "Project") if about else None
    return ToldTie(*ends, kind, thing, interval or Interval(), (), status)


def test_a_membership_is_told_from_the_side_of_the_organisation() -> None:
    member = tie("membership", Interval.of("2012"))
    assert tell(member, NAMES, FRENCH) == "Le Pôle compte LSN parmi ses membres, depuis 2012."
    assert tell(member, NAMES, ENGLISH) == "Pôle counts LSN among its members, since 2012."


def test_a_support_keeps_its_direction() -> None:
    assert tell(tie("partnership"), NAMES, FRENCH) == "LSN soutient le Pôle, date non précisée."
    turned = tie("partnership", ends=("urn:b", "urn:a"))
    assert tell(turned, NAMES, FRENCH) == "Le Pôle soutient LSN, date non précisée."


def test_what_joins_two_things_is_named_where_it_says_more_than_its_kind() -> None:
    project = tie("project", Interval.of("2018-01-04"), about="TIGA")
    expected = "LSN et le Pôle portent ensemble un projet, «\u00a0TIGA\u00a0», depuis le 4 janvier 2018."
    assert tell(project, NAMES, FRENCH) == expected
    assert "Adhésion" not in tell(tie("membership", about="Adhésion"), NAMES, FRENCH)


def test_what_is_not_stated_is_told_as_such() -> None:
    implied = tie("partnership", Interval.of("2012"), status="implied")
    inferred = tie("place", status="inferred")
    assert tell(implied, NAMES, FRENCH).endswith("depuis 2012 (lu entre les lignes).")
    assert tell(inferred, NAMES, FRENCH) == "LSN se rattache au lieu «\u00a0Pôle\u00a0» (déduit par une règle)."


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", TIE_KINDS)
def test_every_kind_of_tie_names_both_ends(kind: str, language: str) -> None:
    sentence = tell(tie(kind), NAMES, translator(language))
    assert "LSN" in sentence
    assert "Pôle" in sentence
    assert sentence.endswith(".")


HAPPENED = {("merger", "fr"), ("foundation", "fr"), ("decision", "fr")}
HAPPENED |= {(kind, "en") for kind in ("merger", "succession", "foundation", "decision")}
"""Kinds whose sentence is in the past from the first."""


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", TIE_KINDS)
def test_every_kind_of_tie_is_told_in_the_past_from_the_day_after_its_end(kind: str, language: str) -> None:
    one, say = tie(kind, Interval.of("2012", "2020-09-11")), translator(language)
    end = date(2020, 9, 11)
    lasting, over = (tell(one, NAMES, say, day) for day in (end, end + timedelta(days=1)))
    assert lasting == tell(one, NAMES, say)
    assert (over != lasting) == ((kind, language) not in HAPPENED)
    undated = replace(one.interval, end=None, end_earliest=None, end_latest=None)
    assert tell(replace(one, interval=undated), NAMES, say, date(2026, 1, 1)).split(",")[0] == lasting.split(",")[0]


def test_a_tie_ends_with_either_of_its_bodies_and_says_when() -> None:
    gone = replace(Interval.of("2012"), not_after=date(2020, 9, 11))
    member = tie("membership", gone)
    assert tell(member, NAMES, FRENCH, date(2021, 5, 12)) == (
        "Le Pôle comptait LSN parmi ses membres, depuis 2012, fin au plus tard le 11 septembre 2020."
    )
    assert tell(member, NAMES, FRENCH, date(2012, 6, 1)).startswith("Le Pôle compte LSN")
    seen = tie("membership", Interval(seen="2013", start_latest=date(2013, 12, 31), not_after=date(2020, 9, 11)))
    assert tell(seen, NAMES, FRENCH, date(2021, 5, 12)) == (
        "Le Pôle comptait LSN parmi ses membres, attesté en 2013, fin au plus tard le 11 septembre 2020."
    )


def test_what_has_not_begun_by_the_day_is_said_to_come() -> None:
    told_early = tell(tie("partnership", Interval.of("2018")), NAMES, FRENCH, date(2012, 6, 1))
    assert told_early == "LSN soutient le Pôle, depuis 2018 (à venir au 1er juin 2012)."


def test_an_event_that_has_passed_was_organised_and_a_dated_convention_lasts() -> None:
    on = Interval(start="2018", start_earliest=date(2018, 1, 1), start_latest=date(2018, 12, 31), dated=True)
    told_of = date(2021, 5, 12)
    assert "ont organisé" in tell(tie("co-organising", on), NAMES, FRENCH, told_of)
    assert "ont une convention" in tell(tie("convention", on), NAMES, FRENCH, told_of)


@pytest.mark.parametrize(
    ("announced", "french", "english"),
    [
        (("announcement",), "LSN annonce des fonds pour le Pôle, en 2021.", "LSN announces funds for Pôle, in 2021."),
        (
            ("ceiling",),
            "LSN fixe un plafond aux fonds pour le Pôle, en 2021.",
            "LSN sets a ceiling on funds for Pôle, in 2021.",
        ),
        (
            ("announcement", "commitment"),
            "LSN engage des fonds pour le Pôle (somme annoncée ou somme engagée), en 2021.",
            "LSN commits funds to Pôle (sum announced or sum committed), in 2021.",
        ),
    ],
)
def test_a_sum_that_is_announced_or_capped_commits_nobody(
    announced: tuple[str, ...], french: str, english: str
) -> None:
    sum_ = replace(tie("funding", Interval.of("2021", "2021")), announced=announced)
    assert tell(sum_, NAMES, FRENCH) == french
    assert tell(sum_, NAMES, ENGLISH) == english


def test_an_event_that_is_announced_only_is_not_told_as_held() -> None:
    on = Interval(start="2018", start_earliest=date(2018, 1, 1), start_latest=date(2018, 12, 31), dated=True)
    planned = replace(tie("co-organising", on), announced=("planned",))
    assert tell(planned, NAMES, FRENCH, date(2021, 5, 12)) == (
        "LSN et le Pôle organisent ensemble un événement, en 2018 "
        "(annoncé\u202f; aucune source lue ne dit qu'il a eu lieu)."
    )
    assert tell(planned, NAMES, FRENCH, date(2012, 5, 12)).endswith("en 2018 (à venir au 12 mai 2012).")


def test_what_sources_announce_is_read_with_the_ties(rouen: KnowledgeGraph) -> None:
    found = Ties(rouen, "fr").of([f"{ACTOR}metropole-rouen-normandie"])
    announced = {one.about.label for one in found if one.about and "announcement" in one.announced}
    assert "Soutien annoncé de la Haute-Normandie aux projets de la Métropole, 2015-2020" in announced


def test_a_network_at_all_dates_says_which_ties_have_ended() -> None:
    ties = [
        tie("membership", Interval.of("2012", "2014")),
        tie("convention"),
        tie("partnership", Interval.of("2012", "2013"), ends=("urn:b", "urn:c")),
    ]
    pole, _, nov = tell_network(ties, NAMES, FRENCH, date(2021, 5, 12)).actors
    assert pole.sentence == (
        "Le Pôle est ou a été en lien avec 2 autres\u00a0: LSN (convention; autrefois\u00a0: adhésion) "
        "et Nov@log (autrefois\u00a0: partenariat)."
    )
    assert nov.sentence == "Nov@log a été en lien avec le Pôle (autrefois\u00a0: partenariat)."


@pytest.mark.parametrize("name", ["fr", "en"])
def test_no_member_of_what_was_dissolved_is_told_as_one_at_all_dates(rouen: KnowledgeGraph, name: str) -> None:
    stage = read_stage(rouen, translator(name))
    today, lives = rouen.manifest.gathered_until, read_lives(rouen.rows, stage.field.actors)
    gone = {iri for iri, life in lives.items() if life.last and life.last < today}
    assert f"{ACTOR}novalog" in gone
    for one in stage.field.ties.of(gone):
        (sentence,) = (each.sentence for each in stage.told_between(one.pair, None) if each.id == one.id)
        kind = f"{one.kind}-{one.announced[0]}" if one.kind == "funding" and one.announced else one.kind
        past = str(translator(name).section("telling.past")[kind])
        for words in re.split(r"\{.*?\}", past):
            assert words.strip() in sentence, sentence


@pytest.mark.parametrize(
    ("interval", "french", "english"),
    [
        (Interval.of("2012"), "depuis 2012", "since 2012"),
        (Interval.of("2011~"), "depuis 2011 environ", "since about 2011"),
        (Interval.of("2021-11"), "depuis novembre 2021", "since November 2021"),
        (Interval.of("2021-06-01"), "depuis le 1er juin 2021", "since 1 June 2021"),
        (Interval.of("2020", "2022"), "depuis 2020 et jusqu'en 2022", "from 2020 until 2022"),
        (
            Interval.said({"when": "2024-03-20", "end": "2024-03-21"}),
            "du 20 mars 2024 au 21 mars 2024",
            "from 20 March 2024 to 21 March 2024",
        ),
        (
            Interval.of("2015", "2020").within([(None, date(2015, 12, 31))]),
            "depuis 2015 et jusqu'en 2020 (mais pas après le 31 décembre 2015, d'après d'autres dates connues)",
            "from 2015 until 2020 (but not after 31 December 2015, by other known dates)",
        ),
        (
            Interval.said({"when": "2012"}).within([(date(2019, 9, 1), None)]),
            "en 2012 (mais pas avant le 1er septembre 2019, d'après d'autres dates connues)",
            "in 2012 (but not before 1 September 2019, by other known dates)",
        ),
        (Interval.of(None, "2022-05-12"), "jusqu'au 12 mai 2022", "until 12 May 2022"),
        (
            Interval.said({"startLatest": "2019-01-01", "end": "2022"}),
            "depuis le 1er janvier 2019 au plus tard et jusqu'en 2022",
            "since 1 January 2019 at the latest until 2022",
        ),
        (Interval.of("2021", "2021"), "en 2021", "in 2021"),
        (Interval(start="2012", dated=True), "en 2012", "in 2012"),
        (
            Interval(start_latest=date(2021, 5, 12), dated=True),
            "le 12 mai 2021 au plus tard",
            "on 12 May 2021 at the latest",
        ),
        (
            Interval(start_latest=date(2021, 5, 12)),
            "depuis le 12 mai 2021 au plus tard",
            "since 12 May 2021 at the latest",
        ),
        (
            Interval(start_earliest=date(2012, 1, 1), start_latest=date(2021, 5, 12)),
            "depuis une date comprise entre le 1er janvier 2012 et le 12 mai 2021",
            "since a day between 1 January 2012 and 12 May 2021",
        ),
        (
            Interval.of("2012", attested=date(2021, 5, 12)),
            "depuis 2012, dernière attestation le 12 mai 2021",
            "since 2012, last attested on 12 May 2021",
        ),
        (
            Interval.widest({"attested": ["2022"], "startLatest": ["2022-12-31"], "endEarliest": ["2022-01-01"]}),
            "attesté en 2022",
            "attested in 2022",
        ),
        (
            Interval.widest({"start": ["2016"], "attested": ["2022-05"], "endEarliest": ["2022-05-01"]}),
            "depuis 2016, attesté en mai 2022",
            "since 2016, attested in May 2022",
        ),
        (Interval.said({"attested": "2009~"}), "attesté en 2009 environ", "attested about 2009"),
        (Interval.said({"when": "2013~"}), "en 2013 environ", "about 2013"),
        (Interval(start="un jour"), "depuis un jour", "since un jour"),
        (Interval(), "", ""),
    ],
)
def test_dates_are_no_more_precise_than_they_are_known(interval: Interval, french: str, english: str) -> None:
    assert when_in_words(interval, FRENCH) == french
    assert when_in_words(interval, ENGLISH) == english


def test_a_hostile_name_stays_one_short_piece_of_text() -> None:
    hostile = "\u202egnp\u202c <script>\n{kind}" + "x" * 100_000
    sentence = tell(tie("collaboration"), {"urn:a": hostile, "urn:b": "{source}"}, FRENCH)
    assert len(sentence) < 250
    assert "\u202e" not in sentence
    assert "\n" not in sentence
    assert sentence.startswith("gnp <script> {kind}xxx")
    assert "{source} collaborent" in sentence


def test_a_name_written_from_right_to_left_is_isolated() -> None:
    assert plain("ליון") == "\u2068ליון\u2069"
    assert plain("Lyon") == "Lyon"


def test_a_thing_without_a_name_is_called_by_the_end_of_its_iri() -> None:
    assert named("https://example.org/id/actor/lsn", {}) == "lsn"


def test_a_network_is_read_from_the_most_tied_on() -> None:
    ties = [
        tie("membership"),
        tie("convention", status="implied"),
        tie("partnership", Interval.of("2012"), ends=("urn:b", "urn:c")),
    ]
    reading = tell_network(ties, NAMES, FRENCH)
    assert [actor.iri for actor in reading.actors] == ["urn:b", "urn:a", "urn:c"]
    assert reading.actors[0].sentence == (
        "Le Pôle est en lien avec 2 autres\u00a0: LSN (adhésion, convention) et Nov@log (partenariat)."
    )
    assert reading.actors[1].sentence == "LSN est en lien avec le Pôle (adhésion, convention)."
    assert "motifs\u00a0: 3, dont lus entre les lignes\u00a0: 1" in reading.scope
    assert "sans date connue\u00a0: 2" in reading.scope


def test_a_thing_with_very_many_others_names_some_and_counts_the_rest() -> None:
    ties = [tie("collaboration", ends=("urn:a", f"urn:x{number}")) for number in range(10_000)]
    first = tell_network(ties, NAMES, FRENCH).actors[0].sentence
    assert "9\u202f988 de plus" in first
    assert len(first) < 1_000


def test_no_tie_says_so() -> None:
    assert tell_network((), NAMES, FRENCH).scope == "Aucun lien n'est affiché\u00a0: il n'y a rien à lire."
    assert tell_network((), NAMES, FRENCH).actors == ()


def test_who_supports_cosmetic_valley_since_when_with_the_source(rouen: KnowledgeGraph) -> None:
    ties = Ties(rouen, "fr")
    valley = f"{ACTOR}cosmetic-valley"
    supports = [one for one in ties.of([valley]) if one.kind == "partnership" and one.target == valley]
    names = {
        iri: thing.label for iri, thing in ties.things({end for t in supports for end in (t.source, t.target)}).items()
    }
    found = [told(one, names, FRENCH) for one in supports]
    assert [one.sentence for one in found] == [
        "Le Pôle Métropolitain Rouen Seine Eure soutient Cosmetic Valley, depuis une date comprise entre le "
        "1er janvier 2012 et le 31 décembre 2019, dernière attestation le 12 mai 2021."
    ]
    assert "Communiqué du 12 mai 2021" in {mention.title for mention in found[0].mentions}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_tie_of_the_hamlet_is_told_with_a_source(hamlet: KnowledgeGraph, language: str) -> None:
    ties = Ties(hamlet, language)
    found = ties.of(hamlet.network("actors").nodes)
    assert found
    for one in found:
        assert told(one, {}, translator(language)).mentions, one.id


def test_what_only_a_later_source_tells_is_no_present_of_the_day() -> None:
    known = replace(tie("convention"), interval=Interval().known_from(["2021-05-12"]))
    later = tell(known, NAMES, FRENCH, date(2012, 6, 1))
    assert later.startswith("Rien de connu au 1er juin 2012\u00a0; plus tard\u00a0: ")
    assert later.endswith("ont une convention, date non précisée, connu le 12 mai 2021.")
    assert tell(known, NAMES, ENGLISH, date(2012, 6, 1)).startswith("Nothing known on 1 June 2012; later: ")
    assert "Rien de connu" not in tell(known, NAMES, FRENCH, date(2021, 5, 12))
    seen = Interval.widest({"attested": ["2019-03"], "startLatest": ["2019-03-31"], "endEarliest": ["2019-03-01"]})
    attested = replace(tie("membership"), interval=seen)
    assert tell(attested, NAMES, FRENCH, date(2012, 6, 1)).startswith("Rien de connu au 1er juin 2012")
    assert tell(attested, NAMES, FRENCH, date(2021, 6, 1)).endswith("parmi ses membres, attesté en mars 2019.")


def test_a_dated_tie_is_not_told_by_when_its_source_appeared() -> None:
    assert Interval.of("2012").known_from(["2021"]) == Interval.of("2012")


@pytest.mark.parametrize("kind", TIE_KINDS)
def test_a_partner_known_only_later_is_not_told_in_the_present(kind: str) -> None:
    later = tie(kind, Interval.said({"attested": "2023"}))
    now = tie("partnership", Interval.of("2012"), ends=("urn:a", "urn:c"))
    (first, *_) = tell_network((later, now), NAMES, FRENCH, date(2021, 5, 12)).actors
    told = first.sentence.replace("\u00a0", " ")
    timeless = f"le Pôle ({FRENCH(f'ties.{kind}')})"
    coming = f"le Pôle (plus tard seulement : {FRENCH(f'ties.{kind}')})"
    known_always = tell(later, NAMES, FRENCH, date(2021, 5, 12)) == tell(later, NAMES, FRENCH)
    assert (timeless in told) == known_always
    assert (coming in told) != known_always
    assert told.startswith("LSN est en lien avec" if known_always else "LSN est, a été ou n'est connu que plus tard")


def test_what_happened_before_one_of_two_was_there_is_not_still_to_come(rouen: KnowledgeGraph) -> None:
    day, english = date(2017, 3, 15), translator("en")
    ties = Ties(rouen, "en")
    iris = [f"{ACTOR}agglo-seine-eure", f"{ACTOR}metropole-rouen-normandie"]
    (found,) = [tie for tie in ties.among(iris) if tie.about and tie.about.iri.endswith("/creation-pmrse")]
    names = {iri: thing.label for iri, thing in ties.things(iris).items()}
    sentence = tell(found, names, english, day)
    assert "in 2012 (but not before 1 September 2019, by other known dates)" in sentence
    assert "to come" not in sentence
