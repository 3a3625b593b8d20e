"""A version as arrays of integers: counts of articles and stories by anything, without a query each.

DuckDB answers what is asked of texts and names. What a page counts at every click (a dozen facets, bubbles, shades,
bars) is counted here: an array of who has what is made once for a version and shared by all sessions, and a count is
one pass over it, a few milliseconds for a million mentions.

Each array is a column of an Arrow table with a name. `etl/prepared.py` keeps those tables in files; mapped from there
into memory they are made once for all server processes, and only the parts that are looked at are read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import product
from typing import Any, TypeVar, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.columns import (
    NO_DAY,
    Count,
    Days,
    Flags,
    Ints,
    Mentions,
    Names,
    Pairs,
    about_of,
    as_table,
    coded,
    flags_of,
    integers,
    keys_of,
    rows_of,
    values_of,
)
from etl.params import DateField, PlaceRole
from etl.text import plain

Made = TypeVar("Made")
Keep = Callable[[str, Callable[[], pa.Table]], pa.Table]  # the table of a name: as it is kept, else as it is made

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


class Tally:
    """The arrays of a version, each made when it is first asked for."""

    def __init__(self, read: Callable[..., pa.Table], keep: Keep = lambda _, make: make()) -> None:
        """`read` answers a query with an Arrow table (`Coverage.table`); `keep` keeps what is made longer than this."""
        self._read, self._keep = read, keep
        self._kept: dict[tuple[str, ...], Any] = {}

    @cached_property
    def story(self) -> Ints:
        """The story of each article."""
        return integers(self._asked("SELECT story_key FROM article_story ORDER BY article_key"), "story_key")

    @cached_property
    def copy(self) -> Flags:
        """Whether each article is a copy of another that stands for its story."""
        sql = "SELECT (is_duplicate IS TRUE)::UTINYINT AS copy FROM articles ORDER BY article_key"
        return flags_of(self._asked(sql), "copy")

    def days(self, field: DateField) -> Days:
        """The dates of an axis."""

        def make() -> Days:
            last, fine = ("event_last", "length(event_date)") if field == "event" else ("publish_day", "10")
            read = self._asked(
                f"SELECT coalesce({field}_day - DATE '1970-01-01', {NO_DAY})::INTEGER AS first,"
                f" coalesce({last} - DATE '1970-01-01', {NO_DAY})::INTEGER AS last,"
                f" coalesce({fine}, 0)::TINYINT AS fine FROM articles ORDER BY article_key"
            )
            return Days(integers(read, "first"), integers(read, "last"), np.asarray(values_of(read, "fine"), np.int8))

        return self._once(("days", field), make)

    def order(self, sql: str) -> Ints:
        """All articles in the order of an ORDER BY clause."""
        query = f"SELECT article_key FROM articles ORDER BY {sql}, article_key"
        return self._once(("order", sql), lambda: integers(self._asked(query), "article_key"))

    def pairs(self, name: str) -> tuple[Pairs, Names]:
        """Who has which agency (parents included), outlet, level, topic, language or relevance, or which is "named"."""
        sql, names = _PAIRS[name]

        def table() -> pa.Table:
            read = self._read(f"SELECT * FROM ({sql}) WHERE key IS NOT NULL")
            key, words = coded(read.column("key"))
            return self._sorted(integers(read, "article_key"), key, None, words=words)

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
            article, place = integers(read, "article_key"), integers(read, "place_key")
            confidence = np.asarray(values_of(read, "confidence"), np.float32)
            return Mentions(article, place, flags_of(read, "pin"), confidence)

        return self._once(("mentions", role), make)

    def of_place(self, name: str) -> tuple[Ints, Names]:
        """The city, county, state or place itself of each place, -1 where it has none, and what the keys stand for."""
        column, names = _PLACE_KEYS[name]

        def table() -> pa.Table:
            key, words = coded(self._read(f"SELECT {column} AS key FROM place ORDER BY place_key").column("key"))
            return as_table({"key": key}, words=words)

        def make() -> tuple[Ints, Names]:
            made = self._keep(f"place-{name}", table)
            return integers(made, "key"), self._names(names, made)

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
            key, words = coded(read.column("key"))
            found = np.full(len(self.story), -1, np.int32)
            found[integers(read, "article_key")] = key
            return as_table({"key": found}, words=words)

        made = self._keep("lead", table)
        return integers(made, "key"), self._names(None, made)

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
            return as_table({name: np.bincount(story, minlength=len(self.story)) for name, story in of.items()})

        made = self._keep("story-sizes", table)
        return integers(made, "articles"), integers(made, "outlets")

    def of_articles(self, sql: str, articles: Sequence[int]) -> pa.Table:
        """The rows of some articles, of a query that has article_key and is in its order; its answer is kept."""
        table = self.kept(sql)
        keys = integers(table, "article_key")
        return table.take(rows_of(keys, np.asarray(articles, np.int32)))

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
            words = about_of(made)["words"]
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
        return as_table(columns, size=size, once=bool(once), words=words)
