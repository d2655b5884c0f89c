"""Does a cluster make the same site, also when one of its workers is lost halfway?

Starts a Dask scheduler and two workers on this machine, builds the corpus alone and by them, compares every byte, and
does it again killing one worker when half of the tasks are done. Needs the extra `cluster` (distributed).

    python bench/cluster.py --reports 1000 --scratch DIR
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from itertools import count
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster

from gongkai.build import load, publish
from gongkai.editions import read_forms
from gongkai.hands import OWN, Hands, Many
from gongkai.kept.beside import kept_beside

REPOSITORY = Path(__file__).parent.parent
FORMS = read_forms(REPOSITORY / "src" / "gongkai" / "forms")


class Watched(Executor):
    """An executor that tells how many tasks it was given."""

    def __init__(self, inner: Executor, then: Callable[[int], None]) -> None:
        self._inner, self._then, self._count = inner, then, count(1)

    def submit(self, *task: Any, **options: Any) -> Future[Any]:  # type: ignore[override]  # noqa: ANN401 - as they come
        """The future of the inner executor."""
        future: Future[Any] = self._inner.submit(*task, **options)
        self._then(next(self._count))
        return future


def built(content: Path, out: Path, hands: Hands) -> tuple[dict[str, bytes], float]:
    """The files of a site from nothing, and the seconds that it took."""
    began = time.monotonic()
    with kept_beside(out, b"", lambda: FORMS, print, fresh=True) as kept:
        loaded = load(content, FORMS, kept.memory, hands)
        if not publish(loaded, content, REPOSITORY / "templates", out, None, kept=kept, hands=hands):
            sys.exit("the content has errors")
    took = time.monotonic() - began
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files(out)}, took


def files(root: Path) -> Iterable[Path]:
    """All files below a folder."""
    return (path for path in sorted(root.rglob("*")) if path.is_file())


def main() -> None:
    """Build three times and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        content = Path(folder, "content")
        make = [sys.executable, str(REPOSITORY / "bench" / "search" / "make.py"), str(options.reports), str(content)]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        alone, took = built(content, Path(folder, "alone"), OWN)
        print(f"alone: {len(alone)} files, {took:.0f} s", flush=True)
        ok = True
        tasks = 0
        for lost in (False, True):
            with cluster() as (client, pids):

                def then(number: int, *, lost: bool = lost, pids: list[int] = pids) -> None:
                    nonlocal tasks
                    if not lost:
                        tasks = number
                    elif number == tasks // 2:
                        os.kill(pids[0], signal.SIGKILL)
                        print(f"worker {pids[0]} killed at task {number} of {tasks}", flush=True)

                executor = Watched(client.get_executor(), then)
                found, took = built(content, Path(folder, f"cluster-{lost}"), Many(FORMS, lambda e=executor: e, 2))  # type: ignore[misc]
            differing = [path for path in {*alone, *found} if alone.get(path) != found.get(path)]
            ok = ok and not differing
            name = "two workers, one killed halfway" if lost else "two workers"
            print(f"{name}: {tasks} tasks, {len(found)} files, {took:.0f} s, {len(differing)} differ", flush=True)
    sys.exit(not ok)


class cluster:  # noqa: N801 - used as a function
    """A scheduler and two workers, each a process with one thread; its client, and their process ids."""

    def __enter__(self) -> tuple[Client, list[int]]:
        self._cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
        self._client = Client(self._cluster)
        pids = self._client.run(os.getpid)
        return self._client, list(pids.values())

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._cluster.close()


if __name__ == "__main__":
    main()
