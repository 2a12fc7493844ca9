"""Words of values, dates and evidence, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph.dates import Interval
from territory_graph.messages import translator
from territory_graph.model import Evidence, Source, Thing, Value
from territory_graph.views.wording import doubt, mentions, period, place, safe_address, worded

FRENCH, ENGLISH = translator("fr"), translator("en")
REPORT = Source("urn:report", "Rapport", "Le Syndicat", "2016", "https://example.org/report")
PAPER = Source("urn:paper", "Journal", "", "2021-06", "javascript:alert(1)")


def evidence(record: str = "urn:record", **changes: object) -> Evidence:
    values: dict[str, object] = {
        "record": record,
        "sources": (REPORT,),
        "locator": "p. 2",
        "status": "stated",
        "confidence": 1.0,
        "description": "",
        "fact": "F1",
        "rule": "",
    }
    return Evidence(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value", "french", "english"),
    [
        ("amount", Value("160000", None, "decimal"), "160\u202f000\u202f€", "€160,000"),
        ("start", Value("2021-11"), "novembre 2021", "November 2021"),
        ("when", Value("2011~"), "vers 2011", "about 2011"),
        ("start", Value("2013-01-01"), "1er janvier 2013", "1 January 2013"),
        ("amountScope", Value("share"), "part d'un seul bénéficiaire", "share of a single recipient"),
        ("amountScope", Value("other"), "other", "other"),
        ("direct", Value("true", None, "boolean"), "oui", "yes"),
        ("confidence", Value("0.5", None, "decimal"), "à confirmer (0,5)", "to be confirmed (0.5)"),
        ("confidence", Value("0.90", None, "decimal"), "sûr (0,9)", "sure (0.9)"),
        ("locator", Value("P2.S1"), "2e paragraphe, 1re phrase", "2nd paragraph, 1st sentence"),
        ("value", Value("1200", None, "integer"), "1\u202f200", "1,200"),
        ("value", Value("1.50", None, "decimal"), "1,5", "1.5"),
        ("lat", Value("46.2044", None, "decimal"), "46.2044", "46.2044"),
        ("value", Value("beaucoup", None, "decimal"), "beaucoup", "beaucoup"),
        ("hasSector", Value("Bois", Thing("urn:wood", "Bois", "Sector")), "Bois", "Bois"),
    ],
)
def test_values_are_worded(name: str, value: Value, french: str, english: str) -> None:
    assert (worded(value, name, FRENCH), worded(value, name, ENGLISH)) == (french, english)


@pytest.mark.parametrize(
    ("interval", "french", "english"),
    [
        (Interval.of("2013", "2018-12-31"), "2013 – 31 décembre 2018", "from 2013 to 31 December 2018"),
        (Interval.of("2021", "2021"), "2021", "2021"),
        (Interval.of("2013"), "début\u00a0: 2013", "from 2013"),
        (Interval.of(None, "2018"), "fin\u00a0: 2018", "until 2018"),
        (
            Interval.said({"startLatest": "2017-01-01", "end": "2018"}),
            "début au plus tard le 1er janvier 2017, fin\u00a0: 2018",
            "start no later than 1 January 2017, until 2018",
        ),
        (Interval.said({"startLatest": "2018-12-31", "end": "2018"}), "fin\u00a0: 2018", "until 2018"),
        (Interval.of(None, None, date(2021, 3, 15)), "attesté le 15 mars 2021", "attested on 15 March 2021"),
        (
            Interval.said({"start": "2016", "attested": "2022"}),
            "début\u00a0: 2016, attesté en 2022",
            "from 2016, attested in 2022",
        ),
        (
            Interval.said({"end": "2019", "attested": "2022-05"}),
            "fin\u00a0: 2019 (les sources se contredisent\u00a0: attesté encore en mai 2022)",
            "until 2019 (sources contradict each other: still attested in May 2022)",
        ),
        (Interval(), "", ""),
    ],
)
def test_periods_say_what_is_known(interval: Interval, french: str, english: str) -> None:
    assert (period(interval, FRENCH), period(interval, ENGLISH)) == (french, english)


def test_the_day_of_what_happened_is_no_beginning() -> None:
    assert period(Interval(start="2021-11", dated=True), FRENCH) == "novembre 2021"


def test_a_date_known_by_its_last_day_only_is_told_so() -> None:
    assert period(Interval(start_latest=date(2021, 5, 12)), FRENCH) == "début au plus tard le 12 mai 2021"
    assert period(Interval(start_latest=date(2021, 5, 12), dated=True), FRENCH) == "au plus tard le 12 mai 2021"


def test_a_mention_is_worded_in_each_language() -> None:
    (mention,) = mentions((evidence(confidence=0.9),), FRENCH)
    assert (mention.title, mention.locator) == ("Rapport", "p. 2")
    assert (mention.status_label, mention.confidence) == ("énoncé par la source", "0,9")
    (mention,) = mentions((evidence(confidence=0.9),), ENGLISH)
    assert (mention.status_label, mention.confidence) == ("stated by the source", "0.9")


@pytest.mark.parametrize(
    ("confidence", "french", "english"),
    [
        (0.0, "non vérifié", "not verified"),
        (0.49, "non vérifié", "not verified"),
        (0.5, "à confirmer", "to be confirmed"),
        (0.69, "à confirmer", "to be confirmed"),
        (0.7, "probable", "probable"),
        (0.89, "probable", "probable"),
        (0.9, "", ""),
        (1.0, "", ""),
    ],
)
def test_how_unsure_a_reading_is_follows_from_its_confidence(confidence: float, french: str, english: str) -> None:
    (mention,) = mentions((evidence(confidence=confidence, status="implied"),), FRENCH)
    assert (mention.doubt, doubt(confidence, ENGLISH)) == (french, english)


@pytest.mark.parametrize(
    ("locator", "french", "english"),
    [
        ("P3.S1", "3e paragraphe, 1re phrase", "3rd paragraph, 1st sentence"),
        ("P1.S12", "1er paragraphe, 12e phrase", "1st paragraph, 12th sentence"),
        (
            "P1.S2 + P3.S1",
            "1er paragraphe, 2e phrase et 3e paragraphe, 1re phrase",
            "1st paragraph, 2nd sentence and 3rd paragraph, 1st sentence",
        ),
        ("T", "titre", "title"),
        ("§ 2", "§ 2", "§ 2"),
        ("P3.S1, note", "P3.S1, note", "P3.S1, note"),
        ("", "", ""),
    ],
)
def test_codes_of_passages_are_told_in_words_and_other_places_as_they_are(
    locator: str, french: str, english: str
) -> None:
    assert (place(locator, FRENCH), place(locator, ENGLISH)) == (french, english)
    (mention,) = mentions((evidence(locator=locator),), FRENCH)
    assert (mention.locator, mention.place) == (locator, french)


def test_every_source_is_mentioned_the_firmest_first() -> None:
    found = mentions(
        (
            evidence("urn:1", confidence=0.4),
            evidence("urn:2", sources=(PAPER,), status="implied"),
            evidence("urn:3", sources=(REPORT, PAPER)),
        ),
        FRENCH,
    )
    assert [(mention.record, mention.title) for mention in found] == [
        ("urn:3", "Journal"),
        ("urn:3", "Rapport"),
        ("urn:2", "Journal"),
        ("urn:1", "Rapport"),
    ]


def test_what_a_rule_infers_is_cited_after_the_source_of_its_premise() -> None:
    (mention,) = mentions((evidence(status="inferred", rule="R02-member-of"),), FRENCH)
    assert (mention.title, mention.status_label) == (REPORT.title, "déduit par la règle R02-member-of")


@pytest.mark.parametrize("address", ["https://example.org/", "http://example.org/", "mailto:a@example.org"])
def test_addresses_that_a_browser_may_follow(address: str) -> None:
    assert safe_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x",
        "",
    ],
)
def test_addresses_that_it_may_not(address: str) -> None:
    assert safe_address(address) == ""
    (mention,) = mentions((evidence(sources=(Source("urn:s", "S", "", "", address),)),), FRENCH)
    assert mention.address == ""
