"""Names of places that are ordinary words too: "Mobile", "Reading", "Center". They need more evidence than others.

A key counts where Debian's American or Spanish word list has it in lower case. overrides/common_words.csv adds what
the lists lack (several words, initials) and takes out names that are places in nearly every news text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from places import key
from sources import overrides

DICTIONARIES = {
    "american-english-large": "in lower case in Debian's wamerican-large",
    "spanish": "in lower case in Debian's wspanish",
}


# A name whose largest bearer has this many people is a place in nearly every text that writes it with a capital.
LARGE = {"american-english-large": 200_000, "spanish": 60_000}


def rows(
    tables: Iterable[Iterable[Mapping[str, str]]], nations: Iterable[str], folder: Path
) -> list[dict[str, object]]:
    """The rows of common_words.csv, from the names and aliases of the gazetteer's tables; `nations` never count."""
    largest: dict[str, int] = {}
    for table in tables:
        for row in table:
            others = row.get("alternates") or row.get("aliases") or ""
            for name in (row["name"], *others.split(";")):
                if name:
                    largest[key(name)] = max(largest.get(key(name), 0), int(float(row.get("population") or 0)))
    for nation in nations:
        largest.pop(key(nation), None)
    found: dict[str, dict[str, object]] = {}
    for dictionary, source in DICTIONARIES.items():
        for word in (folder / dictionary).read_text(encoding="utf-8").split("\n"):
            if word and word == word.lower() and largest.get(key(word), LARGE[dictionary]) < LARGE[dictionary]:
                found.setdefault(key(word), {"word": key(word), "source": source})
    for row in overrides("common_words"):
        if row["action"] == "add":
            found[key(row["word"])] = {"word": key(row["word"]), "source": row["reason"]}
        else:
            found.pop(key(row["word"]), None)
    return [found[word] for word in sorted(found)]
