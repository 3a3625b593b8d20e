"""The frame of every page: styles, navigation, language switch, and the states in which there is nothing to show."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping

import duckdb
import pyarrow as pa
import streamlit as st
from deltalake.exceptions import DeltaError

from app.palette import Palette
from app.safe import label
from app.ui import access, session
from app.ui.component import COMPONENTS
from app.words import LANGUAGES, Words
from etl.ledger import NoDataset
from etl.location import DATASET, BadLocation, StorageError

PAGES: Mapping[str, str] = {
    "explore": "",
    "compare": "compare",
    "agencies": "agencies",
    "data": "data",
    "method": "method",
    "add": "add",
}

_PAGE_JS = """
export default function ({ data, parentElement }) {
  document.documentElement.lang = data.lang;
  document.title = data.title;
  for (const link of document.querySelectorAll('[data-testid="stPageLink-NavLink"]')) {
    const here = new URL(link.href).pathname.replace(/\\/$/, "") === document.location.pathname.replace(/\\/$/, "");
    if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
}
"""
_page = st.components.v2.component("coverage_page", js=_PAGE_JS)

_DRAWER_JS = """
export default function ({ data, parentElement }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    parentElement.append(button);
  }
  button.textContent = data.label;
  button.onclick = () => document.querySelector('[data-testid="stExpandSidebarButton"]')?.click();
}
"""
_DRAWER_CSS = """
button { font: 600 15px/1 var(--st-font); color: var(--st-background-color); background: var(--st-primary-color);
  border: 0; border-radius: 999px; padding: .95rem 1.3rem; box-shadow: 0 2px 10px rgb(0 0 0 / .3); cursor: pointer; }
button:focus-visible { outline: 3px solid var(--st-text-color); outline-offset: 2px; }
"""
_drawer = st.components.v2.component("filter_drawer", js=_DRAWER_JS, css=_DRAWER_CSS)

Draw = Callable[[session.Session], None]


def page(name: str, draw: Draw, *, without: Callable[[Words], None] | None = None) -> None:
    """Draw a page in its frame, or say what is missing and how to get it; `without` is for a page that needs no
    dataset."""
    words = session.current_words()
    st.html(
        f"<style>{variables(session.current_colours())}{(COMPONENTS / 'page.css').read_text(encoding='utf-8')}</style>"
    )
    try:
        here = session.start()
    except NoDataset:
        _head(name, words, {})
        (without or _first_run)(words)
        return
    except (BadLocation, StorageError) as error:
        _head(name, words, {})
        _away(words, error)
        return
    except (DeltaError, duckdb.Error, pa.ArrowException, OSError) as error:
        _head(name, words, {})
        _unreadable(words, error)
        return
    _head(name, words, here.params())
    for notice in here.notices:
        st.warning(
            words(f"notice.{notice.reason}", param=label(notice.param), value=label(notice.value)),
            icon=":material/info:",
        )
    draw(here)


def variables(colours: Palette) -> str:
    """Our colours as CSS variables, which reach into the components too."""
    names = ("ground", "accent", "quiet", "line", "raised", "place", "agency", "date", "count")
    return ":root{" + "".join(f"--{name}:{getattr(colours, name)};" for name in names) + "}"


def drawer_button(here: session.Session) -> None:
    """On a phone: the way to the filters, within reach of a thumb."""
    n = len(here.filters.chips)
    text = here.words("filters.open") if not n else here.words("filters.open_n", n=n)
    with st.container(key="drawer"):
        _drawer(key="drawer_button", data={"label": text}, width="content")


def _head(name: str, words: Words, params: dict[str, list[str]]) -> None:
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<span class='wordmark'>{words('app.name')}</span>", width="content")
        with st.container(key="nav", horizontal=True, gap="small", wrap=False, width="stretch"):
            for page_name in _offered():
                st.page_link(
                    st.session_state["pages"][page_name],
                    label=words(f"nav.{page_name}"),
                    query_params=[(key, value) for key, values in params.items() for value in values] or None,
                    width="content",
                )
        other = next(code for code in LANGUAGES if code != words.lang)
        st.button(
            LANGUAGES[other],
            key="language",
            type="tertiary",
            on_click=_speak,
            args=(other,),
            help=words("nav.language"),
        )
    _page(key="page", data={"lang": words.lang, "title": f"{words(f'nav.{name}')} | {words('app.name')}"}, height=1)


def _offered() -> list[str]:
    """The pages that whoever asks may open: the one that adds articles only for those who may."""
    return [name for name in PAGES if name != "add" or access.may_add()]


def _speak(lang: str) -> None:
    st.query_params["lang"] = lang


def _first_run(words: Words) -> None:
    bundled = _build("data/articles")
    with st.container(key="state", border=True):
        st.header(words("first.title"), anchor=False)
        st.markdown(words("first.text"))
        st.code(bundled if "--dataset" in bundled else f"make build\n# or\n{bundled}", language="bash")
        st.markdown(words("first.own"))
        st.code(_build("PATH/TO/YOUR/ARTICLES"), language="bash")
        if access.may_add():
            st.page_link(st.session_state["pages"]["add"], label=words("first.add"), width="content")
        st.button(words("first.again"), type="primary")


def _away(words: Words, error: Exception) -> None:
    """The dataset is kept elsewhere and cannot be had from there: the message names the cure."""
    with st.container(key="state", border=True):
        st.header(words("broken.title"), anchor=False)
        st.markdown(words("broken.away"))
        st.code(str(error), language=None, wrap_lines=True)
        st.button(words("first.again"), type="primary")


def _unreadable(words: Words, error: Exception) -> None:
    with st.container(key="state", border=True):
        st.header(words("broken.title"), anchor=False)
        st.markdown(words("broken.text", folder=session.dataset_location().shown(session.ROOT)))
        st.code(f"{type(error).__name__}: {str(error).splitlines()[0][:300]}", language=None)
        st.code(_build("data/articles"), language="bash")
        st.button(words("first.again"), type="primary")


def _build(sources: str) -> str:
    """The command that builds into the dataset that is shown here."""
    location = session.dataset_location()
    where = "" if location == DATASET else f" --dataset {shlex.quote(location.shown(session.ROOT))}"
    return f"python -m etl build {sources}{where}"
