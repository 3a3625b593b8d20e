"""Add articles: files or text of one's own, looked at before they are added, and the dataset's next version."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from app import adding
from app.access import GRANTED, Grant
from app.adding import Batch, Job, Preview, TooManyArticles, Upload
from app.safe import label, markup
from app.ui import access, frame, preview, session
from app.ui.component import COMPONENTS
from app.words import Words
from etl.build import Summary, fingerprint_of
from etl.coverage import Coverage
from etl.knowledge import REFERENCE
from etl.listing import article
from etl.lock import Busy
from etl.models import Issue

SHOWN = 20  # articles of a preview
LINKED = 12  # articles that the last step links to
WAYS = ("files", "text")
PASTED = "pasted.txt"


@dataclass
class Work:
    """What one session is about: what was given, what it holds, what was made of it. `turn` makes widgets new."""

    turn: int = 0
    text: str = ""
    batch: Batch | None = None
    looking: Job[Preview] | None = None
    seen: Preview | None = None
    known: int = 0  # of the articles seen, those that the dataset has already
    adding: Job[Summary] | None = None
    added: Summary | None = None
    failed: str = ""  # the key of a string that says why
    shown: dict[str, str] = field(default_factory=dict)  # the preview's cards by language

    def take(self, batch: Batch) -> None:
        """What was given now; what was made of something else goes."""
        if self.batch is None or self.batch.names != batch.names:
            self.batch, self.looking, self.seen, self.failed, self.shown = batch, None, None, "", {}


def draw() -> None:
    """The page."""
    frame.page("add", lambda here: _draw(here.words, here.coverage), without=lambda words: _draw(words, None))


def _draw(words: Words, coverage: Coverage | None) -> None:
    st.html(f"<style>{_style(words)}</style>")
    with st.container(key="add"):
        st.html(f"<h1 class='page'>{words('add.title')}</h1><p class='lead'>{words('add.text')}</p>")
        granted = access.current()
        if granted not in GRANTED:
            _refuse(words, granted)
            return
        work = st.session_state.setdefault("adding", Work())
        if work.added is not None:
            _done(words, coverage, work)
        elif work.adding is not None:
            _adding(words, work)
        else:
            _choose(words, coverage, work)


def _style(words: Words) -> str:
    """The page's styles. What Streamlit's uploader says in English only is said by them in the page's language."""
    css = (COMPONENTS / "add.css").read_text(encoding="utf-8")
    series = session.current_colours().series
    button, size = (json.dumps(text, ensure_ascii=False) for text in (words("add.choose"), words("add.size")))
    zone, said = ('[data-testid="stFileUploaderDropzone"]', '[data-testid="stFileUploaderDropzoneInstructions"]')
    first = f".st-key-add {zone} > span:has(+ {said}) button"
    return (
        f":root{{--bad:{series[6]};--warn:{series[4]}}}{css}"
        f"{first} p, .st-key-add {said} span {{ display: none; }}"
        f"{first}::after {{ content: {button}; }} .st-key-add {said} > div::after {{ content: {size}; }}"
    )


def _refuse(words: Words, granted: Grant) -> None:
    with st.container(key="state", border=True):
        st.subheader(words("add.refused"), anchor=False)
        st.markdown(words(f"add.why.{granted}"))
        if granted == "sign_in":
            st.button(words("add.sign_in"), type="primary", on_click=st.login)
        elif granted == "unlisted":
            st.button(words("add.sign_out"), on_click=st.logout)
        st.markdown(words("add.instead"))
        st.code("python -m etl build PATH/TO/YOUR/ARTICLES", language="bash")


