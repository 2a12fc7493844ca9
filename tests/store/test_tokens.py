"""A SPARQL text is cut as the engine cuts it, each piece with its place."""

from __future__ import annotations

import itertools
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.store.guard import guard, guard_update
from territory_graph.store.tokens import NAME, PREFIX, VARIABLE, position, readable, tokens


def test_an_escape_outside_strings_and_iris_is_its_character() -> None:
    text = r"SELECT ?\u0061 { ?\U00000061 <http://e/\u00e9> 'a\u0053\n' ; \u0065x:a\,b 1 } # \u0041"
    assert guard(text).text == r"SELECT ?a { ?a <http://e/\u00e9> 'a\u0053\n' ; ex:a\,b 1 } # \u0041"
    assert guard(r"\u0041SK { ?\u0061 ?p ?o }").form == "ask"
    assert readable(r"ASK { ex:a\# ?p '\u0041' }") == r"ASK { ex:a\# ?p '\u0041' }"
    assert guard_update(r"\u0043LEAR ALL") == "CLEAR ALL"


BASE = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
BASE += r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
"""PN_CHARS_BASE of SPARQL 1.1, 19.8."""


@pytest.mark.parametrize(
    ("own", "grammar"),
    [
        (PREFIX, rf"[{BASE}]"),
        (f"[{VARIABLE}]", rf"[{BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]"),
        (f"[{NAME}]", rf"[{BASE}_\-0-9\u00b7\u0300-\u036f\u203f-\u2040]"),
    ],
)
def test_names_hold_the_characters_of_the_grammar(own: str, grammar: str) -> None:
    every = map(chr, range(sys.maxunicode + 1))
    matches, expected = re.compile(own).fullmatch, re.compile(grammar).fullmatch
    assert [char for char in every if bool(matches(char)) != bool(expected(char))] == []


@given(st.text(max_size=200))
def test_any_text_is_tokens_and_what_stands_between_them(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    between = "".join(text[one.end : other.start] for one, other in itertools.pairwise(found))
    assert re.fullmatch(r"(?:[\x00-\x20]|#[^\r\n]*)*", between)


@given(st.text(max_size=100), st.integers(0, 100))
def test_positions_count_from_one(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    line, column = position(text, offset)
    lines = text[:offset].split("\n")
    assert (line, column) == (len(lines), len(lines[-1]) + 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?a-1", ["?a", "-", "1"]),
        ("?x 1.", ["?x", "1", "."]),
        ("1.5e-3 .5 2e4 1.e2", ["1.5e-3", ".5", "2e4", "1.e2"]),
        ("ex:a-b.c ex:d.", ["ex:a-b.c", "ex:d", "."]),
        ("'a'@fr-FR^^xsd:x", ["'a'", "@fr-FR", "^^", "xsd:x"]),
        ("?a<?b", ["?a", "<", "?b"]),
        ("(?a<?b&&?c>1)", ["(", "?a", "<", "?b", "&&", "?c", ">", "1", ")"]),
        ("(?a<=?b&&?c>1)", ["(", "?a", "<=", "?b", "&&", "?c", ">", "1", ")"]),
        ("(1,<?b>)", ["(", "1", ",", "<?b>", ")"]),
        ("{?s ?p (?a <?b>)}", ["{", "?s", "?p", "(", "?a", "<?b>", ")", "}"]),
        ("<<<a:b> a 1>>", ["<<", "<a:b>", "a", "1", ">>"]),
        ("true.FILTER(1)", ["true", ".", "FILTER", "(", "1", ")"]),
        ("_:b1 a <x>", ["_:b1", "a", "<x>"]),
    ],
)
def test_tokens_are_those_of_the_grammar(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(text)] == expected
