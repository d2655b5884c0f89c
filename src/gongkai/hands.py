"""Who does the work? This process alone, or the workers of an executor too; the results come in the order of the items.

What is to be done is a function of data to data: `work(given, items)` yields a result for each item. `given` is the same
for all items. An executor of the standard library will do, or any that behaves like one: its workers need this
package and nothing else, and send back bytes.
"""

import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import cache, partial
from itertools import chain, islice
from typing import Any, Protocol

from gongkai import __version__
from gongkai.form import Forms
from gongkai.kept.pickles import Pickles

Work = Callable[[Any, Sequence[Any]], Iterable[Any]]
WORTH = 100  # reports: of fewer nobody else is asked
FEW = 3  # tasks: of less the sending costs more than it saves
AHEAD = 3  # tasks for each worker that are ready before it asks for them


class Elsewhere(Exception):
    """The work could not be done where it was sent: a Chinese sentence."""


class Hands(Protocol):
    """Does work item by item."""

    def each(self, work: Work, given: object, items: Iterable[Any], size: int) -> Iterator[Any]:
        """The result of each item, in order; `size` items are handed to a worker at once."""


class _Own:
    """This process: an item is asked for when the result of the last one has been taken."""

    def each(self, work: Work, given: object, items: Iterable[Any], size: int) -> Iterator[Any]:  # noqa: ARG002
        """The results, one by one."""
        for item in items:
            yield from work(given, [item])


OWN = _Own()


class Many:
    """The workers of an executor, which is asked for when there is work for more than one of them.

    Whatever goes there and comes back is bytes as `Pickles` has them. No more is under way than the workers need, so
    that items may be as large as they like.
    """

    def __init__(self, forms: Forms, executor: Callable[[], Executor], workers: int) -> None:
        self._forms = pickle.dumps(forms)
        self._pickles = Pickles(lambda: forms)
        self._executor, self._ahead = cache(executor), workers * AHEAD

    def each(self, work: Work, given: object, items: Iterable[Any], size: int) -> Iterator[Any]:
        """The results in order; what is not worth the sending is done here."""
        source = iter(items)
        few = [*islice(source, FEW * size)]
        if len(few) < FEW * size:
            yield from OWN.each(work, given, few, size)
            return
        do = partial(_at_work, __version__, self._forms, work, self._pickles.dump(given))
        executor = self._executor()
        source, under_way = chain(few, source), deque[Future[bytes]]()
        while True:
            while len(under_way) < self._ahead and (some := [*islice(source, size)]):
                under_way.append(executor.submit(do, self._pickles.dump(some)))
            if not under_way:
                return
            yield from self._pickles.load(self._done(under_way.popleft()))

    def _done(self, task: "Future[bytes]") -> bytes:
        try:
            return task.result()
        except BrokenExecutor as fault:
            raise Elsewhere("有一个工作进程中途没有了，多半是内存不够；请用 --jobs 1 再试") from fault


def _at_work(version: str, forms: bytes, work: Work, given: bytes, items: bytes) -> bytes:
    """What a worker does: the results of some items as bytes."""
    if version != __version__:
        raise Elsewhere(f"那里的 gongkai 是 {__version__} 版，这里是 {version} 版；请装上同一版")
    asked = forms, given
    if _at_hand.asked != asked:
        _at_hand.pickles = Pickles(cache(partial(pickle.loads, forms)))
        _at_hand.given = _at_hand.pickles.load(given)
        _at_hand.asked = asked
    return _at_hand.pickles.dump([*work(_at_hand.given, _at_hand.pickles.load(items))])


class _AtHand(threading.local):
    """What the tasks of a stage have in common, read once by each thread that works: it is nobody else's."""

    asked: tuple[bytes, bytes] | None = None
    pickles: Pickles
    given: object


_at_hand = _AtHand()
