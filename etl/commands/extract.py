"""`extract`: what is found in sources, as JSON lines on standard output."""

from __future__ import annotations

import argparse
import json
import sys

from etl.cli import add_sources, complain, told
from etl.commands.fetching import add_fetch, reader_of, tidy
from etl.commands.progress import progress_bar
from etl.knowledge import REFERENCE, ReferenceError
from etl.models import Issue
from etl.pipeline import Pipeline

EXAMPLES = """examples:
  python -m etl extract saved-page.txt
  python -m etl extract --fetch https://news.example/2026/03/a-story
  python -m etl extract data/articles | jq -r '.places[].name' | sort | uniq -c"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_sources(parser)
    add_fetch(parser)


def run(options: argparse.Namespace) -> int:
    """Read, extract and print; 1 if a source, or a part of one, could not be read."""
    try:
        pipeline = Pipeline.load(options.reference or REFERENCE)
    except ReferenceError as error:
        complain(f"error: {error}")
        return 2
    with progress_bar(show=options.fetch and sys.stderr.isatty()) as progress:
        reader = reader_of(options, progress=progress)
        if reader is not None:
            reader.prepare(pipeline, options.sources, options.as_)
    failed = False
    sources, as_ = options.sources, options.as_
    for item in reader(pipeline, sources, as_) if reader else pipeline.read(sources, as_=as_):
        if isinstance(item, Issue):
            failed |= item.level == "error"
            complain(told(item))
            continue
        line = json.dumps(pipeline.extract(item).as_dict(), ensure_ascii=False, allow_nan=False)
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
    tidy(reader)
    return int(failed)
