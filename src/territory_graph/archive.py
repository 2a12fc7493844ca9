"""A version of the data as a Research Object Crate (RO-Crate), ready for an archive; and whether an archive is whole.

The crate has every statement as N-Quads, the ontology and its shapes, each packaged question with its answer, and every
measure of the network of actors. Each file is described with its size and SHA-256, each answer with the query and the
data that gave it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from territory_graph import resources
from territory_graph.analysing import run_measures, write_runs_csv
from territory_graph.causes import Cause, of_file
from territory_graph.errors import ArchiveError, ArchiveFileAddedError, ArchiveFileMissingError
from territory_graph.exports import write_nquads
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.queries import packaged_queries
from territory_graph.scratch import replacing, scratch_folder
from territory_graph.store.checksums import sha256_of
from territory_graph.store.contents import contents_of
from territory_graph.store.default_graph import in_memory
from territory_graph.store.manifest import Manifest

_METADATA = "ro-crate-metadata.json"
_DATA, _MANIFEST, _MEASURES = "data.nq", "manifest.json", "measures/actors.csv"
_TYPES = {".nq": "application/n-quads", ".ttl": "text/turtle", ".rq": "application/sparql-query", ".csv": "text/csv"}
_MOST_FILES, _LARGEST = 2_000, 4 << 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question answered when an archive was asked again: ``same``, ``other``, ``unknown`` to this software."""

    question: str
    fate: str


def write_ro_crate(graph: KnowledgeGraph, path: Path, lang: str = "en") -> None:
    """Writes the crate as a ZIP, whole or not at all; labels of answers are in ``lang``.

    Raises:
        ImportError: the library ``rocrate`` is not installed.
    """
    from rocrate.rocrate import ROCrate  # noqa: PLC0415  only an archive needs it

    manifest = graph.manifest
    with scratch_folder() as scratch, replacing(path) as temporary:
        folder = scratch / "crate"
        folder.mkdir()
        titles = _fill(folder, graph, lang)
        crate = ROCrate()
        crate.name = f"{manifest.names[lang]}, version {manifest.version}"
        crate.description = manifest.descriptions.get(lang) or manifest.names[lang]
        crate.datePublished = manifest.built_at
        crate.license = manifest.licence_url or manifest.licence
        crate.root_dataset["version"] = manifest.version
        crate.root_dataset["identifier"] = f"{manifest.slug}-{manifest.version}"
        if manifest.keywords.get(lang):
            crate.keywords = manifest.keywords[lang]
        if manifest.publisher:
            told = {"@id": "#publisher", "@type": "Organization", "name": manifest.publisher}
            crate.publisher = crate.add_jsonld(
                told | ({"url": manifest.publisher_url} if manifest.publisher_url else {})
            )
        software = crate.add_jsonld(_software(manifest))
        files = {name: crate.add_file(folder / name, name, properties=told) for name, told in _files(folder, titles)}
        for name in titles:
            _tell_answer(crate, files, name, software)
        crate.write_zip(scratch / "crate.zip")
        shutil.copyfile(scratch / "crate.zip", temporary)


def _fill(folder: Path, graph: KnowledgeGraph, lang: str) -> dict[str, str]:
    """Writes what the crate holds; returns the title of each question."""
    for name in ("ontology", "queries", "answers", "measures"):
        (folder / name).mkdir()
    write_nquads(graph, folder / _DATA)
    (folder / _MANIFEST).write_text(json.dumps(asdict(graph.manifest), ensure_ascii=False, indent=2) + "\n", "utf-8")
    for name in ("territory.ttl", "shapes.ttl"):
        (folder / "ontology" / name).write_bytes((resources.ONTOLOGY / name).read_bytes())
    titles = {}
    for question in packaged_queries():
        (folder / "queries" / f"{question.name}.rq").write_text(question.sparql(graph.base), "utf-8")
        answer = graph.ask(question.name, lang=lang)
        (folder / "answers" / f"{question.name}.csv").write_text(answer.to_csv(), "utf-8", newline="")
        titles[question.name] = question.titles[lang]
    labels = {str(node): str(label or "") for node, label in graph.network(lang=lang).nodes(data="label")}
    write_runs_csv(run_measures(graph), folder / _MEASURES, labels=labels)
    return titles


