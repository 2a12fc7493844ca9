"""A store's folder serves one whole version: the old one until the new one is there, and never a damaged one."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from territory_graph.causes import Cause
from territory_graph.errors import (
    StoreDamagedError,
    StoreError,
    StoreFormatError,
    StoreLockedError,
    StoreNotFoundError,
    StoreNotWritableError,
)
from territory_graph.store import contents
from territory_graph.store.contents import contents_of
from territory_graph.store.default_graph import in_records
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest


def quads(count: int) -> list[ox.Quad]:
    name, graph = ox.NamedNode("urn:p"), ox.NamedNode("urn:g")
    return [ox.Quad(ox.NamedNode(f"urn:{number}"), name, ox.Literal(number), graph) for number in range(count)]


def manifest(count: int, **changes) -> Manifest:
    fields = {
        "version": f"{count:016}",
        "built_at": "2021-05-12T10:00:00+00:00",
        "software": "0",
        "digest": "",
        "quads": count,
        "triples": count,
        "graphs": 1,
        "base": "https://example.org/",
        "slug": "test",
        "names": {"fr": "Essai", "en": "Test"},
        "descriptions": {},
        "licence": "CC0",
        "licence_url": "",
        "default_date": None,
        "centre": None,
    }
    return Manifest(**(fields | changes))


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path / "store")


@pytest.fixture
def published(folder: StoreFolder) -> StoreFolder:
    """A folder that serves three statements."""
    folder.publish(quads(3), manifest(3))
    return folder


def versions(folder: StoreFolder) -> list[str]:
    return sorted(path.name for path in (folder.path / "versions").iterdir())


def served(folder: StoreFolder) -> int:
    return sum(1 for _ in in_records(folder.open()[0]))


def test_nothing_is_found_where_nothing_was_built(folder):
    assert not folder.exists()
    with pytest.raises(StoreNotFoundError) as caught:
        folder.open()
    assert caught.value.fields == {"folder": str(folder.path), "store": shlex.quote(str(folder.path))}


def test_what_was_published_is_served_with_its_manifest(published):
    store, found = published.open()
    assert set(in_records(store)) == set(quads(3))
    assert found == manifest(3) == published.manifest()


def test_what_two_records_say_is_once_in_the_default_graph(folder):
    again = [ox.Quad(*quad.triple, ox.NamedNode("urn:other")) for quad in quads(2)]
    folder.publish([*quads(3), *again], manifest(5, triples=3, graphs=2))
    store, _ = folder.open()
    assert set(in_records(store)) == {*quads(3), *again}
    default = list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert len(default) == 3
    assert {quad.triple for quad in default} == {quad.triple for quad in quads(3)}


@pytest.mark.parametrize("many", [0, 1_000])
def test_contents_are_counted_each_once(many, monkeypatch):
    monkeypatch.setattr(contents, "_MANY", many)
    again = [ox.Quad(*quad.triple, ox.NamedNode("urn:other")) for quad in quads(2)]
    found = contents_of([*quads(12), *again], "https://example.org/")
    assert (found.quads, found.triples, found.graphs) == (14, 12, 2)
    assert found.version == found.facts == contents_of([*again, *quads(12)], "https://example.org/").version


def test_what_is_served_cannot_be_written(published):
    store, _ = published.open()
    with pytest.raises((OSError, RuntimeError), match="read"):
        store.add(quads(4)[3])


def test_a_new_version_takes_the_place_of_the_old_one_which_is_kept(published):
    first = (published.path / "current").resolve()
    published.publish(quads(5), manifest(5))
    assert served(published) == 5
    assert (published.path / "previous").resolve() == first


def test_a_reader_of_the_old_version_goes_on_reading_it(published):
    store, _ = published.open()
    published.publish(quads(5), manifest(5))
    assert len(list(in_records(store))) == 3


def test_versions_before_the_previous_one_are_removed(published):
    for count in (4, 5, 6):
        published.publish(quads(count), manifest(count))
    assert [name[:16] for name in versions(published)] == [f"{5:016}", f"{6:016}"]


def test_the_same_data_may_be_published_again(published):
    published.publish(quads(3), manifest(3))
    assert served(published) == 3
    assert len(versions(published)) == 2


def test_what_killed_builds_left_is_removed_by_the_next_one(published):
    (published.path / "versions" / ".new-dead").mkdir()
    (published.path / "versions" / "orphan").mkdir()
    (published.path / ".current-dead").symlink_to("versions/.new-dead")
    published.publish(quads(4), manifest(4))
    assert len(versions(published)) == 2
    assert sorted(path.name for path in published.path.iterdir()) == [
        *("current", "lock", "previous", "served.jsonl", "versions"),
    ]


@pytest.mark.parametrize("counted", [manifest(4), manifest(3, graphs=2)], ids=["statements", "graphs"])
def test_a_version_that_does_not_hold_what_was_counted_is_not_served(published, counted):
    before = versions(published)
    with pytest.raises(StoreError):
        published.publish(quads(3), counted)
    assert served(published) == 3
    assert versions(published) == before


def test_a_build_that_fails_midway_leaves_what_is_served(published):
    def stopped() -> Iterator[ox.Quad]:
        yield from quads(2)
        raise KeyboardInterrupt

    before = versions(published)
    with pytest.raises(KeyboardInterrupt):
        published.publish(stopped(), manifest(3))
    assert served(published) == 3
    assert versions(published) == before


def cut(path: Path, keep: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])


def rewrite(path: Path, change: Callable[[dict], object]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def in_current(change: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda store: change((store / "current").resolve())


def oxigraph_manifest(version: Path) -> Path:
    (path,) = (version / "oxigraph").glob("MANIFEST-*")
    return path


def replaced_by_a_file(store: Path) -> None:
    (store / "current").unlink()
    (store / "current").write_text("garbage")


def replaced_by_a_folder(store: Path) -> None:
    (store / "current").unlink()
    (store / "current").mkdir()


def pointing_nowhere(store: Path) -> None:
    (store / "current").unlink()
    (store / "current").symlink_to("versions/none")


DAMAGES = {
    "manifest cut": in_current(lambda version: cut(version / "manifest.json", 0.5)),
    "manifest gone": in_current(lambda version: (version / "manifest.json").unlink()),
    "manifest no object": in_current(lambda version: (version / "manifest.json").write_text("[]")),
    "manifest not UTF-8": in_current(lambda version: (version / "manifest.json").write_bytes(b"\xff")),
    "manifest of another format": in_current(
        lambda version: rewrite(version / "manifest.json", lambda content: content.update(format=99))
    ),
    "count mismatch": in_current(
        lambda version: rewrite(version / "manifest.json", lambda content: content.update(quads=4))
    ),
    "store gone": in_current(lambda version: shutil.rmtree(version / "oxigraph")),
    "store empty": in_current(lambda version: [path.unlink() for path in (version / "oxigraph").iterdir()]),
    "CURRENT garbage": in_current(lambda version: (version / "oxigraph" / "CURRENT").write_text("garbage")),
    "MANIFEST truncated": in_current(lambda version: cut(oxigraph_manifest(version), 0.5)),
    "MANIFEST empty": in_current(lambda version: cut(oxigraph_manifest(version), 0)),
    "tables cut": in_current(lambda version: [cut(path, 0.1) for path in (version / "oxigraph").glob("*.sst")]),
    "current a file": replaced_by_a_file,
    "current a folder": replaced_by_a_folder,
    "current pointing nowhere": pointing_nowhere,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_version_is_never_served(published, damage):
    published.publish(quads(5), manifest(5))
    previous = (published.path / "previous").resolve()
    damage(published.path)
    with pytest.raises(StoreDamagedError) as caught:
        published.open()
    assert caught.value.fields["folder"] == str(published.path)
    assert caught.value.fields["kept"].fields == {"previous": previous}
    assert "territory-graph build" in str(caught.value)


def test_a_command_that_a_message_tells_is_one_for_a_folder_with_a_space(tmp_path):
    with pytest.raises(StoreNotFoundError, match=r"build TERRITORY --store '[^']*/ma commune'”"):
        StoreFolder(tmp_path / "ma commune").open()


@pytest.mark.parametrize(
    "damage", [damage for name, damage in DAMAGES.items() if name not in ("current a file", "current a folder")]
)
def test_the_next_build_replaces_a_damaged_version(published, damage):
    damage(published.path)
    published.publish(quads(5), manifest(5))
    assert served(published) == 5


def as_earlier_software_wrote_it(version: Path) -> None:
    (version / "checksums.json").unlink()
    rewrite(version / "manifest.json", lambda content: content.update(format=1))


def test_a_version_of_another_format_is_refused_with_the_command_that_builds_it_anew(published):
    with published.writing() as publish:
        publish(quads(4), manifest(4, updates=3), '{"at": ""}')
    as_earlier_software_wrote_it((published.path / "current").resolve())
    for refused in (published.open, published.manifest):
        with pytest.raises(
            StoreFormatError, match=f"territory-graph build path/to/test --store {published.path}"
        ) as caught:
            refused()
        assert "damaged" not in str(caught.value)
    assert published.updates() == 3
    published.publish(quads(5), manifest(5))
    assert served(published) == 5
    assert (published.path / "current" / "changes.jsonl").read_text() == '{"at": ""}\n'


def test_current_leads_into_the_folder_of_the_store(published, tmp_path):
    other = StoreFolder(tmp_path / "other")
    other.publish(quads(9), manifest(9))
    (published.path / "current").unlink()
    (published.path / "current").symlink_to(other.version_folder())
    with pytest.raises(StoreDamagedError, match="no version of this folder"):
        published.open()


def test_a_store_that_lies_elsewhere_than_its_name_is_served(published, tmp_path):
    (tmp_path / "link").symlink_to(published.path)
    assert served(StoreFolder(tmp_path / "link")) == 3


def test_damaged_changes_are_carried_on_apart(published):
    with published.writing() as publish:
        publish(quads(4), manifest(4), "first")
    changes = (published.path / "current").resolve() / "changes.jsonl"
    changes.write_text("fir\0t\n")
    assert served(published) == 4
    with published.writing() as publish:
        publish(quads(5), manifest(5), "second")
    assert (published.path / "current" / "changes.jsonl").read_text() == "second\n"
    published.publish(quads(6), manifest(6))
    assert (published.path / "current" / "changes.jsonl").read_text() == "second\n"
    assert (published.path / "current" / "changes-damaged.jsonl").read_text() == "fir\0t\n"


def test_what_a_killed_build_left_is_gone_before_the_next_one_writes(published):
    left = published.path / "versions" / ".new-dead"
    left.mkdir()

    def looking() -> Iterator[ox.Quad]:
        assert not left.exists()
        yield from quads(4)

    published.publish(looking(), manifest(4))
    assert served(published) == 4


@pytest.mark.parametrize("damage", [replaced_by_a_file, replaced_by_a_folder])
def test_what_no_build_made_is_not_written_over(published, damage):
    damage(published.path)
    before = versions(published)
    with pytest.raises(StoreDamagedError, match="move it away"):
        published.publish(quads(5), manifest(5))
    assert versions(published) == before


def test_the_previous_version_is_kept_when_the_current_one_is_gone(published):
    first = (published.path / "current").resolve()
    published.publish(quads(4), manifest(4))
    pointing_nowhere(published.path)
    published.publish(quads(5), manifest(5))
    assert (published.path / "previous").resolve() == first


HOLDER = """
import fcntl, sys, time
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def test_a_folder_that_another_process_writes_is_told_to_be_locked(published):
    command = [sys.executable, "-c", HOLDER, str(published.path / "lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(StoreLockedError) as caught:
                published.publish(quads(5), manifest(5))
            assert caught.value.fields == {"folder": str(published.path)}
            assert served(published) == 3
        finally:
            holder.kill()
    published.publish(quads(5), manifest(5))
    assert served(published) == 5


def test_a_writer_that_waits_gets_the_folder_when_the_other_has_ended(published):
    command = [sys.executable, "-c", HOLDER.replace("60", "1"), str(published.path / "lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with published.writing(30) as publish:
            publish(quads(5), manifest(5), "")
    assert served(published) == 5


def test_the_folder_is_given_back_though_its_writer_fails(published):
    with pytest.raises(ZeroDivisionError), published.writing():
        raise ZeroDivisionError
    published.publish(quads(5), manifest(5))
    assert served(published) == 5


def test_changes_are_carried_on_from_version_to_version(published):
    changes = published.path / "current" / "changes.jsonl"
    assert not changes.exists()
    for count in (4, 5):
        with published.writing() as publish:
            publish(quads(count), manifest(count), f"{count}")
    published.publish(quads(6), manifest(6))
    assert changes.read_text() == "4\n5\n"


def test_a_path_under_a_file_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "store"):
        with pytest.raises(StoreNotWritableError) as caught:
            StoreFolder(path).publish(quads(1), manifest(1))
        assert caught.value.fields == {"folder": str(path), "reason": Cause("is-no-folder")}


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes wherever it wants")
def test_a_read_only_folder_cannot_be_written_but_is_served(published):
    published.path.chmod(0o555)
    (published.path / "versions").chmod(0o555)
    try:
        assert served(published) == 3
        with pytest.raises(StoreNotWritableError):
            published.publish(quads(5), manifest(5))
    finally:
        published.path.chmod(0o755)
        (published.path / "versions").chmod(0o755)


BUILDER = """
import sys, time
from pathlib import Path
import pyoxigraph as ox
from territory_graph.store.contents import contents_of
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest
import json

def slow():
    for number in range(1000):
        yield ox.Quad(ox.NamedNode(f"urn:{number}"), ox.NamedNode("urn:p"), ox.Literal(number), ox.NamedNode("urn:g"))
    print("writing", flush=True)
    time.sleep(60)

StoreFolder(Path(sys.argv[1])).publish(slow(), Manifest(**json.loads(sys.argv[2])))
"""


def test_killing_a_build_leaves_the_old_version_and_the_next_build_works(published):
    counted = json.dumps({name: getattr(manifest(1000), name) for name in Manifest.__dataclass_fields__})
    command = [sys.executable, "-c", BUILDER, str(published.path), counted]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline() == "writing\n"
        os.kill(builder.pid, signal.SIGKILL)
    began = time.monotonic()
    assert served(published) == 3
    assert time.monotonic() - began < 10
    assert len(versions(published)) == 2
    published.publish(quads(5), manifest(5))
    assert served(published) == 5
    assert not any(name.startswith(".new-") for name in versions(published))
