"""Temporary files go with their process, and those of a killed one with the next that comes by."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from territory_graph.scratch import (
    PREFIX,
    file_beside,
    remove_files_beside,
    remove_scratch_folders,
    replacing,
    scratch_folder,
)

HOLDER = """
import sys, time
from pathlib import Path
from territory_graph.scratch import file_beside, scratch_folder

with scratch_folder() as folder, file_beside(Path(sys.argv[1])) as file:
    (folder / "content").write_text("x")
    print(folder, flush=True)
    print(file, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_goes_with_its_block(temporary: Path) -> None:
    with scratch_folder() as folder:
        (folder / "content").write_text("x")
        assert folder.name.startswith(PREFIX)
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_holds_is_not(temporary: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(temporary / "export.trig")]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        folder, file = Path(process.stdout.readline().strip()), Path(process.stdout.readline().strip())
        remove_scratch_folders()
        remove_files_beside(temporary)
        assert (folder / "content").exists()
        assert file.exists()
        process.send_signal(signal.SIGKILL)
    assert folder.exists()
    remove_scratch_folders()
    remove_files_beside(temporary, "export.trig")
    assert list(temporary.iterdir()) == []


def test_only_what_is_named_as_a_leftover_is_removed(temporary: Path) -> None:
    kept = ["territory-graph-export", f"{PREFIX}file", ".export.trig-notes", ".other-0123abcd"]
    for name in kept:
        (temporary / name).write_text("")
    (temporary / f"{PREFIX}link").symlink_to(temporary / "target", target_is_directory=True)
    (temporary / "target").mkdir()
    remove_scratch_folders()
    remove_files_beside(temporary, "export.trig")
    assert {path.name for path in temporary.iterdir()} == {*kept, f"{PREFIX}link", "target"}


def test_a_file_is_replaced_whole_or_not_at_all(temporary: Path) -> None:
    path = temporary / "answer.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(path) as new:
        new.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    with replacing(path) as new:
        new.write_text("new")
    assert path.read_text() == "new"
    assert list(temporary.iterdir()) == [path]


def test_a_name_with_signs_of_a_pattern_is_a_name(temporary: Path) -> None:
    (temporary / ".ab-0123abcd").write_text("")
    with file_beside(temporary / "[a]*") as file:
        assert file.name.startswith(".[a]*-")
    assert [path.name for path in temporary.iterdir()] == [".ab-0123abcd"]
