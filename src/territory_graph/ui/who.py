"""Who has opened the page whose script runs, and the button by which a reader logs in or out."""

from __future__ import annotations

import streamlit as st

from territory_graph.identity import Person
from territory_graph.messages import Translator
from territory_graph.service.clients import client_of
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.served import doors


def person() -> Person | None:
    """Who reads, where the server knows him; None for a reader who needs no name."""
    return doors().person(st.context.headers, st.user.to_dict())


def client() -> str:
    """Who asks, as the service tells its clients apart: by address."""
    return client_of(st.context.ip_address or "127.0.0.1")


def may_contribute() -> bool:
    """Whether pages offer to add, correct and dispute."""
    found = person()
    return found is not None and found.may_contribute


def login_button(say: Translator) -> None:
    """A button that logs in, or out whoever is: nothing where there is no login."""
    if doors().login is None:
        return
    found = person()
    if found is None:
        st.button(say("who.login"), key="login", type="tertiary", icon=":material/login:", on_click=st.login)
    else:
        name = say("who.logout", name=in_markdown(found.name))
        st.button(name, key="login", type="tertiary", icon=":material/logout:", on_click=st.logout)
