"""Does an importer read what archives hold? Invented reports in every layout, damaged, and a judge of what was read.

A case is made of its seed alone: a true report (`archive_truth`), one of the layouts (`archive_layouts`) and one to six
damages (`archive_damages`). From the checkout:

    python tests/archive_world.py 17               the file of seed 17, its damages and its truth
    python tests/archive_world.py 17 --judge       the same, and what the importer makes of it
    python tests/archive_world.py 17 --into DIR    the file itself
    python tests/archive_world.py --all 500        500 cases judged: shares by layout and damage, every wrong cell
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from archive_damages import DAMAGES, Fate, Hit
from archive_layouts import LAYOUTS, READERS, Style, decoded
from archive_truth import ABSENT, BLANK, NUMBER, OPEN, Document, Filed, Key, Truth, true_report

Cell = tuple[str, str | None, str]  # state, number, text
Cells = Mapping[Key, Cell]
_WORST = (Fate.TOUCHED, Fate.UNSURE, Fate.LOST)


@dataclass(frozen=True)
class Case:
    """One file, what it says, and what happened to it."""

    seed: int
    layout: str
    style: Style
    data: bytes
    name: str
    truth: Truth
    hits: tuple[Hit, ...]
    fates: Mapping[Key, Fate]  # of the cells that were touched; all others are as they were

    @property
    def told(self) -> str:
        """The case in a line."""
        damages = "; ".join(f"{hit.irregularity} {hit.name}" for hit in self.hits) or "no damage"
        return f"seed {self.seed}, {self.layout} ({self.style.encoding}), {damages}"


def _worst(fates: Iterable[Mapping[Key, Fate]]) -> dict[Key, Fate]:
    found: dict[Key, Fate] = {}
    for some in fates:
        for key, fate in some.items():
            found[key] = max(found.get(key, fate), fate, key=_WORST.index)
    return found


def report_of(seed: int) -> Document:
    """The true report of a seed."""
    return true_report(random.Random(f"report {seed}"))


def case_of(seed: int, layout: str | None = None, damages: int | None = None) -> Case:
    """The case of a seed; its layout and the number of its damages may be asked for."""
    rng = random.Random(f"case {seed}")
    document = report_of(seed)
    layout = layout or list(LAYOUTS)[seed % len(LAYOUTS)]  # each layout in turn
    drawn = rng.randint(1, 6)
    wanted = drawn if damages is None else damages
    style = Style.drawn(rng, layout)
    written = LAYOUTS[layout](document, style)
    hits: list[Hit] = []
    for damage in rng.sample(DAMAGES, len(DAMAGES)):
        if len(hits) == wanted:
            break
        changed = document.copy()
        hit = damage(changed, rng)
        after = LAYOUTS[layout](changed, style) if hit else written
        if hit and after.data != written.data:  # some damages leave no trace in some layouts
            document, written = changed, after
            hits.append(hit)
    unsure = dict.fromkeys(written.unsure, Fate.UNSURE)
    fates = _worst([*(hit.fates for hit in hits), unsure])
    return Case(seed, layout, style, written.data, written.name, document.truth, tuple(hits), fates)


# ---- the judge


class Wrong(NamedTuple):
    """A cell that was read wrongly and in silence."""

    key: Key
    expected: str
    read: str


@dataclass
class Score:
    """How many cells were read right, of how many; and every cell that is silently wrong."""

    right_undamaged: int = 0
    of_undamaged: int = 0
    right_damaged: int = 0
    of_damaged: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Count another score in."""
        self.right_undamaged += other.right_undamaged
        self.of_undamaged += other.of_undamaged
        self.right_damaged += other.right_damaged
        self.of_damaged += other.of_damaged
        self.wrong += other.wrong

    @property
    def undamaged(self) -> float:
        """The share of undamaged cells that is right; 1 if there are none."""
        return self.right_undamaged / self.of_undamaged if self.of_undamaged else 1.0

    @property
    def damaged(self) -> float:
        """The share of damaged cells that is right; 1 if there are none."""
        return self.right_damaged / self.of_damaged if self.of_damaged else 1.0


