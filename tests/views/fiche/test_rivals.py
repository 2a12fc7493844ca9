"""Two at once in a post that one holds alone: both are kept, each after its own source, as a contradiction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import translator
from territory_graph.views.fiche.page import read_page

Append = Callable[..., Path]
FIRST = {"id": "premier", "person": "paul-un", "person_name": "Paul Un", "family_name": "Un", "source": "annuaire"}
SECOND = {"id": "second", "person": "paul-deux", "person_name": "Paul Deux", "family_name": "Deux"}


@pytest.mark.parametrize(
    ("role", "one", "other", "clash"),
    [
        ("president", {"start": "2012"}, {"start": "2012"}, True),
        ("president", {"start": "2012", "end": "2018"}, {"start": "2015", "end": "2020"}, True),
        ("president", {"start": "2012", "end": "2014"}, {"start": "2014"}, False),
        ("president", {"start": "2012"}, {"start": "2015"}, False),
        ("membre", {"start": "2012"}, {"start": "2012"}, False),
        ("president", {}, {"start": "2012"}, False),
    ],
)
def test_both_are_told_after_their_sources(
    hamlet_copy: Path,
    add_rows: Append,
    tmp_path: Path,
    role: str,
    one: dict[str, str],
    other: dict[str, str],
    clash: bool,
) -> None:
    post = {"post": "poste-moulin", "organisation": "moulin", "role": role, "locator": "p. 1"}
    first = FIRST | post | one | {"post_name": "Poste du moulin"}
    add_rows("mandates", first, SECOND | post | other | {"source": "journal-2021"})
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    for language, key in (("fr", "actor/moulin"), ("en", "actor/moulin"), ("fr", "post/poste-moulin")):
        page = read_page(graph, f"{graph.base}id/{key}", translator(language))
        lines = [line for part in page.parts if part.key == "mandates" for line in part.lines]
        mandates = [line for line in lines if line.head and line.head.kind == "Mandate"]
        told = {text for line in mandates for detail in line.details for text, _ in detail.values}
        assert all(any(name in text for text in told) for name in ("Paul Un", "Paul Deux"))
        assert [bool(line.clash) for line in mandates] == [clash, clash], (key, told)


@pytest.mark.parametrize("source", ["annuaire", "journal-2021"])
def test_two_holders_are_not_said_to_contradict_each_others_sources(
    hamlet_copy: Path, add_rows: Append, tmp_path: Path, source: str
) -> None:
    """One source may name both."""
    post = {"post": "poste-moulin", "organisation": "moulin", "role": "president", "locator": "p. 1", "start": "2012"}
    add_rows("mandates", FIRST | post | {"post_name": "Poste du moulin"}, SECOND | post | {"source": source})
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    for language, told in (("fr", "un autre titulaire y est donné en même temps"), ("en", "another holder")):
        page = read_page(graph, f"{graph.base}id/actor/moulin", translator(language))
        lines = [line for part in page.parts if part.key == "mandates" for line in part.lines]
        clashes = [line.clash for line in lines if line.head and line.head.kind == "Mandate"]
        assert len(clashes) == 2 and all(told in clash and "ources" not in clash for clash in clashes)
