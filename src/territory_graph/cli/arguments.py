"""The arguments: every command with its function and its options, and the parser that reads them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NoReturn

from territory_graph.causes import of_usage
from territory_graph.cli import (
    analysing,
    asking,
    backing_up,
    building,
    contributing,
    exporting,
    importing,
    publishing,
    reading,
    serving,
    updating,
    verifying,
)
from territory_graph.cli.context import Context
from territory_graph.ingest.payload import FORMATS
from territory_graph.ingest.schema import tables
from territory_graph.messages import Translator
from territory_graph.settings import LANGUAGES

AddOptions = Callable[[argparse.ArgumentParser, Translator], None]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, the function that does it, the one that adds its options, and whether it takes a store.

    ``elsewhere`` says that it may do so with data on servers; others need the folder of a store.
    """

    name: str
    run: Callable[[Context], int]
    add_options: AddOptions | None = None
    store: bool = True
    elsewhere: bool = False


def language_of(arguments: list[str]) -> str:
    """The language asked for, needed before the arguments are parsed: help is in that language too."""
    for position, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        value = arguments[position + 1] if argument == "--lang" and position + 1 < len(arguments) else value
        if value in LANGUAGES:
            return value
    told = os.environ.get("TERRITORY_GRAPH_LANGUAGE", "")
    return told if told in LANGUAGES else LANGUAGES[0]


def _spoken(say: Translator) -> type[argparse.ArgumentParser]:
    """The parsers of a language: their headings, and what they refuse."""

    class Parser(argparse.ArgumentParser):
        """A parser that says in that language what ``argparse`` says in English."""

        def __init__(self, **options: Any) -> None:
            super().__init__(add_help=False, **options)
            self._positionals.title, self._optionals.title = say("cli.positionals"), say("cli.options")
            self.add_argument("-h", "--help", action="help", help=say("cli.help"))

        def format_usage(self) -> str:
            return super().format_usage().replace("usage: ", say("cli.usage"), 1)

        def format_help(self) -> str:
            return super().format_help().replace("usage: ", say("cli.usage"), 1)

        def error(self, message: str) -> NoReturn:
            self.print_usage(sys.stderr)
            self.exit(2, f"{self.prog}{say('cli.refused', reason=of_usage(message))}\n")

    return Parser


def parser(say: Translator, only: Collection[str] | None = None) -> argparse.ArgumentParser:
    """The parser of every command, its help in the language of ``say``; it stores the function as ``command``.

    Commands that do not stand in ``only`` have no options: what those of some may be takes a while to load.
    """
    top = _spoken(say)(prog="territory-graph", description=say("cli.description"))
    top.add_argument("--lang", choices=LANGUAGES, help=say("cli.lang"))
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        text = say(f"cli.{command.name}")
        options = commands.add_parser(command.name, help=text, description=text)
        options.set_defaults(command=command.run)
        if command.store:
            options.add_argument("--store", metavar="DIR", help=say("cli.store"))
        options.set_defaults(elsewhere=command.elsewhere or not command.store)
        if command.add_options and (only is None or command.name in only):
            command.add_options(options, say)
    return top


def _one(name: str, metavar: str, key: str) -> AddOptions:
    """Adds one argument, whose help is the sentence of that key."""

    def add(options: argparse.ArgumentParser, say: Translator) -> None:
        options.add_argument(name, metavar=metavar, help=say(key))

    return add


