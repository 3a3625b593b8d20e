"""The tables of the dataset, column by column: the one place that names, types and explains them.

`data/README.md` (the codebook) is tested against this file, and so are the CSV export and the dashboard.

Columns are only ever added, never renamed and never given another type: a dataset of an older schema stays readable,
and reads as null what was not there yet (`Column.since`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, its Arrow type, what it means, and the schema that brought it."""

    name: str
    type: pa.DataType
    meaning: str
    since: int = 1  # rows that were written by an older schema have null here
    until: int | None = None  # the last schema that had it


# What each schema brought. 1: the first. 2: stories, a table of their own. 3: the rules that grouped them.
# 4: every source of an article. 5: versions that were given up.
SCHEMA = 5


_S, _I, _F = pa.string(), pa.int64(), pa.float64()
_MENTION = (
    Column("text", _S, "The words at the first mention"),
    Column("start", _I, "Offset of the first character in title, blank line, text"),
    Column("end", _I, "Offset after the last character"),
)
_MENTIONS = Column("mentions", _I, "How often it is named")
# The evidence of a value, found once, when the article is stored.
_SENTENCE = (
    Column("sentence_start", _I, "Offset of the sentence that holds the words"),
    Column("sentence_end", _I, "Offset after that sentence"),
)

PLACES: tuple[Column, ...] = (
    *_MENTION,
    Column("name", _S, "Name in the gazetteer"),
    Column("kind", _S, "city, neighborhood, county, state, country, facility or region"),
    Column("city", _S, "The city itself, or the one that a facility or neighborhood is in"),
    Column("county", _S, "The county itself, or the one that the place is in"),
    Column("state", _S, "Two letters"),
    Column("country", _S, "ISO 3166-1 alpha-2"),
    Column("latitude", _F, "Degrees, WGS 84; the centre of an area"),
    Column("longitude", _F, "Degrees, WGS 84; the centre of an area"),
    Column("fips_code", _S, "Five digits of the county, as text; two for a state"),
    Column("geonames_id", _I, "Id in GeoNames"),
    Column("role", _S, "event: what is reported happened there; mention: it is named"),
    Column("resolved_by", _S, "The pass that decided which place it is"),
    Column("confidence", _F, "0 to 1, how sure that pass is; data/reference/pass_confidence.csv"),
    _MENTIONS,
    *_SENTENCE,
)
AGENCIES: tuple[Column, ...] = (
    *_MENTION,
    Column("name", _S, "Canonical full name"),
    Column("short_name", _S, "Such as ICE"),
    Column("level", _S, "federal, state, county, city or other"),
    Column("parent", _S, "Canonical name of the agency above it"),
    Column("state", _S, "Two letters, of a state or local agency"),
    _MENTIONS,
    *_SENTENCE,
)
DATES: tuple[Column, ...] = (
    *_MENTION,
    Column("date", _S, "Prefix date: YYYY, YYYY-MM or YYYY-MM-DD, never finer than the text"),
    Column("precision", _S, "day, month or year"),
    Column("role", _S, "event: what is reported happened then; mention: it is named"),
    _MENTIONS,
    *_SENTENCE,
)
COUNTS: tuple[Column, ...] = (
    *_MENTION,
    Column("what", _S, "arrested, detained, deported, protesters, killed or injured"),
    Column("value", _I, "Number of people"),
    *_SENTENCE,
)
ARTICLE_ISSUES: tuple[Column, ...] = (
    Column("stage", _S, "read, find, resolve, focus or store"),
    Column("level", _S, "error, warning or info"),
    Column("message", _S, "What happened and what would cure it"),
    Column("text", _S, "The words that it is about"),
)
CORRECTED: tuple[Column, ...] = (
    Column("field", _S, "What was corrected"),
    Column("old", _S, "What the extraction, or the source, said"),
    Column("new", _S, "What stands there now"),
)


def _struct(columns: tuple[Column, ...]) -> pa.DataType:
    return pa.struct([(column.name, column.type) for column in columns])


