"""Who does the work of a build? As many processes as the machine has processors, or a cluster that was named."""

import argparse
import contextlib
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.commands.common import Parser, load_forms

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gongkai.build import Loaded
    from gongkai.form import Forms
    from gongkai.hands import Hands

MOST = 61  # processes: Windows waits for no more


def add(parser: Parser) -> None:
    """The arguments."""
    what = "几个进程一起做（缺省：处理器的个数）；结果都一样"
    parser.options.add_argument("--jobs", type=_jobs, default=None, metavar="个数", help=what)
    what = "交给一组机器做：Dask 调度器的地址，例如 tls://10.0.0.1:8786（要先装 distributed）"
    parser.options.add_argument("--cluster", default=None, metavar="地址", help=what)


def _jobs(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"应当是 1 到 {MOST} 的整数")
    return int(text)


@contextlib.contextmanager
def crew(options: argparse.Namespace, forms: "Forms") -> Iterator["Hands"]:
    """Those who work, until the build has ended; processes are started when there is enough to do."""
    from gongkai.hands import OWN, Many

    jobs = options.jobs or min(_processors(), MOST)
    with contextlib.ExitStack() as stack:
        if options.cluster:
            executor, workers = stack.enter_context(_cluster(options.cluster))
            yield Many(forms, lambda: executor, workers)
        elif jobs > 1:
            processes = _Processes(jobs)
            stack.callback(processes.end)
            yield Many(forms, processes.executor, jobs, processes.end)
        else:
            yield OWN


def load_content(options: argparse.Namespace) -> "Loaded":
    """The content folder that was named, read and judged by those who work."""
    from gongkai.build import load

    forms = load_forms(options)
    with crew(options, forms) as hands:
        return load(options.content, forms, hands=hands)


class _Processes:
    """Processes that work, from the first time that somebody asks for them until they are ended."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._executor: Executor | None = None

    def executor(self) -> "Executor":
        """Those that are there, or new ones."""
        if self._executor is None:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            # Forked processes have everything read already; elsewhere a fork is not safe, or there is none.
            context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
            self._executor = ProcessPoolExecutor(self._jobs, context, _begin)
        return self._executor

    def end(self) -> None:
        """There are none from now on."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None


def _begin() -> None:
    """A process that works ends with the one that sent for it, however that ends; whoever interrupts means the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[tuple["Executor", int]]:
    """The executor of a Dask cluster, and how many tasks it does at once."""
    from gongkai.hands import Elsewhere

    try:
        from distributed import Client, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError as fault:
        raise Elsewhere("没有装 distributed，不能用 --cluster；请运行 pip install 'gongkai[cluster]'。") from fault
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise Elsewhere(f"连不上 {address} 的调度器（{fault}）；请核对 --cluster 的地址。") from fault
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise Elsewhere(f"{address} 的调度器没有工作机；请先启动 dask worker。")
        try:
            yield client.get_executor(), workers
        except (KilledWorker, CommClosedError) as fault:
            message = f"{address} 的机器没有做完（{type(fault).__name__}）：工作机一再中断，或者连接断了。请看调度器的记录再试。"
            raise Elsewhere(message) from fault


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
