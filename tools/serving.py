"""A running dashboard over a dataset, for whatever looks at it from outside: browser tests, screenshots, benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# The map draws with WebGL, in software where there is no graphics card.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]


class Server(NamedTuple):
    """The host and port of a dashboard, and the number of its process."""

    host: str
    process: int


@contextmanager
def dashboard(dataset: Path) -> Iterator[Server]:
    """A dashboard over a dataset on a free port; it is ended again. Raises RuntimeError where it does not answer."""
    with streamlit_app(ROOT / "dashboard.py", {"COVERAGE_DATASET": str(dataset)}) as server:
        yield server


@contextmanager
def streamlit_app(script: Path, variables: Mapping[str, str]) -> Iterator[Server]:
    """A Streamlit app on a free port, with variables in its environment; otherwise like `dashboard`."""
    for tries_left in (2, 1, 0):  # another program may take the port before the dashboard does
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        host, environment = f"localhost:{port}", {**os.environ, **variables}
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
        command += [f"--server.port={port}", "--server.fileWatcherType=none"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            if _answers(host, process):
                yield Server(host, process.pid)
                return
        finally:
            process.terminate()
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
        if not tries_left:
            raise RuntimeError("the dashboard ended before it answered")


def _answers(host: str, process: subprocess.Popen[bytes]) -> bool:
    """Whether it does, or has ended. Raises RuntimeError where it does neither."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"http://{host}/_stcore/health", timeout=5):
                return process.poll() is None
        except OSError:
            if process.poll() is not None:
                return False
            time.sleep(0.1)
    raise RuntimeError("the dashboard did not answer within two minutes")