def _choose(words: Words, coverage: Coverage | None, work: Work) -> None:
    way = st.segmented_control(
        words("add.way"),
        WAYS,
        default="files",
        required=True,
        format_func=lambda name: words(f"add.way.{name}"),
        key=f"add_way_{work.turn}",
        label_visibility="collapsed",
    )
    uploads = _text(words, work) if way == "text" else _files(words, work)
    if not uploads:
        work.take(Batch.of(()))
        _accepted(words)
        return
    over = adding.over_limits(uploads)
    if over:
        key, values = over
        named = {name: label(str(value)) for name, value in values.items()}
        st.error(words(key, **named), icon=":material/error:")
        return
    work.take(Batch.of(uploads))
    if _looked(words, work):
        _preview(words, coverage, work)


def _files(words: Words, work: Work) -> list[Upload]:
    given = st.file_uploader(
        words("add.drop"),
        accept_multiple_files=True,
        max_upload_size=adding.LARGEST // adding.MEGABYTE,
        key=f"add_files_{work.turn}",
        help=words(
            "add.limits",
            files=adding.MOST_FILES,
            one=adding.LARGEST // adding.MEGABYTE,
            all=adding.LARGEST_ALL // adding.MEGABYTE,
            articles=words.number(adding.MOST_ARTICLES),
        ),
    )
    return [Upload(file.name, file.getvalue()) for file in given]


def _text(words: Words, work: Work) -> list[Upload]:
    with st.form(key=f"add_form_{work.turn}", border=False):
        typed = st.text_area(
            words("add.paste"),
            height=260,
            max_chars=adding.MOST_CHARACTERS,
            placeholder=words("add.example"),
            key=f"add_text_{work.turn}",
        )
        if st.form_submit_button(words("add.read"), type="secondary" if work.text else "primary"):
            work.text = typed
    text = work.text.strip()
    return [Upload(PASTED, text.encode("utf-8", "replace"))] if text else []


def _accepted(words: Words) -> None:
    kinds = "".join(f"<li>{words(f'add.kind.{n}')}</li>" for n in range(1, 6))
    st.html(f"<h2 class='part'>{words('add.accepted')}</h2><ul class='card-list accepted'>{kinds}</ul>")


def _looked(words: Words, work: Work) -> bool:
    """Whether there is a preview; reads what was given where it has not been read."""
    batch = work.batch
    if batch is None or work.failed:
        _failed(words, work)
        return False
    if work.seen is None:
        job = work.looking or Job(
            lambda progress: adding.look(batch, load=session.pipeline, clock=_now, progress=progress)
        )
        work.looking = job
        _wait(words, job)
        work.looking = None
        try:
            work.seen = job.result()
        except TooManyArticles:
            work.failed = "add.too_many_articles"
            _failed(words, work)
            return False
    return True


def _failed(words: Words, work: Work) -> None:
    if work.failed:
        st.error(words(work.failed, most=words.number(adding.MOST_ARTICLES)), icon=":material/error:")


def _preview(words: Words, coverage: Coverage | None, work: Work) -> None:
    seen = work.seen
    assert seen is not None
    n, problems = seen.summary.articles, [issue for issue in seen.summary.issues if issue.level != "info"]
    known = adding.held(coverage, seen)
    work.known = len(known)
    with st.container(key="found_head", horizontal=True, vertical_alignment="center", gap="medium"):
        st.html(_headline(words, seen, len(known)), width="stretch")
        if n:
            st.button(words.count("add.add", n), key="add_now", type="primary", on_click=_start, args=(work,))
        st.button(words("add.again"), key="add_again", on_click=_again, args=(work,))
    if problems:
        failed = len({seen.batch.shown(issue.source) for issue in problems if issue.level == "error"})
        title = words.count("add.failed", failed) if failed else words("add.warned")
        st.html(f"<h2 class='part'>{title}</h2>{preview.problems(problems, seen.batch, words)}")
    if n:
        if words.lang not in work.shown:
            work.shown[words.lang] = _cards(words, seen, known)
        st.html(work.shown[words.lang])
        if n > SHOWN:
            st.caption(words.count("add.more", n - SHOWN))
    _noted(words, seen)


