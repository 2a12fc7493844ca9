"""Documents of a text, read without spaCy: what is proposed from them on the hamlet."""

from __future__ import annotations

import pytest

from territory_graph.reading import spacy_names


@pytest.fixture
def without_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads as where spaCy is not installed, whether it is or not."""
    monkeypatch.setattr(spacy_names, "installed", lambda: False)
