"""Which content folder does the search benchmark run on? That many invented, valid reports of 2019–2028.

    python bench/search/make.py 2000 OUT

Every report follows from its body and year alone: two runs write the same bytes, and the bodies of 2,000 reports
are among those of 10,000.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "src"), str(HERE.parent), str(HERE)]

from bodies import FIRST, PROVINCE, Body, bodies  # noqa: E402 - after the path is set
from corpus import Usual, figures, report_file  # noqa: E402
from prose import Told, text  # noqa: E402

from gongkai.commands.common import FORMS  # noqa: E402
from gongkai.editions import read_forms  # noqa: E402
from gongkai.form import CellKey, Forms  # noqa: E402

YEARS = range(FIRST, FIRST + 10)
_MISSING = 0.02  # of the reports that are due
_SCALE = {"市": 5.5, "县": 4.3, "乡": 2.6}  # powers of ten that a figure of table 二 reaches
_USUAL = {
    "市": Usual((0, 0, 1, 2, 4, 30), (0,) * 6 + (1, 2), (0, 0, 1), (0, 0, 0, 1, 2)),
    "县": Usual((0,) * 6 + (1, 2, 9), (0,) * 30 + (1,), (0,) * 8 + (1,), (0,) * 9 + (1,)),
    "乡": Usual((0,) * 20 + (1, 2), (0,) * 150 + (1,), (0,) * 30 + (1,), (0,) * 40 + (1,)),
}


def files(forms: Forms, reports: int) -> Iterator[tuple[str, str]]:
    """Path and text of every file of a content folder with that many reports."""
    left = reports
    places: dict[str, str] = {"990000": PROVINCE}
    for body in bodies():
        if not left:
            break
        written = list(islice(_reports(forms, body), left))
        left -= len(written)
        places[body.code] = body.county.name
        yield f"{body.slug}/agency.yaml", _record(body)
        yield from written
    yield "site.yaml", _site(places)


def _site(places: dict[str, str]) -> str:
    names = "".join(f"  - {{代码: {code}, 名称: {name}, 虚构: 是}}\n" for code, name in sorted(places.items()))
    return (
        "标题: 云岭省政府信息公开年报（虚构）\n网站标识码: 9900000001\n网址: https://example.org/zw/\n"
        f"应报年度: [{', '.join(map(str, YEARS))}]\n"
        f"截止日期: {{政府: 03-31, 部门: 01-31, 乡镇街道: 01-31}}\n地区:\n{names}"
    )


def _record(body: Body) -> str:
    lines = [f"全称: {body.name}"]
    lines += [f"简称: [{', '.join(body.short)}]"] if body.short else []
    lines += [f"曾用名:\n  - {{名称: {body.former}, 止: {body.former_end}}}"] if body.former else []
    lines += [f"存续期间: {{起: {body.start}}}"] if body.start else []
    lines += [f"层级: {body.level}", f"类别: {body.kind}", f"行政区划代码: {body.code}"]
    lines += [f"上级: {body.parent}"] if body.parent else []
    return "\n".join(lines) + "\n"


def _reports(forms: Forms, body: Body) -> Iterator[tuple[str, str]]:
    chance = random.Random(f"figures {body.slug}")
    state: dict[str, dict[str, int]] = {}
    for year in YEARS:
        edition = forms.for_year(year) or forms.editions[0]
        for table in edition.tables:
            if table.id == "proactive":
                kept = state.setdefault(f"{table.id} {table.edition}", {})
                for key, (_, column) in table.leaves.items():
                    if column.node.kind != "signed":
                        kept.setdefault(f"base {key}", 10 + int(10 ** chance.uniform(0.5, _SCALE[body.level])))
        filled = figures(edition, chance, state, _USUAL[body.level])
        day, gap = chance.randint(5, 28), chance.random() < _MISSING
        if gap or year < body.start:
            state.pop("requests " + edition.tables[1].edition, None)  # what nobody reported is not carried on
            continue
        name = body.former if body.former and year <= body.former_end else body.name
        facts = [
            ("标题", f"{name}{year}年政府信息公开工作年度报告"),
            ("年度", str(year)),
            ("发布日期", f"{year + 1}-01-{day:02d}"),
            *([("统计范围", "本机关")] if body.kind == "政府" else []),
        ]
        yield f"{body.slug}/{year}.md", report_file(edition, facts, filled, text(body, year, name, _told(filled)))


def _told(filled: dict[str, dict[CellKey, int]]) -> Told:
    requests, proactive = filled["requests"], filled["proactive"]
    new, brought, out = (requests[CellKey(row, "total")] for row in ("received", "carried_in", "carried_out"))
    decided = {key.row: number for key, number in proactive.items() if key.column == "decisions"}
    return Told(new, brought, out, decided.get("permits", 0), decided.get("penalties", 0))


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=int)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    if asked.out.exists() and any(asked.out.iterdir()):
        parser.error(f"{asked.out} is not empty")
    start = time.process_time()
    size = 0
    for path, content in files(read_forms(FORMS), asked.reports):
        file = asked.out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        size += file.write_bytes(content.encode())
    print(f"{asked.reports} reports, {size / 1e6:.1f} MB, {time.process_time() - start:.1f} s of processor time")


if __name__ == "__main__":
    main()
