"""The application for any server that looks for one here: ``streamlit run app.py`` or ``uvicorn app:app``.

``streamlit run`` reads this file before it runs it, and finds an application only where ``App`` is called.
"""

from streamlit import App

from territory_graph.library import Library
from territory_graph.settings import read_settings
from territory_graph.ui.application import SCRIPT, options

app = App(SCRIPT, **options(Library(read_settings())))
