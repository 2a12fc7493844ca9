"""Attacks on the running product: ``python -m tests.attack [NAME …]``, or ``make test-attack`` for all of them.

Each starts the real server on a copy of a real store, does what a stranger, the data or the machine could do, within
bounds of time and number and on this machine's loopback addresses alone, and says what held and what did not.
"""
