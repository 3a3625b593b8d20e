"""Makes the files of tests/mixed/ that are no text: by the programs that users have, so that they are real ones.

    python tools/mixed_fixtures.py [--chromium /usr/bin/chromium] [--soffice /usr/bin/soffice]

The workbook by LibreOffice, PDF and MHTML by Chromium, the rest by the libraries that write them.
The files of text in tests/mixed/ were written by hand; so were all of the words here. Outlets and events are invented.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import io
import json
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from docx import Document
from playwright.sync_api import sync_playwright
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

MIXED = Path(__file__).resolve().parent.parent / "tests" / "mixed"
MEMO = (
    "Detention beds in Calexico to double, plans show",
    "Tern Point Gazette, November 18, 2025",
    "CALEXICO, Calif. — The number of beds for people held by Immigration and Customs Enforcement in Calexico would"
    " double to 1,400, plans filed with Imperial County on Monday show.",
    "The county's planning director said that the water for it is not there. The company that runs the place declined"
    " to answer.",
)
REPORT = (
    "Border Patrol boat stops shrimpers off Port Isabel",
    "Radio Ribera, April 22, 2025",
    "PORT ISABEL, Texas - A Border Patrol boat stopped two shrimp boats off Port Isabel on Monday and took three"
    " deckhands ashore, the harbor master said.",
    "The owners of the boats said that they would have to hire in Brownsville before the season opens in July.",
)
SHEET = (
    ("Clippings of the legal clinic", "", "", ""),
    ("", "", "", ""),
    ("Headline", "Outlet", "Published", "Link"),
    (
        "Two families in Sunnyside wait for word from Tacoma",
        "Orchard Courier",
        "2026-03-04",
        "https://orchardcourier.example/2026/03/04/sunnyside",
    ),
    (
        "ICE raids tire shop in Pasco, six held",
        "Orchard Courier",
        "2026-03-06",
        "https://orchardcourier.example/2026/03/06/pasco",
    ),
)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:site_name" content="{outlet}"><style>nav {{ display: flex }} body {{ font: 16px serif }}</style>
</head><body><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sports">Sports</a></nav>
<article><h1>{title}</h1><p><time datetime="{date}">{shown}</time></p>{body}</article>
<footer><p>Copyright {outlet}</p></footer></body></html>"""
MHTML = {
    "title": "Hospital in Gallup keeps agents out of its wards",
    "outlet": "Mesa Verde Monitor",
    "date": "2025-10-22",
    "shown": "Oct. 22, 2025",
    "body": "<p>GALLUP, N.M. — A hospital in Gallup turned two federal immigration agents away from its wards on"
    " Tuesday, since they had no warrant signed by a judge, its director said.</p><p>The agents waited in the lot for"
    " an hour and left. U.S. Immigration and Customs Enforcement did not answer a letter with questions.</p>",
}
WARC = {
    "title": "Governor in Springfield signs bill on courthouse arrests",
    "outlet": "Lakeshore Lantern",
    "date": "2025-12-09",
    "shown": "Dec. 9, 2025",
    "body": "<p>SPRINGFIELD, Ill. — The governor signed a bill on Tuesday that bars arrests by immigration agents"
    " inside and in front of the state's courthouses.</p><p>The Department of Homeland Security said that a state"
    " cannot tell its agents where to work, and that it would go to court over the law.</p>",
}


def main() -> int:
    """Make all files; exit code 0, or 2 where a program is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    parser.add_argument("--soffice", default=shutil.which("soffice"))
    args = parser.parse_args()
    if not args.chromium or not args.soffice:
        print("Chromium and LibreOffice are needed: name them with --chromium and --soffice", file=sys.stderr)
        return 2
    (MIXED / "broken").mkdir(exist_ok=True)
    office(args.soffice)
    browser(args.chromium)
    libraries()
    return 0


def office(soffice: str) -> None:
    """memo.docx, clinic.xlsx and an old Word file, which is not read."""
    document = Document()
    for paragraph in MEMO:
        document.add_paragraph(paragraph)
    document.save(str(MIXED / "memo.docx"))
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "clinic.csv").write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in SHEET), "utf-8")
        command = [soffice, "--headless", f"-env:UserInstallation=file://{at}/profile", "--convert-to", "xlsx"]
        subprocess.run([*command, "--outdir", folder, str(at / "clinic.csv")], check=True, capture_output=True)
        shutil.move(at / "clinic.xlsx", MIXED / "clinic.xlsx")
    (MIXED / "broken" / "letter.doc").write_bytes(old_word())


def old_word() -> bytes:
    """A compound file with an empty stream WordDocument, as Word wrote it until 2007: header, FAT, directory."""

    def entry(name: str, kind: int, child: int = 0xFFFFFFFF) -> bytes:
        written = name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1) + links
        return head.ljust(116, b"\0") + struct.pack("<IQ", 0xFFFFFFFE, 0)

    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0).ljust(36, b"\0")
    header = header.ljust(512, b"\xff")
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    directory = (entry("Root Entry", 5, 1) + entry("WordDocument", 2)).ljust(512, b"\0")
    return header + fat + directory


def browser(chromium: str) -> None:
    """report.pdf, printed, and hospital.mhtml, saved."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = running.new_page()
        page.route("**/2025/04/**", lambda route: route.fulfill(content_type="text/html", body=printed()))
        page.goto("https://radioribera.example/2025/04/22/shrimp-boats")
        edges = dict.fromkeys(("top", "bottom", "left", "right"), "0.4in")
        page.pdf(path=str(MIXED / "report.pdf"), format="Letter", display_header_footer=True, margin=edges)
        page.route("**/2025/10/**", lambda route: route.fulfill(content_type="text/html", body=PAGE.format(**MHTML)))
        page.goto("https://www.mesaverdemonitor.example/news/2025/10/22/gallup-hospital/")
        saved = page.context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})
        (MIXED / "hospital.mhtml").write_bytes(saved["data"].encode())
        running.close()


