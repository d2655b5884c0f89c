"""How long does it take to bring in a hundred reports of 10 KB?

    python bench/imports.py [--reports 100] [--kilobytes 10]

Reports of the importer's own world (tests/archive_truth.py), undamaged, in every layout of text in turn, with sentences added
until a file has the size, brought in by one command as an editor runs it. Processor and wall time, the start included.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from archive_layouts import LAYOUTS, decoded  # noqa: E402 - after the path is set
from archive_world import case_of  # noqa: E402

SENTENCE = "本年组织了业务学习，逐项核对公开目录，更新了办事指南和联系方式。"


def main() -> None:
    """Write the files, bring them in, say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100)
    parser.add_argument("--kilobytes", type=int, default=10)
    asked = parser.parse_args()
    texts = [name for name in LAYOUTS if not name.startswith(("docx", "xlsx", "pdf", "html"))]
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for seed in range(asked.reports):
            case = case_of(seed, layout=texts[seed % len(texts)], damages=0)
            text = decoded(case.data)
            short = max(0, asked.kilobytes * 1000 - len(text.encode())) // len(SENTENCE.encode())
            text += "\n" + SENTENCE * short + "\n"
            files.append(Path(folder, f"{seed}-{case.name}"))
            files[-1].write_text(text, encoding="utf-8")
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "gongkai", "import", *map(str, files), "--format", "json"]
        where = {"PYTHONPATH": str(ROOT / "src")}
        run = subprocess.run(command, cwd=folder, env=where, capture_output=True, check=False)  # noqa: S603 - ourselves
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = sum(file.stat().st_size for file in files) / len(files) / 1000
    print(
        f"{asked.reports} files of {size:.1f} KB: {spent:.1f} s of processor time,"
        f" {time.perf_counter() - began:.1f} s in all, exit status {run.returncode}"
    )


if __name__ == "__main__":
    main()
