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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"localhost:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    command += [f"--server.port={host.partition(':')[2]}", "--server.fileWatcherType=none"]
    environment = {**os.environ, **variables}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_it_answers(host, process)
        yield Server(host, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_it_answers(host: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://{host}/_stcore/health", timeout=1):
                return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the dashboard ended before it answered") from None
            time.sleep(0.1)
    raise RuntimeError("the dashboard did not answer within 20 seconds")