ARTICLES: tuple[Column, ...] = (
    Column("id", _S, "As given, else stable: made from the canonical URL, or from title and text"),
    Column("url", _S, "The source page, as given"),
    Column("canonical_url", _S, "The URL without tracking parameters, mobile host or AMP form"),
    Column("domain", _S, "Host of the canonical URL without www"),
    Column("media_name", _S, "The outlet"),
    Column("media_place", _S, "The outlet's home, such as Tyler, TX, given or from data/reference/outlets.csv"),
    Column("publish_date", _S, "ISO date of publication, or null"),
    Column("publish_date_basis", _S, "stated, url, page (estimated from the page that carried it) or unknown"),
    Column("event_date", _S, "Prefix date of the main reported event, never finer than the text, or null"),
    Column("language", _S, "en, es, or another code, which is kept, marked and not extracted"),
    Column("title", _S, "The headline"),
    Column("text", _S, "The article, paragraphs separated by a blank line"),
    Column("text_scope", _S, "full, summary or title"),
    Column("relevant", pa.bool_(), "Is the article about U.S. immigration enforcement?"),
    Column("relevance", _F, "0 to 1; relevant from 0.5"),
    Column("relevance_reasons", pa.list_(_S), "The words that decided, with their weights"),
    Column("topics", pa.list_(_S), "What the story is about, from a list of thirteen"),
    Column("places", pa.list_(_struct(PLACES)), "Each distinct place, at its first mention"),
    Column("agencies", pa.list_(_struct(AGENCIES)), "Each distinct agency, at its first mention"),
    Column("dates", pa.list_(_struct(DATES)), "Each distinct calendar time, at its first mention"),
    Column("counts", pa.list_(_struct(COUNTS)), "Numbers of people that the text gives"),
    Column("issues", pa.list_(_struct(ARTICLE_ISSUES)), "What was seen in this article and not handled"),
    Column("source", _S, "File and line or item that the article came from"),
    Column("sources", pa.list_(_S), "Every file or address that has carried the article, that one included, sorted", 4),
    Column("text_license", _S, "Licence of the text as the source gives it; null where it gives none"),
    Column("corrected", pa.list_(_struct(CORRECTED)), "Corrections by a person that were laid over the extraction"),
    Column("extra", _S, "Keys of the input that we do not know and what its readers kept aside, as JSON, never read"),
    Column("search", _S, "Title and text as the text filter searches them: plain words parted by one space"),
    Column("text_length", _I, "Characters of text"),
    Column("input_hash", _S, "Hash of the article as read, of the code and reference tables, and of its corrections"),
    Column("row_hash", _S, "Hash of all other columns but input_hash; equal rows have equal hashes"),
)
RUNS: tuple[Column, ...] = (
    Column("run_id", _S, "Stable name of the run: hash of code version, inputs and time"),
    Column("version", _I, "Version of the dataset that the run left: the Delta version of the table articles"),
    Column("issues_version", _I, "Delta version of the table issues that belongs to it"),
    Column("stories_version", _I, "Delta version of the table stories that belongs to it", 2),
    Column("sources", pa.list_(_S), "The sources as they were given"),
    Column("started_at", _S, "UTC time, ISO 8601"),
    Column("finished_at", _S, "UTC time, ISO 8601"),
    Column("code_version", _S, "Version of the extraction that made the rows"),
    Column("articles_read", _I, "Articles that the sources held"),
    Column("articles_written", _I, "Rows added or replaced"),
    Column("articles_unchanged", _I, "Rows that were there already, the same"),
    Column("articles", _I, "Rows of the dataset after the run"),
    Column("issues", _I, "Issue rows of the dataset after the run"),
    Column("stories", _I, "Stories of the dataset after the run", 2),
    Column("given_up_at", _S, "UTC time from which the version can no longer be opened; null while it can", 5),
)
STORIES: tuple[Column, ...] = (
    Column("article_id", _S, "The article"),
    Column("story_id", _S, "The story: all articles that carry one report, copied, cut, edited or translated"),
    Column("is_duplicate", pa.bool_(), "false for the one article that stands for the story"),
    Column("duplicate_of", _S, "The article that stands for the story; null for that one"),
    Column("rules", _S, "Hash of the code and tables that grouped; where they change, all is grouped anew", 3),
)
ISSUES: tuple[Column, ...] = (
    Column("article_id", _S, "The article, or null where it is about a source"),
    Column("source", _S, "File and line or item"),
    *ARTICLE_ISSUES,
)
CSV: tuple[Column, ...] = (
    Column("article_id", _S, "The article; one article has a row for each event place"),
    Column("story_id", _S, "The story that the article's report belongs to: count these for stories"),
    Column("is_duplicate", pa.bool_(), "false for the one article that stands for the story"),
    Column("duplicate_of", _S, "The article that stands for the story; empty for that one"),
    Column("title", _S, "The headline"),
    Column("url", _S, "The source page"),
    Column("media_name", _S, "The outlet"),
    Column("publish_date", _S, "ISO date of publication, or empty"),
    Column("publish_date_basis", _S, "stated, url, page or unknown"),
    Column("event_date", _S, "Prefix date of the main reported event, or empty"),
    Column("language", _S, "en, es or another code"),
    Column("relevant", pa.bool_(), "true or false"),
    Column("relevance", _F, "0 to 1"),
    Column("topics", _S, "Joined by ;"),
    Column("agencies", _S, "Canonical names, joined by ;"),
    Column("place", _S, "Name of the event place; empty where the article has none"),
    Column("place_kind", _S, "city, neighborhood, county, state, country, facility or region"),
    Column("place_role", _S, "event; mention only where places that are merely mentioned were asked for"),
    Column("city", _S, "City of the place, or empty"),
    Column("county", _S, "County of the place, or empty"),
    Column("state", _S, "Two letters, or empty"),
    Column("country", _S, "ISO 3166-1 alpha-2, or empty"),
    Column("latitude", _F, "Degrees, WGS 84; empty for a state, a country or a region (never a pin)"),
    Column("longitude", _F, "Degrees, WGS 84; empty for a state, a country or a region (never a pin)"),
    Column("fips_code", _S, "Five digits as text (two for a state), leading zero kept"),
    Column("geonames_id", _I, "GeoNames id, or empty"),
    Column("confidence", _F, "0 to 1, of the place"),
    Column("resolved_by", _S, "The pass that placed it"),
    Column("evidence", _S, "The sentence that names the place"),
    Column("counts", _S, "what=value, joined by ;"),
)


