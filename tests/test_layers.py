"""What the layers say to one another, as far as imports do not show it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from territory_graph import resources

PACKAGE = Path(resources.__file__).parent
TELLING = sorted(path for room in ("views", "ui") for path in (PACKAGE / room).rglob("*.py"))

# A form of query and the bracket of its pattern, in one text: prose names the forms too.
QUERY = re.compile(r"\b(?:SELECT|CONSTRUCT|DESCRIBE|ASK|INSERT|DELETE)\b[^.;]*\{", re.DOTALL)


def documentation(tree: ast.Module) -> set[int]:
    """The texts that document something, by identity: doctests there show queries."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, holders))
    firsts = (body[0] for body in bodies if body)
    return {id(first.value) for first in firsts if isinstance(first, ast.Expr)}


def queries_in(source: str) -> list[str]:
    tree = ast.parse(source)
    documents = documentation(tree)
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [text.value for text in texts if id(text) not in documents and QUERY.search(text.value)]


@pytest.mark.parametrize("path", TELLING, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_tells_and_shows_holds_no_query(path: Path) -> None:
    assert queries_in(path.read_text(encoding="utf-8")) == []


def test_a_query_would_be_found() -> None:
    assert queries_in('"""SELECT * { ?s ?p ?o }"""\nQUERY = f"SELECT * WHERE {{ {x} }}"') == ["SELECT * WHERE { "]
    assert queries_in((PACKAGE / "queries" / "shown.py").read_text(encoding="utf-8"))
