"""The script that Streamlit runs for every visitor."""

import streamlit as st

from territory_graph.errors import NotServedError
from territory_graph.ui.shell import run

try:
    run()
except NotServedError as error:  # run by itself, in no language yet
    st.error(str(error))
