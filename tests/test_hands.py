"""Is a site the same whoever makes it: this process, other processes, threads of one, in whatever number?"""

import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import zlib
from argparse import Namespace
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import gongkai.emit.pages
import gongkai.gather
from edit_model import write_folder
from gongkai import hands
from gongkai.build import load, publish
from gongkai.commands.crew import crew
from gongkai.hands import OWN, Elsewhere, Many
from gongkai.kept.beside import kept_beside
from gongkai.kept.pickles import NotOurs, Pickles
from gongkai.later import Later, ready
from gongkai.shelf import Shelf
from support import ROOT, TEMPLATES, forms


@pytest.fixture
def content(tmp_path):
    write_folder(tmp_path / "content", random.Random(1))
    return tmp_path / "content"


@pytest.fixture(autouse=True)
def _whatever_there_is_is_sent(monkeypatch):
    for module in (gongkai.gather, gongkai.emit.pages):
        monkeypatch.setattr(module, "WORTH", 0)
    monkeypatch.setattr(hands, "FEW", 0)


def files_of(content, who, *, kept):
    """The files of a site by whoever makes it, and what was found."""
    out = content.with_name("site")
    with kept_beside(out, b"", forms, str, fresh=True) as beside:
        memory = {"kept": beside} if kept else {}
        loaded = load(content, forms(), *([beside.memory] if kept else []), hands=who)
        assert publish(loaded, content, TEMPLATES, out, "https://songling.example/", hands=who, **memory)
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    shutil.rmtree(out)
    return files, loaded.findings


@pytest.mark.parametrize("kept", [True, False])
def test_the_site_is_the_same_whoever_makes_it(content, kept):
    alone = files_of(content, OWN, kept=kept)

    assert alone[1]
    for workers in (1, 3):
        with ThreadPoolExecutor(workers) as executor:
            assert files_of(content, Many(forms(), lambda: executor, workers), kept=kept) == alone
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert files_of(content, Many(forms(), lambda: executor, 2), kept=kept) == alone


def squares(given, items):
    """Work that may be done elsewhere."""
    return [given + item * item for item in items]


def test_results_come_in_the_order_of_the_items_and_few_are_under_way():
    asked = []

    def items():
        for item in range(200):
            asked.append(item)
            yield item

    with ThreadPoolExecutor(2) as executor:
        found = []
        for result in Many(forms(), lambda: executor, 2).each(squares, 1, items(), 5):
            found.append(result)
            assert len(asked) <= len(found) + (2 * hands.AHEAD + 1) * 5

    assert found == [1 + item * item for item in range(200)]


def test_little_work_is_done_here(monkeypatch):
    monkeypatch.setattr(hands, "FEW", 3)

    def never():
        raise AssertionError

    assert [*Many(forms(), never, 2).each(squares, 0, iter(range(14)), 5)] == squares(0, range(14))


def die(given, items):  # noqa: ARG001
    """What a worker does that is out of memory."""
    os._exit(9)


def test_a_worker_that_is_gone_is_told_of_in_a_sentence():
    with (
        ProcessPoolExecutor(1, get_context("spawn")) as executor,
        pytest.raises(Elsewhere, match="多半是内存不够；请关掉别的程序"),
    ):
        [*Many(forms(), lambda: executor, 1).each(die, None, [1], 1)]


def test_another_program_is_not_asked(monkeypatch):
    common = hands.Common(b"another", b"", b"")

    with pytest.raises(Elsewhere, match="与这里的不同；请装上一样的"):
        hands._at_work(squares, b"another", common, b"")
    monkeypatch.setattr(hands, "program", lambda: b"another")
    with pytest.raises(EOFError):  # asked, it wants to know what for
        hands._at_work(squares, b"another", common, b"")


class Sent(ThreadPoolExecutor):
    """Notes how large the tasks are."""

    def __init__(self, workers):
        super().__init__(workers)
        self.sizes = []

    def submit(self, *task):
        self.sizes.append(len(pickle.dumps(task)))
        return super().submit(*task)


def longer(given, items):
    """Work for which much is given."""
    return [len(given) + item for item in items]


def test_what_is_given_goes_to_each_worker_once():
    with Sent(2) as executor:
        given = "公开" * 50_000
        found = [*Many(forms(), lambda: executor, 2).each(longer, given, range(200), 1)]

    assert found == [100_000 + item for item in range(200)]
    assert 1 <= sum(size > 100_000 for size in executor.sizes) <= 2 * hands.AHEAD + 2
    assert sum(size < 1_000 for size in executor.sizes) >= 200


