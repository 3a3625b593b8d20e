"""Sources, formats by content, bytes to text, dates and languages."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.read import formats, read
from etl.read.clean import clean, clean_line, decode
from etl.read.sniff import sniff
from tests.reading import knowledge, read_all, rules

LINE = '{"title": "Agents leave the valley"}\n'


def test_folders_globs_and_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are walked in sorted order, hidden files left out, a file that comes twice read once."""
    for name in ("b/2.jsonl", "b/1.txt", "a.jsonl", ".hidden.jsonl", ".git/x.jsonl"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(LINE.replace("valley", name))
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    monkeypatch.chdir(tmp_path)
    expected = ["in/a.jsonl, line 1", "in/b/1.txt, line 1", "in/b/2.jsonl, line 1"]
    assert [a.source for a in read_all("in")[0]] == expected
    assert [a.source for a in read_all("in", "in/b/1.txt")[0]] == expected
    assert [a.source for a in read_all("in/b/*")[0]] == expected[1:]
    assert [a.source for a in read_all("in/**/*.jsonl")[0]] == [expected[0], expected[2]]
    # an absolute path leaves no trace of the machine
    assert [a.source for a in read_all(tmp_path / "in")[0]] == expected
    assert [a.source for a in read_all(tmp_path / "in" / "b" / "2.jsonl")[0]] == ["b/2.jsonl, line 1"]


def test_sources_that_fail(tmp_path: Path) -> None:
    """Each is named with its cause, and the rest is read."""
    (tmp_path / "good.jsonl").write_text(LINE)
    (tmp_path / "empty.txt").write_text("\n \n")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (tmp_path / "binary.jsonl").write_bytes(bytes(range(256)) * 20)
    os.mkfifo(tmp_path / "pipe")
    articles, issues = read_all(tmp_path, tmp_path / "missing.txt", tmp_path / "no*", "https://example.com/a")
    assert [article.title for article in articles] == ["Agents leave the valley"]
    said = {Path(issue.source).name: issue.message for issue in issues}
    assert "no format" in said["binary.jsonl"] and "empty" in said["empty.txt"]
    assert "picture" in said["picture.txt"] and "no regular file" in said["pipe"]
    assert "no such file" in said["missing.txt"] and "no files" in said["no*"] and "not fetched" in said["a"]


def test_format_can_be_said(tmp_path: Path) -> None:
    """`as_` overrides the content; a name that is no format is a fault of the caller."""
    (tmp_path / "x").write_text(LINE)
    assert read_all(tmp_path / "x", as_="text")[0][0].title == LINE.strip()
    assert "jsonl" in formats()
    with pytest.raises(ValueError, match="no format"):
        list(read([], knowledge=knowledge(), as_="papyrus"))


SNIFF: list[tuple[bytes, str]] = [
    (b"", "empty"),
    (b"\xef\xbb\xbf \r\n", "empty"),
    (LINE.encode(), "jsonl"),
    (b'{"title": "broken\n{"title": "x"}\n', "jsonl"),
    (b'{\n "title": "x"\n}\n', "json"),
    (b'[{"title": "x"}]', "json"),
    (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "json feed"),
    (b"<!DOCTYPE html><html><body>x", "html"),
    (b"<p>x</p>", "html"),
    (b'<?xml version="1.0"?>\n<rss version="2.0">', "feed"),
    (b'<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
    (b'<?xml version="1.0"?><opml version="2.0">', "opml"),
    (b'<?xml version="1.0"?><urlset xmlns="x">', "sitemap"),
    (b"title,url,publish_date\n1,2,3\n", "table"),
    (b"id\tindexed_date\tlanguage\tmedia_name\ttitle\n", "table"),
    ("título;fecha;texto\n".encode(), "table"),
    (b"Mayor, council clash over text, again\n\nThe mayor said.", "text"),
    (b"URL, Title\n", "table"),
    (b"Zeile;wann\nA;1\nB;2\n", "table"),
    (b"Zeile;wann\nA;1\nB\n", "text"),
    (b"who,where,how many\n\"A, B\",c,3\nD,e,4\n", "table"),
    (b"Agents left, he said\nThey came back, she said\nNobody knows, they said\n", "text"),
    (b"Tern Point Gazette | News\nBy A. Writer | 2 hours ago\nAgents left | Comments\n", "text"),
    (b"PK\x03\x04", "zip"),
    (b"%PDF-1.7", "pdf"),
    (b"PAR1", "parquet"),
    (b"WARC/1.0\r\n", "warc"),
    (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n", "mhtml"),
    ("Titular de la nota\n".encode("utf-16"), "text"),
    (b"\x00\x01\x02" * 100, "binary"),
]


@pytest.mark.parametrize(("head", "expected"), SNIFF)
def test_sniff(head: bytes, expected: str) -> None:
    """Content decides the format."""
    assert sniff(head) == expected


@given(st.binary(max_size=300))
def test_sniff_anything(head: bytes) -> None:
    """Any bytes have an answer, and can be decoded."""
    assert sniff(head)
    decode(head)


DECODE: list[tuple[bytes, str, bool]] = [
    ("niño".encode(), "niño", False),
    (b"\xef\xbb\xbfa", "a", False),
    ("niño".encode("utf-16"), "niño", False),
    ("El niño “dijo”".encode("cp1252"), "El niño “dijo”", True),
    ("ñ".encode() * 300 + b"\xff", "ñ" * 300 + "\ufffd", True),
]


@pytest.mark.parametrize(("data", "text", "guessed"), DECODE)
def test_decode(data: bytes, text: str, guessed: bool) -> None:
    """Bytes to text, and whether it had to be guessed."""
    found, guess = decode(data)
    assert (found, guess is not None) == (text, guessed)


@given(st.text())
def test_clean(text: str) -> None:
    """Clean text is NFC, has no control characters, and stays as it is when cleaned again."""
    done = clean(text)
    assert clean(done) == done and unicodedata.is_normalized("NFC", done)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in done.replace("\n", ""))
    assert "\n\n\n" not in done and clean_line(clean_line(text)) == clean_line(text)


PARSE: list[tuple[object, str | None]] = [
    ("2025-06-23", "2025-06-23"),
    ("2025-06-22T23:30:00-07:00", "2025-06-22"),
    ("2025-06-23 10:15:00", "2025-06-23"),
    ("20250623T101500Z", "2025-06-23"),
    ("20250623101500", "2025-06-23"),
    (20250623, "2025-06-23"),
    (1750636800, "2025-06-23"),
    (1750636800000, "2025-06-23"),
    ("Mon, 23 Jun 2025 17:00:00 +0000", "2025-06-23"),
    ("June 23, 2025", "2025-06-23"),
    ("Jun. 23rd, 2025", "2025-06-23"),
    ("23 de junio de 2025", "2025-06-23"),
    ("6/23/2025", "2025-06-23"),
    ("23/6/2025", "2025-06-23"),
    ("2025-02-30", None),
    ("June 2025", None),
    ("0001-01-01", None),
    (True, None),
    (17, None),
    ("", None),
]


@pytest.mark.parametrize(("value", "expected"), PARSE)
def test_publication_date(value: object, expected: str | None) -> None:
    """A cell to an ISO date, or none where it is no date."""
    assert rules().calendar.parse(value) == expected


def test_day_first() -> None:
    """In Spanish the day comes first; in English the month does."""
    assert rules().calendar.parse("03/06/2025", day_first=True) == "2025-06-03"
    assert rules().calendar.parse("03/06/2025") == "2025-03-06"


LANGUAGES: list[tuple[str, str]] = [
    ("Agents arrested a man at his home on Monday, his wife said.", "en"),
    ("Los agentes arrestaron a un hombre en su casa el lunes, dijo su esposa.", "es"),
    ("Os agentes prenderam um homem em sua casa na segunda-feira, disse a esposa.", "pt"),
    ("Les agents ont arrêté un homme chez lui lundi, selon sa femme.", "fr"),
    ("Ajan yo te arete yon nonm lakay li, se sa madanm li te di.", "ht"),
    ("移民局特工在周一逮捕了一名男子", "zh"),
    ("Сотрудники задержали мужчину", "ru"),
    ("ICE", "en"),
    ("Redada en Omaha deja 76 detenidos", "es"),
]


@pytest.mark.parametrize(("text", "expected"), LANGUAGES)
def test_language(text: str, expected: str) -> None:
    """The language by small words or script."""
    assert rules().languages.detect(text) == expected
