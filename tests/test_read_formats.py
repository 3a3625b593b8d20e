"""Tables, feeds, pages, documents and archives: one file of each kind, made here, to whole values; and broken ones."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.models import Article, Issue
from etl.read import _read_one, read
from etl.read.documents import document_of
from etl.read.draft import Draft, finish
from etl.read.formats import PARSERS
from tests.reading import knowledge, parse_all, read_all, rules

HEADLINE = "Thirty detained at a sawmill"
ONE = "Federal agents detained about 30 workers at a sawmill in Alder Creek on Tuesday, the union said."
TWO = "The company said that it checks the papers of all of its workers and that it had no warning of the raid."
THREE = "The sheriff of the county was told an hour before and kept his deputies away, a spokesman said on Wednesday."


def made(article: Article, *keys: str) -> tuple[Any, ...]:
    """Some fields of an article."""
    return tuple(getattr(article, key) for key in keys)


def test_media_cloud_list() -> None:
    """A story list: titles without a text, the outlet's domain for its name, unknown columns kept."""
    table = (
        "\ufeffid,indexed_date,language,media_name,media_url,publish_date,title,url\r\n"
        '77,2026-03-04,en,latimes.com,https://latimes.com,2026-03-03,"Raid, then a march",https://www.latimes.com/a\r\n'
    )
    (article,), issues = parse_all(table, "table", "mc.csv")
    assert issues == []
    assert article == Article(
        id="77",
        title="Raid, then a march",
        text="",
        url="https://www.latimes.com/a",
        canonical_url="https://latimes.com/a",
        domain="latimes.com",
        media_name="Los Angeles Times",
        media_place="Los Angeles, CA",
        publish_date="2026-03-03",
        publish_date_basis="stated",
        language="en",
        text_scope="title",
        source="mc.csv, line 2",
        extra={"indexed_date": "2026-03-04"},
    )


def test_gdelt() -> None:
    """The three forms in which GDELT gives articles: its own day is when it saw them."""
    item = {
        "url": "https://www.latimes.com/a",
        "title": "Raid",
        "seendate": "20260303T101500Z",
        "domain": "latimes.com",
    }
    doc = json.dumps({"articles": [{**item, "language": "English", "sourcecountry": "United States"}]})
    download = "URL,MobileURL,Date,Title\nhttps://www.latimes.com/a,,2026-03-03 10:15:00,Raid\n"
    cells = ["20260303101500-12", "20260303101500", "1", "latimes.com", "https://www.latimes.com/a", "", "", "ARREST;"]
    graph = "\t".join([*cells, *[""] * 18, "<PAGE_TITLE>Raid</PAGE_TITLE>"]) + "\n"
    expected = ("Raid", "https://latimes.com/a", "Los Angeles Times", "2026-03-03", "title", "en")
    keys = ("title", "canonical_url", "media_name", "publish_date", "text_scope", "language")
    for data, kind, basis in ((doc, "json", "page"), (download, "table", "stated"), (graph, "table", "page")):
        (article,), issues = parse_all(data, kind)
        assert (issues, made(article, *keys), article.publish_date_basis) == ([], expected, basis)


TABLES: list[tuple[bytes, list[tuple[str, str, str | None]], int]] = [
    ("titular;fecha;texto\nRedada;03/06/2026;Llegaron a la fábrica.\n".encode("cp1252"),
     [("Redada", "Llegaron a la fábrica.", "2026-06-03")], 1),
    (b"headline\tbody\tdate\nRaid\tThey came.\t6/3/2026\n", [("Raid", "They came.", "2026-06-03")], 0),
    (b'title,text\n"Raid","One.\n\nTwo, three."\n\n"Again",x\n',
     [("Raid", "One.\n\nTwo, three.", None), ("Again", "x", None)], 0),
    (b"title,description\nRaid,<p>One.</p><p>Two &amp; three.</p>\n", [("Raid", "One.\n\nTwo & three.", None)], 0),
    (b"place,count\nBell,7\n", [], 1),
    (b'title,text\n"Raid,never closed\n', [("Raid,never closed", "", None)], 0),
    (b"title,url\nRaid\n,\n", [("Raid", "", None)], 0),
    (b"title,url\nRaid,https://a.example/x,spare\n", [("Raid", "", None)], 0),
    ("title,text\nRaid,Niño\n".encode("utf-16"), [("Raid", "Niño", None)], 0),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected", "issues"), TABLES)
def test_tables(data: bytes, expected: list[tuple[str, str, str | None]], issues: int) -> None:
    """Any separator and encoding; what is no table of articles is named."""
    articles, said = parse_all(data, "table")
    assert [made(article, "title", "text", "publish_date") for article in articles] == expected
    assert len(said) == issues


def test_columns_can_be_said(tmp_path: Path) -> None:
    """`columns` names a column that no alias knows."""
    (tmp_path / "a.csv").write_text("Zeile,url\nRaid,https://a.example/x\n")
    found = list(read([str(tmp_path / "a.csv")], knowledge=knowledge(), columns={"title": "Zeile"}))
    assert [made(item, "title", "url") for item in found if isinstance(item, Article)] == [
        ("Raid", "https://a.example/x")
    ]


def test_parquet_and_json_types() -> None:
    """Dates and lists of a typed table; what is unknown is kept as JSON can hold it."""
    table = pa.table(
        {
            "title": ["Raid", None],
            "text": ["They came.", None],
            "publish_date": [dt.date(2026, 3, 3), None],
            "seen": [dt.datetime(2026, 3, 4, 1, 2), None],
            "tags": [["a", "b"], None],
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    (article,), (issue,) = parse_all(buffer.getvalue(), "parquet", "t.parquet")
    assert made(article, "title", "publish_date", "source") == ("Raid", "2026-03-03", "t.parquet, row 1")
    assert article.extra == {"seen": "2026-03-04 01:02:00", "tags": ["a", "b"]}
    assert issue.source == "t.parquet, row 2"


_OPEN = "http://schemas.openxmlformats.org"
_MAIN, _RELS = f"{_OPEN}/spreadsheetml/2006/main", f"{_OPEN}/officeDocument/2006/relationships"
_PACKAGE, _KIND = f"{_OPEN}/package/2006", "application/vnd.openxmlformats-"


def _cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELS}/{kind}" Target="{target}"/></Relationships>'
    )


# a workbook of one sheet: a line of its own, an empty row, a header, a row
SHEET = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{_KIND}package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}officedocument.spreadsheetml.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}">'
    '<sheets><sheet name="Clips" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>'
    f'<row r="1">{_cell("A1", "Clippings of our group")}</row>'
    f'<row r="3">{_cell("A3", "Headline")}{_cell("B3", "Link")}</row>'
    f'<row r="4">{_cell("A4", "Raid at the sawmill")}{_cell("B4", "https://a.example/2026/03/03/raid")}</row>'
    "</sheetData></worksheet>",
}


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The members of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parquet(titles: pa.Array) -> bytes:
    """A Parquet file with these titles."""
    buffer = io.BytesIO()
    pq.write_table(pa.table({"title": titles, "text": titles}), buffer)
    return buffer.getvalue()


def test_workbook() -> None:
    """A sheet with a line of its own above the header."""
    (article,), issues = parse_all(zipped(dict(SHEET)), "sheet", "clips.xlsx")
    assert issues == []
    assert made(article, "title", "publish_date", "publish_date_basis", "source") == (
        *("Raid at the sawmill", "2026-03-03", "url", "clips.xlsx, row 4"),
    )


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Local News | The Seattle Times</title><language>en-us</language>
<item><title>Agents leave &amp;amp; come back</title><link>https://www.seattletimes.com/a/?utm_source=rss</link>
<pubDate>Mon, 23 Jun 2025 17:00:00 GMT</pubDate>
<description>&lt;p&gt;They left on &lt;b&gt;Friday&lt;/b&gt;.&lt;/p&gt;
&lt;p&gt;They came back. [&amp;#8230;]&lt;/p&gt;</description></item>
<item><title>Only a title - Harbor Gazette</title><link>https://news.google.com/rss/articles/x</link>
<source url="https://harbor.example">Harbor Gazette</source></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es"><title>Radio Puente</title><entry>
<title type="html">Redada en el valle</title><link href="https://example.com/2026/03/01/redada"/>
<updated>2026-03-01T10:00:00Z</updated>
<content type="html">&lt;p&gt;Los agentes llegaron.&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbor Gazette",
        "items": [{"id": "https://example.com/1", "title": "The raid", "content_html": "<p>One.</p><p>Two.</p>"}, 7],
    }
)
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://example.com/1</loc><news:news>
<news:publication><news:name>Harbor Gazette</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-03-01</news:publication_date><news:title>A raid in the valley</news:title></news:news></url>
<url><loc>https://example.com/2</loc></url></urlset>"""
FEEDS: list[tuple[str, str, list[tuple[Any, ...]], int]] = [
    (RSS, "feed", [
        ("Agents leave & come back", "They left on Friday.\n\nThey came back.", "summary",
         "The Seattle Times", "2025-06-23", "en"),
        ("Only a title", "", "title", "Harbor Gazette", None, "en"),
    ], 0),
    (RSS.replace("Local News | The Seattle Times", "Top News - Tern Point Gazette").replace("www.seattletimes.com",
     "www.ternpointgazette.example"), "feed", [
        ("Agents leave & come back", "They left on Friday.\n\nThey came back.", "summary",
         "Tern Point Gazette", "2025-06-23", "en"),
        ("Only a title", "", "title", "Harbor Gazette", None, "en"),
    ], 0),
    (ATOM, "feed", [("Redada en el valle", "Los agentes llegaron.", "summary", "Radio Puente", "2026-03-01", "es")], 0),
    (JSON_FEED, "json feed", [("The raid", "One.\n\nTwo.", "summary", "Harbor Gazette", None, "en")], 1),
    (SITEMAP, "sitemap", [("A raid in the valley", "", "title", "Harbor Gazette", "2026-03-01", "en")], 1),
    ('<opml version="2.0"><body><outline xmlUrl="https://a.example/rss"/></body></opml>', "opml", [], 1),
    ("<rss><channel><item><title>Cut", "feed", [], 2),
    ("<rss/>", "feed", [], 1),
    ("<urlset><url>", "sitemap", [], 1),
    ('<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]><opml><body>&c;</body></opml>', "opml", [], 1),
]  # fmt: skip


@pytest.mark.parametrize(("data", "kind", "expected", "issues"), FEEDS)
def test_feeds(data: str, kind: str, expected: list[tuple[Any, ...]], issues: int) -> None:
    """Entries to articles; what is broken, or lists only feeds, is named."""
    articles, said = parse_all(data, kind)
    keys = ("title", "text", "text_scope", "media_name", "publish_date", "language")
    assert [made(article, *keys) for article in articles] == expected
    assert len(said) == issues


def page(head: str = "", body: str = "", lang: str = "en-US") -> str:
    """A web page."""
    return f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


