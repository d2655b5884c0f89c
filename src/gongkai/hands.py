"""Who does the work? This process alone, or the workers of an executor too; the results come in the order of the items.

What is to be done is a function of data to data: `work(given, items)` yields a result for each item. `given` is the same
for all items. An executor of the standard library will do, or any that behaves like one: its workers need this
package and nothing else, and send back bytes.
"""

import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import cache, partial
from itertools import chain, islice
from typing import Any, NamedTuple, Protocol

from gongkai import __version__
from gongkai.form import Forms
from gongkai.kept.pickles import Pickles
from gongkai.kept.stamp import program
from gongkai.memory import origin_of

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

    def rest(self) -> None:
        """There is no more to do for now: what the workers hold is let go."""


class _Own:
    """This process: an item is asked for when the result of the last one has been taken."""

    def each(self, work: Work, given: object, items: Iterable[Any], size: int) -> Iterator[Any]:  # noqa: ARG002
        """The results, one by one."""
        for item in items:
            yield from work(given, [item])

    def rest(self) -> None:
        """Nobody else is there."""


OWN = _Own()


class Many:
    """The workers of an executor, which is asked for when there is work for more than one of them; `home` lets them go.

    Whatever goes there and comes back is bytes as `Pickles` has them. No more is under way than the workers need, so
    that items may be as large as they like. What is given for all items goes to each worker once.
    """

    def __init__(
        self, forms: Forms, executor: Callable[[], Executor], workers: int, home: Callable[[], None] = lambda: None
    ) -> None:
        self._forms = pickle.dumps(forms)
        self._pickles = Pickles(lambda: forms)
        self._executor, self._home, self._ahead = executor, home, workers * AHEAD

    def rest(self) -> None:
        """Let the workers go."""
        self._home()

    def each(self, work: Work, given: object, items: Iterable[Any], size: int) -> Iterator[Any]:
        """The results in order; what is not worth the sending is done here. Elsewhere if a worker is lost."""
        source = iter(items)
        few = [*islice(source, FEW * size)]
        if len(few) < FEW * size:
            yield from OWN.each(work, given, few, size)
            return
        try:
            yield from self._sent(work, given, chain(few, source), size)
        except (BrokenExecutor, CancelledError) as fault:
            message = "有一个工作进程中途没有了，多半是内存不够；请关掉别的程序，或者用小一些的 --jobs 再试。"
            raise Elsewhere(message) from fault

    def _sent(self, work: Work, given: object, source: Iterator[Any], size: int) -> Iterator[Any]:
        common = Common(program(), self._forms, self._pickles.dump(given))
        executor = self._executor()
        under_way: deque[tuple[bytes, Future[bytes | None]]] = deque()
        while True:
            while len(under_way) < self._ahead and (some := [*islice(source, size)]):
                packed = self._pickles.dump(some)
                under_way.append((packed, executor.submit(_at_work, work, common.digest, None, packed)))
            if not under_way:
                return
            packed, task = under_way.popleft()
            data = task.result() or executor.submit(_at_work, work, common.digest, common, packed).result()
            assert data  # noqa: S101 - it was given all it needs
            yield from self._pickles.load(data)


class Common(NamedTuple):
    """What the tasks of a stage have in common: the program, the forms and what is given, as bytes."""

    program: bytes
    forms: bytes
    given: bytes

    @property
    def digest(self) -> bytes:
        """By which a worker knows that it has it."""
        return origin_of(*self)


def _at_work(work: Work, digest: bytes, common: Common | None, items: bytes) -> bytes | None:
    """What a worker does: the results of some items as bytes; None if it has not what they need."""
    if _at_hand.digest != digest:
        common = common or _received.get(digest)
        if common is None:
            return None
        if common.program != program():
            raise Elsewhere(f"那里的 gongkai（{__version__}）或者它用的程序库与这里的不同；请装上一样的。")
        _at_hand.pickles = Pickles(cache(partial(pickle.loads, common.forms)))
        _at_hand.given = _at_hand.pickles.load(common.given)
        _at_hand.digest = digest
        _received[digest] = common
        for other in _received.keys() - {digest}:  # of an earlier stage
            _received.pop(other, None)
    return _at_hand.pickles.dump([*work(_at_hand.given, _at_hand.pickles.load(items))])


class _AtHand(threading.local):
    """What the tasks of a stage have in common, read once by each thread that works: it is nobody else's."""

    digest = b""
    pickles: Pickles
    given: object


_at_hand = _AtHand()
_received: dict[bytes, Common] = {}  # as it came, for the other threads of this process
