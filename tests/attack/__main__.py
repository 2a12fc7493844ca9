"""Runs the attacks that are named, or all of them, and prints a table of what held."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.attack import damage, data, flood, kills, slow, sockets, strangers, writers
from tests.attack.attacks import Attack, Outcome
from tests.attack.ground import Ground

MODULES = (flood, slow, sockets, strangers, data, writers, kills, damage)
ATTACKS: dict[str, Attack] = {attack.name: attack for module in MODULES for attack in module.ATTACKS}


def main() -> int:
    """Returns 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"attacks: {', '.join(ATTACKS)}; all by default")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long a flood lasts, 10 by default")
    parser.add_argument("--list", action="store_true", help="print the threat model, and attack nothing")
    parser.add_argument("--rounds", type=int, default=1, help="floods one after another, 1 by default")
    args = parser.parse_args()
    if args.list:
        print("\n".join(model()))
        return 0
    unknown = [name for name in args.names if name not in ATTACKS]
    if unknown:
        parser.error(f"no attack is called {', '.join(unknown)}")
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        ground = Ground(Path(folder), args.seconds, args.rounds)
        outcomes = {name: _attacked(ATTACKS[name], ground) for name in args.names or ATTACKS}
    print("\n".join(table(outcomes)))
    return 0 if all(outcome.held for outcome in outcomes.values()) else 1


def _attacked(attack: Attack, ground: Ground) -> Outcome:
    outcome, began = Outcome(), time.monotonic()
    try:
        attack.run(ground, outcome)
    except Exception as error:  # an attack that ends in an error has not been withstood, and the others go on
        traceback.print_exc()
        outcome.check(f"{type(error).__name__}: {str(error)[:200]}", False)
    print(f"{attack.name}: {_verdict(outcome)}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return outcome


def _verdict(outcome: Outcome) -> str:
    return "held" if outcome.held else "NOT HELD"


def model() -> list[str]:
    """The lines of a Markdown table: what each attack threatens, how, how that would show, and what must hold."""
    lines = ["| attack | asset | threat | symptom | what must hold |", "|---|---|---|---|---|"]
    return lines + [
        f"| {one.name} | {one.asset} | {one.threat} | {one.symptom} | {one.holds} |" for one in ATTACKS.values()
    ]


def table(outcomes: dict[str, Outcome]) -> list[str]:
    """The lines of a Markdown table: each attack, what was done, what was found, and whether it held."""
    lines = ["| attack | what was done | what was found | |", "|---|---|---|---|"]
    for name, outcome in outcomes.items():
        told = Counter(check.found if check.held else f"**{check.found}**" for check in outcome.checks)
        found = "; ".join(f"{number} × {one}" if number > 1 else one for one, number in told.items())
        lines.append(f"| {name} | {outcome.did} | {found} | {_verdict(outcome)} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
