"""A version as arrays of integers: counts of articles and stories by anything, without a query each.

DuckDB answers what is asked of texts and names. What a page counts at every click (a dozen facets, bubbles, shades,
bars) is counted here: an array of who has what is made once for a version and shared by all sessions, and a count is
one pass over it, a few milliseconds for a million mentions.

The rows of `Pairs` are sorted by story, key and article. So equal pairs of story and key, or of article and key, stand
together, and each is counted once by looking at its neighbor.

Each array is a column of an Arrow table with a name. `etl/prepared.py` keeps those tables in files; mapped from there
into memory they are made once for all server processes, and only the parts that are looked at are read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import product
from typing import Any, Literal, TypeVar, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.params import DateField, PlaceRole
from etl.text import plain

Count = Literal["articles", "stories"]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Made = TypeVar("Made")
Keep = Callable[[str, Callable[[], pa.Table]], pa.Table]  # the table of a name: as it is kept, else as it is made
NO_DAY = np.iinfo(np.int32).min  # stands for a date that is not there

# The keys of an article beside its places: SQL of (article_key, key), and of (key, value, label) where the key is a
# number. A key that is a word is its own value.
_PAIRS = {
    "agencies": (
        "SELECT article_key, name_key AS key FROM article_agency",
        "SELECT name_key AS key, name AS value, name AS label FROM agency_name",
    ),
    "outlets": (
        "SELECT article_key, outlet_key AS key FROM articles",
        "SELECT outlet_key AS key, outlet AS value, outlet AS label FROM outlet",
    ),
    "levels": ("SELECT article_key, level AS key FROM article_level", None),
    "topics": ("SELECT article_key, topic AS key FROM article_topics", None),
    "languages": ("SELECT article_key, language AS key FROM articles", None),
    "relevant": ("SELECT article_key, CASE WHEN relevant THEN 'yes' ELSE 'no' END AS key FROM articles", None),
    "named": ("SELECT article_key, agency_key AS key FROM agency_mention", None),
}
_PLACE_KEYS = {
    "cities": ("city_key", "SELECT city_key AS key, city_label AS value, city_label AS label FROM city"),
    "counties": ("county_key", "SELECT county_key AS key, county_label AS value, county_label AS label FROM county"),
    "states": ("state", None),
    "fips": ("county_fips", None),
    "places": ("place_key", "SELECT place_key AS key, place_id AS value, label FROM place"),
}

# Values that are found whatever their capitals and accents: SQL of (form, key). A form may stand for several keys.
_FORMS = {
    "cities": "SELECT city_form AS form, city_key AS key FROM city",
    "counties": "SELECT county_form AS form, county_key AS key FROM county",
    "outlets": "SELECT form, outlet_key AS key FROM outlet",
    "agencies": "SELECT form, agency_key AS key FROM agency_form",  # keys of "named", each under those above it too
}
_FEW = 64  # rows of a column that are read in the time in which one owner is looked up in it


@dataclass(frozen=True, slots=True)
class Names:
    """What keys stand for: the value that a filter takes and what a person reads, by key."""

    values: Sequence[str]
    labels: Sequence[str]
    rank: Ints  # the place of each label in the order of labels

    @classmethod
    def of(cls, values: Sequence[str], labels: Sequence[str]) -> Names:
        """The names with their ranks."""
        rank = np.empty(len(values), np.int32)
        rank[sorted(range(len(values)), key=lambda key: (labels[key], values[key]))] = np.arange(len(values))
        return cls(values, labels, rank)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which article has which key, sorted by story, key and article; `row` is the row that each was made from."""

    story: Ints
    key: Ints
    article: Ints
    row: Ints
    size: int  # keys are smaller than this
    once: bool  # no article has a key twice

    @classmethod
    def of(cls, table: pa.Table) -> Pairs:
        """The pairs that `_sorted` has put into a table."""
        story, key, article, row = (_column(table, name) for name in ("story", "key", "article", "row"))
        about = _about(table)
        return cls(story, key, article, row, about["size"], about["once"])

    def rows(self, stories: Ints) -> Ints | slice:
        """Where the pairs of some stories stand, or all where those are many."""
        return where_are(stories, self.story)

    def count(self, at: Ints | slice, keep: Flags, count: Count) -> npt.NDArray[np.int64]:
        """How many articles or stories have each key, of the pairs at `at` that `keep` keeps; a flag for each."""
        key = self.key[at][keep]
        if not len(key):
            return np.zeros(self.size, np.int64)
        if self.once and count == "articles":
            return np.bincount(key, minlength=self.size)
        owner = (self.story if count == "stories" else self.article)[at][keep]
        first = np.empty(len(key), np.bool_)
        first[0] = True
        np.not_equal(owner[1:], owner[:-1], out=first[1:])
        first[1:] |= key[1:] != key[:-1]
        return np.bincount(key[first], minlength=self.size)


