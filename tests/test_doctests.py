"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import territory_graph

RUN_AT_IMPORT = {"territory_graph.__main__", "territory_graph.ui.main"}
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(territory_graph.__path__, "territory_graph.")
    if module.name not in RUN_AT_IMPORT
)


@pytest.mark.parametrize("name", ["territory_graph", *MODULES])
def test_the_examples_of_a_module_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(found) > 15