STORY = f"""<nav><ul><li>Home</li><li>News</li></ul></nav><article><h1>Thirty detained at a sawmill</h1>
<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>
<aside><h3>Related</h3><ul><li><a href="/1">Union sues over the raid</a></li></ul></aside>
</article><section class="comments" id="comments"><p>Good for them, says a reader.</p></section>
<footer><p>We use cookies.</p></footer>"""
TEXT = f"{ONE}\n\n{TWO}\n\n{THREE}"
LD = {
    "@graph": [
        {"@type": "WebSite", "name": "x"},
        {
            "@type": ["NewsArticle"],
            "headline": "Thirty detained at a sawmill",
            "datePublished": "2026-03-03T17:14:00-08:00",
            "publisher": {"@type": "Organization", "name": "The Seattle Times"},
        },
    ]
}
LIVE = {
    "@type": "LiveBlogPosting",
    "headline": "The raid, hour by hour",
    "datePublished": "2026-03-03",
    "liveBlogUpdate": [
        {"datePublished": "2026-03-03T08:00", "headline": "Vans arrive", "articleBody": ONE},
        {"datePublished": "2026-03-03T09:00", "headline": "Gates shut", "articleBody": f"<p>{TWO}</p>"},
    ],
}
LIVE_TEXT = f"2026-03-03T08:00\n\nVans arrive\n\n{ONE}\n\n2026-03-03T09:00\n\nGates shut\n\n{TWO}"
LINK = '<link rel="canonical" href="https://www.seattletimes.com/x/thirty/?utm_source=a">'


