"""Content negotiation: weights, specificity, wildcards, and headers that are no headers."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.requests import Request

from territory_graph.service.negotiation import accepted, choose, choose_language, not_acceptable

TURTLE, JSON_LD, TRIPLES, HTML = "text/turtle", "application/ld+json", "application/n-triples", "text/html"
OFFERED = [TURTLE, JSON_LD, TRIPLES, HTML]
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = "text/turtle, application/rdf+xml, application/n-triples;q=0.9, application/ld+json;q=0.9, */*;q=0.1"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, TURTLE),
        ("", TURTLE),
        ("*/*", TURTLE),
        ("application/*", JSON_LD),
        ("text/html", HTML),
        ("TEXT/HTML", HTML),
        (" text/html ;\tq=1 ", HTML),
        (CHROME, HTML),
        (RDFLIB, TURTLE),
        (JAVA, HTML),
        ("text/turtle;q=0.2, application/ld+json;q=0.9", JSON_LD),
        ("text/turtle;Q=0.2, application/ld+json;q=0.9", JSON_LD),
        ("application/n-triples, application/ld+json", JSON_LD),
        ("image/png", None),
        ("image/*", None),
        ("text/turtle;q=0, */*;q=0.1", JSON_LD),
        ("text/*;q=0, */*", JSON_LD),
        ("*/*;q=0", None),
        ("text/turtle;q=0", None),
        ("text/turtle;q=0.000", None),
        ("text/*;q=0.3, text/html;q=0.7, */*;q=0.5", HTML),
        ("text/*;q=0.9, text/turtle;q=0.1, application/ld+json;q=0.5", HTML),
    ],
)
def test_the_highest_weight_wins_and_the_most_specific_range_gives_it(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERED) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD),
        ("text/turtle;charset=utf-8;q=0.4, application/ld+json;q=0.5", JSON_LD),
        ('application/ld+json;profile="a,b;q=0";q=0.5, text/turtle;q=0.4', JSON_LD),
        (r'application/ld+json;profile="a\",text/html", text/turtle;q=0.4', JSON_LD),
        ("text/turtle;q=0.1;version=1.2, application/ld+json;q=0.2", JSON_LD),
        ("text/html;level=1;q=0.9, text/html;q=0.1, text/turtle;q=0.5", TURTLE),
        ("text/html;;q=0.9;", HTML),
    ],
)
def test_parameters_are_read_but_a_type_exists_in_one_form(accept: str, chosen: str) -> None:
    assert choose(accept, OFFERED) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("garbage", TURTLE),
        (",,, ,", TURTLE),
        ("text/", TURTLE),
        ("/html", TURTLE),
        ("*/html", TURTLE),
        ("text/html text/html", TURTLE),
        ("text/html;q=2", TURTLE),
        ("text/html;q=-1", TURTLE),
        ("text/html;q=abc", TURTLE),
        ("text/html;q", TURTLE),
        ("text/html;q=", TURTLE),
        ("text/html;q=nan", TURTLE),
        ('text/html;a="unclosed, text/html', TURTLE),
        ("text/html;q=1e9, application/ld+json", JSON_LD),
        ("é/ü, application/ld+json;q=0.1", JSON_LD),
        ("\x00, application/n-triples", TRIPLES),
        ("text/html\n;q=1, application/n-triples", TRIPLES),
        ("image/png, garbage", None),
    ],
)
def test_a_malformed_member_is_ignored(accept: str, chosen: str | None) -> None:
    assert choose(accept, OFFERED) == chosen


def test_nothing_is_chosen_among_nothing() -> None:
    assert choose("*/*", []) is None
    assert choose(None, ()) is None


@given(
    st.text(max_size=200) | st.text(alphabet='text/html*;q=01.,"\\ \t', max_size=200),
    st.lists(st.sampled_from(OFFERED)),
)
@example('"\\', OFFERED)
def test_any_text_is_answered_with_something_offered(accept: str, offered: list[str]) -> None:
    assert choose(accept, offered) in [*offered, None]
    assert choose_language(accept, ["fr", "en"]) in ["fr", "en", None]


@given(st.dictionaries(st.sampled_from(OFFERED), st.integers(0, 1000), min_size=1), st.permutations(OFFERED))
def test_weights_alone_order_types_that_are_all_named(weights: dict[str, int], offered: list[str]) -> None:
    chosen = choose(", ".join(f"{name};q={weight / 1000:.3f}" for name, weight in weights.items()), offered)
    best = max(weights.values())
    expected = [name for name in offered if weights.get(name) == best and best > 0]
    assert chosen == (expected[0] if expected else None)


@given(st.lists(st.sampled_from(["*/*", "text/*", *OFFERED]), min_size=1))
def test_the_order_of_the_header_is_no_preference(ranges: list[str]) -> None:
    assert choose(", ".join(ranges), OFFERED) == choose(", ".join(reversed(ranges)), OFFERED)


@pytest.mark.parametrize("piece", ['"\\', '"', "a/b;", "a/b;a=", ",", "; ", 'a/b;a="\\"', "a;q=0"])
def test_a_long_header_is_read_in_one_pass(piece: str) -> None:
    """Where quotes were looked for from every place, this would take minutes."""
    header = piece * (64_000 // len(piece))
    assert choose(header, OFFERED) in [*OFFERED, None]
    assert choose_language(header, ["fr", "en"]) is None


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, None),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr-CA, en;q=0.9", "fr"),
        ("de, it;q=0.5", None),
        ("*", None),
        ("frr", None),
        ("en;q=0", None),
        ("en;q=zero, fr;q=0.1", "fr"),
        ("fr, en", "fr"),
    ],
)
def test_a_language_is_chosen_by_its_weight(accept: str | None, chosen: str | None) -> None:
    assert choose_language(accept, ["fr", "en"]) == chosen


def test_several_header_lines_are_one_list() -> None:
    lines = [(b"accept", b"text/html"), (b"accept", b"text/turtle;q=0.5")]
    assert accepted(Request({"type": "http", "headers": lines})) == "text/html, text/turtle;q=0.5"
    assert accepted(Request({"type": "http", "headers": []})) is None


def test_the_refusal_lists_what_exists() -> None:
    response = not_acceptable([TURTLE, JSON_LD])
    assert response.status_code == 406
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["vary"] == "Accept"
    assert bytes(response.body).decode().splitlines()[1:] == [TURTLE, JSON_LD]
