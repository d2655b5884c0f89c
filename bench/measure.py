"""What does a command cost? Wall time, processor time and memory of its process and all that it starts.

Processor time is what the kernel has counted when the process is gone: its own and that of every child it waited for.
Memory is the sum of the proportional set sizes (PSS) over the whole tree, so that pages that several processes share count once.
It is looked at every 0.2 s, at the beginning more often, for the sake of short commands; the highest sum is kept.
"""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

_EVERY = 0.2  # seconds between two looks at the memory
_FIRST, _LONGER = 0.02, 1.2  # the first wait, and how much longer each is than the one before


class Cost(NamedTuple):
    """Seconds and megabytes."""

    wall: float
    cpu: float
    memory: float

    def then(self, other: "Cost") -> "Cost":
        """This and another command after it: times add up, of the memories the larger one counts."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory))


def measured(command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None) -> Cost:
    """The cost of a command from a cold process; what it says goes to the log. RuntimeError if it fails."""
    with log.open("ab") as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=said, env=env)  # noqa: S603 - a list, never through a shell
        highest, over = [0], Event()
        watch = Thread(target=_watch, args=(process.pid, over, highest))
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        over.set()
        watch.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: status {process.returncode}, see {log}")
    return Cost(wall, used.ru_utime + used.ru_stime, highest[0] / 1024)


def _watch(root: int, over: Event, highest: list[int]) -> None:
    pause = _FIRST
    while not over.wait(pause):
        highest[0] = max(highest[0], sum(map(_memory, _tree(root))))
        pause = min(_EVERY, pause * _LONGER)


def _tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile
            parent = int((folder / "stat").read_bytes().rpartition(b")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found = [root]
    for process in found:
        found += children.get(process, ())
    return found


def _memory(process: int) -> int:
    """The proportional set size of a process in KB; nothing of one that is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