def _same(cell: Cell, filed: Filed) -> bool:
    state, number, _ = cell
    if str(state) != filed.state:
        return False
    return number == filed.number or (
        number is not None and filed.number is not None and Decimal(number) == Decimal(filed.number)
    )


def verdict(cell: Cell | None, filed: Filed, fate: Fate | None) -> bool | None:
    """True if a cell was read right, None if it was left open or out, False if it is silently wrong.

    Of a cell that is lost nothing can be known: open or blank is right, and 缺表 if its whole table went. Where a
    cell stands in doubt, leaving it open is right too.
    """
    state = str(cell[0]) if cell else None
    if fate is Fate.LOST:
        return state in {None, BLANK, OPEN, ABSENT}
    if cell is None:
        return None
    if state == OPEN:
        return True if fate is Fate.UNSURE else None
    return _same(cell, filed)


def judge(cells: Cells, truth: Truth, damage: Mapping[Key, Fate]) -> Score:
    """What imported cells are worth; `damage` is the fate of every cell that was touched."""
    score = Score()
    for key, filed in truth.items():
        fate = damage.get(key)
        right = verdict(cells.get(key), filed, fate)
        if fate:
            score.of_damaged += 1
            score.right_damaged += right is True
        else:
            score.of_undamaged += 1
            score.right_undamaged += right is True
        if right is False:
            expected = f"{filed.state} {filed.number or ''}".strip() + (f" ({fate})" if fate else "")
            score.wrong.append(Wrong(key, expected, _told(cells[key])))
    for key, cell in cells.items():
        # A cell that the forms of this report have not: a number there was invented or belongs elsewhere.
        if key not in truth and str(cell[0]) == NUMBER:
            score.wrong.append(Wrong(key, "no such cell", _told(cell)))
    return score


def _told(cell: Cell) -> str:
    state, number, text = cell
    return f"{state} {number or ''} 『{text}』"


# ---- many cases

Import = Callable[[bytes, str], tuple[str, Cells]]  # status and cells


def importer() -> Import:
    """The importer of the project; ImportError while there is none."""
    from support import forms

    importing = import_module("gongkai.archive.importing")

    def read(data: bytes, name: str) -> tuple[str, Cells]:
        found = importing.imported(data, name, forms())
        return str(found.status), found.cells

    return read


@dataclass
class Outcome:
    """What became of many cases."""

    score: Score = field(default_factory=Score)
    layouts: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    damages: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    poor: list[tuple[float, str]] = field(default_factory=list)  # share of right cells, and the case

    def told(self) -> str:
        """The shares by layout and damage, the cases that were refused, and every wrong cell with its case."""
        lines = [_line("all", self.score), "", "by layout:"]
        lines += [_line(name, score) for name, score in sorted(self.layouts.items())]
        lines += ["", "by damage (all cells of the files that have it; damaged: those it touched):"]
        lines += [_line(name, score) for name, score in sorted(self.damages.items())]
        if worst := sorted(self.poor)[:25]:
            lines += ["", f"least right of {len(self.poor)} files with less than 97 %:"]
            lines += [f"  {share:7.2%}  {told}" for share, told in worst]
        if self.refused:
            lines += ["", f"refused ({len(self.refused)}):", *self.refused]
        lines += ["", f"silently wrong ({len(self.score.wrong)} cells in {len(self.wrong)} files):", *self.wrong]
        return "\n".join(lines)


def _line(name: str, score: Score) -> str:
    return (
        f"  {name:<34} undamaged {score.undamaged:7.2%} of {score.of_undamaged:>6}"
        f"   damaged {score.damaged:7.2%} of {score.of_damaged:>6}   wrong {len(score.wrong)}"
    )


def _narrowed(fates: Mapping[Key, Fate], keys: Iterable[Key]) -> dict[Key, Fate]:
    return {key: fates[key] for key in keys if key in fates}


