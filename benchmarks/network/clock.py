"""Time in turn, and time in a process of its own that can be stopped."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

Task = Callable[[], Any]


def seconds(task: Task) -> float:
    """How long a task takes, once."""
    gc.collect()
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def in_turn(tasks: Mapping[str, Task], rounds: int) -> dict[str, float]:
    """The median time of each of some tasks, run one after another in each round."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            taken[name].append(seconds(task))
    return {name: median(times) for name, times in taken.items()}


def capped(task: Task, cap: float) -> float | None:
    """How long a task takes in a process of its own; None where it did not end within ``cap`` seconds."""
    context = multiprocessing.get_context("fork")
    there, here = context.Pipe()
    process = context.Process(target=lambda: here.send(seconds(task)))
    process.start()
    try:
        return float(there.recv()) if there.poll(cap) else None
    finally:
        process.kill()
        process.join()
