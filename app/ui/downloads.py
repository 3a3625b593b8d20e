"""Downloads of exactly what is filtered, made when they are asked for and not before."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import streamlit as st

from app.ui.session import ROOT, Session
from etl.coverage import Coverage
from etl.export import FORMATS, Format, Hashed, count_rows, export, sidecar
from etl.filters import Filters

_MIME = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
}
CODEBOOK = ROOT / "data" / "README.md"


def csv_button(here: Session) -> None:
    """The CSV of what is filtered; the button says how many rows it has."""
    rows = here.ask(count_rows, here.filters, format="csv")
    coverage, filters = here.coverage, here.filters
    st.download_button(
        here.words.count("download.csv", rows),
        data=lambda: data_file(coverage, filters, format="csv"),
        file_name=file_name(coverage, "csv"),
        mime=_MIME["csv"],
        key="download_csv",
        help=here.words("download.csv_help"),
        on_click="ignore",
        width="stretch",
    )


def choices(here: Session) -> None:
    """Any format, of the filtered view or of all, with sidecar and codebook in one zip."""
    words = here.words
    st.markdown(words("download.text"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        what = st.segmented_control(
            words("download.what"),
            ("filtered", "all", "everything"),
            default="filtered",
            required=True,
            format_func=lambda value: words(f"download.{value}"),
            key="download_what",
        )
        chosen = st.segmented_control(
            words("download.format"), FORMATS, default="csv", required=True, format_func=_name, key="download_format"
        )
        asked = {"filtered": here.filters, "all": Filters(), "everything": Filters(relevant="all")}
        filters, kind = asked[what or "filtered"], cast(Format, chosen or "csv")
        rows, coverage = here.ask(count_rows, filters, format=kind), here.coverage
        st.download_button(
            words.count("download.zip", rows),
            data=lambda: bundle(coverage, filters, format=kind),
            file_name=file_name(coverage, "zip"),
            mime="application/zip",
            key="download_zip",
            type="primary",
            on_click="ignore",
        )


def data_file(coverage: Coverage, filters: Filters, *, format: Format) -> io.RawIOBase:
    """The file that `python -m etl export` with the same filters writes, byte for byte: on disk, under no name.

    It is made a slice of articles at a time, in a thread of its own, so that no session waits for it.
    """
    with _on_disk() as (raw, stream):
        export(coverage, filters, stream, format=format)
    return raw


def bundle(coverage: Coverage, filters: Filters, *, format: Format) -> io.RawIOBase:
    """A zip of the data, the sidecar that says what it is, and the codebook: on disk, under no name."""
    with _on_disk() as (raw, stream), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(file_name(coverage, format), "w", force_zip64=True) as part:
            hashed = Hashed(part)
            rows = export(coverage, filters, hashed, format=format)
        about = sidecar(
            coverage,
            filters,
            format=format,
            rows=rows,
            code_version=coverage.version.code_version,
            sha256=hashed.hexdigest(),
        )
        archive.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=1) + "\n")
        if CODEBOOK.is_file():
            archive.writestr("codebook.md", CODEBOOK.read_text(encoding="utf-8"))
    return raw


@contextmanager
def _on_disk() -> Iterator[tuple[io.RawIOBase, io.BufferedRandom]]:
    """A temporary file that is gone when it is closed, and a stream to write it with; afterwards it is at its start."""
    raw = cast(io.RawIOBase, tempfile.TemporaryFile(buffering=0))  # noqa: SIM115 (who asked for it closes it)
    stream = io.BufferedRandom(raw, 1 << 20)
    yield raw, stream
    stream.flush()
    stream.detach()
    raw.seek(0)


def file_name(coverage: Coverage, suffix: str) -> str:
    """A name that says which version the file is of."""
    return f"enforcement-coverage-v{coverage.version.number}.{suffix}"


def _name(kind: str) -> str:
    return {"csv": "CSV", "geojson": "GeoJSON", "parquet": "Parquet", "jsonl": "JSONL"}[kind]
