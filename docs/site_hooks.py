"""What the site has beside the pages of this folder: README and changes, notebooks, the ontology, a list of decisions.

MkDocs runs it (``hooks`` in ``mkdocs.yml``). Links that lead out of this folder are put right.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from territory_graph.service.ontology_terms import PropertyTerm, Term, ontology

TOP = Path(__file__).resolve().parent.parent
BESIDE = {
    "README.md": "readme.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "data/README.md": "data.md",
    "LICENSE": "licence.md",
}
"""Files of the checkout that are pages too, by the names that they have there."""
_LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#:]+)(?P<anchor>#[^)\s]*)?(?=\))")
_PICTURES = (".png", ".svg", ".jpg")


def on_files(files: Files, config: Any) -> Files:
    """Adds the pages that are made of other files."""
    pages = {page: _beside(name) for name, page in BESIDE.items() if (TOP / name).is_file()}
    pages |= {f"notebooks/{path.stem}.md": _notebook(path) for path in sorted((TOP / "docs/notebooks").glob("*.ipynb"))}
    pages |= {"ontology.md": _ontology(), "decisions/index.md": _decisions()}
    for name, content in pages.items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links to files outside of ``docs`` lead to their pages, those to programs and notebooks to what shows them."""
    folder = Path(page.file.src_uri).parent
    return _LINK.sub(lambda link: _inside(link["target"], folder) + (link["anchor"] or ""), markdown)


def _inside(target: str, folder: Path) -> str:
    """A link as it is in the site, from a page of ``folder``."""
    up = "../" * len(folder.parts)
    outside = target.removeprefix(f"{up}../") if target.startswith(f"{up}../") else ""
    if outside in BESIDE:
        return f"{up}{BESIDE[outside]}"
    if target.endswith(".ipynb"):
        return f"{target.removesuffix('.ipynb')}.md"
    if target.rstrip("/").endswith("notebooks"):
        return f"{target.rstrip('/')}/first-steps.md"
    if target.rstrip("/").endswith("decisions"):
        return f"{target.rstrip('/')}/index.md"
    return f"{up}programs.md" if target.endswith(".py") else target


def _beside(name: str) -> str:
    """The text of a file of the checkout, its links as seen from the top of the site."""
    text = (TOP / name).read_text(encoding="utf-8")
    if not name.endswith(".md"):
        return f"# Licence\n\n```text\n{text}\n```\n"

    def seen(link: re.Match[str]) -> str:
        target = (Path(name).parent / link["target"]).as_posix()
        return BESIDE.get(target, target.removeprefix("docs/")) + (link["anchor"] or "")

    return _LINK.sub(seen, text)


def _notebook(path: Path) -> str:
    """A notebook as a page: its text, and its cells as code."""
    parts = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        query = text.startswith("%%sparql")
        parts.append(text if cell["cell_type"] == "markdown" else f"```{'sparql' if query else 'python'}\n{text}\n```")
    parts.insert(1, f"*The notebook is `docs/notebooks/{path.name}` of a checkout.*")
    return "\n\n".join(parts) + "\n"


def _decisions() -> str:
    """The list of decisions, by number."""
    paths = sorted((TOP / "docs/decisions").glob("[0-9]*.md"))
    titles = {path.name: path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for path in paths}
    return "# Decisions\n\n" + "".join(f"- [{title}]({name})\n" for name, title in titles.items())


def _ontology() -> str:
    """Every class and property, in English and French, with definition, domain, range and example."""
    told = ontology()
    lines = [f"# {told.titles['en']}", told.descriptions["en"], f"Version {told.version}, prefix `{told.prefix}:`."]
    lines.append("A server shows the same, with counts, at `/ontology`; the shapes at `/shapes`.")
    for title, terms in (("Classes", told.classes), ("Properties", told.properties)):
        lines.append(f"## {title}")
        for _, term in sorted(terms.items()):
            lines += _term(term)
    return "\n\n".join(lines) + "\n"


def _term(term: Term) -> list[str]:
    """One term."""
    short = ontology().short
    rows = {"Under": term.parents}
    if isinstance(term, PropertyTerm):
        rows |= {"From": term.domains, "To": term.ranges, "Inverse": (term.inverse,) if term.inverse else ()}
    facts = [f"{title}: {', '.join(f'`{short(iri)}`' for iri in iris)}" for title, iris in rows.items() if iris]
    names = f"### {term.local} {{ #{term.local} }}"
    labels = f"**{term.labels.get('en', '')}** · *{term.labels.get('fr', '')}*"
    texts = [term.definitions.get(language, "") for language in ("en", "fr")]
    examples = [f"`{example}`" for example in term.examples]
    return [part for part in (names, labels, *texts, " · ".join(facts), *examples) if part]
