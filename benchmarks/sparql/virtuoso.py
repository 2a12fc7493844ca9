"""Virtuoso as Debian packages it (``virtuoso-opensource``), with its files in a folder of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path

VIRTUOSO, SQL = "virtuoso-t", "isql-vt"

_CONFIGURATION = """\
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {home}/virtuoso-temp.db
TransactionFile = {home}/virtuoso-temp.trx
FileExtend = 200

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = {readable}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
ServerThreads = 40
CheckpointInterval = 60

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {home}
ServerThreads = 40
MaxClientConnections = 40
MaxKeepAlives = 40
KeepAliveTimeout = 60

[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 1000000
MaxQueryExecutionTime = 120
"""


def configuration(home: Path, *, sql: int, http: int, readable: Path, buffers: int = 170_000) -> Path:
    """Writes the settings: what its manual advises for 2 GB of memory or fewer ``buffers``, and no limit below ours."""
    path, dirty = home / "virtuoso.ini", buffers * 13 // 17
    settings = _CONFIGURATION.format(home=home, sql=sql, http=http, readable=readable, buffers=buffers, dirty=dirty)
    path.write_text(settings, encoding="utf-8")
    return path


def bulk_load(dump: Path, sql: int) -> None:
    """Loads N-Quads by its bulk loader; queries then see the union of all graphs."""
    commands = f"ld_dir('{dump.parent}', '{dump.name}', 'urn:none'); rdf_loader_run(); checkpoint;"
    command = [SQL, f"127.0.0.1:{sql}", "dba", "dba", f"exec={commands}"]
    subprocess.run(command, check=True, capture_output=True)