def _headline(words: Words, seen: Preview, known: int) -> str:
    n = seen.summary.articles
    rows = seen.coverage.rows("SELECT count(*) FILTER (relevant) AS yes FROM articles")
    parts = [words.count("add.relevant", rows[0]["yes"])] if n else []
    if known:
        parts.append(words.count("add.known", known))
    if seen.summary.doubles:
        parts.append(words.count("add.doubles", seen.summary.doubles))
    found = words.count("add.found", n) if n else words("add.nothing")
    return f"<h2 class='part'>{found}</h2><p class='quiet'>{markup(', '.join(parts))}</p>"


def _cards(words: Words, seen: Preview, known: frozenset[str]) -> str:
    ids = seen.coverage.rows("SELECT article_id FROM articles ORDER BY relevant DESC, source, article_id")
    found = (article(seen.coverage, row["article_id"]) for row in ids[:SHOWN])
    extraction = session.pipeline()
    return "".join(
        preview.article(row, words, held=known, batch=seen.batch, pipeline=extraction) for row in found if row
    )


def _noted(words: Words, seen: Preview) -> None:
    noted: list[Issue] = [issue for issue in seen.summary.issues if issue.level == "info"]
    if noted:
        with st.expander(words.count("add.noted", len(noted)), key="add_noted"):
            st.html(preview.problems(noted, seen.batch, words))


@st.cache_resource(show_spinner=False)
def _fingerprint() -> str:
    """The hash of code and tables, made once: what this server runs, whatever is changed on disk since."""
    return fingerprint_of(REFERENCE)


def _start(work: Work) -> None:
    """Begin to add what was looked at; by a click, so that the page is drawn anew with the progress on it."""
    batch, where, fingerprint = work.batch, session.dataset_location(), _fingerprint()
    if batch is not None and work.adding is None:
        work.adding = Job(
            lambda progress: adding.add(
                batch, where, load=session.pipeline, fingerprint=fingerprint, clock=_now, progress=progress
            )
        )


def _adding(words: Words, work: Work) -> None:
    job = work.adding
    assert job is not None
    _wait(words, job)
    try:
        work.added = job.result()
    except Busy:
        work.adding = None
        st.error(words("add.busy"), icon=":material/error:")
        st.button(words("add.retry"), type="primary", on_click=_start, args=(work,))
        st.button(words("add.again"), key="add_again", on_click=_again, args=(work,))
        return
    session.look_for_newer()
    st.rerun()


def _done(words: Words, coverage: Coverage | None, work: Work) -> None:
    summary, batch = work.added, work.batch
    assert summary is not None and batch is not None
    version = words("add.version", version=summary.version, articles=words.count("n_articles", summary.articles))
    said = words.count("add.renewed" if work.known else "add.done", summary.written)
    if summary.version is None or not summary.written:
        said = words("add.unchanged")
    with st.container(key="state", border=True):
        st.subheader(said, anchor=False)
        if summary.version is not None:
            st.markdown(version)
        rows = adding.of_batch(coverage, batch.names) if coverage else []
        for row in rows[:LINKED]:
            st.page_link(
                st.session_state["pages"]["explore"],
                label=label(row["title"]),
                query_params=[("relevant", "all"), ("lang", words.lang), ("article", row["article_id"])],
            )
        if len(rows) > LINKED:
            st.caption(words.count("add.more_added", len(rows) - LINKED))
        st.button(words("add.more_files"), key="add_again", type="primary", on_click=_again, args=(work,))


def _again(work: Work) -> None:
    """Begin anew, with empty widgets."""
    st.session_state["adding"] = Work(work.turn + 1)


def _wait(words: Words, job: Job[Any]) -> None:
    """Show how far a job is until it has ended."""
    began, bar = time.monotonic(), None
    while job.running:
        if time.monotonic() - began > 0.3:  # what is done at once needs no bar
            share = job.done / job.total if job.total else 0.0
            text = words(f"add.stage_{job.stage}", done=words.number(job.done), total=words.number(job.total))
            bar = bar or st.progress(0.0)
            bar.progress(min(share, 1.0), text)
        time.sleep(0.05)
    if bar is not None:
        bar.empty()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