@dataclass(frozen=True, slots=True)
class Mentions:
    """The places of articles, by article and then by where the text first names them."""

    article: Ints
    place: Ints
    pin: Flags
    confidence: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Days:
    """A date of each article as the first and last day that it spans, counted from 1970, NO_DAY where there is none,
    and how fine it is (4, 7 or 10)."""

    first: Ints
    last: Ints
    fine: npt.NDArray[np.int8]


class Tally:
    """The arrays of a version, each made when it is first asked for."""

    def __init__(self, read: Callable[..., pa.Table], keep: Keep = lambda _, make: make()) -> None:
        """`read` answers a query with an Arrow table (`Coverage.table`); `keep` keeps what is made longer than this."""
        self._read, self._keep = read, keep
        self._kept: dict[tuple[str, ...], Any] = {}

    @cached_property
    def story(self) -> Ints:
        """The story of each article."""
        return _column(self._asked("SELECT story_key FROM article_story ORDER BY article_key"), "story_key")

    @cached_property
    def copy(self) -> Flags:
        """Whether each article is a copy of another that stands for its story."""
        return _flags(self._asked("SELECT (is_duplicate IS TRUE)::UTINYINT AS copy FROM articles ORDER BY article_key"))

    def days(self, field: DateField) -> Days:
        """The dates of an axis."""

        def make() -> Days:
            last, fine = ("event_last", "length(event_date)") if field == "event" else ("publish_day", "10")
            read = self._asked(
                f"SELECT coalesce({field}_day - DATE '1970-01-01', {NO_DAY})::INTEGER AS first,"
                f" coalesce({last} - DATE '1970-01-01', {NO_DAY})::INTEGER AS last,"
                f" coalesce({fine}, 0)::TINYINT AS fine FROM articles ORDER BY article_key"
            )
            return Days(_column(read, "first"), _column(read, "last"), np.asarray(_values(read, "fine"), np.int8))

        return self._once(("days", field), make)

    def order(self, sql: str) -> Ints:
        """All articles in the order of an ORDER BY clause."""
        query = f"SELECT article_key FROM articles ORDER BY {sql}, article_key"
        return self._once(("order", sql), lambda: _column(self._asked(query), "article_key"))

    def pairs(self, name: str) -> tuple[Pairs, Names]:
        """Who has which agency (parents included), outlet, level, topic, language or relevance, or which is "named"."""
        sql, names = _PAIRS[name]

        def table() -> pa.Table:
            read = self._read(f"SELECT * FROM ({sql}) WHERE key IS NOT NULL")
            key, words = _coded(read.column("key"))
            return self._sorted(_column(read, "article_key"), key, None, words=words)

        def make() -> tuple[Pairs, Names]:
            made = self._keep(f"pairs-{name}", table)
            return Pairs.of(made), self._names(names, made)

        return self._once(("pairs", name), make)

    def keys(self, name: str, values: Sequence[str]) -> Ints:
        """The keys that values of a facet stand for; none for a value that is not there."""

        def make() -> dict[str, list[int]]:
            found: dict[str, list[int]] = {}
            if name in _FORMS:
                read = self._read(_FORMS[name])
                forms: Sequence[str] = read.column("form").to_pylist()
                of_form: Sequence[int] = read.column("key").to_pylist()
            else:
                forms = (self.of_place if name in _PLACE_KEYS else self.pairs)(name)[1].values
                of_form = range(len(forms))
            for form, key in zip(forms, of_form, strict=True):
                found.setdefault(form, []).append(key)
            return found

        known = self._once(("keys", name), make)
        forms = map(plain, values) if name in _FORMS else values
        return np.asarray([key for form in forms for key in known.get(form, ())], np.int32)

    def stories_of(self, chosen: Flags) -> Ints:
        """The stories that chosen articles carry, in the order of their keys."""
        seen = np.zeros(len(self.story), np.bool_)
        seen[self.story[keys_of(chosen)]] = True
        return keys_of(seen)

    def mentions(self, role: PlaceRole) -> Mentions:
        """The places of the event, or all that are named."""

        def make() -> Mentions:
            read = self._asked(
                "SELECT article_key, place_key, pin::UTINYINT AS pin, confidence::FLOAT AS confidence"
                f" FROM place_mention WHERE {'event' if role == 'event' else 'true'}"
                " ORDER BY article_key, start, place_key"
            )
            confidence = np.asarray(_values(read, "confidence"), np.float32)
            return Mentions(_column(read, "article_key"), _column(read, "place_key"), _flags(read, "pin"), confidence)

        return self._once(("mentions", role), make)

    def of_place(self, name: str) -> tuple[Ints, Names]:
        """The city, county, state or place itself of each place, -1 where it has none, and what the keys stand for."""
        column, names = _PLACE_KEYS[name]

        def table() -> pa.Table:
            key, words = _coded(self._read(f"SELECT {column} AS key FROM place ORDER BY place_key").column("key"))
            return _table({"key": key}, words=words)

        def make() -> tuple[Ints, Names]:
            made = self._keep(f"place-{name}", table)
            return _column(made, "key"), self._names(names, made)

        return self._once(("of_place", name), make)

    def place_pairs(self, name: str, role: PlaceRole) -> tuple[Pairs, Names]:
        """Who has which city, county, state or place; `row` is the row in `mentions(role)`."""

        def table() -> pa.Table:
            mentions, of_place = self.mentions(role), self.of_place(name)[0]
            row = np.flatnonzero(of_place[mentions.place] >= 0).astype(np.int32)
            return self._sorted(mentions.article[row], of_place[mentions.place[row]], row)

        def make() -> tuple[Pairs, Names]:
            return Pairs.of(self._keep(f"pairs-{name}-{role}", table)), self.of_place(name)[1]

        return self._once(("place_pairs", name, role), make)

    @cached_property
    def lead(self) -> tuple[Ints, Names]:
        """The agency that each article names most, by its short name where it has one; -1 where it names none."""

        def table() -> pa.Table:
            read = self._read(
                "SELECT article_key, arg_max(coalesce(short_name, name), (mentions, -start)) AS key"
                " FROM agency_mention JOIN agency USING (agency_key) GROUP BY article_key ORDER BY article_key"
            )
            key, words = _coded(read.column("key"))
            found = np.full(len(self.story), -1, np.int32)
            found[_column(read, "article_key")] = key
            return _table({"key": found}, words=words)

        made = self._keep("lead", table)
        return _column(made, "key"), self._names(None, made)

    @cached_property
    def places(self) -> pa.Table:
        """The places by their key, as a map shows them."""
        return self.kept(
            "SELECT place_id, label, name, kind, city_label, county_label, state, country, latitude, longitude"
            " FROM place ORDER BY place_key"
        )

    @cached_property
    def agencies(self) -> pa.Table:
        """The agencies by their key."""
        return self.kept("SELECT name, short_name, level, parent, state FROM agency ORDER BY agency_key")

    def kept(self, sql: str) -> pa.Table:
        """The answer to a query, asked once."""
        return self._once(("table", sql), lambda: self._asked(sql))

    @cached_property
    def story_sizes(self) -> tuple[Ints, Ints]:
        """Of each story how many articles carry it, and how many different outlets."""

        def table() -> pa.Table:
            pairs = self.pairs("outlets")[0]
            new = np.ones(len(pairs.story), np.bool_)
            new[1:] = (pairs.story[1:] != pairs.story[:-1]) | (pairs.key[1:] != pairs.key[:-1])
            of = {"articles": self.story, "outlets": pairs.story[new]}
            return _table({name: np.bincount(story, minlength=len(self.story)) for name, story in of.items()})

        made = self._keep("story-sizes", table)
        return _column(made, "articles"), _column(made, "outlets")

    def of_articles(self, sql: str, articles: Sequence[int]) -> pa.Table:
        """The rows of some articles, of a query that has article_key and is in its order; its answer is kept."""
        table = self.kept(sql)
        keys = _column(table, "article_key")
        return table.take(_ranges(keys, np.asarray(articles, np.int32)))

    def ahead(self) -> None:
        """Make whatever does not depend on a question."""
        _ = self.story, self.copy, self.lead, self.places, self.agencies, self.story_sizes
        for field in get_args(DateField):
            self.days(field)
        for name in _PAIRS:
            self.pairs(name)
        for name, role in product(_PLACE_KEYS, get_args(PlaceRole)):
            self.place_pairs(name, role)

    def distinct(self, articles: Ints, count: Count) -> int:
        """How many articles or stories these articles are; an article may be given several times."""
        if count == "stories":
            articles = self.story[articles]
        seen = np.zeros(len(self.story), np.bool_)
        seen[articles] = True
        return int(np.count_nonzero(seen))

    def one_each(self, articles: Ints, *ranks: npt.NDArray[Any]) -> Ints:
        """Of each story the article of lowest rank, in the order of articles; later `ranks` settle ties."""
        several = self.story_sizes[0][self.story[articles]] > 1
        alone, articles = articles[~several], articles[several]
        order = np.lexsort((articles, *(rank[several] for rank in reversed(ranks)), self.story[articles]))
        story = self.story[articles[order]]
        first = np.ones(len(story), np.bool_)
        first[1:] = story[1:] != story[:-1]
        return np.sort(np.concatenate((alone, articles[order[first]])))

    def _once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """What `make` makes, made once; two threads that ask at the same time may both make it, of which one stays."""
        if key not in self._kept:
            self._kept[key] = make()
        made: Made = self._kept[key]
        return made

    def _asked(self, sql: str) -> pa.Table:
        """The answer to a query, in one piece."""
        name = f"answer-{blake2b(sql.encode(), digest_size=8).hexdigest()}"
        return self._keep(name, lambda: self._read(sql).combine_chunks())

    def _names(self, sql: str | None, made: pa.Table) -> Names:
        """What keys stand for: by a query, or the words that were coded when the table was made."""
        if sql is None:
            words = _about(made)["words"]
            return Names.of(words, words)
        read = self._read(f"{sql} ORDER BY key")
        return Names.of(read.column("value").to_pylist(), read.column("label").to_pylist())

    def _sorted(self, article: Ints, key: Ints, row: Ints | None, *, words: Sequence[str] = ()) -> pa.Table:
        """The columns of `Pairs`."""
        story = self.story[article]
        order = np.lexsort((article, key, story))
        made = order if row is None else row[order]
        size = int(key.max()) + 1 if len(key) else 0
        columns = {"story": story[order], "key": key[order], "article": article[order], "row": made}
        once = not np.any((np.diff(columns["article"]) == 0) & (np.diff(columns["key"]) == 0))
        return _table(columns, size=size, once=bool(once), words=words)


