"""The command line: parse, call one function, print. Errors become one line each on standard error, exit code 1.

::

    main ─▶ arguments ─▶ a command of building, serving, asking, exporting, analysing or updating ─▶ exit code
    running                            context: settings, sentences, where to print

``arguments.COMMANDS`` lists every command with its function. What only one command needs is imported when it runs.
"""

from territory_graph.cli.running import main

__all__ = ["main"]