def test_a_worker_that_is_lost_between_two_tasks_is_told_of_too():
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        results = Many(forms(), lambda: executor, 2).each(squares, 0, range(2_000), 1)
        assert next(results) == 0
        for worker in executor._processes.values():
            worker.kill()
            worker.join()
        time.sleep(0.5)
        with pytest.raises(Elsewhere, match="多半是内存不够"):
            list(results)


def test_each_thread_has_its_own_of_what_all_have_in_common():
    seen = {}

    def look(given, items):
        seen[threading.get_ident()] = id(given)
        time.sleep(0.01)
        return items

    with ThreadPoolExecutor(3) as executor:
        assert [*Many(forms(), lambda: executor, 3).each(look, ("一",), range(12), 1)] == [*range(12)]
    assert len(seen) > 1
    assert len({*seen.values()}) == len(seen)


def test_what_is_wanted_later_stays_bytes_until_then():
    pickles = Pickles(forms)
    table = forms().editions[-1].tables[0]
    later = pickles.load(pickles.dump(ready((table, 7))))

    assert isinstance(later, Later)
    assert later.get()[0] is table
    again = pickles.load(pickles.dump((later, 1)))[0]
    assert again.data == later.data  # as it came, not made once more
    assert again.get() == (table, 7)


def test_a_later_value_names_nothing_but_values_of_ours():
    pickles = Pickles(forms)
    bad = Later(lambda: None, zlib.compress(b"cos\nsystem\n(S'true'\ntR."))
    later = pickles.load(pickles.dump(bad))

    with pytest.raises(NotOurs):
        later.get()


def test_a_shelf_reads_once_what_stays_and_anew_what_is_another_value():
    asked = []
    shelf = Shelf()

    def later(value, data=None):
        return Later(lambda: asked.append(value) or value, data)

    one = later("甲")
    shelf.fill({1: one, 2: later("乙", b"2")})
    assert (shelf[1], shelf[2], shelf[1]) == ("甲", "乙", "甲")
    shelf.fill({1: one, 2: later("乙", b"2"), 3: later("丙")})
    assert (shelf[1], shelf[2]) == ("甲", "乙")
    shelf.fill({1: later("甲，没有正文"), 2: later("丁", b"4")})
    assert (shelf[1], shelf[2]) == ("甲，没有正文", "丁")
    assert asked == ["甲", "乙", "甲，没有正文", "丁"]
    with pytest.raises(LookupError):
        shelf[3]


KILLED = """
import argparse, sys, time
from gongkai.commands.crew import crew
from support import forms
if __name__ == "__main__":
    with crew(argparse.Namespace(jobs=2, cluster=None), forms()) as hands:
        executor = hands._executor()
        executor.submit(time.sleep, 0).result()
        print(*executor._processes, flush=True)
        time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_workers_end_with_the_process_that_sent_for_them():
    path = os.pathsep.join(map(str, (ROOT / "src", ROOT / "tests")))
    with subprocess.Popen(
        [sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    ) as process:
        assert process.stdout
        workers = [int(number) for number in process.stdout.readline().split()]
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert workers
    for _ in range(400):
        if not any(is_there(worker) for worker in workers):
            return
        time.sleep(0.05)
    pytest.fail(f"still there: {workers}")


def is_there(pid):
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("wrong", ["0", "62", "zwei", "1.5", "-1"])
def test_a_number_of_processes_that_cannot_be_is_refused(wrong, capsys):
    from gongkai.cli import main

    with pytest.raises(SystemExit):
        main(["build", "--jobs", wrong])
    assert "应当是 1 到 61 的整数" in capsys.readouterr().err


def test_a_cluster_needs_its_package(monkeypatch, content, capsys):
    from gongkai.cli import main

    monkeypatch.setitem(sys.modules, "distributed", None)
    asked = [
        "build",
        "--content",
        str(content),
        "--out",
        str(content.with_name("site")),
        "--cluster",
        "tcp://127.0.0.1:1",
    ]
    assert main(asked) == 2
    assert "没有装 distributed" in capsys.readouterr().err


def process(_given, items):
    """Which process does the work."""
    return [os.getpid() for _ in items]


def test_workers_go_home_and_others_come_when_there_is_more_to_do():
    with crew(Namespace(jobs=2, cluster=None), forms()) as who:
        first = {*who.each(process, None, range(40), 1)}
        who.rest()
        assert not [pid for pid in first if Path(f"/proc/{pid}").exists()]
        later = {*who.each(process, None, range(40), 1)}

    assert os.getpid() not in first | later
    assert not first & later
    assert not [pid for pid in later if Path(f"/proc/{pid}").exists()]