def run(seeds: Iterable[int], read: Import, layout: str | None = None) -> Outcome:
    """Many cases, read and judged; a file that is refused has no cell right."""
    outcome = Outcome()
    for seed in seeds:
        case = case_of(seed, layout)
        try:
            status, cells = read(case.data, case.name)
        except Exception as fault:
            fault.add_note(case.told)
            raise
        if status != "ok":
            outcome.refused.append(case.told)
            cells = {}
        score = judge(cells, case.truth, case.fates)
        if status != "ok":  # nothing read is nothing right, even where nothing could be known
            score.right_damaged = 0
        outcome.score.add(score)
        outcome.layouts[case.layout].add(score)
        share = (score.right_undamaged + score.right_damaged) / len(case.truth)
        if status == "ok" and share < 0.97:
            outcome.poor.append((share, case.told))
        undone = {key: filed for key, filed in case.truth.items() if key not in case.fates}
        for hit in case.hits:
            touched = {key: case.truth[key] for key in hit.fates}
            own = judge({k: c for k, c in cells.items() if k in touched}, touched, _narrowed(case.fates, touched))
            own.add(judge({k: c for k, c in cells.items() if k in undone}, undone, {}))
            outcome.damages[f"{hit.irregularity:>2} {hit.name}"].add(own)
        if score.wrong:
            cells_told = [f"    {'／'.join(w.key)}: {w.expected} was read as {w.read}" for w in score.wrong]
            outcome.wrong.append("\n".join([case.told, *cells_told]))
    return outcome


# ---- at a prompt


def shown(case: Case) -> str:
    """The case for reading: its file, what was done to it, and what it says."""
    if case.name.endswith((".docx", ".xlsx")):
        text = "\n".join(" | ".join(row) for row in READERS[case.layout](case.data))
    else:
        text = decoded(case.data)
    lines = [case.told, "-" * 72, text, "-" * 72]
    lines += [f"{h.irregularity} {h.name}: {dict(Counter(f.value for f in h.fates.values()))}" for h in case.hits]
    for key, filed in case.truth.items():
        fate = case.fates.get(key)
        mark = f"  [{fate.value}]" if fate else ""
        lines.append(f"{'／'.join(key)}: {filed.state} {filed.number or ''} 『{filed.text}』{mark}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Show a case, or judge many."""
    parser = argparse.ArgumentParser(description="Invented reports for the importer, and a judge.")
    parser.add_argument("seed", type=int, nargs="?", help="the case to show, or the first of many")
    parser.add_argument("--all", type=int, metavar="N", help="judge N cases")
    parser.add_argument("--layout", choices=sorted(LAYOUTS), help="in this layout only")
    parser.add_argument("--damages", type=int, metavar="N", help="so many damages, for one case")
    parser.add_argument("--judge", action="store_true", help="let the importer read the case")
    parser.add_argument("--into", type=Path, metavar="DIR", help="write the file of the case there")
    asked = parser.parse_args(arguments)
    if asked.all is not None:
        first = asked.seed or 0
        outcome = run(range(first, first + asked.all), importer(), asked.layout)
        sys.stdout.write(outcome.told() + "\n")
        enough = outcome.score.undamaged >= 0.97 and outcome.score.damaged >= 0.90
        return 0 if enough and not outcome.score.wrong else 1
    if asked.seed is None:
        parser.error("a seed, or --all N")
    case = case_of(asked.seed, asked.layout, asked.damages)
    if asked.into:
        path = asked.into / f"{asked.seed}-{case.name}"
        path.write_bytes(case.data)
        sys.stdout.write(f"{path}\n")
        return 0
    sys.stdout.write(shown(case) + "\n")
    if asked.judge:
        status, cells = importer()(case.data, case.name)
        score = judge(cells, case.truth, case.fates)
        sys.stdout.write(f"{'-' * 72}\n{status}\n{_line('this case', score)}\n")
        sys.stdout.writelines(f"{'／'.join(w.key)}: {w.expected} was read as {w.read}\n" for w in score.wrong)
        opened = [key for key in case.truth if verdict(cells.get(key), case.truth[key], case.fates.get(key)) is None]
        sys.stdout.writelines(f"{'／'.join(key)}: open, though it can be known\n" for key in opened)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
