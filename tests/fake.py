"""A pipeline of a dozen lines over a gazetteer of six places: what the tests of the dataset stand on.

It reads JSONL, finds the places and agencies that it knows by their plain words, and takes milliseconds to load.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.build import Relate, build
from etl.coverage import Coverage, open_coverage
from etl.gazetteer import Gazetteer
from etl.knowledge import Knowledge
from etl.location import Location
from etl.models import Agency, Article, Count, DateMention, Issue, Place, Record
from etl.text import Body, analyse

COUNTRIES = [{"name": "United States", "code": "US"}, {"name": "Mexico", "code": "MX"}]
AGENCIES = [
    {"name": "U.S. Department of Homeland Security", "short_name": "DHS", "level": "federal", "parent": ""},
    {
        "name": "U.S. Immigration and Customs Enforcement",
        "short_name": "ICE",
        "level": "federal",
        "parent": "U.S. Department of Homeland Security",
    },
    {
        "name": "ICE Enforcement and Removal Operations",
        "short_name": "ERO",
        "level": "federal",
        "parent": "U.S. Immigration and Customs Enforcement",
    },
    {"name": "Los Angeles Police Department", "short_name": "LAPD", "level": "city", "parent": ""},
]
_LA = ("Los Angeles County", "06037", "CA")
_PLACES: dict[str, tuple[str, str | None, str | None, str | None, str, float | None, float | None, str | None]] = {
    # words -> kind, city, county, state, country, latitude, longitude, fips_code
    "Bell Gardens": ("city", "Bell Gardens", _LA[0], "CA", "US", 33.97, -118.15, _LA[1]),
    "Bell": ("city", "Bell", _LA[0], "CA", "US", 33.98, -118.19, _LA[1]),
    "Boyle Heights": ("neighborhood", "Los Angeles", _LA[0], "CA", "US", 34.03, -118.2, _LA[1]),
    "Los Angeles County": ("county", None, _LA[0], "CA", "US", 34.2, -118.26, _LA[1]),
    "California": ("state", None, None, "CA", "US", 36.8, -119.4, "06"),
    "Mexico": ("country", None, None, None, "MX", 23.0, -102.0, None),
    "Cañon City": ("city", "Cañon City", "Fremont County", "CO", "US", 38.44, -105.24, "08043"),
    "Tijuana": ("city", "Tijuana", None, None, "MX", 32.5, -117.0, None),
}
GAZETTEER_ROWS = {
    "places": [
        {
            "name": name,
            "kind": "city",
            "city": "",
            "county": county,
            "county_fips": fips,
            "state": state,
            "country": "US",
            "latitude": "30.0",
            "longitude": "-90.0",
            "geonames_id": "7",
            "population": "100",
            "alternates": "",
        }
        for name, county, fips, state in [
            ("Bell", "Los Angeles County", "06037", "CA"),
            ("Bell", "Gilchrist County", "12041", "FL"),
            ("Monroe", "Ouachita Parish", "22073", "LA"),
        ]
    ],
    "states": [
        {
            "name": name,
            "code": code,
            "fips": fips,
            "ap": "",
            "name_es": "",
            "latitude": "30",
            "longitude": "-90",
            "population": "1",
            "geonames_id": "1",
            "aliases": "",
        }
        for name, code, fips in [("California", "CA", "06"), ("Florida", "FL", "12"), ("Louisiana", "LA", "22")]
    ],
}


def article(id_: str, text: str, **values: Any) -> Article:
    """An article with plausible values around a text."""
    known = {
        "title": f"Headline of {id_}",
        "url": f"https://news.example/{id_}",
        "domain": "news.example",
        "media_name": "The Example",
        "publish_date": "2025-06-23",
        "publish_date_basis": "stated",
        "source": f"pages/{id_}.jsonl, line 1",
    }
    return Article(id=id_, text=text, **{**known, **values})


@dataclass(frozen=True)
class Traced:
    """A record, and its text as it is cut."""

    record: Record
    body: Body


class FakePipeline:
    """Finds what it knows by plain words. A place after "near" is a mention, any other is of the event."""

    def __init__(self) -> None:
        """Ready at once."""
        self.knowledge = Knowledge({"agencies": tuple(AGENCIES_FULL)}, Gazetteer(GAZETTEER_ROWS))

    def read_by(
        self, elsewhere: object, sources: Sequence[str], *, as_: str | None = None
    ) -> Iterator[Article | Issue]:
        """The same: what is read here is never long."""
        return self.read(sources, as_=as_)

    def read(self, sources: Sequence[str], *, as_: str | None = None) -> Iterator[Article | Issue]:
        """Articles of JSONL files and of folders of them; a line that is no JSON is an issue."""
        for source in sources:
            path = Path(source)
            if not path.exists():
                yield Issue("read", "error", f"{source}: no such file or folder; check the path", "", source)
                continue
            for file in sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]:
                name = file.relative_to(path.parent).as_posix()
                for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                    at = f"{name}, line {number}"
                    try:
                        values = json.loads(line)
                    except json.JSONDecodeError:
                        yield Issue("read", "error", f"{at}: no JSON; one object a line is needed", line[:40], at)
                        continue
                    yield article(values.pop("id"), values.pop("text"), **{**values, "source": at})

    def trace(self, article: Article) -> Traced:
        """The record with the text as it is cut."""
        return Traced(self.extract(article), analyse(article.title, article.text))

    def extract(self, article: Article) -> Record:
        """The record of an article."""
        body = article.body
        places, taken = [], set()
        for name, (kind, city, county, state, country, latitude, longitude, fips) in _PLACES.items():
            start = body.find(name)
            if start < 0 or start in taken:
                continue
            taken.add(start)
            role = "mention" if body[:start].endswith("near ") else "event"
            places.append(
                Place(
                    name,
                    start,
                    start + len(name),
                    name,
                    kind,
                    city,
                    county,
                    state,
                    country,  # type: ignore[arg-type]
                    latitude,
                    longitude,
                    fips,
                    None,
                    role,
                    "fake",
                    0.6 if kind == "neighborhood" else 0.9,
                )
            )
        agencies = tuple(
            Agency(
                row["short_name"],
                at,
                at + len(row["short_name"]),
                row["name"],
                row["short_name"],
                row["level"],
                row["parent"] or None,
                None,
            )  # type: ignore[arg-type]
            for row in AGENCIES
            if (at := body.find(row["short_name"])) >= 0
        )
        dates = tuple(
            DateMention(day, at, at + len(day), day, "day", "event")
            for day in ("2025-06-07", "2025-06-21")
            if (at := body.find(day)) >= 0
        )
        at = body.find("44 people")
        counts = (Count("44 people", at, at + 9, "arrested", 44),) if at >= 0 else ()
        relevant = "hockey" not in body
        lost = (Issue("resolve", "warning", "two places of this name", "Springfield"),) if "Springfield" in body else ()
        return Record(
            article,
            relevant,
            0.9 if relevant else 0.1,
            ("ICE",),
            ("raid", "arrest") if relevant else (),
            tuple(sorted(places, key=lambda place: place.start)),
            tuple(sorted(agencies, key=lambda agency: agency.start)),
            dates,
            counts,
            dates[0].date if dates else ("2025-06" if "in June" in body else None),
            (*article.issues, *lost),
        )


AGENCIES_FULL = [{**row, "state": "", "aliases": "", "source": "test"} for row in AGENCIES]


def write_jsonl(path: Path, *articles: dict[str, Any]) -> Path:
    """A JSONL file of these objects."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in articles), "utf-8")
    return path


def dataset(
    folder: Path,
    *articles: dict[str, Any],
    version: int | None = None,
    relate: Relate | None = None,
    where: Location | None = None,
) -> Coverage:
    """The dataset of these articles, built by the fake pipeline and opened; with stories where `relate` makes them.

    It lies in `folder / "coverage"`, or at `where`.
    """
    source, place = write_jsonl(folder / "a.jsonl", *articles), where or folder / "coverage"
    build(
        [str(source)],
        place,
        load=FakePipeline,
        fingerprint="f",
        code_version="1.0",
        clock=lambda: "2026-01-01T00:00:00Z",
        workers=1,
        relate=relate,
    )
    return open_coverage(place, version=version, reference=reference(folder / "reference"))


def reference(folder: Path) -> Path:
    """A folder with the reference tables that the dataset's reader needs."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("countries", COUNTRIES), ("agencies", AGENCIES_FULL)):
        lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder
