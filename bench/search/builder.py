"""What does the index cost alone? Processor time and memory of one process that makes it and nothing else.

    python bench/search/builder.py SITE.made

The file is what `build_site.py` keeps: the collection, the text files and the dictionary.
"""

import pickle
import resource
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "src"))

from gongkai.output import NOTHING  # noqa: E402
from gongkai.search.update import index  # noqa: E402 - after the path is set


def main() -> None:
    """Load, index, print."""
    held, texts, dictionary = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - of our own making
    before = _memory()
    began = time.process_time()
    files, said = index(held, texts, dictionary, NOTHING)
    count = size = 0
    for output in files:
        count, size = count + 1, size + len(output.data)
    spent = time.process_time() - began
    print(said)
    print(
        f"{held.documents} documents: {count} files, {size / 1e6:.1f} MB, and {sum(map(len, texts.values())) / 1e6:.1f} MB of texts"
    )
    print(f"{spent:.1f} s of processor time, {spent / held.documents * 1e3:.2f} ms a document")
    print(f"most memory held: {_memory():.0f} MB, of it {before:.0f} MB before the index was begun")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
