"""Downloads of exactly what is filtered, made when they are asked for and not before."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from typing import cast

import streamlit as st

from app.ui.session import ROOT, Session
from etl.coverage import Coverage
from etl.export import FORMATS, Format, count_rows, export, sidecar
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


def data_file(coverage: Coverage, filters: Filters, *, format: Format) -> bytes:
    """The file that `python -m etl export` with the same filters writes, byte for byte."""
    stream = io.BytesIO()
    export(coverage, filters, stream, format=format)
    return stream.getvalue()


def bundle(coverage: Coverage, filters: Filters, *, format: Format) -> bytes:
    """A zip of the data, the sidecar that says what it is, and the codebook."""
    stream = io.BytesIO()
    data = data_file(coverage, filters, format=format)
    about = sidecar(
        coverage,
        filters,
        format=format,
        rows=count_rows(coverage, filters, format=format),
        code_version=coverage.version.code_version,
        sha256=sha256(data).hexdigest(),
    )
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(file_name(coverage, format), data)
        archive.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=1) + "\n")
        if CODEBOOK.is_file():
            archive.writestr("codebook.md", CODEBOOK.read_text(encoding="utf-8"))
    return stream.getvalue()


def file_name(coverage: Coverage, suffix: str) -> str:
    """A name that says which version the file is of."""
    return f"enforcement-coverage-v{coverage.version.number}.{suffix}"


def _name(kind: str) -> str:
    return {"csv": "CSV", "geojson": "GeoJSON", "parquet": "Parquet", "jsonl": "JSONL"}[kind]
