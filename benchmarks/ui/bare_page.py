"""The page that screens are measured beside: a title. Run by Streamlit."""

from __future__ import annotations

import streamlit as st

st.set_page_config(layout="wide")
st.title("Une page")
