"""What leaves the screen: files, a link, a citation, code for other programs, and the answer as a network."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from territory_graph.downloads import Answered, Provenance, can_hold, download, file_of, formats_of
from territory_graph.errors import QueryRefusedError, QueryTooLongError, SavedQueryError
from territory_graph.exports import separator
from territory_graph.saved_queries import SavedQueries
from territory_graph.ui.context import ADDRESSES, Context, standing_parameters
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.served import library
from territory_graph.ui.sparql.running import size_of
from territory_graph.ui.sparql.shown import shown_parameters
from territory_graph.ui.sparql.state import Outcome
from territory_graph.ui.who import client
from territory_graph.views.citation import Cited, Reference, bibtex, citation, name_of, reference_address
from territory_graph.views.fingerprint import text_hash
from territory_graph.views.permalink import address_if_any, address_of
from territory_graph.views.reading import Reading
from territory_graph.views.snippets import snippets

_FRAME = 620
"""Pixels that a frame is high at first."""


def site() -> str:
    """The address under which this site is seen, without the screen: ends with “/”."""
    parts = urlsplit(st.context.url or "")
    folder = parts.path.rpartition("/")[0]
    return f"{parts.scheme}://{parts.netloc}{folder}/" if parts.netloc else "/"


def endpoint() -> str:
    """The public address of the endpoint."""
    return f"{site()}sparql"


def download_button(context: Context, outcome: Outcome, reading: Reading) -> None:
    """A button that offers the answer in every format."""
    label = context.say("sparql.download.open")
    if st.button(label, icon=":material/download:", key="sparql-download"):
        st.dialog(label, width="medium")(_files)(context, outcome, reading)


def _files(context: Context, outcome: Outcome, reading: Reading) -> None:
    st.caption(context.say("sparql.download.intro"))
    for key in formats_of(reading.found):
        _file(context, outcome, reading, key)


def _file(context: Context, outcome: Outcome, reading: Reading, key: str) -> None:
    """A file, made when it is asked for; a format that cannot hold the answer says so instead."""
    say, found = context.say, reading.found
    name, media_type = file_of(found, key, context.graph.manifest.slug, text_hash(outcome.text))
    fits = can_hold(found, key)
    with st.container(horizontal=True, vertical_alignment="center", key=f"sparql-file-{key}"):
        st.download_button(
            say(f"sparql.download.{key}"),
            lambda: download(_answered(context, outcome, reading), key).content,
            file_name=name,
            mime=media_type,
            disabled=not fits,
            on_click="ignore",
            key=f"sparql-download-{key}",
            width=170,
        )
        st.caption(say(f"sparql.download.{key}_help" if fits else "sparql.download.impossible"))


def _answered(context: Context, outcome: Outcome, reading: Reading) -> Answered:
    say, data, result = context.say, outcome.data, outcome.result
    assert data is not None
    assert result is not None
    provenance = Provenance(
        query=outcome.text,
        query_sha256=text_hash(outcome.text),
        result_sha256=outcome.hash,
        size=len(reading.found.table),
        cut=result.cut,
        dataset=name_of(data, say),
        data_version=result.version,
        data_date=data.built_on.isoformat(),
        licence=data.licence,
        licence_url=data.licence_url,
        software=f"territory-graph {data.software}",
    )
    return Answered(result.body, reading.found, reading.names, provenance, data.slug, separator(say.language))


def share_button(context: Context, outcome: Outcome, reading: Reading) -> None:
    """A button that gives the link, the file and the code of the query, and saves it where that is allowed."""
    label = context.say("sparql.share.open")
    if st.button(label, icon=":material/share:", key="sparql-share"):
        st.dialog(label, width="medium")(_shared)(context, outcome, shown_parameters(outcome, reading))


def _shared(context: Context, outcome: Outcome, shown: Mapping[str, str]) -> None:
    _link(context, outcome, shown)
    st.download_button(
        context.say("sparql.share.file"),
        outcome.text,
        file_name=f"{context.graph.manifest.slug}-{text_hash(outcome.text)[:8]}.rq",
        mime="application/sparql-query",
        icon=":material/draft:",
        on_click="ignore",
        key="sparql-share-file",
    )
    _code(context, outcome)
    _save(context, outcome)


def address(context: Context, outcome: Outcome, shown: Mapping[str, str]) -> str:
    """The address that opens and runs the query, and shows its answer as ``shown`` says.

    Raises:
        QueryTooLongError: no address can hold it.
    """
    parameters = {**address_of(outcome.text), **shown, **standing_parameters(context.say.language)}
    return f"{site()}{ADDRESSES['sparql']}?{urlencode(parameters)}"


def _link(context: Context, outcome: Outcome, shown: Mapping[str, str]) -> None:
    """The link to the query, and the frame that shows its answer in another page."""
    say = context.say
    st.markdown(f"**{say('sparql.share.link')}**")
    try:
        st.code(address(context, outcome, shown), language=None, wrap_lines=True)
        st.caption(say("sparql.share.link_text"))
        framed = address(context, outcome, {**shown, "embed": "true"})
        title = escape(say("sparql.embed.frame", name=name_of(context.graph.manifest, say)))
        frame = (
            f'<iframe src="{escape(framed)}" title="{title}" width="100%" height="{_FRAME}" loading="lazy"></iframe>'
        )
        st.markdown(f"**{say('sparql.embed.title')}**")
        st.code(frame, language="html", wrap_lines=True)
        sites = ", ".join(library().settings.embedded_by)
        st.caption(in_markdown(say("sparql.embed.allowed", sites=sites) if sites else say("sparql.embed.nobody")))
    except QueryTooLongError as error:
        key = "too_long_saved" if library().settings.saved_queries else "too_long"
        st.info(say(f"sparql.share.{key}", **error.fields), icon=":material/link_off:")


def _code(context: Context, outcome: Outcome) -> None:
    if outcome.query is None:
        return
    st.markdown(f"**{context.say('sparql.share.code')}**")
    found = snippets(outcome.query, endpoint())
    for tab, snippet in zip(st.tabs([each.name for each in found]), found, strict=True):
        with tab:
            st.code(snippet.code, language=snippet.language, height=260)


def _save(context: Context, outcome: Outcome) -> None:
    """Saves the query under a name, on a server that keeps some."""
    say, folder = context.say, library().settings.saved_queries
    if folder is None:
        return
    st.markdown(f"**{say('sparql.share.save')}**")
    with st.form("sparql-save", border=False, enter_to_submit=True):
        name = st.text_input(say("sparql.share.name"), key="sparql-save-name", help=say("errors.saved-name"))
        if st.form_submit_button(say("sparql.share.save_button"), icon=":material/bookmark_add:"):
            try:
                SavedQueries(folder).save(name, outcome.text, client())
                st.success(in_markdown(say("sparql.share.saved", name=name)))
            except (SavedQueryError, QueryRefusedError) as error:
                st.warning(in_markdown(say.error(error)))
    st.caption(say("sparql.share.save_text"))


def cite_button(context: Context, outcome: Outcome) -> None:
    """A button that tells how to cite the answer, so that a reader can check it."""
    label = context.say("sparql.cite.open")
    if st.button(label, icon=":material/format_quote:", key="sparql-cite"):
        st.dialog(label, width="medium")(_cited)(context, outcome)


def _cited(context: Context, outcome: Outcome) -> None:
    say, data, query = context.say, outcome.data, outcome.query
    assert data is not None
    assert query is not None
    result = outcome.result
    assert result is not None
    found = outcome.found
    rows = len(found.table) if result.cut and found is not None else None
    columns = found.table.columns if found is not None else ()
    blanks = any(cell and cell.kind == "blank" for column in columns for cell in set(column))
    try:
        link = reference_address(Reference(outcome.text, result.version, outcome.hash, rows, site()))
    except QueryTooLongError:
        link = ""
    stable = query.repeatable and not blanks
    cited = Cited(text_hash(outcome.text), outcome.hash, size_of(outcome, say), link, outcome.at.date(), stable)
    st.caption(say("sparql.cite.intro"))
    st.code(citation(cited, data, say), language=None, wrap_lines=True)
    st.code(bibtex(cited, data, say), language="latex", wrap_lines=True)
    st.caption(say("sparql.cite.check_text"))


def network_button(context: Context, outcome: Outcome, reading: Reading) -> None:
    """A button that opens the answer in the network screen, where it ties things."""
    if "graph" not in reading.views:
        return
    parameters = address_if_any(outcome.text)
    if parameters and st.button(context.say("sparql.as_network"), icon=":material/hub:", key="sparql-as-network"):
        context.go("network", parameters)
