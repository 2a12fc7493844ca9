"""Acts that follow one another before the browser has heard of what the first made of the address."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from territory_graph.ui.latest_address import acting, begin_run

    def add(name: str) -> None:
        with acting():
            st.query_params[name] = "yes"

    begin_run()
    for name in ("first", "second", "third"):
        st.button(name, on_click=add, args=(name,), key=name)


def address(app: AppTest) -> set[str]:
    return set(app.query_params)


def act(app: AppTest, name: str, told_at: set[str]) -> None:
    """Presses a button in a browser that still stands at an address."""
    app.query_params = {each: ["yes"] for each in told_at}
    app.button(name).click().run()


def test_acts_told_from_addresses_that_have_passed_take_nothing_back() -> None:
    app = AppTest.from_function(page).run()
    act(app, "first", told_at=set())
    assert address(app) == {"first"}
    act(app, "second", told_at=set())
    assert address(app) == {"first", "second"}
    act(app, "third", told_at={"first"})
    assert address(app) == {"first", "second", "third"}


def test_where_the_reader_went_back_to_is_where_the_next_act_begins() -> None:
    app = AppTest.from_function(page).run()
    act(app, "first", told_at=set())
    app.query_params = {}
    app.run()
    act(app, "second", told_at=set())
    assert address(app) == {"second"}


def test_an_act_at_the_latest_address_forgets_those_before() -> None:
    app = AppTest.from_function(page).run()
    act(app, "first", told_at=set())
    act(app, "second", told_at={"first"})
    act(app, "third", told_at=set())
    assert address(app) == {"third"}
