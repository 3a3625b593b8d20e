"""A version of the dataset as DuckDB tables: what dashboard and export ask their questions of.

`open_coverage` reads it into memory; `etl.prepared.open_prepared` opens what was read and written to disk before, and
is what large datasets want. Any number of threads may query the one copy. An article is known by its integer
`article_key` inside (joins over a million mentions stay fast) and by its `article_id` outside.

Tables (all of one version):
    articles       article_key, article_id, url ... as in the codebook, without the nested lists, and
                   outlet (media_name, else domain, as a filter can name it), outlet_key, story_id, is_duplicate,
                   duplicate_of, publish_day DATE, event_day DATE, event_last DATE (first and last day that the prefix
                   date spans), search
    outlet, city, county    outlet_key, outlet, form; city_key, city_label, city_form; likewise county
    place          place_key, place_id, label, name, kind, city, city_label, city_key, county, county_label, county_key,
                   state, country, latitude, longitude, fips_code, geonames_id: a row for each distinct place
    place_mention  article_key, place_key, city_key, county_key, state, role, event (is that the role?), pin,
                   confidence, resolved_by, mentions, text, start, end, sentence_*: a row for each place of an article
    places         view: the two joined
    agency, agency_mention, agencies    the same for agencies
    agency_name    name_key, name, short_name: every agency of data/reference/agencies.csv and of the dataset
    agency_above   agency_key, name_key: an agency of the dataset, and itself and each one above it
    agency_tree    name, ancestor (itself included)
    agency_form    form (plain full or short name of an agency or of one above it), agency_key
    dates, counts  article_key, text, start, end ... as in the codebook
    article_topics article_key, topic, position
    article_agency, article_level    article_key and name_key or level: a row for each pair, parents included
    article_issues article_key, issues (the list as in the codebook)
    article_story  article_key, story_key: a row for each article; one without a story is a story of its own
    issues, runs   as in the codebook

What is counted by key is counted in `Coverage.tally`, arrays made of these tables. In SQL join the table `selected`
(a plain JOIN: its keys are unique, and DuckDB joins them by position), group by integer keys and join names last.
The sentence that a mention rests on is cut from title and text when it is shown: the SQL macro
`sentence(title, text, sentence_start, sentence_end)`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pyarrow as pa

from etl import bucket
from etl.columns import Flags, Ints
from etl.filters import Filters, Known, text_where
from etl.knowledge import REFERENCE, read_table
from etl.ledger import NoDataset, Version, find_version, open_table, rows_of
from etl.location import Location
from etl.masks import Masks
from etl.schema import ISSUES, RUNS, STORIES, arrow
from etl.tables import load, select
from etl.tally import Keep, Tally
from etl.text import plain

Answer = TypeVar("Answer")
_MASKS = 64 << 20  # bytes of masks that are kept in any case; an article or a mention takes one
_MASKS_AN_ARTICLE = 256  # bytes of them that are kept of a large dataset: of some fifty questions
_ANSWERS = 2048  # to questions as a whole


class _Connection:
    """A connection that threads share, with a cursor for each."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection, self._local = connection, threading.local()

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor."""
        found: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if found is None:
            found = self._local.cursor = self._connection.cursor()
        return found

    def table(self, sql: str, parameters: Sequence[Any] = (), *, selected: pa.Table | None = None) -> pa.Table:
        """The answer to a query as an Arrow table; SQL may join the table `selected`."""
        cursor = self.cursor
        if selected is not None:
            cursor.register("selected", selected)
        return cursor.sql(sql, params=list(parameters)).to_arrow_table()


class Coverage:
    """One version of the dataset. Safe for any number of threads. It is closed when nothing refers to it anymore."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        location: Location,
        version: Version,
        keep: Keep = lambda _, make: make(),
    ) -> None:
        """Wrap a connection whose tables are made; `open_coverage` and `open_prepared` are what callers want."""
        self._asked = _Connection(connection)
        self._answers: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()
        self.location, self.version = location, version
        # Neither knows the way back to here, so that no cycle stays to be freed.
        self.tally = Tally(self._asked.table, keep)
        room = max(_MASKS, _MASKS_AN_ARTICLE * version.articles)
        self._masks = Masks(self.tally, partial(_found, self._asked), room=room)

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor."""
        return self._asked.cursor

    def table(
        self,
        sql: str,
        parameters: Sequence[Any] = (),
        *,
        filters: Filters | None = None,
        selected: pa.Table | None = None,
    ) -> pa.Table:
        """The answer to a query as an Arrow table.

        With `filters`, SQL may join the table `selected` (article_key, story_key); or that table is given as it is.
        """
        keys = self.selection(filters) if filters is not None else selected
        return self._asked.table(sql, parameters, selected=keys)

    def rows(
        self,
        sql: str,
        parameters: Sequence[Any] = (),
        *,
        filters: Filters | None = None,
        selected: pa.Table | None = None,
    ) -> list[dict[str, Any]]:
        """The answer to a query as a list of dicts; otherwise like `table`."""
        found: list[dict[str, Any]] = self.table(sql, parameters, filters=filters, selected=selected).to_pylist()
        return found

    def ask(
        self,
        question: Callable[..., Answer],
        values: tuple[Hashable, ...],
        options: tuple[tuple[str, Hashable], ...],
    ) -> Answer:
        """The answer of `question(self, *values, **options)`; the last answers are kept, and are not to be changed."""
        key = (question, values, options)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                kept: Answer = self._answers[key]
                return kept
        made = question(self, *values, **dict(options))
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > _ANSWERS:
                self._answers.popitem(last=False)
        return made

    def selection(self, filters: Filters) -> pa.Table:
        """article_key and story_key of the articles that the filters select, in the order of their keys."""
        keys = np.flatnonzero(self.chosen(filters)).astype(np.int32)
        return pa.table({"article_key": keys, "story_key": self.tally.story[keys]})

    def chosen(self, filters: Filters) -> Flags:
        """Whether the filters select each article, by its key."""
        return self._masks.chosen(filters)

    def placed(self, filters: Filters) -> Flags:
        """Which rows of `tally.mentions(filters.role)` count: of chosen articles, certain enough, and asked for."""
        return self._masks.placed(filters)

    def stories(self, filters: Filters) -> Ints:
        """The stories that the selected articles carry, in the order of their keys."""
        return self._masks.stories(filters)

    @cached_property
    def has_stories(self) -> bool:
        """Whether stories have been grouped in this version."""
        return bool(self.rows("SELECT count(story_id) > 0 AS yes FROM articles")[0]["yes"])

    @cached_property
    def known(self) -> Known:
        """Every value that a filter may take here: parameter -> plain form -> the value as it is written."""
        queries = {
            "city": "SELECT DISTINCT city_label FROM place WHERE city_label IS NOT NULL",
            "county": "SELECT DISTINCT county_label FROM place WHERE county_label IS NOT NULL",
            "state": "SELECT DISTINCT state FROM place WHERE state IS NOT NULL",
            "place": "SELECT place_id FROM place",
            "outlet": "SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL",
            "language": "SELECT DISTINCT language FROM articles WHERE language IS NOT NULL",
        }
        known = {
            param: {plain(value): value for (value,) in self.cursor.execute(f"{sql} ORDER BY 1").fetchall()}
            for param, sql in queries.items()
        }
        agencies: dict[str, str] = {}
        ambiguous: set[str] = set()
        for name, short in self.cursor.execute("SELECT name, short_name FROM agency_name ORDER BY name").fetchall():
            if short and agencies.setdefault(plain(short), name) != name:
                ambiguous.add(short)
        agencies |= {plain(short): short for short in ambiguous}  # stands for all that bear it
        agencies |= {plain(name): name for (name,) in self.cursor.execute("SELECT name FROM agency_name").fetchall()}
        return {**known, "agency": agencies}


def _found(asked: _Connection, text: str) -> Ints:
    """The keys of the articles that a free text finds."""
    condition, values = text_where(text)
    keys = asked.table(f"SELECT article_key FROM articles WHERE {condition}", values).column("article_key")
    return np.asarray(keys.to_numpy(), np.int32)


def open_coverage(where: Location | Path, *, version: int | None = None, reference: Path = REFERENCE) -> Coverage:
    """The dataset that lies there, its newest version unless another is asked for. Raises NoDataset, StorageError."""
    location = Location.of(where)
    found = find_version(location, version)
    connection = duckdb.connect(":memory:")
    fill(connection, location, found, reference)
    connection.execute("SET enable_external_access = false")  # from here on it answers questions about itself only
    return Coverage(connection, location=location, version=found)


def fill(connection: duckdb.DuckDBPyConnection, location: Location, found: Version, reference: Path) -> None:
    """Make the tables of a version in an empty database. Raises NoDataset and StorageError."""
    connection.execute("SET enable_progress_bar = false")  # which would be written to standard output
    with bucket.told(location):
        _fill(connection, location, found, reference)


def _fill(connection: duckdb.DuckDBPyConnection, location: Location, found: Version, reference: Path) -> None:
    def at(table: str, version: int | None) -> Any:
        opened = open_table(location, table, version)
        if opened is None:
            raise NoDataset(f"{location} has no table {table} any more; restore it, or build into another place")
        return rows_of(opened)

    articles, issues, runs = at("articles", found.number), at("issues", found.issues), at("runs", None)
    stories: Any = arrow(STORIES).empty_table()
    if found.stories is not None:
        stories = at("stories", found.stories)
    load(connection, articles, stories, read_table(reference / "countries.csv"), read_table(reference / "agencies.csv"))
    connection.register("issues_arrow", issues)
    connection.execute(f"CREATE TABLE issues AS {select('issues_arrow', issues.schema, ISSUES)} ORDER BY ALL")
    connection.register("runs_arrow", runs)
    connection.execute(
        f"CREATE TABLE runs AS SELECT * FROM ({select('runs_arrow', runs.schema, RUNS)}) WHERE version <= ?"
        " ORDER BY version, issues_version, stories_version",
        [found.number],
    )
    for name in ("issues_arrow", "runs_arrow"):
        connection.unregister(name)
