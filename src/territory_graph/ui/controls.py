"""Controls of every screen as HTML: buttons, lists, days and links, which report what a reader asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from urllib.parse import urlencode

from territory_graph.messages import Translator
from territory_graph.ui.context import ADDRESSES, standing_parameters
from territory_graph.ui.markup import cut

Options = Sequence[tuple[str, str]]
"""What a list offers: each value with its words."""
Groups = Sequence[tuple[str, Options]]


def button(
    do: str,
    value: str,
    label: str,
    *,
    shows: str = "",
    kind: str = "",
    pressed: bool | None = None,
    key: str = "",
    shift: str = "",
    disabled: bool = False,
) -> str:
    """A button that asks for ``do``, named ``label`` where ``shows``, its content as HTML, has no words of its own.

    ``key`` is its shortcut on the page, ``shift`` what it asks for with the key Shift held.
    """
    attributes = [
        f'data-do="{escape(do)}"',
        f'data-value="{escape(value)}"',
        f'class="{escape(kind)}"' if kind else "",
        f'aria-pressed="{str(pressed).lower()}"' if pressed is not None else "",
        f'data-key="{escape(key)}"' if key else "",
        f'data-shift="{escape(shift)}"' if shift else "",
        f'aria-label="{escape(label)}" title="{escape(label)}"' if label and shows else "",
        "disabled" if disabled else "",
    ]
    return f'<button type="button" {" ".join(filter(None, attributes))}>{shows or escape(label)}</button>'


def choice(do: str, label: str, groups: Sequence[tuple[str, Options]], current: str) -> str:
    """A list named ``label`` that asks for ``do`` with what is chosen; a group without a name stands by itself."""
    inner = "".join(
        f'<optgroup label="{escape(name)}">{_options(options, current)}</optgroup>'
        if name
        else _options(options, current)
        for name, options in groups
    )
    return f'<label><span>{escape(label)}</span><select data-do="{escape(do)}">{inner}</select></label>'


def day_field(do: str, label: str, day: date | None, say: Translator) -> str:
    """A field that asks for ``do`` with a day, written as the reader's language does whatever that of the browser."""
    form = say("day.form")
    value = day.strftime("%d/%m/%Y") if day and day.year > 999 else ""
    return (
        f'<label><span>{escape(label)}</span><input type="text" inputmode="numeric" autocomplete="off" size="10" '
        f'pattern="[0-9]{{2}}/[0-9]{{2}}/[0-9]{{4}}" placeholder="{form}" title="{form}" data-date '
        f'data-do="{escape(do)}" value="{value}"></label>'
    )


def _options(options: Options, current: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == current else ""}>{escape(cut(text, 80))}</option>'
        for value, text in options
    )


def query_link(parameters: Mapping[str, str], say: Translator) -> str:
    """A link to the workbench with the query behind what is told."""
    href = f"{ADDRESSES['sparql']}?{urlencode({**parameters, **standing_parameters(say.language)})}"
    return f'<p><a href="{escape(href)}" target="_self">{escape(say("explorer.query"))}</a></p>' if parameters else ""
