"""A query as code against the endpoint: curl, Python (SPARQLWrapper), R, JavaScript and Julia, each runs as it is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain, count

from territory_graph.store.guard import GuardedQuery


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code in one language: its name, the language that colours it, and the text."""

    name: str
    language: str
    code: str


def snippets(query: GuardedQuery, endpoint: str) -> tuple[Snippet, ...]:
    """The same query in each language: SELECT as a table, ASK as a truth value, triples as a graph or as Turtle."""
    rows = query.form == "select"
    accept = "text/csv" if rows else "application/sparql-results+json" if query.form == "ask" else "text/turtle"
    text = query.text.strip()
    return (
        Snippet("curl", "bash", _curl(text, endpoint, accept)),
        Snippet("Python", "python", _python(text, endpoint, query.form)),
        Snippet("R", "r", _r(text, endpoint, accept, rows)),
        Snippet("JavaScript", "javascript", _javascript(text, endpoint, query.form)),
        Snippet("Julia", "julia", _julia(text, endpoint, accept)),
    )


def _curl(query: str, endpoint: str, accept: str) -> str:
    """A here-document holds any query: its end is a word that no line of the query is."""
    ends = chain(["SPARQL"], (f"SPARQL_{number}" for number in count()))
    end = next(word for word in ends if word not in query.split("\n"))
    quoted = "'" + endpoint.replace("'", "'\\''") + "'"
    return (
        f"curl --silent --show-error {quoted} \\\n"
        f"  --header 'Accept: {accept}' \\\n"
        f"  --data-urlencode query@- <<'{end}'\n{query}\n{end}\n"
    )


_PYTHON = {
    "select": """\
from io import BytesIO

import pandas
from SPARQLWrapper import CSV, POST, SPARQLWrapper

client = SPARQLWrapper({endpoint})
client.setMethod(POST)
client.setReturnFormat(CSV)
client.setQuery({query})
table = pandas.read_csv(BytesIO(client.query().convert()), skip_blank_lines=False)
print(table)
""",
    "ask": """\
from SPARQLWrapper import JSON, POST, SPARQLWrapper

client = SPARQLWrapper({endpoint})
client.setMethod(POST)
client.setReturnFormat(JSON)
client.setQuery({query})
print(client.query().convert()["boolean"])
""",
    "graph": """\
from rdflib import Graph
from SPARQLWrapper import POST, TURTLE, SPARQLWrapper

client = SPARQLWrapper({endpoint})
client.setMethod(POST)
client.setReturnFormat(TURTLE)
client.setQuery({query})
graph = Graph().parse(data=client.query().convert(), format="turtle")
print(len(graph), "triples")
""",
}


def _python(query: str, endpoint: str, form: str) -> str:
    """The query stands line by line where no character in it means something to Python."""
    readable = '"""' not in query and "\\" not in query and "\r" not in query and not query.endswith('"')
    text = f'"""\n{query}\n"""' if readable else repr(query)
    template = _PYTHON.get(form, _PYTHON["graph"])
    return template.replace("{endpoint}", json.dumps(endpoint), 1).replace("{query}", text, 1)


def _r(query: str, endpoint: str, accept: str, rows: bool) -> str:
    """Base R (4.0 or later), nothing to install: the query is encoded into the address.

    It is a raw string, whose end has one dash more than any like it in the query.
    """
    dashes = next("-" * number for number in count() if f'){"-" * number}"' not in query)
    return (
        _R.replace("{endpoint}", json.dumps(endpoint), 1)
        .replace("{accept}", accept, 1)
        .replace("{reading}", _R_TABLE if rows else _R_TEXT, 1)
        .replace("{query}", f'r"{dashes}({query}){dashes}"', 1)
    )


_R = """\
endpoint <- {endpoint}
query <- {query}
address <- paste0(endpoint, "?query=", URLencode(query, reserved = TRUE))
answer <- url(address, headers = c(Accept = "{accept}"), encoding = "UTF-8")
{reading}
"""
_R_TABLE = """\
table <- read.csv(answer, encoding = "UTF-8", blank.lines.skip = FALSE)
print(table)"""
_R_TEXT = """\
lines <- readLines(answer, encoding = "UTF-8")
cat(lines, sep = "\\n")"""


_JAVASCRIPT = """\
// Node 18 or later, or a page: save as query.mjs, then: node query.mjs
const endpoint = {endpoint};
const query = {query};

const answer = await fetch(endpoint, {
  method: "POST",
  headers: { Accept: "{accept}" },
  body: new URLSearchParams({ query }),
});
if (!answer.ok) throw new Error(await answer.text());
{reading}
"""
_JAVASCRIPT_READING = {
    "select": """\
const { head, results } = await answer.json();
const table = results.bindings.map((row) => Object.fromEntries(head.vars.map((name) => [name, row[name]?.value])));
console.table(table);""",
    "ask": "console.log((await answer.json()).boolean);",
    "graph": "console.log(await answer.text());",
}


def _javascript(query: str, endpoint: str, form: str) -> str:
    """The query is a template literal, line by line where no character in it means something to JavaScript."""
    readable = not any(sign in query for sign in ("`", "\\", "${", "\r"))
    kind = form if form in _JAVASCRIPT_READING else "graph"
    accept = "text/turtle" if kind == "graph" else "application/sparql-results+json"
    return (
        _JAVASCRIPT.replace("{endpoint}", json.dumps(endpoint), 1)
        .replace("{accept}", accept, 1)
        .replace("{reading}", _JAVASCRIPT_READING[kind], 1)
        .replace("{query}", f"`{query}`" if readable else json.dumps(query), 1)
    )


_JULIA = """\
# Julia 1.6 or later, nothing to install; for a table, CSV.read(answer, DataFrame) of CSV.jl and DataFrames.jl
using Downloads

endpoint = {endpoint}
query = {query}
answer = IOBuffer()
response = Downloads.request(endpoint; method = "POST", input = IOBuffer(query), output = answer,
    headers = ["Content-Type" => "application/sparql-query", "Accept" => "{accept}"])
seekstart(answer)
response.status == 200 || error(read(answer, String))
println(read(answer, String))
"""


def _julia(query: str, endpoint: str, accept: str) -> str:
    """The query stands in three quotes, whose first line break Julia leaves out, with its signs escaped."""
    escaped = re.sub(r'[\\$"]', r"\\\g<0>", query).replace("\r", "\\r")
    written = _JULIA.replace("{endpoint}", json.dumps(endpoint).replace("$", "\\$"), 1).replace("{accept}", accept, 1)
    return written.replace("{query}", f'"""\n{escaped}"""', 1)
