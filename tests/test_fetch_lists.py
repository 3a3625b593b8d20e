"""Feeds, OPML lists, sitemaps and lists of addresses: what they name is fetched, once, and put in their order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.fetch.collect import Collect
from etl.fetch.fetcher import Fetcher
from etl.models import Article, Issue
from etl.read import read
from tests.reading import knowledge
from tests.webserver import Site, page, serving

LONG = (
    "Federal immigration agents arrested twelve workers at a packing house in Bell on Monday morning, the mayor said. "
)
TEXT = "\n\n".join(
    f"Federal immigration agents came to {place} on Monday and arrested {number} workers at the gate of a packing"
    f" house, said the owner, who had counted {number} empty lockers by noon and had called each of their families."
    for place, number in (("Bell", "twelve"), ("Vernon", "seven"), ("Maywood", "thirty"))
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def story(site: Site, name: str, host: str = "news.test", head: str = "") -> str:
    """The address of a page with an article of this title."""
    site.routes[f"{host}/{name}"] = (200, {}, page(f"Raid {name}", TEXT, head))
    return site.url(f"/{name}", host)


def rss(*items: tuple[str, str, str], title: str = "Valley Ledger") -> bytes:
    """A feed of title, link and summary."""
    entries = "".join(
        f"<item><title>{t}</title><link>{link}</link><description>{text}</description>"
        f"<pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate></item>"
        for t, link, text in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'.encode()


def feed(site: Site, path: str, *items: tuple[str, str, str], host: str = "news.test") -> str:
    site.routes[f"{host}{path}"] = (200, {"Content-Type": "application/rss+xml"}, rss(*items))
    return site.url(path, host)


def fetched(
    site: Site,
    cache: Path,
    *sources: str | Path,
    fetcher: Fetcher | None = None,
    as_: str | None = None,
    **options: Any,
) -> tuple[list[Article], list[Issue]]:
    """The articles and issues of sources that may be fetched."""
    collect = Collect(fetcher or site.fetcher(cache), **options)
    items = list(read([str(source) for source in sources], knowledge=knowledge(), fetch=collect, as_=as_))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Issue)]


def brief(articles: list[Article]) -> list[tuple[str, str]]:
    return [(article.title, article.text_scope) for article in articles]


def test_without_fetch_nothing_is_asked_and_it_is_said_what_would_be(site: Site, tmp_path: Path) -> None:
    links = tmp_path / "links.txt"
    links.write_text("# mine\nhttps://a.example/1\nhttps://b.example/2\nhttps://b.example/3\n")
    opml = tmp_path / "feeds.opml"
    opml.write_text("<opml>" + "".join(f'<outline xmlUrl="https://h{n}.example/"/>' for n in range(5)) + "</opml>")
    items = list(read([site.url("/a"), str(links), str(opml), "ftp://x.example/"], knowledge=knowledge()))
    said = [f"{item.level} {item.message}" for item in items if isinstance(item, Issue)]
    assert said == [
        "error is a web address and was not fetched; add --fetch, which asks news.test for it",
        "error lists 3 addresses and holds no article; save the pages, or add --fetch, which asks a.example, b.example"
        " for them",
        "warning lists 5 feeds and holds no article; save the feeds, or add --fetch, which asks h0.example, h1.example,"
        " h2.example and 2 other hosts for them",
        "error is a web address and was not fetched; add --fetch for it",
    ]
    assert len(items) == 4 and site.asked == []


def test_a_page(site: Site, tmp_path: Path) -> None:
    url = story(site, "one")
    articles, issues = fetched(site, tmp_path, url)
    assert issues == []
    assert [(a.title, a.text, a.url, a.source, a.text_scope) for a in articles] == [
        ("Raid one", TEXT, url, url, "full")
    ]


def test_a_list_of_addresses_in_its_order_each_once(site: Site, tmp_path: Path) -> None:
    one, two, three = (story(site, name) for name in ("one", "two", "three"))
    links = tmp_path / "links.csv"
    links.write_text(
        "\n".join(
            ["url", two, f"  {one}  ", "# not this", "", f"{two}?utm_source=x#top", one, three, site.url("/none")]
        )
    )
    articles, issues = fetched(site, tmp_path / "cache", links, three)
    assert [article.title for article in articles] == ["Raid two", "Raid one", "Raid three"]
    assert [(issue.level, issue.source, issue.message) for issue in issues] == [
        (
            "error",
            site.url("/none"),
            f"the server answered 404 Not Found; there is no such page; check the address (named by"
            f" {tmp_path.name}/links.csv, line 9)",
        )
    ]
    assert site.paths == [f"news.test/{name}" for name in ("two", "one", "three", "none")]


def test_files_and_addresses_keep_the_order_in_which_they_were_given(site: Site, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text('{"title": "First", "text": "Agents."}\n')
    (tmp_path / "in" / "b.html").write_bytes(page("Second", TEXT))
    articles, issues = fetched(
        site, tmp_path / "cache", story(site, "x"), tmp_path / "in", tmp_path / "none", story(site, "y")
    )
    assert [article.title for article in articles] == ["Raid x", "First", "Second", "Raid y"]
    assert ["no such file" in issue.message for issue in issues] == [True]


def test_a_feed_and_the_pages_of_its_entries(site: Site, tmp_path: Path) -> None:
    url = feed(
        site,
        "/feed.xml",
        ("Raid one", story(site, "one"), "In short."),
        ("No page", site.url("/none"), "Its page is gone."),
        ("A wall", site.url("/wall"), "What the feed says of a page behind a wall, which is all there is."),
        ("Whole", site.url("/whole"), ""),
        ("Raid two", "/two", "In short."),
    )
    story(site, "two")
    site.routes["/wall"] = (200, {}, page("Subscribe now", "To read on, subscribe."))
    articles, issues = fetched(site, tmp_path, url)
    assert brief(articles) == [
        ("Raid one", "full"),
        ("No page", "summary"),
        ("A wall", "summary"),
        ("Whole", "title"),
        ("Raid two", "full"),
    ]
    assert [a.publish_date for a in articles] == ["2026-03-01"] * 5  # the pages do not say it, the feed does
    assert [a.source for a in articles[:2]] == [site.url("/one"), f"{url}, item 2"]
    assert [(issue.level, issue.source) for issue in issues] == [
        ("warning", site.url("/none")),
        ("warning", site.url("/whole")),
    ]
    assert "what the list says of it is read" in issues[0].message
    assert "its page gave no article" in articles[2].issues[0].message


def test_an_entry_with_its_whole_text_needs_no_page(site: Site, tmp_path: Path) -> None:
    body = rss(("Whole", site.url("/whole"), "")).replace(
        b"<description></description>", f"<content><![CDATA[<p>{LONG * 8}</p>]]></content>".encode()
    )
    body = body.replace(b"<rss ", b'<rss xmlns:c="http://purl.org/rss/1.0/modules/content/" ')
    body = body.replace(b"<content>", b"<c:encoded>").replace(b"</content>", b"</c:encoded>")
    site.routes["/feed.xml"] = (200, {}, body)
    articles, issues = fetched(site, tmp_path, site.url("/feed.xml"))
    assert brief(articles) == [("Whole", "full")] and issues == []
    assert site.paths == ["news.test/feed.xml"]


def test_feeds_without_their_pages(site: Site, tmp_path: Path) -> None:
    url = feed(site, "/feed.xml", ("Raid one", story(site, "one"), "In short."))
    articles, issues = fetched(site, tmp_path, url, pages=False)
    assert brief(articles) == [("Raid one", "summary")] and issues == []
    assert site.paths == ["news.test/feed.xml"]


def test_a_long_feed_gives_the_pages_of_its_newest(site: Site, tmp_path: Path) -> None:
    url = feed(site, "/feed.xml", *[(f"Raid {n}", story(site, str(n)), "In short.") for n in range(5)])
    articles, issues = fetched(site, tmp_path, url, most=2)
    assert [scope for _, scope in brief(articles)] == ["full", "full", "summary", "summary", "summary"]
    assert [issue.message for issue in issues] == ["names 5 pages; the 2 newest are fetched, --most 5 takes all"]


def test_opml_names_feeds_and_two_feeds_that_share_a_page(site: Site, tmp_path: Path) -> None:
    shared = story(site, "shared", "wire.test")
    one = feed(site, "/1.xml", ("Raid shared", shared, "A."), ("Raid one", story(site, "one"), "B."))
    two = feed(site, "/2.xml", ("Raid shared", f"{shared}?utm_medium=rss", "A."), host="other.test")
    opml = tmp_path / "feeds.opml"
    opml.write_text(f'<opml><body><outline text="All"><outline xmlUrl="{one}"/><outline xmlUrl="{two}"/></outline>'
                    f'<outline xmlUrl="{site.url("/gone.xml")}"/></body></opml>')  # fmt: skip
    articles, issues = fetched(site, tmp_path / "cache", opml)
    assert brief(articles) == [("Raid shared", "full"), ("Raid one", "full")]
    assert [(issue.level, issue.source) for issue in issues] == [("error", site.url("/gone.xml"))]
    assert sorted(site.paths) == [
        *("news.test/1.xml", "news.test/gone.xml", "news.test/one", "other.test/2.xml", "wire.test/shared"),
    ]


def test_an_entry_of_a_second_feed_stands_where_the_page_of_both_is_gone(site: Site, tmp_path: Path) -> None:
    links = tmp_path / "links.txt"
    url = feed(site, "/1.xml", ("Raid one", site.url("/none"), "In short."))
    links.write_text(f"{site.url('/none')}\n{url}\n")
    articles, issues = fetched(site, tmp_path / "cache", links)
    assert brief(articles) == [("Raid one", "summary")]
    assert [issue.level for issue in issues] == ["error"]


def test_pages_that_end_at_one_address_are_one(site: Site, tmp_path: Path) -> None:
    end = story(site, "end")
    site.routes |= {f"/{n}": (301, {"Location": end}, b"") for n in range(2)}
    site.routes["/home"] = (302, {"Location": "/"}, b"")
    site.routes["/"] = (200, {}, page("Front page", TEXT))
    url = feed(site, "/f.xml", *[(f"Raid {n}", site.url(f"/{n}"), "Short.") for n in (0, 1, "home")])
    articles, issues = fetched(site, tmp_path, url)
    assert brief(articles) == [("Raid end", "full"), ("Raid 1", "summary"), ("Raid home", "summary")]
    assert [issue.message for issue in issues] == [
        f"leads to the same page as {site.url('/0')}, which was read",
        "leads to the front page of its site now; the page is gone",
    ]
    assert fetched(site, tmp_path, site.url("/home"))[0][0].title == "Front page"  # which the user asked for


NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def urlset(*urls: tuple[str, str, str]) -> bytes:
    """A news sitemap of address, time and title."""
    entries = "".join(
        f"<url><loc>{loc}</loc><lastmod>{time}</lastmod><image><title>Not this</title></image>"
        + (f"<n:news><n:title>{title}</n:title></n:news>" if title else "")
        + "</url>"
        for loc, time, title in urls
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{NEWS}">{entries}</urlset>'.encode()


def test_a_sitemap_of_sitemaps(site: Site, tmp_path: Path) -> None:
    index = "".join(
        f"<sitemap><loc>{site.url(f'/map{n}.xml')}</loc><lastmod>2026-02-{n + 1:02}</lastmod></sitemap>"
        for n in range(12)
    )
    site.routes["/index.xml"] = (200, {}, f'<sitemapindex xmlns="x">{index}</sitemapindex>'.encode())
    site.routes |= {f"/map{n}.xml": (200, {}, urlset()) for n in range(12)}
    site.routes["/map11.xml"] = (
        200,
        {},
        urlset(
            (story(site, "old"), "2026-01-01", ""),
            (story(site, "new"), "2026-03-01", ""),
            (site.url("/none"), "2026-02-01", "A raid without a page"),
        ),
    )
    articles, issues = fetched(site, tmp_path, site.url("/index.xml"), most=2)
    assert brief(articles) == [("Raid new", "full"), ("A raid without a page", "title")]
    said = {issue.source: issue.message for issue in issues}
    assert said[site.url("/index.xml")].startswith("names 12 sitemaps; the 10 newest are read")
    assert said[site.url("/map11.xml")] == "names 3 pages; the 2 newest are fetched, --most 3 takes all"
    assert "404" in said[site.url("/none")] and len(said) == 3
    assert "news.test/map0.xml" not in site.paths and "news.test/map2.xml" in site.paths


BROKEN: list[tuple[str, bytes, int, list[str]]] = [
    ("feed", b"<rss><channel><item><title>One</title></item><item><title>Cut", 1, ["is not well-formed"]),
    ("empty feed", b"<rss/>", 0, ["holds no entries"]),
    ("sitemap", b"<urlset><url><loc>{url}</loc></url><url>", 1, ["is not well-formed"]),
    ("opml", b'<opml><outline xmlUrl="{url}"/><outl', 1, ["is not well-formed"]),
    ("json feed", b'{"version": "https://jsonfeed.org/version/1.1"}', 0, ["JSON Feed without items"]),
    ("a bad address", b"https://ok.test:1/\nhttps://user@host.test/\n", 0, ["port 1, and only", "name or a password"]),
]


@pytest.mark.parametrize(("name", "raw", "count", "said"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_list_gives_what_it_can(
    site: Site, tmp_path: Path, name: str, raw: bytes, count: int, said: list[str]
) -> None:
    raw = raw.replace(b"{url}", story(site, "one").encode())
    site.routes["/list"] = (200, {"Content-Type": "text/plain"}, raw)
    articles, issues = fetched(site, tmp_path, site.url("/list"))
    assert len(articles) == count
    assert len(issues) >= len(said) and all(part in issue.message for part, issue in zip(said, issues, strict=False))


def test_lists_that_name_each_other_end(site: Site, tmp_path: Path) -> None:
    def opml(*urls: str) -> bytes:
        return ("<opml>" + "".join(f'<outline xmlUrl="{url}"/>' for url in urls) + "</opml>").encode()

    for n in range(8):
        site.routes[f"/{n}"] = (200, {}, opml(site.url(f"/{n + 1}"), site.url("/0")))
    articles, issues = fetched(site, tmp_path, site.url("/0"))
    assert articles == [] and len(site.paths) == 4
    assert [issue.source for issue in issues] == [site.url("/4")]
    assert "list in a list in a list" in issues[0].message


def test_as_counts_for_what_the_user_names_and_not_for_pages(site: Site, tmp_path: Path) -> None:
    url = feed(site, "/odd", ("Raid one", story(site, "one"), "In short."))
    site.routes["news.test/odd"] = (200, {}, b"\n\n \n" + site.routes["news.test/odd"][2].partition(b"?>")[2])  # type: ignore[index]
    articles, _ = fetched(site, tmp_path, url, as_="feed")
    assert brief(articles) == [("Raid one", "full")]
    articles, _ = fetched(site, tmp_path, url, as_="text")
    assert all("<rss" in article.body for article in articles)


def test_a_second_run_asks_only_for_the_lists(site: Site, tmp_path: Path) -> None:
    items = [("Raid one", story(site, "one"), "In short."), ("Raid two", story(site, "two"), "In short.")]
    url = feed(site, "/feed.xml", *items)
    first = fetched(site, tmp_path, url)
    site.asked.clear()
    assert fetched(site, tmp_path, url) == first
    assert site.paths == ["news.test/feed.xml"]
    feed(site, "/feed.xml", (items[0][0], items[0][1], "Mended."), items[1])
    site.asked.clear()
    fetched(site, tmp_path, url)
    assert site.paths == ["news.test/feed.xml", "news.test/one"]  # what the list says of it has changed


def test_the_same_sources_give_the_same_in_every_run(site: Site, tmp_path: Path) -> None:
    hosts = [f"h{n}.test" for n in range(6)]
    opml = tmp_path / "feeds.opml"
    feeds = [
        feed(site, "/f", *[(f"Raid {n}", story(site, str(n), host), "In short.") for n in range(3)], host=host)
        for host in hosts
    ]
    opml.write_text("<opml>" + "".join(f'<outline xmlUrl="{url}"/>' for url in feeds) + "</opml>")
    runs = [fetched(site, tmp_path / f"cache{n % 2}", opml) for n in range(4)]
    assert runs[0] == runs[1] == runs[2] == runs[3]
    assert [article.source for article in runs[0][0]] == [site.url(f"/{n}", host) for host in hosts for n in range(3)]


def test_progress_counts_what_is_done_of_what_is_known(site: Site, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    url = feed(site, "/feed.xml", *[(f"Raid {n}", story(site, str(n)), "Short.") for n in range(3)])
    fetched(site, tmp_path, url, progress=lambda *told: seen.append(told))
    assert seen == [("fetch", 1, 1), ("fetch", 2, 4), ("fetch", 3, 4), ("fetch", 4, 4)]
