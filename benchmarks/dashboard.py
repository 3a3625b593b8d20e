"""How long the home page takes from a new filter to all of its figures, asked of the running server as a browser does.

    python benchmarks/dashboard.py [--dataset /tmp/benchmark-coverage] [--runs 60] [--sessions 50] [--pause 8]

`benchmarks/queries.py` makes the dataset of a million mentions, or of ten with `--articles 1030000`;
`benchmarks/opening.py` shows how the sizes compare. A session is a web socket: a question goes out as the
address of a page does, and the time ends when the page's script has ended and all of its parts have arrived. Each
question is new, so no answer comes from a cache. Then many sessions are open at once, and each asks a new question
every few seconds, as people click. The processor time beside it is the server's own, which a busy machine does not
lengthen.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from etl.filters import Filters
from etl.models import TOPICS
from etl.prepared import open_prepared
from etl.queries import facet
from tools.serving import dashboard

ROOT = Path(__file__).resolve().parent.parent
Ask = Callable[[ClientConnection, str], Awaitable[float]]


def questions(dataset: Path, number: int) -> list[str]:
    """Questions of every kind as query strings, each asked once."""
    chance = random.Random(11)
    coverage = open_prepared(dataset)
    cities = facet(coverage, Filters(), "cities", limit=1500).column("value").to_pylist()
    states = facet(coverage, Filters(), "states", limit=50).column("value").to_pylist()
    agencies = facet(coverage, Filters(), "agencies", limit=40).column("value").to_pylist()
    asked: list[str] = []
    while len(asked) < number:
        kinds: list[dict[str, list[str]]] = [
            {"city": chance.sample(cities, 2)},
            {"state": chance.sample(states, 2)},
            {"agency": [chance.choice(agencies)]},
            {"topic": [chance.choice(TOPICS)]},
            {"from": [f"2025-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}"]},
            {"min_confidence": [f"0.{chance.randint(55, 95)}"]},
            {
                "text": [
                    f"{chance.choice(('detained', 'workers', 'court'))} {chance.choice(('family', '-county', 'oper*'))}"
                ]
            },
            {"stack": [chance.choice(("state", "topic", "none"))]},
            {"count": ["stories"]},
        ]
        question = {name: value for part in chance.sample(kinds, chance.choice((1, 2))) for name, value in part.items()}
        query = urlencode(question, doseq=True)
        if query not in asked:
            asked.append(query)
    return asked


def session(address: str) -> connect:
    """A session of one browser."""
    return connect(address, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]


async def ask(connection: ClientConnection, query: str) -> float:
    """Seconds until the page for a question has arrived."""
    message = BackMsg()
    message.rerun_script.query_string = query
    start = time.perf_counter()
    await connection.send(message.SerializeToString())
    while True:
        found = ForwardMsg()
        found.ParseFromString(await connection.recv())  # type: ignore[arg-type]
        if found.WhichOneof("type") == "delta" and found.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(found.delta.new_element.exception.message)
        if found.WhichOneof("type") == "script_finished":
            return time.perf_counter() - start


def busy(process: int) -> float:
    """Processor seconds of a process so far. Linux only."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> str:
    """The memory of a process: its own, and mapped files, which all servers of a dataset have together. Linux only."""
    status = Path(f"/proc/{process}/status").read_text()
    names = ("RssAnon:", "RssFile:", "VmHWM:")
    private, shared, most = (int(status.partition(name)[2].split()[0]) // 1024 for name in names)
    return f"{private} MB private, {shared} MB shared, {most} MB at most"


def report(name: str, seconds: list[float], processor: float) -> None:
    """One line of the result, in milliseconds."""
    ordered = sorted(1000 * s for s in seconds)
    worst = ordered[int(len(ordered) * 0.95)]
    mean = 1000 * processor / len(seconds)
    print(f"{name:<34} {statistics.median(ordered):>8.0f} {worst:>8.0f} {ordered[-1]:>8.0f} {mean:>10.0f}", flush=True)


async def measure(address: str, process: int, asked: list[str], options: argparse.Namespace) -> None:
    """Ask everything and print."""
    async with session(address) as one:
        took = await ask(one, "")
        print(f"first view, opening the dataset: {took:.1f} s; {memory(process)}")
        await ask(one, "count=stories")
        print(f"{'milliseconds':<34} {'median':>8} {'95th':>8} {'worst':>8} {'processor':>10}")
        for name in ("a new question", "a question asked before"):
            before = busy(process)
            seconds = [await ask(one, query) for query in asked[: options.runs]]
            report(name, seconds, busy(process) - before)
    before = busy(process)
    chance = random.Random(5)

    async def person(queries: list[str]) -> list[float]:
        async with session(address) as mine:
            await asyncio.sleep(chance.uniform(0, options.pause))
            found = [await ask(mine, "")]
            for query in queries:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * options.pause)
                found.append(await ask(mine, query))
            return found

    fresh = asked[options.runs :]
    each = len(fresh) // options.sessions
    people = [person(fresh[n * each : (n + 1) * each]) for n in range(options.sessions)]
    found = await asyncio.gather(*people)
    seconds = [second for person_s in found for second in person_s]
    report(f"{options.sessions} sessions, a click in {options.pause} s", seconds, busy(process) - before)
    print(f"with {options.sessions} sessions: {memory(process)}; load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, default=Path(tempfile.gettempdir()) / "benchmark-coverage")
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--pause", type=float, default=8.0, help="seconds between the clicks of a session")
    options = parser.parse_args()
    with ProcessPoolExecutor(1) as other:  # in another process, so that its copy of the data does not count here
        asked = other.submit(questions, options.dataset, options.runs + 4 * options.sessions).result()
    with dashboard(options.dataset) as running:
        address, process = f"ws://{running.host}/_stcore/stream", running.process
        asyncio.run(measure(address, process, asked, options))


if __name__ == "__main__":
    main()