def ld(value: Any) -> str:
    """JSON-LD in a page's head."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


HTML: list[tuple[str, tuple[Any, ...]]] = [
    (page(LINK + ld(LD), STORY),
     (HEADLINE, TEXT, "https://seattletimes.com/x/thirty", "The Seattle Times", "2026-03-03", "stated", "en")),
    (page('<meta property="og:title" content="Thirty detained"><meta property="og:site_name" content="KUOW">'
          '<meta property="article:published_time" content="2026-03-02T01:00:00Z">', STORY),
     ("Thirty detained", TEXT, None, "KUOW", "2026-03-02", "stated", "en")),
    (page("<title>x</title>", STORY.replace("<p>", '<time datetime="2026-03-01">Sunday</time><p>', 1)),
     ("Thirty detained at a sawmill", TEXT, None, None, "2026-03-01", "stated", "en")),
    (page('<script type="application/ld+json">{"broken": </script>' + LINK.replace("x/thirty", "2026/03/09/x"), STORY),
     (HEADLINE, TEXT, "https://seattletimes.com/2026/03/09/x", "The Seattle Times", "2026-03-09", "url", "en")),
    (page(ld(LIVE), "<p>Live</p>"),
     ("The raid, hour by hour", LIVE_TEXT, None, None, "2026-03-03", "stated", "en")),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), HTML)
def test_html(markup: str, expected: tuple[Any, ...]) -> None:
    """What the page says of itself comes first; menus, rails, comments and banners stay out of the text."""
    (article,), issues = parse_all(markup, "html")
    keys = ("title", "text", "canonical_url", "media_name", "publish_date", "publish_date_basis", "language")
    assert (made(article, *keys), issues) == (expected, [])


SAYS_TIMES = LINK.replace("?utm_source=a", "")
TIMES = "https://seattletimes.com/x/thirty"
# Where a page came from, what it says, and its identity and original by the two.
WHENCE: list[tuple[str | None, str, str | None, str | None]] = [
    ("https://www.seattletimes.com/x/thirty?page=2", SAYS_TIMES, TIMES, None),
    ("https://amp.seattletimes.com/x/30", SAYS_TIMES, TIMES, None),
    ("https://blog.example/copy", SAYS_TIMES, "https://blog.example/copy", TIMES),
    ("https://blog.example/copy", f'<meta property="og:url" content="{TIMES}">', "https://blog.example/copy", TIMES),
    ("https://blog.example/copy", ld({"@type": "NewsArticle", "url": TIMES}), "https://blog.example/copy", TIMES),
    ("https://blog.example/copy", "", "https://blog.example/copy", None),
    ("https://web.archive.org/web/2026/https://www.seattletimes.com/x/thirty", SAYS_TIMES, TIMES, None),
    ("https://web.archive.org/web/2026/https://blog.example/copy", SAYS_TIMES,
     "https://web.archive.org/web/2026/https:/blog.example/copy", TIMES),
    (None, SAYS_TIMES, TIMES, None),
    (None, f"<!-- saved from url=(0025)https://blog.example/copy -->{SAYS_TIMES}", "https://blog.example/copy",
     TIMES),
    (None, "<!-- saved from url=(0025)https://blog.example/copy -->", "https://blog.example/copy", None),
]  # fmt: skip


@pytest.mark.parametrize(("came", "head", "identity", "original"), WHENCE)
def test_a_page_speaks_for_its_own_site_only(
    came: str | None, head: str, identity: str | None, original: str | None
) -> None:
    """An address of another site that a page gives is that of its original, and not its own: it replaces nothing."""
    items = list(PARSERS["html"](document_of("doc", page(head, STORY).encode(), came), rules()))
    (article,) = (finish(item, rules()) for item in items if isinstance(item, Draft))
    assert isinstance(article, Article)
    assert (article.canonical_url, article.extra.get("original_url")) == (identity, original)
    assert [i.text for i in article.issues] == ([original] if original else [])


def test_html_encodings() -> None:
    """The declared encoding counts where the bytes are no UTF-8; Latin-1 is read as browsers read it."""
    markup = page("", STORY.replace("the union said", "the union — “Ñ” — said"), "es").replace("utf-8", "iso-8859-1")
    (article,), _ = parse_all(markup.encode("cp1252"), "html")
    assert "the union — “Ñ” — said" in article.text
    markup = page("", STORY.replace("sawmill", "maquiladora «Ñandú»"), "es").replace("utf-8", "iso-8859-1")
    (article,), _ = parse_all(markup.encode("iso-8859-1"), "html")
    assert article.title == "Thirty detained at a maquiladora «Ñandú»"


@pytest.mark.parametrize("markup", ["<html></html>", "<", "<!doctype html>", "<p></p>", "<a " * 50_000, "<div>" * 3000])
def test_html_without_an_article(markup: str) -> None:
    """A page without one is named, not invented; nothing hostile breaks it."""
    articles, issues = parse_all(markup, "html")
    assert len(issues) >= 1 and articles == []


MHTML = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.seattletimes.com/2026/03/03/raid/\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    + page("", STORY).replace("=", "=3D")
    + "\r\n--b--\r\n"
)


def docx(*paragraphs: str) -> bytes:
    """A Word document."""
    from docx import Document

    document, buffer = Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(buffer)
    return buffer.getvalue()


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines."""
    text = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
    stream = f"BT /F1 10 Tf 14 TL 40 800 Td {text} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def warc() -> bytes:
    """A WARC file with a page, a picture and a page that was not found."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    for url, status, kind, data in (
        ("https://www.seattletimes.com/2026/03/03/raid/", "200 OK", "text/html", page("", STORY).encode()),
        ("https://a.example/x.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://a.example/gone", "404 Not Found", "text/html", b"<html>gone</html>"),
    ):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(data), http_headers=headers))
    return buffer.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    """A tar file of these members."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


LINE = json.dumps({"title": HEADLINE, "text": TEXT}).encode() + b"\n"
SAVED: dict[str, bytes] = {
    "saved.mhtml": MHTML.encode(),
    "page.html": page("", STORY).encode(),
    "clip.docx": docx(HEADLINE, ONE, TWO, THREE),
    "clip.pdf": pdf(HEADLINE, ONE, TWO, THREE),
    "clip.txt": f"{HEADLINE}\n\n{TEXT}\n".encode(),
    "pages.warc.gz": warc(),
    "lines.jsonl.gz": gzip.compress(LINE),
    "lines.bz2": bz2.compress(LINE),
    "lines.xz": lzma.compress(LINE),
    "in.zip": zipped({"a/b.jsonl": LINE, ".DS_Store": b"x", "__MACOSX/b": b"x"}),
    "in.tar": tarred({"a/b.jsonl": LINE, "./.x": b"x"}),
    "whole.zip": zipped(
        {"a/x.html": page("", STORY), "a/x_files/ad.html": page("", "<h1>Buy one</h1>"), "a/x_files/s.css": "x"}
    ),
    "whole.tar": tarred({"x.htm": page("", STORY).encode(), "x_files/ad.html": b"<h1>Buy</h1>"}),
    "in.tar.gz": gzip.compress(tarred({"b.jsonl": LINE})),
    "deep.zip": zipped({"in.zip": zipped({"b.jsonl": LINE})}),
}


