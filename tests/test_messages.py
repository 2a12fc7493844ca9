"""Sentences in both languages, and how each writes dates, sums and numbers."""

from __future__ import annotations

import ast
import contextlib
import errno
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from territory_graph import causes, errors, resources
from territory_graph.cli import arguments
from territory_graph.ingest.description import description_of
from territory_graph.ingest.lexical import DEBRIS, NUMBERS
from territory_graph.ingest.schema import tables
from territory_graph.messages import translator

NARROW, NO_BREAK = "\u202f", "\u00a0"


def flat(content: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def sentences(language: str) -> dict[str, str]:
    return dict(flat(translator(language).sentences))


COMMAND = re.compile(r"\bterritory-graph ((?:[\w./{}=-]+ ?)+)")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_command_that_a_sentence_names_has_its_options(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = arguments.parser(translator(language))
    commands = {each.name for each in arguments.COMMANDS}
    named = 0
    for key, text in sentences(language).items():
        for found in COMMAND.finditer(text):
            words = re.sub(r"{\w+}", "x", found[1]).rstrip(".").split()
            # After its name, a sentence goes on: what is in capitals, in braces or an option belongs to the command.
            own = [*words[:1], *takewhile(lambda word: word == "x" or word[:2] == "--" or word.isupper(), words[1:])]
            if own[0] in commands:
                named += 1
                with contextlib.suppress(SystemExit):
                    parser.parse_args(own)
                refused = capsys.readouterr().err
                assert not refused or own[1:] == [], f"{key}: {found[0]}: {refused.splitlines()[-1]}"
    assert named > 15


def test_both_languages_have_the_same_sentences() -> None:
    assert sentences("fr").keys() == sentences("en").keys()


def test_a_sentence_has_the_same_fields_in_both_languages() -> None:
    def fields(text: str) -> set[str]:
        return set(re.findall(r"\{(\w*)(?!\w|:e\})", text))  # “{kind:e}” only makes a French word agree

    french, english = sentences("fr"), sentences("en")
    assert [key for key in french if fields(french[key]) != fields(english[key])] == []


def reported() -> Iterator[tuple[str, set[str] | None]]:
    """Every problem that the code reports: its code, and its fields where they are written beside it."""
    for path in [
        path
        for name in ("ingest", "updating", "contributions", "importing")
        for path in (resources.PACKAGE / name).rglob("*.py")
    ]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in {"Problem", "self._problem"}:
                given = [keyword for keyword in call.keywords if keyword.arg == "fields"]
                for code in codes(call.args[0]):
                    yield code, fields_of(call, given)


VARIABLE = ("unknown-column", "unknown-column-near", "separator-line", "title-line", *DEBRIS)


def codes(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):  # f"bad-{kind}", f"understood-{kind}"
        prefix = ast.literal_eval(node.values[0])
        return [prefix + kind for kind in sorted({"bad-": KINDS, "understood-": UNDERSTOOD}[prefix])]
    return [*VARIABLE]  # the codes that are variables


def fields_of(call: ast.Call, given: list[ast.keyword]) -> set[str] | None:
    """The names of the fields where they are written in the call itself."""
    if ast.unparse(call.func) == "self._problem":
        return {str(keyword.arg) for keyword in call.keywords} if all(k.arg for k in call.keywords) else None
    values = [keyword.value for keyword in given] + call.args[4:]
    if not values:
        return set()
    value = values[0]
    return {ast.literal_eval(key) for key in value.keys if key} if isinstance(value, ast.Dict) else None


KINDS = {
    *(column.kind.partition("@")[0] for table in tables().values() for column in table.columns),
    *NUMBERS,
} - {"text", "plain", *(column.kind for table in tables().values() for column in table.columns if "ref" in column.kind)}
UNDERSTOOD = {"day", "number", "code", "nothing", "serial", "list"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_problem_that_the_code_reports_has_a_sentence_with_its_fields(language: str) -> None:
    found = list(reported())
    assert len({code for code, _ in found}) > 30
    for code, given in found:
        sentence = translator(language).sentences["problems"][code]
        if given is not None:
            assert set(re.findall(r"\{(\w+)\}", sentence)) <= given, code


def concrete(error: type[errors.TerritoryGraphError]) -> Iterator[type[errors.TerritoryGraphError]]:
    """The errors that are raised: those with a sentence of their own."""
    for each in error.__subclasses__():
        yield from concrete(each)
        if "template" in vars(each) and each is not errors.InputError:
            yield each


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("error", list(concrete(errors.TerritoryGraphError)), ids=lambda error: error.__name__)
def test_every_error_has_a_sentence_with_its_fields(error: type[errors.TerritoryGraphError], language: str) -> None:
    fields = set(re.findall(r"\{(\w+)", error.template))
    sentence = translator(language).sentences["errors"][error.code]
    assert set(re.findall(r"\{(\w+)", sentence)) <= fields


def caused() -> Iterator[tuple[str, set[str]]]:
    """Every cause that the code tells: its code, and the fields that fill it."""
    for path in resources.PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(text)) if "Cause(" in text else ():
            if (
                isinstance(call, ast.Call)
                and ast.unparse(call.func) == "Cause"
                and isinstance(call.args[0], ast.Constant)
            ):
                yield str(call.args[0].value), {str(keyword.arg) for keyword in call.keywords}
    for known in (
        causes._TOML,
        causes._XML,
        causes._JSON,
        causes._RDF,
        causes._FILE,
        causes._ENGINE,
        causes._ARGUMENT,
        causes._USAGE,
    ):
        yield from ((code, set(re.compile(pattern).groupindex)) for pattern, code in known)
    yield from ((code, set()) for code in causes._SYSTEM.values())
    referred = {column.refers_to for table in tables().values() for column in table.columns} | {"person", "post"}
    yield from ((f"a-{kind}", set[str]()) for kind in referred if kind)
    yield from ((f"file-{kind}", {"file"}) for kind in ("missing", "extra", "changed", "unreadable"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_cause_has_a_sentence_with_its_fields(language: str) -> None:
    told = translator(language).sentences["causes"]
    found = list(caused())
    assert {code for code, _ in found} == set(told)
    assert [code for code, given in found if not set(re.findall(r"(?<!{){(\w+)}(?!})", told[code])) <= given] == []


def test_what_a_library_says_is_told_in_french_with_what_stands_there(tmp_path) -> None:
    say = translator("fr")
    (tmp_path / "territory.toml").write_text('slug = "x"\nname "y"\n', encoding="utf-8")
    (problem,) = description_of(tmp_path)[1]
    assert (problem.line, problem.column) == (2, "6")
    assert '« "y" »' in say.problem(problem).replace(NO_BREAK, " ")
    assert "il manque" in say.problem(problem)
    permission = causes.of_system(PermissionError(errno.EACCES, "Permission denied"))
    assert say("errors.store-not-writable", folder="x", reason=permission).count("vos droits") == 1
    unknown = say("problems.engine", reason=causes.of_engine(ValueError("boom at 3")))
    assert "« boom at 3 »" in unknown.replace(NO_BREAK, " ")
    assert "en anglais" in unknown


def test_an_error_is_told_in_the_reader_s_language() -> None:
    error = errors.UnknownEntityError(iri="urn:a")
    assert translator("fr").error(error) == "Le graphe ne dit rien de <urn:a>."
    assert translator("en").error(error) != translator("fr").error(error)
    assert "urn:a" in str(error)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", [f"160{NARROW}000{NARROW}€", f"1{NARROW}234,50{NARROW}€", f"0{NARROW}€"]),
        ("en", ["€160,000", "€1,234.50", "€0"]),
    ],
)
def test_a_sum_is_written_as_its_language_does(language: str, text: list[str]) -> None:
    say = translator(language)
    assert [say.euros(Decimal(value)) for value in ("160000.0", "1234.5", "0")] == text


@pytest.mark.parametrize(("language", "text"), [("fr", f"1{NARROW}234{NARROW}567,5"), ("en", "1,234,567.5")])
def test_a_number_is_written_as_its_language_does(language: str, text: str) -> None:
    assert translator(language).number(Decimal("1234567.5")) == text


def test_a_number_of_more_digits_than_anyone_reads_is_written_short():
    say = translator("en")
    assert (say.number(Decimal("1" * 400)), say.euros(Decimal("9" * 29))) == ("1.11111e+399", "€1.00000e+29")


@pytest.mark.parametrize(
    ("rank", "french", "english"),
    [(1, "1er", "1st"), (2, "2e", "2nd"), (3, "3e", "3rd"), (4, "4e", "4th"), (11, "11e", "11th"), (22, "22e", "22nd")],
)
def test_a_rank_is_written_as_its_language_does(rank: int, french: str, english: str) -> None:
    assert (translator("fr").ordinal(rank), translator("en").ordinal(rank)) == (french, english)
    assert translator("en").ordinal(1_113) == "1,113th"


@pytest.mark.parametrize(
    ("edtf", "french", "english"),
    [
        ("2021-05-12", "12 mai 2021", "12 May 2021"),
        ("2021-06-01", "1er juin 2021", "1 June 2021"),
        ("2021-11", "novembre 2021", "November 2021"),
        ("2012", "2012", "2012"),
        ("2011~", "vers 2011", "about 2011"),
    ],
)
def test_a_date_is_never_more_precise_than_its_source(edtf: str, french: str, english: str) -> None:
    assert translator("fr").edtf(edtf) == french
    assert translator("en").edtf(edtf) == english


def test_a_text_that_is_no_date_is_shown_as_it_is() -> None:
    assert translator("fr").edtf("au printemps") == "au printemps"


def test_french_counts_nothing_as_one_and_english_as_many() -> None:
    assert translator("fr")("questions.rows", count=0) == "0 ligne."
    assert translator("fr")("questions.rows", count=2) == "2 lignes."
    assert translator("en")("questions.rows", count=0) == "0 rows."


def test_a_day_is_written_out() -> None:
    assert translator("fr").day(date(2021, 5, 12)) == "12 mai 2021"


def test_a_problem_says_where_it_stands_and_what_to_do() -> None:
    fields = {"value": "12 k€", "proposal": "12000"}
    problem = errors.Problem("bad-amount", Path("agreements.csv"), 3, "amount", fields)
    sentence = translator("fr").problem(problem)
    assert sentence.startswith("agreements.csv:3, colonne amount")
    assert "12000" in sentence


def test_french_has_its_no_break_spaces() -> None:
    code = r"[\w={]"  # “?x” and “!=” of a query are no punctuation
    wrong = [key for key, text in sentences("fr").items() if re.search(rf" [:;»]| [!?](?!{code})|« ", text)]
    assert wrong == []
