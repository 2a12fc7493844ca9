"""What the package exports, and what importing it must not load."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import territory_graph
from territory_graph import errors

PUBLIC = [
    "MEASURES",
    "TG",
    "Answer",
    "ArrayNetwork",
    "Entity",
    "Evidence",
    "Fact",
    "FactGroup",
    "Hit",
    "InputError",
    "KnowledgeGraph",
    "NoMeaning",
    "QueryError",
    "Result",
    "Source",
    "Statement",
    "StoreError",
    "TerritoryGraphError",
    "Thing",
    "UnknownEntityError",
    "UnknownParameterError",
    "UnknownQuestionError",
    "Value",
    "build_network",
    "communities",
    "load_ipython_extension",
    "measure",
    "paths",
    "ranks",
    "suggest",
    "what_if",
]


def test_public_names_are_pinned() -> None:
    """A change here is a change of the interface: say so in the changelog."""
    assert territory_graph.__all__ == PUBLIC
    assert all(hasattr(territory_graph, name) for name in PUBLIC)


def loaded_by(code: str) -> set[str]:
    """The costly packages that are loaded once ``code`` has run."""
    code += (
        "; print(*({'streamlit', 'pyvis', 'starlette', 'pyshacl', 'pandas', 'polars', 'IPython'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", f"import sys; {code}"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_the_frame_of_every_screen_loads_no_screen_nor_what_only_some_screens_need() -> None:
    code = "import sys, territory_graph.ui.application, territory_graph.ui.shell; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert {"territory_graph.ui.shell", "territory_graph.ui.context"} <= loaded
    assert not {name for name in loaded if name.startswith("territory_graph.ui.screens.")}
    assert not {"pandas", "altair", "pydeck", "pypdf", "xlsxwriter", "typst", "pyshacl", "scipy.spatial"} & loaded


def test_importing_the_package_loads_no_interface_and_no_validator() -> None:
    assert loaded_by("import territory_graph") == set()
    assert loaded_by("import territory_graph.cli, territory_graph.exports") == set()


def test_building_loads_no_interface() -> None:
    assert loaded_by("import territory_graph.building") == set()


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.InputError, ValueError),
        (errors.ValidationError, ValueError),
        (errors.SettingsError, ValueError),
        (errors.StoreError, OSError),
        (errors.QueryError, ValueError),
        (errors.UnknownQuestionError, LookupError),
        (errors.UnknownParameterError, LookupError),
        (errors.UnknownEntityError, LookupError),
    ],
)
def test_every_error_is_ours_and_the_built_in_that_it_is(error: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(error, errors.TerritoryGraphError)
    assert issubclass(error, builtin)


def test_the_version_is_that_of_the_installed_package() -> None:
    assert version("territory-graph")
