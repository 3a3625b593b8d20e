"""Who is named in the coverage: with whom, at which level of government, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from app import facets, queries
from app.figures import CONFIG, heat_map
from app.safe import markup
from app.ui import chips, counting, frame, sidebar
from app.ui.session import Session
from app.words import Words

SHOWN, PER_LEVEL = 12, 25


def draw() -> None:
    """The page."""
    frame.page("agencies", _draw)


def _draw(here: Session) -> None:
    words = here.words
    sidebar.draw(here)
    st.html(f"<h1 class='page'>{words('agencies.title')}</h1><p class='lead'>{words('agencies.text')}</p>")
    counting.draw(here)
    chips.draw(here)
    named = here.ask(queries.agencies, here.filters, count=here.count)
    if not named:
        st.info(words("agencies.none"))
        frame.drawer_button(here)
        return
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        _heat(here, [row["name"] for row in named[:SHOWN]])
        _where(here)
    with right:
        st.html(f"<h2 class='part'>{words('agencies.tree')}</h2>")
        st.caption(words(f"agencies.tree_text_{here.count}"))
        offered = here.ask(facets.options, here.filters, "agencies", count=here.count)
        counts = {option.value: option.articles for option in offered}
        st.html(tree(here.ask(queries.family), counts, here.ask(facets.short_names), words))
    frame.drawer_button(here)


def _heat(here: Session, names: Sequence[str]) -> None:
    words, shorts = here.words, here.ask(facets.short_names)
    counts = here.ask(queries.together, here.filters, names=tuple(names), count=here.count)
    short = [shorts.get(name, name) for name in names]
    st.html(f"<h2 class='part'>{words('agencies.heat')}</h2>")
    st.caption(words(f"agencies.heat_text_{here.count}"))
    pairs = sorted(((counts[i][j], short[i], short[j]) for i in range(len(names)) for j in range(i)), reverse=True)
    top = ", ".join(words("agencies.both", one=one, two=two, many=here.many(n)) for n, one, two in pairs[:3])
    st.plotly_chart(
        heat_map(short, counts, full_names=names, many=here.many, palette=here.colours, words=words),
        key="heat",
        theme=None,
        config=dict(CONFIG),
        alt=words("agencies.heat_alt", top=top),
    )
    with st.expander(words("table.show"), key="heat_table"):
        rows = [
            {words("table.agency"): one, **dict(zip(short, row, strict=True))}
            for one, row in zip(short, counts, strict=True)
        ]
        st.dataframe(rows, hide_index=True, alt=words("agencies.heat"))


def _where(here: Session) -> None:
    words = here.words
    st.html(f"<h2 class='part'>{words('agencies.where')}</h2>")
    st.caption(words("agencies.where_text"))
    rows = here.ask(queries.agency_places, here.filters, count=here.count)
    st.dataframe(
        [
            {words("table.agency"): r["agency"], words("table.place"): r["place"], words(f"table.{here.count}"): r["n"]}
            for r in rows
        ],
        hide_index=True,
        height=320,
        alt=words("agencies.where"),
    )


def tree(
    family: Mapping[str, tuple[str, str | None]], counts: Mapping[str, int], shorts: Mapping[str, str], words: Words
) -> str:
    """The agencies by level, parts under their parent, each with its number and a bar, as nested HTML lists.

    `family` is level and parent by name; `counts` the articles of an agency with its parts.
    """
    most = max(counts.values(), default=1)
    children: dict[str | None, list[str]] = {}
    for name in counts:
        parent = family.get(name, ("other", None))[1]
        children.setdefault(parent if parent in counts else None, []).append(name)

    def item(name: str) -> str:
        short = shorts.get(name, "")
        full = f" <span class='quiet'>{markup(name)}</span>" if short and short != name else ""
        width = max(1.0, 100 * counts[name] / most)
        below = "".join(item(child) for child in sorted(children.get(name, ()), key=lambda n: (-counts[n], n)))
        return (
            f"<li><div class='agency-row'><span dir='auto'><b>{markup(short or name)}</b>{full}</span>"
            f"<span class='n'>{words.number(counts[name])}</span></div>"
            f"<div class='bar' aria-hidden='true'><i style='width:{width:.1f}%'></i></div>"
            f"{'<ul>' + below + '</ul>' if below else ''}</li>"
        )

    parts = []
    for level in ("federal", "state", "county", "city", "other"):
        mine = [name for name in children.get(None, ()) if family.get(name, ("other", None))[0] == level]
        if not mine:
            continue
        shown = sorted(mine, key=lambda name: (-counts[name], name))[:PER_LEVEL]
        rest = len(mine) - len(shown)
        more = f"<li class='quiet'>{markup(words.count('agencies.more', rest))}</li>" if rest else ""
        title = markup(words(f"level.{level}"))
        parts.append(f"<h3 class='level'>{title}</h3><ul class='tree'>{''.join(map(item, shown))}{more}</ul>")
    return "".join(parts)