def printed() -> str:
    """The page that is printed to PDF: a headline of two lines, paragraphs with a gap and one of several lines."""
    body = "".join(f"<p>{text}</p>" for text in REPORT[1:])
    style = "h1 { font-size: 30pt } body { font: 12pt serif; margin: 0 30pt }"
    return (
        f"<html lang='en'><head><meta charset='utf-8'><title>{REPORT[0]}</title><style>{style}</style></head>"
        f"<body><h1>{REPORT[0]}</h1>{body}</body></html>"
    )


def libraries() -> None:
    """table.parquet, crawl.warc.gz, bundle.zip, bundle.tar.gz and the two that were cut short."""
    table = {
        "article_title": ["Deputies in Tyler trained to check papers"],
        "article_text": [
            "Ten deputies of Smith County began a course in Tyler, Texas, on how to check papers for ICE."
        ],
        "published_at": [dt.datetime(2025, 5, 6, 15, 30, tzinfo=dt.UTC)],
        "tags": [["287(g)", "sheriff"]],
    }
    pq.write_table(pa.table(table), MIXED / "table.parquet", compression="zstd")
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    for url, status, kind, data in (
        ("https://lakeshorelantern.example/2025/12/09/courthouses", "200 OK", "text/html", PAGE.format(**WARC)),
        ("https://lakeshorelantern.example/logo.png", "200 OK", "image/png", "no picture"),
        ("https://lakeshorelantern.example/old", "404 Not Found", "text/html", "<html>Not found</html>"),
    ):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        payload = io.BytesIO(data.encode())
        made = {"WARC-Date": "2025-12-10T00:00:00Z", "WARC-Record-ID": f"<urn:example:{url}>"}
        record = writer.create_warc_record(
            url, "response", payload=payload, http_headers=headers, warc_headers_dict=made
        )
        writer.write_record(record)
    (MIXED / "crawl.warc.gz").write_bytes(stream.getvalue())
    zipped = {
        "week/monday.txt": "Kennewick mayor asks why ICE parked at the food bank\nOrchard Courier, March 9, 2026\nThe"
        " mayor of Kennewick, Wash., asked on Monday why agents of ICE had parked in front of a food bank for three"
        " days. The agency said that it does not speak of its work while it goes on.\n",
        "week/.DS_Store": "no text",
        "__MACOSX/week/._monday.txt": "no text",
    }
    with zipfile.ZipFile(MIXED / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in zipped.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 10, 8, 0, 0)), text, zipfile.ZIP_DEFLATED)
    article = {
        "title": "Prosser jail ends contract with ICE",
        "text": "The jail in Prosser, Wash., will hold no one for ICE from July on, Benton County said on Friday.",
        "publish_date": "2026-03-13",
        "outlet": "Orchard Courier",
    }
    data = json.dumps(article).encode() + b"\n"
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        info = tarfile.TarInfo("export/articles.jsonl")
        info.size, info.mtime = len(data), 1773600000
        tar.addfile(info, io.BytesIO(data))
    (MIXED / "bundle.tar.gz").write_bytes(gzip.compress(plain.getvalue(), mtime=0))
    (MIXED / "broken" / "cut.zip").write_bytes((MIXED / "bundle.zip").read_bytes()[:-60])
    (MIXED / "broken" / "cut.json").write_text('{"articles": [{"title": "Agents leave the valley", "text": "They le')


if __name__ == "__main__":
    sys.exit(main())
