"""The picture of flows: who commits, a block a sum, who receives; a sum for several leads to each by a dotted line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from markupsafe import Markup

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.ui.takeaway.frame import LEFT, Page, framed, legend_of
from territory_graph.ui.takeaway.shown import Origin, shortened
from territory_graph.views.money import Flow, Flows

Address = Callable[[str], str] | None
"""Where the fiche of a thing is; None in a file, where nothing leads elsewhere."""

_WIDTH, _TOP = 960, 34
_LEFT, _BLOCK, _BLOCK_END, _RIGHT = 235, 380, 610, 725
_ROW, _LINE, _LONGEST = 46, 17, 30


def flow_svg(shown: Flows, say: Translator, address: Callable[[str], str]) -> str:
    """The flows as SVG whose names open fiches; every text of the data is escaped."""
    inner, height = _drawn(shown, say, address)
    label = escape(shown.sentence)
    return (
        f'<div class="flows" tabindex="0" role="group" aria-label="{label}">'
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="group">{inner}</svg></div>'
    )


def flow_page(shown: Flows, page: Page, origin: Origin) -> str:
    """The flows as a page of its own with their legend: nothing in it leads elsewhere."""
    inner, height = _drawn(shown, origin.say, None)
    picture = (
        f'<style>{_INK}</style><svg class="flows" x="{LEFT}" y="150" width="1440" height="820" '
        f'viewBox="0 0 {_WIDTH} {height:.0f}">{inner}</svg>'
    )
    # What bands, blocks and dotted lines mean.
    sample = Markup('<path class="{}" d="M1540 {}h60"{}/>')
    most, least = Markup(' stroke-width="20"'), Markup(' stroke-width="10"')
    marks = (
        (sample.format("band", 180, Markup(' stroke-width="14"')), "width"),
        (sample.format("band most", 256, most) + sample.format("band", 256, least), "contested"),
        (Markup('<rect class="block unshared" x="1540" y="318" width="60" height="28" rx="6"/>'), "unshared"),
        (sample.format("each", 408, ""), "each"),
    )
    legend = legend_of((mark, origin.say(f"money.flows.legend.{key}")) for mark, key in marks)
    return framed(page, Markup(picture) + legend, origin)


# The look of the screen (frontend/src/screen/sheet.css) on white.
_INK = (
    ".flows text{font-size:13px;fill:#1a1a1a}.flows .head{font-size:12px;fill:#4d4d4d}"
    ".band{fill:none;stroke:#0066aa;stroke-opacity:.55}.band.most{stroke-opacity:.25}"
    ".each{fill:none;stroke:#4d4d4d;stroke-width:1.5;stroke-dasharray:2 5;stroke-linecap:round}"
    ".block{fill:#fff;stroke:#0066aa;stroke-width:1.5}.block.unshared{stroke-dasharray:6 4;stroke-width:2}"
)


def _drawn(shown: Flows, say: Translator, address: Address) -> tuple[str, float]:
    """The inside of the picture, and its height."""
    middles = _rows(shown.flows)
    payers = _spread({thing: middles[place] for place, flow in enumerate(shown.flows) for thing in flow.sum.payers})
    ends: dict[Thing, list[float]] = {}
    for place, flow in enumerate(shown.flows):
        for thing in flow.sum.recipients:
            ends.setdefault(thing, []).append(middles[place])
    recipients = _spread({thing: sum(found) / len(found) for thing, found in ends.items()})
    height = max([_TOP, *middles, *payers.values(), *recipients.values()]) + _ROW / 2 + 8
    parts = [
        *(_flow(flow, middles[place], payers, recipients) for place, flow in enumerate(shown.flows)),
        *(_named(thing, _LEFT - 8, y, "end", address) for thing, y in payers.items()),
        *(_named(thing, _RIGHT + 8, y, "start", address) for thing, y in recipients.items()),
        _head(_LEFT - 8, "end", say("money.flows.payers")),
        _head((_BLOCK + _BLOCK_END) / 2, "middle", say("money.flows.sums")),
        _head(_RIGHT + 8, "start", say("money.flows.recipients")),
    ]
    return "".join(parts), height


def _rows(flows: Sequence[Flow]) -> list[float]:
    """The middle of the row of each sum, higher where it goes to several: their names need the room."""
    found, y = [], float(_TOP)
    for flow in flows:
        height = max(_ROW, 0.6 * _ROW * len(flow.sum.recipients), flow.most + 14)
        found.append(y + height / 2)
        y += height
    return found


def _spread(wanted: dict[Thing, float]) -> dict[Thing, float]:
    """Places in the order wanted, none nearer to another than a line of words."""
    found, last = {}, float(_TOP) - _LINE
    for thing, y in sorted(wanted.items(), key=lambda pair: (pair[1], pair[0].label)):
        last = found[thing] = max(y, last + 1.4 * _LINE)
    return found


def _flow(flow: Flow, y: float, payers: dict[Thing, float], recipients: dict[Thing, float]) -> str:
    bands = []
    for thing in flow.sum.payers:
        bands += _band(_LEFT, payers[thing], _BLOCK, y, flow)
    for thing in flow.sum.recipients:
        if flow.sum.unshared:
            bands.append(f'<path class="each" d="{_curve(_BLOCK_END, y, _RIGHT, recipients[thing])}"/>')
        else:
            bands += _band(_BLOCK_END, y, _RIGHT, recipients[thing], flow)
    kind = "block unshared" if flow.sum.unshared else "block"
    width = _BLOCK_END - _BLOCK
    box = f'<rect class="{kind}" x="{_BLOCK}" y="{y - 16:.1f}" width="{width}" height="32" rx="6"/>'
    title = (
        f"<title>{escape(flow.sum.thing.label[:200])} · {escape(flow.sum.scope)} · {escape(flow.sum.period)}</title>"
    )
    told = [("", flow.label)]
    if flow.sum.kind != "commitment" or flow.sum.of_kinds:  # an announcement is not to be taken for a commitment
        told.append((' class="head"', flow.sum.kind_label))
    text = "".join(
        f'<text{look} x="{_BLOCK + width / 2}" y="{y + 4.5 + 7 * (2 * line - len(told) + 1):.1f}" '
        f'text-anchor="middle">{escape(words)}</text>'
        for line, (look, words) in enumerate(told)
    )
    return f"<g>{''.join(bands)}{box}{text}{title}</g>"


def _band(x: float, y: float, end: float, end_y: float, flow: Flow) -> list[str]:
    curve = _curve(x, y, end, end_y)
    most = f'<path class="band most" d="{curve}" stroke-width="{flow.most:.1f}"/>'
    least = f'<path class="band" d="{curve}" stroke-width="{flow.least:.1f}"/>'
    return [most, least] if flow.most > flow.least else [least]


def _curve(x: float, y: float, end: float, end_y: float) -> str:
    middle = (x + end) / 2
    return f"M{x:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {end_y:.1f} {end:.1f} {end_y:.1f}"


def _named(thing: Thing, x: float, y: float, anchor: str, address: Address) -> str:
    short = escape(shortened(thing.label, _LONGEST))
    text = f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="{anchor}">{short}</text>'
    title = f"<title>{escape(thing.label[:200])}</title>"
    if address is None:
        return f"<g>{title}{text}</g>"
    href, iri = escape(address(thing.iri)), escape(thing.iri)
    return f'<a href="{href}" target="_self" data-open="{iri}">{title}{text}</a>'


def _head(x: float, anchor: str, text: str) -> str:
    return f'<text class="head" x="{x}" y="14" text-anchor="{anchor}">{escape(text)}</text>'
