"""Chunks done on a Dask cluster, by the same function that threads run.

The client sends each chunk with its scenarios written out and each weather file once, by its
hash; workers send rows back and need no shared disk. Dask moves the work of a worker that dies
to another. A worker with another engine is refused: its rows would not be comparable.
"""

from __future__ import annotations

import contextlib
import logging
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from typing import Any

from hpsim.caching import LRUCache
from hpsim.errors import HpsimError
from hpsim.sweep.execute.chunk import Chunk, ChunkResult, run_chunk, warm_up
from hpsim.sweep.execute.engine import engine_id
from hpsim.sweep.execute.threads import Shelf
from hpsim.weather.model import Weather

IN_FLIGHT = 4
"""Chunks per worker that are running or waiting."""
GREETING_S = 4.0
"""Until a scheduler must have answered; a sweep's start and the workers take some seconds more."""
CONNECT_S = 6.0
MAX_FRAMES = 1 << 16
"""A Dask scheduler begins with a number of frames below this; greetings in letters are above."""
LOCAL = "local-cluster"
TRIM = "MALLOC_TRIM_THRESHOLD_"
KEPT_WEATHER = 4
WAKE_S = 0.5


class Cluster:
    """A connection to a Dask scheduler, or a cluster of processes on this machine.

    Parameters
    ----------
    address : str
        ``tcp://host:port``, or ``local-cluster``.
    workers : int
        Processes of a local cluster.

    Raises
    ------
    HpsimError
        Dask is not installed, nothing responds, or no worker has this engine.
    """

    def __init__(self, address: str, workers: int) -> None:
        distributed = _distributed()
        self._distributed = distributed
        self._local: Any = None
        self.client: Any = None
        self._refused: dict[str, str] = {}
        self._weather: LRUCache[str, Any] = LRUCache(KEPT_WEATHER)
        try:
            if address == LOCAL:
                with ctrl_c_waits():
                    self._local = _local_cluster(distributed, workers)
            self.client = _client(distributed, self._local or address, address)
            self._look_at_workers(address)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster; one of our own ends."""
        with contextlib.suppress(Exception):
            self.client.close(timeout=2)
        if self._local is not None:
            with contextlib.suppress(Exception):
                self._local.close(timeout=5)

    @property
    def is_local(self) -> bool:
        """Return whether its workers are processes of this machine."""
        return self._local is not None

    def _look_at_workers(self, address: str) -> None:
        try:
            self.client.wait_for_workers(1, timeout=CONNECT_S)
        except Exception:
            raise _error(f"the scheduler {address} has no workers", "start `dask worker`") from None
        try:
            engines = self.client.run(_engine_here, on_error="return")
        except Exception as error:
            raise _error(f"the workers of {address} don't respond: {error}", "") from None
        mine = engine_id()
        for worker, engine in engines.items():
            if engine != mine:
                self._refused[worker] = str(engine)
        if self._refused and len(self._refused) == len(engines):
            other = next(iter(self._refused.values()))
            message = f"all {len(engines)} workers have another engine ({other}; this is {mine})"
            raise _error(message, "install the same hpsim on all of them")

    def warm_up(self, chunk: Chunk, weather: Weather) -> None:
        """Let every accepted worker load its libraries and machine code, all at once."""
        with contextlib.suppress(Exception):  # who can't will say so with its first chunk
            self.client.run(warm_up, chunk, weather, workers=self._accepted(), on_error="ignore")

    def n_threads(self) -> int:
        """Return how many chunks the accepted workers do at once."""
        workers = self.client.scheduler_info(n_workers=-1)["workers"]
        threads = [int(w["nthreads"]) for k, w in workers.items() if k not in self._refused]
        return max(sum(threads), 1)

    def _accepted(self) -> list[str] | None:
        """Return the workers that may work; None if all may."""
        if not self._refused:
            return None
        workers = self.client.scheduler_info(n_workers=-1)["workers"]
        return [worker for worker in workers if worker not in self._refused]

    def _weather_of(self, chunk: Chunk, shelf: Shelf) -> Any:
        """Return the weather as a task: a worker that dies takes no data with it."""
        key = f"hpsim-weather-{chunk.weather_key}"
        return self._weather.get(
            key, lambda: self.client.submit(_itself, shelf(chunk.weather), key=key)
        )

    def _submit(self, chunk: Chunk, shelf: Shelf, attempt: int) -> Any:
        return self.client.submit(
            _run_here,
            chunk,
            self._weather_of(chunk, shelf),
            key=f"hpsim-chunk-{self.client.id}-{chunk.number}-{attempt}",  # runs may be alike
            workers=self._accepted(),
            pure=False,
        )

    def results(
        self, chunks: Iterator[Chunk], shelf: Shelf, stopped: Callable[[], bool]
    ) -> Iterator[ChunkResult]:
        """Yield the result of each chunk, in the order in which they end.

        Raises
        ------
        HpsimError
            The scheduler is gone, or a chunk killed one worker after the other.
        """
        pending: dict[Any, tuple[Chunk, int]] = {}
        try:
            for chunk in chunks:
                if stopped():
                    break
                pending[self._submit(chunk, shelf, 0)] = (chunk, 0)
                while len(pending) >= IN_FLIGHT * self.n_threads():
                    yield from self._ended(pending, shelf)
                    if stopped():
                        break
            while pending and not stopped():
                yield from self._ended(pending, shelf)
        finally:
            with contextlib.suppress(Exception):
                self.client.cancel(list(pending), force=True)

    def _ended(self, pending: dict[Any, tuple[Chunk, int]], shelf: Shelf) -> Iterator[ChunkResult]:
        """Wait a little and yield what has ended; what a worker refused is given to others."""
        with contextlib.suppress(TimeoutError):
            self._distributed.wait(list(pending), timeout=WAKE_S, return_when="FIRST_COMPLETED")
        if self.client.status not in ("running", "connecting"):
            raise _error("the connection to the scheduler is lost", "start it again, then --resume")
        for future in [future for future in pending if future.done()]:
            chunk, attempt = pending.pop(future)
            try:
                result, worker = future.result()
            except Exception as error:
                hint = "what is done is kept: --resume goes on"
                raise _error(f"a chunk of runs can't be done: {error}", hint) from None
            if result.refused_by:
                self._refused[worker] = result.refused_by
                if self._accepted() == []:
                    raise _error("no worker with this engine is left", "--resume goes on")
                pending[self._submit(chunk, shelf, attempt + 1)] = (chunk, attempt + 1)
                continue
            yield result


def _engine_here() -> str:
    return engine_id()


def _itself(weather: Weather) -> Weather:
    return weather


def _run_here(chunk: Chunk, weather: Weather) -> tuple[ChunkResult, str]:
    """Return a chunk's result and the address of the worker that made it."""
    from distributed import get_worker

    return run_chunk(chunk, weather), str(get_worker().address)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        hint = "pip install 'hpsim[sweep]'"
        raise _error("a cluster needs Dask, which is not installed", hint) from None
    return distributed