@pytest.mark.parametrize("name", SAVED)
def test_saved_in_every_way(name: str, tmp_path: Path) -> None:
    """The same article, however it was saved, is read the same, by its content alone."""
    (tmp_path / "nothing-said-by-the-name").write_bytes(SAVED[name])
    (article,), issues = read_all(tmp_path)
    assert (article.title, article.text, issues) == (HEADLINE, TEXT, [])
    if name in ("saved.mhtml", "pages.warc.gz"):
        assert made(article, "url", "media_name", "publish_date_basis") == (
            *("https://www.seattletimes.com/2026/03/03/raid/", "The Seattle Times", "url"),
        )


BROKEN: dict[str, bytes] = {
    "cut.zip": SAVED["in.zip"][:-30],
    "cut.gz": SAVED["lines.jsonl.gz"][:-12],
    "cut.tar": SAVED["in.tar"][:700],
    "cut.pdf": SAVED["clip.pdf"][:60],
    "cut.parquet": b"PAR1" + b"\x00" * 50,
    "word.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "cut.docx": zipped({"word/document.xml": "<w"}),
    "cut.xlsx": zipped({"xl/workbook.xml": "<w"}),
    "four.zip": zipped({"a": zipped({"b": zipped({"c": zipped({"d": LINE})})})}),
    "pictures.pdf": pdf(),
    "mhtml": MHTML.encode().replace(b"text/html\r\nContent", b"text/css\r\nContent"),
    "list.json": b"[1, 2]",
    "cut.json": b'[{"title": "x"',
    "cut.warc": b"WARC/1.0\r\nnonsense",
    "untyped.warc": b"WARC/1.0\r\nWARC-Date: 2026-03-03T00:00:00Z\r\nContent-Length: 1\r\n\r\nx\r\n\r\n",
    "place.zip": SAVED["in.zip"][:-6] + b"\xff\xff\xff\x7f" + SAVED["in.zip"][-2:],
    "cut.in.docx": zipped({**unzipped(SAVED["clip.docx"]), "word/document.xml": b"<w:document"}),
    "large.docx": zipped({**unzipped(SAVED["clip.docx"]), "word/document.xml": b" " * (65 << 20)}),
    "far.xlsx": zipped(
        {**SHEET, "xl/worksheets/sheet1.xml": SHEET["xl/worksheets/sheet1.xml"].replace('"B4"', '"XFD1048576"')}
    ),
    "deep.mhtml": "".join(
        f"Content-Type: multipart/related; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(2000)
    ).encode(),
    "unnamed.xml": b'<?xml version="1.0" encoding="\xd5\xc2"?>' + RSS.partition("?>")[2].encode(),
    "filter.pdf": pdf(HEADLINE).replace(b"/Length", b"/Filter /FlateDdcode /Length"),
    "words.parquet": parquet(pa.array([b"\xff"]).view(pa.string())),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str, tmp_path: Path) -> None:
    """A broken file is one named issue, and the file beside it is read."""
    (tmp_path / name).write_bytes(BROKEN[name])
    (tmp_path / "zz.jsonl").write_bytes(LINE)
    articles, issues = read_all(tmp_path)
    assert [article.title for article in articles] == [HEADLINE]
    assert len(issues) == 1 and name in issues[0].source and issues[0].level == "error"
    assert ";" in issues[0].message  # a cause, and a cure behind it


