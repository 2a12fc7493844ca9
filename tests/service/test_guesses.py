"""Wrong tokens make a client wait, longer each time, and what is remembered of clients is bounded."""

from __future__ import annotations

from territory_graph.service.guesses import FORGOTTEN, FREE, LONGEST, MOST, Guesses


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def guess(guesses: Guesses, client: str, clock: Clock, seconds: float) -> int:
    """How many wrong tokens a client can give that waits as long as it must."""
    made, end = 0, clock.now + seconds
    while clock.now + guesses.wait(client) < end:
        clock.now += guesses.wait(client)
        guesses.count(client)
        made += 1
        clock.now += 0.01
    return made


def test_whoever_mistypes_does_not_wait_and_whoever_guesses_waits_twice_as_long_each_time():
    clock = Clock()
    guesses = Guesses(clock)
    waits = []
    for _ in range(FREE + 12):
        guesses.count("a")
        waits.append(guesses.wait("a"))
        clock.now += guesses.wait("a")
    assert waits[:FREE] == [0] * FREE
    assert waits[FREE : FREE + 4] == [5, 10, 20, 40]
    assert waits[-1] == LONGEST
    assert guesses.wait("b") == 0


def test_a_day_of_guesses_is_a_few_hundred():
    clock = Clock()
    guesses = Guesses(clock)
    assert guess(guesses, "a", clock, 86_400) < 350


def test_wrong_tokens_are_forgotten_after_an_hour():
    clock = Clock()
    guesses = Guesses(clock)
    for _ in range(FREE + 3):
        guesses.count("a")
    clock.now += FORGOTTEN
    guesses.count("a")
    assert guesses.wait("a") == 0


def test_what_is_remembered_is_bounded_and_the_newest_stay():
    guesses = Guesses(Clock())
    for number in range(MOST + 500):
        for _ in range(FREE + 1):
            guesses.count(str(number))
    assert len(guesses) == MOST
    assert guesses.wait(str(MOST + 499)) == 5
    assert guesses.wait("0") == 0