def _local_cluster(distributed: Any, workers: int) -> Any:
    """Return processes of our own, without what slows them.

    Dask has workers give memory back at once, so that a year's arrays are fetched anew from the
    system for each candidate: 5 ms of 60. Its profiler, which looks at them 100 times a second,
    takes as much.
    """
    import dask

    environment = "distributed.nanny.pre-spawn-environ"
    kept = {k: v for k, v in dask.config.get(environment).items() if k != TRIM}
    with dask.config.set({environment: kept, "distributed.worker.profile.enabled": False}):
        return distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,  # at Ctrl-C workers report every task they leave
        )


@contextlib.contextmanager
def ctrl_c_waits() -> Iterator[None]:
    """Let Ctrl-C take effect at the end, and never in processes that are begun here.

    Dask starts a cluster's processes from a thread that it starts here, and they inherit from it
    which signals are held back. Ctrl-C then asks the client alone, and it ends them.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # lets go of signals once it is started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _client(distributed: Any, target: Any, address: str) -> Any:
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        return distributed.Client(target, timeout=CONNECT_S)
    except (OSError, TimeoutError):
        raise _silent(address) from None
    except Exception as error:  # something else listens there and talks nonsense
        message = f"what listens at {address} is no Dask scheduler of this version"
        raise _error(message, f"{type(error).__name__}: {error}") from None


def check_reachable(address: str) -> None:
    """Raise unless a Dask scheduler greets at an address: Dask itself is slow to give up."""
    match = re.fullmatch(
        r"(?:(?P<way>tcp|tls|ws|wss)://)?(?P<host>[^/\s]+):(?P<port>\d+)/?", address
    )
    if match is None:
        hint = "tcp://host:8786, or local-cluster"
        raise _error(f"'{address}' is not a scheduler's address", hint)
    until = time.monotonic() + GREETING_S
    where = match["host"].strip("[]"), int(match["port"])
    try:
        connection = socket.create_connection(where, timeout=GREETING_S)
    except (OSError, OverflowError):
        raise _silent(address) from None
    with connection:
        if match["way"] in ("tcp", None):  # in the other ways the client speaks first
            _hear_greeting(connection, until, address)


def _hear_greeting(connection: socket.socket, until: float, address: str) -> None:
    """Raise unless what comes first is a Dask scheduler's number of frames, 8 bytes."""
    greeting = b""
    try:
        while len(greeting) < 8:
            connection.settimeout(max(until - time.monotonic(), 0.01))
            part = connection.recv(8 - len(greeting))
            if not part:
                break
            greeting += part
    except OSError:  # nothing came in time
        pass
    if len(greeting) < 8 or int.from_bytes(greeting, "little") > MAX_FRAMES:
        greets = "sends nothing" if not greeting else "sends another greeting"
        message = f"what listens at {address} is no Dask scheduler: it {greets}"
        raise _error(message, "start `dask scheduler` there, or mend the address")


def _silent(address: str) -> HpsimError:
    message = f"no scheduler responds at {address} within {GREETING_S:g} s"
    return _error(message, "start `dask scheduler` there, or mend the address")


def _error(message: str, hint: str) -> HpsimError:
    return HpsimError.of(message, "scheduler", hint=hint, title="the cluster can't be used")
