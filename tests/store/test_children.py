"""A child gets no secret, and ends with the process that started it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from territory_graph import resources
from territory_graph.settings import SECRETS
from territory_graph.store.children import child_environment, in_child, is_child_of

STARTER = """
import subprocess, sys, time
code = "from territory_graph.store.children import end_with_parent; end_with_parent(); print(1); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-uc", f"import time; {code}"], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""


def test_the_environment_of_a_child_has_all_but_the_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "a-secret-of-the-tests")
    monkeypatch.setenv("TERRITORY_GRAPH_LANGUAGE", "en")
    found = child_environment()
    assert found == {name: value for name, value in os.environ.items() if value != "a-secret-of-the-tests"}
    assert found["TERRITORY_GRAPH_LANGUAGE"] == "en"


def test_a_process_knows_whether_its_parent_is_the_one_it_had() -> None:
    code = "import sys; from territory_graph.store.children import is_child_of; print(is_child_of(int(sys.argv[1])))"
    told = subprocess.run([sys.executable, "-c", code, str(os.getpid())], capture_output=True, text=True, check=True)
    assert told.stdout == "True\n"
    assert not is_child_of(os.getpid())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_child_ends_with_its_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", STARTER], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    limit = time.monotonic() + 10
    while time.monotonic() < limit and is_running(child):
        time.sleep(0.01)
    assert not is_running(child)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_every_process_that_is_started_is_told_what_it_may_see() -> None:
    start = r"(?:create_subprocess_exec|subprocess\.(?:Popen|run))\("
    starts = {
        path.name: (len(re.findall(start, text)), text.count("env="))
        for path in resources.PACKAGE.rglob("*.py")
        if "subprocess" in (text := path.read_text(encoding="utf-8"))
    }
    assert starts["watch.py"] == (1, 1)
    assert [name for name, (started, told) in starts.items() if told < started] == []


def test_a_function_is_called_in_a_child_that_takes_its_memory_with_it() -> None:
    assert in_child(os.getpid) != os.getpid()
    with pytest.raises(ValueError, match="soon") as caught:
        in_child(int, "soon")
    assert "Traceback" in caught.value.__notes__[0]
    with pytest.raises(ChildProcessError, match="_exit ended with status 3"):
        in_child(os._exit, 3)