def _files(folder: Path, titles: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file with what is told of it."""
    names = {_DATA: "Every statement in the record that makes it", _MANIFEST: "What the version holds, in figures"}
    names |= {"ontology/territory.ttl": "The ontology", "ontology/shapes.ttl": "The SHACL shapes"}
    names[_MEASURES] = "Every measure of the network of actors, with its scope"
    names |= {f"queries/{name}.rq": title for name, title in titles.items()}
    names |= {f"answers/{name}.csv": f"Answer: {title}" for name, title in titles.items()}
    for name, title in names.items():
        path = folder / name
        kind = _TYPES.get(path.suffix, "application/json")
        told = {
            "name": title,
            "encodingFormat": kind,
            "contentSize": str(path.stat().st_size),
            "sha256": sha256_of(path),
        }
        yield name, told


def _tell_answer(crate: Any, files: Mapping[str, Any], name: str, software: Any) -> None:
    """Says which query, of which data, gave an answer."""
    query, answer = files[f"queries/{name}.rq"], files[f"answers/{name}.csv"]
    told = {"name": f"Question {name}"}
    crate.add_action(software, f"#asked-{name}", object=[files[_DATA], query], result=answer, properties=told)


def _software(manifest: Manifest) -> dict[str, Any]:
    named = {"name": "territory-graph", "softwareVersion": manifest.software}
    return {"@id": "#territory-graph", "@type": "SoftwareApplication", **named}


def check_archive(path: Path) -> tuple[Manifest, tuple[Outcome, ...]]:
    """Compares each file of an archive with its checksum, its data with their version, and asks its questions again.

    ``path`` is the ZIP, or the folder into which it was unpacked.

    Raises:
        ArchiveError: it is no archive of ours, or something in it is not as it was written.
    """
    try:
        if (path / _METADATA).is_file():
            with scratch_folder() as scratch:
                packed = scratch / path.resolve().name
                # An unpacked file may be of any day.
                with zipfile.ZipFile(packed, "w", strict_timestamps=False) as whole:
                    for file in path.rglob("*"):
                        if file.is_file():
                            whole.write(file, file.relative_to(path))
                return check_archive(packed)
        with zipfile.ZipFile(path) as archive:
            described = _require_sound(path, archive)
            manifest = Manifest(**json.loads(archive.read(_MANIFEST)))
            quads = set(ox.parse(archive.read(_DATA), format=ox.RdfFormat.N_QUADS))
            found = contents_of(quads, manifest.base).version
            if found != manifest.version:
                raise ArchiveError(file=path.name, reason=f"{_DATA}: {found} ≠ {manifest.version}")
            return manifest, _asked_again(archive, described, quads, manifest)
    except (OSError, zipfile.BadZipFile, SyntaxError, KeyError, TypeError, ValueError, RuntimeError) as error:
        if isinstance(error, ArchiveError):
            raise
        raise ArchiveError(file=path.name, reason=of_file(error)) from error


def _require_sound(path: Path, archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    """Compares each file with the checksum that the metadata give, within bounds of number and size.

    Returns what the metadata describe.
    """
    entries = archive.infolist()
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _LARGEST:
        raise ArchiveError(file=path.name, reason=Cause("file-large"))
    described: list[dict[str, Any]] = json.loads(archive.read(_METADATA))["@graph"]
    sums = {one["@id"]: one["sha256"] for one in described if "sha256" in one}
    held = {entry.filename for entry in entries if not entry.is_dir()} - {_METADATA}
    for name in (_DATA, _MANIFEST, *sums, *sorted(held)):
        if name not in sums:
            raise ArchiveFileAddedError(file=path.name, name=name)
        if name not in held:
            raise ArchiveFileMissingError(file=path.name, name=name)
        with archive.open(name) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it has readinto
        if digest != sums[name]:
            raise ArchiveError(file=path.name, reason=f"{name}: SHA-256 {digest} ≠ {sums[name]}")
    return described


def _asked_again(
    archive: zipfile.ZipFile, described: list[dict[str, Any]], quads: set[ox.Quad], manifest: Manifest
) -> tuple[Outcome, ...]:
    """The questions of this software whose queries the archive has word for word, asked of its data."""
    graph = KnowledgeGraph(in_memory(quads), manifest)
    known = {question.name: question.sparql(manifest.base) for question in packaged_queries()}
    outcomes = []
    for entry in described:
        name = str(entry.get("@id", "")).removeprefix("queries/").removesuffix(".rq")
        if entry.get("@id") != f"queries/{name}.rq":
            continue
        if known.get(name) != archive.read(f"queries/{name}.rq").decode():
            outcomes.append(Outcome(name, "unknown"))
            continue
        written = archive.read(f"answers/{name}.csv").decode()
        same = any(graph.ask(name, lang=lang).to_csv() == written for lang in ("en", "fr"))
        outcomes.append(Outcome(name, "same" if same else "other"))
    return tuple(outcomes)
