"""The script that Streamlit runs for every visitor."""

from territory_graph.ui.shell import run

run()