DAMAGE = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), min_size=1, max_size=8)


@given(st.sampled_from(sorted(SAVED)), DAMAGE)
@settings(max_examples=120, deadline=None)
def test_damage_breaks_no_run(name: str, damage: list[tuple[float, bytes]]) -> None:
    """A file with other bytes here and there is read, or an issue names it; nothing is raised."""
    data = bytearray(SAVED[name])
    for where, put in damage:
        at = int(where * len(data))
        data[at : at + len(put)] = put
    list(_read_one(document_of(name, bytes(data)), rules(), None))


def test_what_comes_out_of_archives_in_archives_has_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one file unpacks to is counted over all archives in it; what is within the limit is read."""
    monkeypatch.setattr("etl.read.MOST_UNPACKED", 6000)
    inner = zipped({f"{name}.jsonl": LINE for name in "abc"})
    pages = zipped({f"{number}.zip": inner for number in range(99)})
    items = list(_read_one(document_of("many.zip", pages), rules(), None))
    issues = [item for item in items if isinstance(item, Issue)]
    assert 0 < len(items) - len(issues) < 3 * 99
    assert issues and all(issue.message.startswith("its archive unpacks to more than") for issue in issues)
    assert sum(len(LINE) for item in items if isinstance(item, Article)) <= 6000


def compound(stream: str) -> bytes:
    """A file of old Office, as far as it says what it is."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + stream.encode("utf-16-le") + b"\x00" * 200


NOT_READ: list[tuple[bytes, str]] = [
    (compound("WordDocument"), "is a Word document of the old kind (.doc); save it as .docx or as text"),
    (compound("PowerPoint Document"), "is a PowerPoint file, which is not read; save its text"),
    (compound("__substg1.0_0037001F"),
     "is an Outlook message (.msg), which is not read; save its text or its attachment"),
    (compound("EncryptedPackage"), "is locked by a password; save it without one"),
    (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
     "is an OpenDocument text (.odt), which is not read; save it as .docx or as text"),
    (zipped({"ppt/presentation.xml": "<x/>"}), "is a presentation, which is not read; save its text"),
    (zipped({"mimetype": "application/epub+zip\n", "a.xhtml": "<x/>"}),
     "is an e-book, which is not read; save its text"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message"), NOT_READ)
def test_kinds_that_are_not_read(data: bytes, message: str, tmp_path: Path) -> None:
    """Each says what it is and what to do, not what it is no instance of."""
    (tmp_path / "x").write_bytes(data)
    articles, issues = read_all(tmp_path)
    assert ([issue.message for issue in issues], articles) == ([message], [])


def test_an_outlet_s_home_is_no_article_s_address() -> None:
    """Two rows with the address of one paper are two articles."""
    table = "title,url\nAgents leave the valley,https://a.example/\nAgents are back in the valley,https://a.example/\n"
    articles, _ = parse_all(table, "table")
    assert len({article.id for article in articles}) == 2
    assert {article.canonical_url for article in articles} == {"https://a.example"}


def test_folder_of_everything(tmp_path: Path) -> None:
    """A folder with one of each kind, three broken ones among them, is read at one go with three issues."""
    for name in ("cut.zip", "cut.json", "cut.pdf"):
        (tmp_path / name).write_bytes(BROKEN[name])
    for name, data in SAVED.items():
        (tmp_path / name).write_bytes(data)
    articles, issues = read_all(tmp_path)
    assert len(articles) == len(SAVED)
    assert sorted(Path(issue.source).name for issue in issues) == ["cut.json", "cut.pdf", "cut.zip"]
    assert read_all(tmp_path) == (articles, issues)


@given(st.sampled_from(sorted(PARSERS)), st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode()))
@settings(max_examples=150, deadline=None)
def test_any_bytes_as_any_format(kind: str, data: bytes) -> None:
    """No bytes break any parser."""
    parse_all(data, kind)