def keys_of(flags: Flags) -> Ints:
    """The keys whose flag is set, in order."""
    return np.flatnonzero(flags).astype(np.int32)


def where_are(owners: Ints, column: Ints) -> Ints | slice:
    """Where some owners stand in a sorted column of them: their rows, or all where to look for each takes longer."""
    return _ranges(column, owners) if len(owners) * _FEW < len(column) else slice(None)


def _ranges(column: Ints, owners: Ints) -> Ints:
    """The rows of each of some owners in a sorted column of them."""
    first, past = (np.searchsorted(column, owners, side) for side in ("left", "right"))
    sizes = past - first
    return np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())


def _coded(keys: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Keys as numbers, -1 for null, and what they stand for where they are words."""
    if pa.types.is_integer(keys.type):
        return np.asarray(keys.fill_null(-1).to_numpy(), np.int32), []
    coded = keys.combine_chunks().dictionary_encode()
    indices = np.asarray(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int32)
    return indices, [str(word) for word in coded.dictionary.to_pylist()]


def _table(columns: Mapping[str, npt.NDArray[Any]], **about: Any) -> pa.Table:
    """Columns of integers as a table, which carries `about`."""
    made = pa.table({name: pa.array(values.astype(np.int32, copy=False)) for name, values in columns.items()})
    return made.replace_schema_metadata({"about": json.dumps(about)})


def _about(table: pa.Table) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((table.schema.metadata or {})[b"about"])
    return found


def _values(table: pa.Table, name: str) -> npt.NDArray[Any]:
    """A column without nulls as an array: the very bytes of a table that is in one piece, so of a mapped file."""
    column = table.column(name)
    array = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    found: npt.NDArray[Any] = array.to_numpy(zero_copy_only=False)
    return found


def _column(table: pa.Table, name: str) -> Ints:
    return np.asarray(_values(table, name), np.int32)


def _flags(table: pa.Table, name: str = "copy") -> Flags:
    """A column of 0 and 1 as flags. Arrow packs its own booleans eight to a byte, and would have to unpack them."""
    return np.asarray(_values(table, name), np.uint8).view(np.bool_)