# Columns that an older schema had, by table. They were null in every row, and readers leave them out.
RETIRED: dict[str, tuple[Column, ...]] = {
    "articles": (Column("story_id", _S, "Where the story of an article stood before stories had a table", until=1),)
}


def arrow(columns: tuple[Column, ...]) -> pa.Schema:
    """The Arrow schema of a table."""
    return pa.schema([(column.name, column.type) for column in columns])


# Every table by name; those with a dot are the nested lists of `articles`.
TABLES: dict[str, tuple[Column, ...]] = {
    "articles": ARTICLES,
    "articles.places": PLACES,
    "articles.agencies": AGENCIES,
    "articles.dates": DATES,
    "articles.counts": COUNTS,
    "articles.issues": ARTICLE_ISSUES,
    "articles.corrected": CORRECTED,
    "issues": ISSUES,
    "stories": STORIES,
    "runs": RUNS,
    "csv": CSV,
}


def type_name(type_: pa.DataType) -> str:
    """A type as the codebook writes it."""
    if pa.types.is_list(type_):
        inner = type_.value_type
        return "list of rows" if pa.types.is_struct(inner) else f"list of {type_name(inner)}"
    names = {pa.string(): "text", pa.int64(): "integer", pa.float64(): "number", pa.bool_(): "true or false"}
    return names[type_]
