"""The application for any server that looks for one here: ``streamlit run app.py`` or ``uvicorn app:app``."""

from territory_graph.ui.application import app

__all__ = ["app"]
