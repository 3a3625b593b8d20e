"""The workers of a Dask cluster that runs already: `build --scheduler tcp://host:port`.

What a stage needs is sent to each worker process once, to those that join later too: the reference tables travel with
it, so a worker needs none of its own. The code does not travel: each worker's is compared with ours. A task whose
worker was lost is given to another one by the scheduler, and the result is the same.
"""

from __future__ import annotations

import pickle
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from distributed import Client, Future, KilledWorker, WorkerPlugin
from distributed.worker import get_worker

from etl.fingerprint import code_hash
from etl.pipeline import Pipeline
from etl.text import take_abbreviations
from etl.workers import ClusterError, Ready, windowed

Item = TypeVar("Item")
Result = TypeVar("Result")

_ANSWERS = 10  # seconds for the scheduler
_PATIENCE = 60  # seconds for the first worker to come, as those of Slurm or Kubernetes need


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """The workers of the scheduler at an address. Raises ClusterError where there are none."""
    try:
        client = Client(address, timeout=_ANSWERS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address} ({error}); check the address") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise ClusterError(
                f"the scheduler at {address} has no workers; start some: dask worker {address} --nthreads 1"
            ) from error
        yield Cluster(client)


class Cluster:
    """Workers as `etl.workers.Workers` has them."""

    def __init__(self, client: Client) -> None:
        """Those that this client knows."""
        self._client = client

    @property
    def count(self) -> int:
        """How many worker processes there are now; more may come, and some may be lost."""
        return max(len(self._client.nthreads()), 1)

    def ordered(
        self, items: Iterable[Item | Ready[Result]], make: Callable[[], Callable[[Item], Result]]
    ) -> Iterator[Result]:
        """The results in the order of the items. Raises ClusterError."""
        client, name = self._client, f"coverage-{uuid4().hex[:12]}"
        try:
            client.register_plugin(_Work(name, code_hash(), pickle.dumps(make, pickle.HIGHEST_PROTOCOL)), name=name)
        except (ModuleNotFoundError, AttributeError) as error:
            raise ClusterError(f"a worker has another version of this project, or none ({error}); {_CURE}") from error

        def begin(item: Item) -> Future:
            return client.submit(_one, name, pickle.dumps(item, pickle.HIGHEST_PROTOCOL), pure=False)

        def end(future: Future) -> Result:
            try:
                result: Result = future.result()
                return result
            except KilledWorker as error:
                raise ClusterError(f"workers die of one task ({error}); give them more memory: 1 GB each") from error

        try:
            yield from windowed(items, begin, end, lambda: 2 * self.count)
        finally:
            client.unregister_worker_plugin(name)


@dataclass(frozen=True)
class Shipped:
    """The pipeline, made of reference tables that travel with this."""

    tables: Mapping[str, bytes]

    @classmethod
    def of(cls, folder: Path) -> Shipped:
        """That of the tables in a folder."""
        return cls({path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))})

    def __call__(self) -> Pipeline:
        """The pipeline. Raises ReferenceError."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for table, data in self.tables.items():
                (folder / table).write_bytes(data)
            take_abbreviations(folder)
            return Pipeline.load(folder)


_CURE = "install the same version there, for the scheduler and all workers, and start them again"


class _Work(WorkerPlugin):  # type: ignore[misc]
    """A stage's function, as it is made in a worker process when the first item comes."""

    def __init__(self, name: str, code: str, make: bytes) -> None:
        """`code` is the hash of the code that the function was sent from."""
        self.name, self.code, self._make = name, code, make
        self._function: Callable[[Any], Any] | None = None

    def __getstate__(self) -> tuple[str, str, bytes]:
        """What travels."""
        return self.name, self.code, self._make

    def __setstate__(self, state: tuple[str, str, bytes]) -> None:
        """Nothing is made yet."""
        self.__init__(*state)  # type: ignore[misc]

    def setup(self, worker: Any) -> None:
        """Refuse to work by other code than the client's. Raises ClusterError."""
        if code_hash() != self.code:
            raise ClusterError(f"the worker {worker.address} has another version of this project; {_CURE}")

    def __call__(self, item: Any) -> Any:
        """What the function makes of an item."""
        with _at_once:
            if self._function is None:
                self._function = pickle.loads(self._make)()
            return self._function(item)


_at_once = threading.Lock()  # a worker may have several threads, which a pipeline does not: they would only wait


def _one(name: str, item: bytes) -> Any:
    work = get_worker().plugins.get(name)
    if work is None:  # it refused
        raise ClusterError(f"the worker {get_worker().address} has another version of this project; {_CURE}")
    return work(pickle.loads(item))
