"""Do reports come back from Excel and Word, also after LibreOffice saved them?

    python bench/office.py --reports 200 --libreoffice 20

Reports with sums that hold, of both editions and hybrids, then with anything an office may write into its cells. A workbook
must come back with every state, number and text, totals left out included; a document with every figure as it is printed.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests")]

from gongkai.archive.containers import read  # noqa: E402
from gongkai.archive.importing import Asked, imported  # noqa: E402
from gongkai.cells import Cell, State, read_cell  # noqa: E402
from gongkai.office.document import document  # noqa: E402
from gongkai.office.workbook import workbook  # noqa: E402
from gongkai.report import Report  # noqa: E402
from office_reports import AGENCY, WORDS, hybrid, report, with_cells  # noqa: E402 - after the path is set
from support import forms  # noqa: E402

CHANGED = 12  # cells of a table that get another text
FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "docx": "docx:MS Word 2007 XML"}


def main() -> int:
    """Write, read, compare; 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--libreoffice", type=int, default=0, help="so many of them also through soffice")
    asked = parser.parse_args()
    differing = 0
    for seed in range(asked.reports):
        made = _report(seed)
        files = {"xlsx": workbook(made, AGENCY), "docx": document(made, AGENCY)}
        ways = [files, _saved(files)] if seed < asked.libreoffice else [files]
        for number, way in enumerate(ways):
            for kind, data in way.items():
                for place, wanted, found in _differences(made, data, kind):
                    differing += 1
                    print(f"{seed} {kind}{' through LibreOffice' if number else ''} {place}: {wanted} became {found}")
    print(
        f"{asked.reports} reports, {min(asked.libreoffice, asked.reports)} through LibreOffice, {differing} cells differ"
    )
    return bool(differing)


def _report(seed: int) -> Report:
    chance = random.Random(seed)
    made = (report("2021", seed), report("2019", seed), hybrid())[seed % 3]
    for filing in made.filings:
        texts: dict = {}
        for key in chance.sample(filing.table.keys, min(CHANGED, len(filing.table.keys))):
            text = chance.choice(
                [*WORDS, str(chance.randrange(10 ** chance.randrange(1, 9))), "", "1175.0", "59237.2449"]
            )
            kind = filing.table.leaves[key][1].node.kind
            if read_cell(text, kind, None)[1] is None or text.startswith("待核"):
                texts[key] = None if key in filing.table.totals and chance.random() < 1 / 3 else text
        made = with_cells(made, filing.table.id, texts)
    return made


def _differences(made: Report, data: bytes, kind: str) -> Iterator[tuple[str, Any, Any]]:
    one = imported(data, f"a.{kind}", forms(), read, Asked(agency=AGENCY, year=made.year))
    if one.status != "ok":
        yield "file", "a report", one.why
        return
    back = one.bound[0]
    for filing, other in zip(made.filings, back.filings, strict=True):
        if filing.table != other.table:
            yield filing.table.ordinal, filing.edition, other.edition
            continue
        for key, cell in filing.cells.items():
            wanted, found = (_told(c, kind) for c in (cell, other.cells[key]))
            if wanted != found:
                yield f"{filing.table.ordinal} {key.row} {key.column}", wanted, found


def _told(cell: Cell, kind: str) -> object:
    """What has to come back of a cell; in print a dash and a blank are the blank they mean, a total is its figure."""
    if kind == "xlsx":
        return (cell.state, cell.number, cell.raw) if cell.raw is not None else "left out"
    return (cell.state, None if cell.state is State.OPEN else cell.number)


def _saved(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files as LibreOffice saves them."""
    program = shutil.which("soffice")
    if not program:
        sys.exit("soffice is not on the path")
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, data in files.items():
            path = Path(folder) / f"a.{kind}"
            path.write_bytes(data)
            home = f"-env:UserInstallation=file://{folder}/home"
            command = [
                program,
                "--headless",
                home,
                "--convert-to",
                FILTERS[kind],
                "--outdir",
                f"{folder}/out",
                str(path),
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603
            found[kind] = (Path(folder) / "out" / path.name).read_bytes()
    return found


if __name__ == "__main__":
    sys.exit(main())
