"""Where packaged files lie: the one module that knows.

Installed from a wheel, everything is inside the package. In a checkout, ``data/`` stands at its top, beside ``src/``.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ONTOLOGY = PACKAGE / "ontology"
QUERIES = PACKAGE / "queries"
LOCALES = PACKAGE / "locales"
TABLES = PACKAGE / "ingest" / "tables.toml"
ASSETS = PACKAGE / "ui" / "assets"
SITE = PACKAGE / "site"
"""The documentation as a site, where ``make docs`` has built it."""

_PACKAGED_DATA = PACKAGE / "data"
_ABOVE_SOURCE = PACKAGE.parent.parent


def checkout() -> Path | None:
    """The top folder of the checkout that the package runs from, or None when it was installed from a wheel."""
    return _ABOVE_SOURCE if (_ABOVE_SOURCE / "pyproject.toml").is_file() else None


def data_folder() -> Path:
    """The folder that holds the territories shipped with the software, one folder each."""
    return _PACKAGED_DATA if _PACKAGED_DATA.is_dir() else _ABOVE_SOURCE / "data"


def default_territory() -> Path:
    """The territory that is built when none is named."""
    return data_folder() / "rouen-seine-eure"
