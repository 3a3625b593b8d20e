"""Many addresses: hosts side by side, the addresses of a host one after another, results in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

from etl.fetch.address import parse
from etl.fetch.failure import Failed
from etl.fetch.fetcher import Fetcher, Page

Progress = Callable[[int, int], None]  # how many addresses are done, of how many


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to fetch, and what the list that names it says of it (`Fetcher.fetch`)."""

    url: str
    mark: str | None = None


def fetch_all(
    fetcher: Fetcher, wanted: Sequence[Wanted], progress: Progress = lambda done, total: None
) -> list[Page | Failed]:
    """A page or a failure for each address, in their order. `progress` is called in the caller's thread.

    Where the caller is interrupted, every request is ended and the fetcher stopped; what is fetched stays in the cache.
    """
    found: list[Page | Failed | None] = [None] * len(wanted)
    hosts: dict[str, list[int]] = {}
    for number, want in enumerate(wanted):
        try:
            hosts.setdefault(parse(want.url).host, []).append(number)
        except Failed as failed:
            found[number] = failed
    told: SimpleQueue[bool] = SimpleQueue()  # True for an address, False for the end of a host

    def ask(numbers: Sequence[int]) -> None:
        try:
            for number in numbers:
                if fetcher.stopped:
                    return
                try:
                    found[number] = fetcher.fetch(wanted[number].url, mark=wanted[number].mark)
                except Failed as failed:
                    found[number] = failed
                told.put(True)
        finally:
            told.put(False)

    done, running, whole = sum(one is not None for one in found), len(hosts), False
    with ThreadPoolExecutor(fetcher.settings.hosts, thread_name_prefix="fetch") as pool:
        tasks = [pool.submit(ask, numbers) for numbers in hosts.values()]
        try:
            while running:
                if told.get():
                    done += 1
                    progress(done, len(wanted))
                else:
                    running -= 1
            whole = True
        finally:
            if not whole:  # Ctrl-C, or a progress bar that failed
                fetcher.stop()
                pool.shutdown(wait=False, cancel_futures=True)
    for task in tasks:
        task.result()  # a fault of ours is raised here, not hidden
    return [one if one is not None else Failed("was not fetched: the run was stopped") for one in found]
