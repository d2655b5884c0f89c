"""What does an edited sentence cost the index, and is it what a clean build would be?

    python bench/search/edits.py SITE SCRATCH [--edits 100] [--every 1] [--seed 1]

SITE.made is what `build_site.py` keeps. Its index is written to SCRATCH; then one report after the other is edited (a
sentence of another report comes in the place of one of its own, is put before it, or its own is dropped), the index is
asked to follow, and what it changes is written. After each `--every` edits all its files are compared with those of a
clean build. An edit that goes wrong stays wrong in the files that later edits leave alone, so fewer comparisons tell
nearly as much.
"""

import argparse
import pickle
import random
import re
import statistics
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "src"))

from gongkai.files import facts_of  # noqa: E402 - after the path is set
from gongkai.kept.site import Site, Written  # noqa: E402 - after the path is set
from gongkai.output import NOTHING, Output, Same  # noqa: E402
from gongkai.search.index import document_of, text_file  # noqa: E402
from gongkai.search.page_text import ANCHOR, CELL  # noqa: E402
from gongkai.search.update import index  # noqa: E402

_SENTENCE = re.compile("[^。\n]{8,}。")


def main() -> None:
    """Edit, follow, compare, say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with asked.site.with_name(asked.site.name + ".made").open("rb") as kept:
        held, texts, dictionary = pickle.load(kept)  # noqa: S301 - of our own making
    recorded: dict[str, Written] = {}
    chance = random.Random(asked.seed)

    def clean() -> dict[str, bytes]:
        return _data(index(held, texts, dictionary, NOTHING).files, {})

    def write(path: str, data: bytes) -> None:
        (asked.scratch / path).parent.mkdir(parents=True, exist_ok=True)
        (asked.scratch / path).write_bytes(data)
        recorded[path] = Written((), indexed=False, facts=facts_of(str(asked.scratch / path)))

    published = clean()
    for path, data in published.items():
        write(path, data)
    for data in texts.values():
        document = document_of(data, dictionary)
        write(text_file(held, document, dictionary).path, data)
    spent: list[tuple[bool, float, float, int]] = []
    compared = wrong = 0
    for turn in range(1, asked.edits + 1):
        numbers = chance.sample(held.numbers, 2)
        document, other = (document_of(texts[number], dictionary) for number in numbers)
        output = text_file(held, document._replace(text=edited(chance, document.text, other.text)), dictionary)
        texts[numbers[0]] = output.data
        began, processor = time.perf_counter(), time.process_time()
        made = index(held, {**dict.fromkeys(texts), numbers[0]: output.data}, dictionary, Site(asked.scratch, recorded))
        files = _data(made.files, published)
        took = time.perf_counter() - began, time.process_time() - processor
        if "全部" in made.said:
            sys.exit(made.said)
        changed = {path for path in files.keys() | published.keys() if files.get(path) != published.get(path)}
        spent.append(("重新编排" in made.said, *took, len(changed) + 1))  # and the text
        for path in changed:
            if path in files:
                write(path, files[path])
            else:
                (asked.scratch / path).unlink()
                del recorded[path]
        write(output.path, output.data)
        published = files
        if turn % asked.every == 0:
            compared, wrong = compared + 1, wrong + (clean() != files)
            print(f"{turn} edits, {wrong} of {compared} comparisons differ", flush=True)
    _tell(spent, len(published) + len(texts))


def _tell(spent: list[tuple[bool, float, float, int]], every: int) -> None:
    """Seconds and files of the edits, those that cross a threshold apart; `every` is how many files there are."""
    for name, of in (("no threshold crossed", False), ("threshold crossed", True)):
        some = [one[1:] for one in spent if one[0] == of]
        if not some:
            continue
        wall, processor, count = zip(*some, strict=True)
        print(
            f"{name}: {len(some)} edits; seconds, middle and most: {statistics.median(wall):.2f} {max(wall):.2f}"
            f" (processor {statistics.median(processor):.2f} {max(processor):.2f}); files changed of {every}:"
            f" {statistics.median(count) / every:.2%} {max(count) / every:.2%}"
        )


def edited(chance: random.Random, text: str, other: str) -> str:
    """The text with a sentence of the other one, or with one sentence less."""
    lines = text.split("\n")
    prose = [at for at, line in enumerate(lines) if line[:1] != ANCHOR and CELL not in line and _SENTENCE.search(line)]
    at = chance.choice(prose)
    own, new = chance.choice(_SENTENCE.findall(lines[at])), chance.choice(_SENTENCE.findall(other))
    lines[at] = lines[at].replace(own, chance.choice((new, new + own, "")), 1)
    return "\n".join(lines)


def _data(files: Iterable[Output | Same], published: Mapping[str, bytes]) -> dict[str, bytes]:
    """The bytes of all files, those taken over as they stand published."""
    return {one.path: published[one.path] if isinstance(one, Same) else one.data for one in files}


if __name__ == "__main__":
    main()