def _territory(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("territory", nargs="?", metavar="TERRITORY", help=say("cli.territory"))


def _serve(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("--host", default="127.0.0.1", help=say("cli.host"))
    options.add_argument("--port", default="8501", help=say("cli.port"))
    options.add_argument("--login", metavar="FILE", help=say("cli.login"))
    options.add_argument("--public-url", metavar="URL", help=say("cli.public_url"))
    options.add_argument("--base-path", metavar="PATH", help=say("cli.base_path"))
    options.add_argument("--log", choices=("text", "json"), help=say("cli.log"))
    options.add_argument("--trusted-proxy", metavar="ADDRESS", action="append", help=say("cli.trusted_proxy"))
    options.add_argument("--embedded-by", metavar="SITE", action="append", help=say("cli.embedded_by"))


def _ask(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("question", nargs="?", help=say("cli.question"))
    options.add_argument("values", nargs="*", metavar="NAME=VALUE", help=say("cli.parameter"))
    _answer_format(options, say)


def _query(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("file", metavar="FILE|-", help=say("cli.query_file"))
    _answer_format(options, say)


def _answer_format(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("--format", choices=("table", "csv", "json"), default="table", help=say("cli.format"))


def _export(options: argparse.ArgumentParser, say: Translator) -> None:
    from territory_graph.exports import NETWORK_WRITERS, WRITERS  # noqa: PLC0415  it loads networks

    formats = (*WRITERS, *NETWORK_WRITERS, "html", "ro-crate")
    options.add_argument("format", choices=formats, help=say("cli.export_format"))
    options.add_argument("file", metavar="FILE", help=say("cli.export_file"))
    _projection(options, "--network", say, "cli.projection")


def _update(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("file", nargs="?", metavar="FILE|-", help=say("cli.update_file"))
    _author(options, say)
    options.add_argument("--graph", metavar="IRI", help=say("cli.update_graph"))
    kinds = options.add_mutually_exclusive_group()
    for kind in ("put", "post", "delete"):
        kinds.add_argument(f"--{kind}", dest="kind", action="store_const", const=kind, help=say(f"cli.update_{kind}"))
    options.add_argument("--media-type", choices=tuple(FORMATS), help=say("cli.update_media_type"))
    options.add_argument("--if-version", metavar="VERSION", help=say("cli.update_if_version"))
    options.add_argument("--key", metavar="KEY", help=say("cli.update_key"))
    options.add_argument("--format", choices=("text", "json"), default="text", help=say("cli.update_format"))
    options.add_argument("--parent", type=int, help=argparse.SUPPRESS)  # of the service: its process


def _publish(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("--to", metavar="ADDRESS", action="append", help=say("cli.publish_to"))


def _contribute(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("files", nargs="*", metavar="FILE.csv", help=say("cli.contribute_files"))
    options.add_argument("--why", required=True, metavar="TEXT", help=say("cli.contribute_why"))
    options.add_argument("--record", action="append", metavar="IRI", help=say("cli.contribute_record"))
    kinds = options.add_mutually_exclusive_group()
    for kind in ("dispute", "withdraw", "restore"):
        kinds.add_argument(
            f"--{kind}", dest="kind", action="store_const", const=kind, help=say(f"cli.contribute_{kind}")
        )
    options.add_argument("--dry-run", action="store_true", help=say("cli.contribute_dry_run"))
    _desk(options, say)


def _desk(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("--territory", metavar="DIR", help=say("cli.territory"))
    options.add_argument("--as", dest="author", metavar="NAME", default="command-line", help=say("cli.contribute_as"))


def _accept(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("id", metavar="ID", help=say("cli.contribute_id"))
    _desk(options, say)


def _reject(options: argparse.ArgumentParser, say: Translator) -> None:
    _accept(options, say)
    options.add_argument("--why", required=True, metavar="TEXT", help=say("cli.reject_why"))
    options.add_argument("--back", action="store_true", help=say("cli.reject_back"))


def _history(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("thing", nargs="?", metavar="IRI", help=say("cli.history_thing"))
    _desk(options, say)


def _analyse(options: argparse.ArgumentParser, say: Translator) -> None:
    from territory_graph.network.whole import ENGINES  # noqa: PLC0415  it loads networks

    _projection(options, "--projection", say, "cli.analyse_projection")
    options.add_argument("--output", metavar="FILE", help=say("cli.analyse_output"))
    options.add_argument("--csv", metavar="FILE", help=say("cli.analyse_csv"))
    options.add_argument("--tables", metavar="DIR", help=say("cli.analyse_tables"))
    options.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help=say("cli.analyse_engine"))
    options.add_argument("--master", metavar="ADDRESS", default="", help=say("cli.analyse_master"))
    options.add_argument("--check", metavar="FILE", nargs="?", const="", help=say("cli.analyse_check"))
    _author(options, say)


def _projection(options: argparse.ArgumentParser, option: str, say: Translator, key: str) -> None:
    from territory_graph.network.build import PROJECTIONS  # noqa: PLC0415  it loads networks

    text = say(key, names=", ".join(PROJECTIONS))
    options.add_argument(option, choices=tuple(PROJECTIONS), default="actors", help=text)


def _read(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("file", metavar="FILE|-", help=say("cli.read_file"))
    options.add_argument("--source", metavar="ID", help=say("cli.read_source"))
    _answer_format(options, say)


def _author(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("--as", dest="author", metavar="NAME", default="command-line", help=say("cli.update_author"))


def _new(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("folder", metavar="DIR", help=say("cli.new_folder"))
    options.add_argument("--xlsx", action="store_true", help=say("cli.new_xlsx"))


def _import(options: argparse.ArgumentParser, say: Translator) -> None:
    options.add_argument("file", nargs="?", metavar="FILE|REGISTER", help=say("cli.import_file"))
    options.add_argument("path", nargs="*", metavar="PATH", help=say("cli.cog_path"))
    options.add_argument("--year", nargs="+", metavar=("YEARS", "PATH"), help=say("cli.cog_year"))
    options.add_argument("--columns", metavar="NAMES", help=say("cli.register_choose_columns"))
    options.add_argument("--departments", metavar="CODES", help=say("cli.register_choose_departments"))
    options.add_argument("--day", metavar="DAY", help=say("cli.register_choose_day"))
    options.add_argument("--territory", metavar="FOLDER", help=say("cli.territory"))
    options.add_argument("--apply", action="store_true", help=say("cli.import_apply"))
    options.add_argument("--undo", metavar="NAME", help=say("cli.import_undo"))
    options.add_argument("--sheet", metavar="NAME", help=say("cli.import_only_sheet"))
    options.add_argument("--table", choices=tuple(tables()), help=say("cli.import_table"))
    options.add_argument("--source", metavar="ID", help=say("cli.import_source"))
    _author(options, say)


def _reproduce(context: Context) -> int:
    from territory_graph.cli.reproducing import reproduce  # noqa: PLC0415  it loads views

    return reproduce(context)


COMMANDS = (
    Command("build", building.build, _territory),
    Command("serve", serving.serve, _serve, elsewhere=True),
    Command("mcp", serving.mcp),
    Command("ask", asking.ask, _ask, elsewhere=True),
    Command("query", asking.query, _query, elsewhere=True),
    Command("export", exporting.export, _export, elsewhere=True),
    Command("reproduce", _reproduce, _one("citation", "CITATION|FILE|-", "cli.reproduce_citation")),
    Command("validate", building.validate, _territory, store=False),
    Command("info", asking.info, elsewhere=True),
    Command("verify", verifying.verify),
    Command("publish", publishing.publish, _publish, elsewhere=True),
    Command("backup", backing_up.backup, _one("file", "FILE", "cli.backup_file")),
    Command("restore", backing_up.restore, _one("file", "FILE", "cli.restore_file")),
    Command("read", reading.read, _read),
    Command("update", updating.update, _update),
    Command("contribute", contributing.contribute, _contribute),
    Command("queue", contributing.queue, _desk),
    Command("accept", contributing.accept, _accept),
    Command("reject", contributing.reject, _reject),
    Command("history", contributing.history, _history),
    Command("analyse", analysing.analyse, _analyse),
    Command("new", building.new, _new, store=False),
    Command("import", importing.import_, _import),
)
"""Every command, in the order of the help."""
