"""Articles to measure with: the bundled ones as they are, joined to a length, and any number of new ones made of them.

The new ones are sentences of the bundled corpus, mixed, with most of their ordinary words exchanged for others and
their numbers drawn anew. Names, dates, agencies and the shape of sentences stay, so that there is as much to find as
in real coverage, and no two reports share a passage unless one was made as a copy of the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT
from benchmarks.stories import Newsroom
from etl.models import Article

WORDS = 300
_KEYS = ("media_name", "media_place", "publish_date", "language")
_EXCHANGED = 0.7  # of the ordinary words
_LEAST = 8  # ordinary words of a sentence that is used: with fewer, two reports would share it
_ORDINARY = re.compile(r"\b[a-záéíóúñü]{4,}\b|\b\d{2,3}\b")
_SENTENCE = re.compile(r"(?<=[a-zñ\d][.!?]) +(?=[A-ZÁÉÍÓÚÑ“])")


def bundled() -> list[dict[str, Any]]:
    """The rows of `data/articles`."""
    paths = sorted((ROOT / "data" / "articles").glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def articles(number: int, words: int = WORDS) -> list[Article]:
    """So many articles of so many words each, texts of one language joined and cut; the same ones every time."""
    rows = bundled()
    made = []
    for start, row in enumerate(islice(cycle(rows), number)):
        same = (other for other in islice(cycle(rows), start, None) if other["language"] == row["language"])
        made.append(Article(f"speed-{start}", row["title"], _text(same, words), **{key: row[key] for key in _KEYS}))
    return made


def _text(rows: Iterator[dict[str, str]], words: int) -> str:
    """The texts of some rows joined, cut to a number of words; paragraphs stay."""
    paragraphs: list[str] = []
    left = words
    while left > 0:
        for paragraph in next(rows)["text"].split("\n\n"):
            kept = paragraph.split(" ")[:left]
            left -= len(kept)
            paragraphs.append(" ".join(kept))
            if not left:
                break
    return "\n\n".join(paragraphs)


class Reports(Newsroom):
    """Makes reports of about 300 words, 15 in 100 Spanish, 40 in 100 copies, the same from the same seed."""

    spanish = 0.15

    def __init__(self, seed: int) -> None:
        """A newsroom that writes with the words of the bundled corpus."""
        super().__init__(seed)
        rows = bundled()
        self.homes = sorted({row["media_place"] for row in rows if row["media_place"]})
        self._parts: dict[str, tuple[list[str], list[str], list[str]]] = {}
        for language in ("en", "es"):
            mine = [row for row in rows if row["language"] == language]
            sentences = [s for row in mine for p in row["text"].split("\n\n") for s in _SENTENCE.split(p)]
            sentences = [s for s in sentences if len(_ORDINARY.findall(s)) >= _LEAST]
            words = re.findall(r"\b[a-záéíóúñü]{4,}\b", " ".join(sentences))
            self._parts[language] = [row["title"] for row in mine], sentences, words

    def sentences(self, count: int) -> str:
        """Some sentences of the corpus with other words in them; before the corpus is there, made-up ones."""
        if not hasattr(self, "_parts"):
            return super().sentences(count)
        return " ".join(map(self._exchanged, self.random.choices(self._parts[self.language][1], k=count)))

    def report(self) -> tuple[str, list[str]]:
        """A title and paragraphs."""
        title = self._exchanged(self.random.choice(self._parts[self.language][0]))
        paragraphs: list[str] = []
        length = 0
        while length < WORDS or len(paragraphs) < 4:
            paragraphs.append(self.sentences(2))
            length += paragraphs[-1].count(" ") + 1
        return title, paragraphs

    def _exchanged(self, sentence: str) -> str:
        draw, words = self.random.random, self._parts[self.language][2]

        def other(found: re.Match[str]) -> str:
            word = found.group()
            if word.isdigit():
                return str(10 + int(draw() * 18)) if len(word) == 2 else str(100 + int(draw() * 900))
            return words[int(draw() * len(words))] if draw() < _EXCHANGED else word

        return _ORDINARY.sub(other, sentence)

    def rows(self, count: int) -> Iterator[dict[str, str]]:
        """Articles as rows of JSON Lines, with the story that each carries."""
        for id_, title, text, day, language, outlet, story in self.articles(count):
            home = self.homes[int(outlet.split()[1]) % len(self.homes)]
            yield {
                "id": id_, "title": title, "text": text, "publish_date": day, "language": language,
                "media_name": outlet, "media_place": home, "url": f"https://news.example/{id_}", "story": story,
            }  # fmt: skip


def written(folder: Path, count: int, *, seed: int = 7) -> Path:
    """A JSON Lines file of so many articles, made where it is not there."""
    path = folder / f"articles-{count}.jsonl"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as sink:
            for row in Reports(seed).rows(count):
                sink.write(json.dumps(row, ensure_ascii=False) + "\n")
        part.replace(path)
    return path


def lines(path: Path) -> Sequence[bytes]:
    """The lines of a file."""
    return path.read_bytes().splitlines()
