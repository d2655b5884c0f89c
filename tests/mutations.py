"""The mutations of the two portals, and what is to be said about each: nothing more and nothing less.

What a changed figure breaks is reckoned here from the model (`reckoned`), in the plainest way there is: every
equation is a set of cells with signs. What a changed text is to be told stands beside the change, by hand; so do
the codes of every case, figures included. Nothing here is shared with src/gongkai.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from portal_model import (
    CHAPTERS,
    CITY,
    COUNTY,
    GROUPS,
    PARTS,
    Change,
    Claim,
    Home,
    Key,
    Line,
    Model,
    Report,
    figure,
    file_of,
    report,
    words,
)
from support import (
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OUT,
    NEW,
    PROACTIVE,
    RESULT_TOTAL,
    RESULTS,
    REVIEW_GROUPS,
    REVIEW_PARTS,
    TOTAL,
)

COLUMNS = (*APPLICANTS, TOTAL)
LEAVES = RESULTS["2021"]
RULES_ROW, NORMS_ROW = "第二十条第（一）项／规章", "第二十条第（一）项／行政规范性文件"
ISSUED, REPEALED, IN_FORCE = "本年制发件数", "本年废止件数", "现行有效件数"
BEFORE, MORE = "上一年项目数量", "本年增/减"
CHAINED = [row for row, column in PROACTIVE["2019"] if column == BEFORE]

LEVELS = {
    "error": """balance result-total row-total review-total carried-in title-year period-year secrecy-mark
        chapter-duplicate heading-level""",
    "warning": """regulations-power issued-in-force stock-flow item-chain repealed-stock text-received text-outcome
        text-review text-none text-fees chapter-bare text-year template-text word-leftover other-body late
        published-early year-unlikely chapter-missing chapter-order edition-year agency-not-there""",
    "note": """one-cell misplaced split-number applicants-unusual jump pending-cases parts-missing area-sum
        text-percentage text-scope fees-unstated copied-text""",
}
LEVEL_OF = {code: level for level, codes in LEVELS.items() for code in codes.split()}


class Finding(NamedTuple):
    """What is said, and where: file and line, 表, 行, 列; of a text the last three are empty."""

    code: str
    file: str
    line: int
    table: str = ""
    row: str = ""
    column: str = ""


class At(NamedTuple):
    """A finding about the line of a file that holds these words; `BODY` is the line below the front matter."""

    code: str
    file: str
    words: str
    table: str = ""


BODY = "the line below the front matter"


@dataclass(frozen=True)
class Case:
    """A mutation: what is changed of which portal, the codes to be found, and the findings about texts."""

    name: str
    base: Model
    changes: tuple[Change, ...]
    codes: str
    texts: tuple[At, ...] = ()


def expected(case: Case, model: Model, files: Mapping[str, Sequence[Line]]) -> set[Finding]:
    """Every finding of a case."""
    return {*reckoned(model, files), *(_place(at, files) for at in case.texts)}


def _place(at: At, files: Mapping[str, Sequence[Line]]) -> Finding:
    lines = [line.text for line in files[at.file]]
    if at.words == BODY:
        return Finding(at.code, at.file, len(lines) - lines[::-1].index("---") + 1)
    found = [number for number, line in enumerate(lines, 1) if at.words in line]
    assert len(found) == 1, f"{at.file}: {at.words!r} stands on {len(found)} lines"
    return Finding(at.code, at.file, found[0], at.table)


# --- what the figures break --------------------------------------------------------------------------------------


class Equation(NamedTuple):
    """Cells with signs that add up to nothing; `row` and `column` are what a finding names, `at` the line's row."""

    code: str
    row: str
    column: str
    at: str
    terms: dict[Key, int]

    def difference(self, figures: Mapping[Key, Decimal]) -> Decimal:
        """What is left over."""
        return sum((sign * figures[key] for key, sign in self.terms.items()), Decimal())


@cache
def _equations(table: str, edition: str) -> list[Equation]:
    if table == "四":
        return [
            Equation(
                "review-total",
                "",
                f"{group}／{TOTAL}",
                group,
                {("四", "", f"{group}／{TOTAL}"): 1, **{("四", "", f"{group}／{part}"): -1 for part in REVIEW_PARTS}},
            )
            for group in REVIEW_GROUPS
        ]
    if table == "二":
        return []
    rows = RESULTS[edition]
    found = []
    for column in COLUMNS:
        signs = {NEW: 1, CARRIED_IN: 1, RESULT_TOTAL: -1, CARRIED_OUT: -1}
        found.append(Equation("balance", "", column, RESULT_TOTAL, {("三", r, column): s for r, s in signs.items()}))
        parts = {("三", row, column): -1 for row in rows}
        terms = {("三", RESULT_TOTAL, column): 1, **parts}
        found.append(Equation("result-total", RESULT_TOTAL, column, RESULT_TOTAL, terms))
    for row in (NEW, CARRIED_IN, *rows, RESULT_TOTAL, CARRIED_OUT):
        terms = {("三", row, TOTAL): 1, **{("三", row, column): -1 for column in APPLICANTS}}
        found.append(Equation("row-total", row, TOTAL, row, terms))
    return found


class _Said:
    """The findings about one report."""

    def __init__(self, home: Home, lines: Sequence[Line]):
        self.file = file_of(home)
        self.at = {line.tag: number for number, line in enumerate(lines, 1) if line.tag}
        self.lines = lines
        self.found: set[Finding] = set()

    def cell(self, code: str, key: Key) -> None:
        table, row, column = key
        at = column.rpartition("／")[0] if table == "四" else row
        self.found.add(Finding(code, self.file, self.at[table, at], table, row, column))

    def sentence(self, code: str, text: str) -> None:
        self.found |= {Finding(code, self.file, n) for n, line in enumerate(self.lines, 1) if text in line.text}


def reckoned(model: Model, files: Mapping[str, Sequence[Line]]) -> set[Finding]:
    """Whatever is wrong with the figures, in themselves and against texts that the model knows."""
    said = {home: _Said(home, files[file_of(home)]) for home in model.reports}
    for home, one in model.reports.items():
        _sums(one, said[home])
        _facts(model.bodies[home[0]], one, said[home])
        before = model.reports.get((home[0], home[1] - 1))
        if before and home not in _reorganised(model):
            _years(one, before, said[home])
    _area(model, said)
    for claim in model.claims:
        if claim.home in said:
            figures = model.reports[claim.home].figures
            if claim.number not in {sum(figures[key] for key in keys) for keys in claim.readings}:
                said[claim.home].sentence(claim.code, claim.words)
    for home, text, keys in NONE:
        if home in said and sum(model.reports[home].figures[key] for key in keys) > 0:
            said[home].sentence("text-none", text)
    return {finding for one in said.values() for finding in one.found}


_REVIEW_TOTALS = tuple(("四", "", f"{group}／{TOTAL}") for group in REVIEW_GROUPS)
NONE = (
    (("baishi", 2023), "未发生因政府信息公开引起的行政复议和行政诉讼", _REVIEW_TOTALS),
    (("hekou", 2023), "未收到政府信息公开申请", (("三", NEW, TOTAL),)),
    (("hekou", 2023), "未发生行政复议、行政诉讼", _REVIEW_TOTALS),
)


def _sums(one: Report, said: _Said) -> None:
    for table, edition in (("三", one.editions[1]), ("四", one.editions[2])):
        equations = _equations(table, edition)
        off = {i: by for i, e in enumerate(equations) if (by := e.difference(one.figures))}
        for e in (equations[i] for i in off):
            said.found.add(Finding(e.code, said.file, said.at[table, e.at], table, e.row, e.column))
        if not off:
            continue
        single = [key for key, where in _where(table, edition).items() if _mends(key, where, off, table, one)]
        first, second = equations[min(off)], equations[max(off)]
        if len(single) == 1:
            said.cell("one-cell", single[0])
        elif len(off) == 2 and first.code == second.code and sum(off.values()) == 0:
            said.found.add(Finding("misplaced", said.file, said.at[table, ""], table))
        for left, right in _neighbours(table, edition):
            joined = {left: Decimal(f"{one.figures[left]}{one.figures[right]}"), right: Decimal()}
            figures = {**one.figures, **joined}
            if not any(e.difference(figures) for e in equations):
                said.cell("split-number", left)


@cache
def _where(table: str, edition: str) -> dict[Key, set[int]]:
    """The numbers of the equations that each cell stands in."""
    equations = _equations(table, edition)
    cells = dict.fromkeys(key for e in equations for key in e.terms)
    return {key: {i for i, e in enumerate(equations) if key in e.terms} for key in cells}


def _mends(key: Key, where: set[int], off: Mapping[int, Decimal], table: str, one: Report) -> bool:
    """Whether some other number ≥ 0 in this one cell makes all equations hold."""
    if where != set(off):
        return False
    equations = _equations(table, one.editions["二三四".index(table)])
    wanted = {one.figures[key] - equations[i].terms[key] * off[i] for i in off}
    return len(wanted) == 1 and min(wanted) >= 0


def _neighbours(table: str, edition: str) -> Iterator[tuple[Key, Key]]:
    if table == "四":
        for group in REVIEW_GROUPS:
            for left, right in pairwise(REVIEW_PARTS):
                yield ("四", "", f"{group}／{left}"), ("四", "", f"{group}／{right}")
    else:
        for row in (NEW, CARRIED_IN, *RESULTS[edition], RESULT_TOTAL, CARRIED_OUT):
            for left, right in pairwise(APPLICANTS):
                yield ("三", row, left), ("三", row, right)


def _facts(body: str, one: Report, said: _Said) -> None:
    may = "类别: 政府" in body and ("层级: 市" in body or "层级: 省" in body)
    cells = [(row, column) for row, column in PROACTIVE[one.editions[0]] if row == RULES_ROW]
    powers = [("二", *cell) for cell in cells if one.figures["二", *cell] > 0]
    if powers and not may:
        said.cell("regulations-power", powers[0])
    if one.editions[0] == "2021":
        for row in (RULES_ROW, NORMS_ROW):
            if one.figures["二", row, ISSUED] > one.figures["二", row, IN_FORCE]:
                said.cell("issued-in-force", ("二", row, IN_FORCE))
    total = one.figures["三", NEW, TOTAL]
    for column in APPLICANTS[2:]:
        if total >= 10 and one.figures["三", NEW, column] * 2 > total:
            said.cell("applicants-unusual", ("三", NEW, column))


def _reorganised(model: Model) -> set[Home]:
    """The bodies and years of which nothing is asked against the year before."""
    found = set()
    for slug, body in model.bodies.items():
        facts = dict(line.split(": ", 1) for line in body.strip().split("\n"))
        period = facts.get("存续期间", "")
        if "起: " in period:
            found.add((slug, int(period.partition("起: ")[2][:4])))
        if "并入" in facts:
            found.add((facts["并入"], int(period.partition("止: ")[2][:4]) + 1))
    return found


def _years(one: Report, before: Report, said: _Said) -> None:
    now, then = one.figures, before.figures
    same = [a == b for a, b in zip(one.editions, before.editions, strict=True)]
    if same[0]:
        _stocks_and_items(one, before, said)
        for row, column in PROACTIVE[one.editions[0]]:
            if column not in {"采购总金额", MORE}:
                _jump(("二", row, column), now, then, said)
    if same[1]:
        for column in COLUMNS:
            if now["三", CARRIED_IN, column] != then["三", CARRIED_OUT, column]:
                said.cell("carried-in", ("三", CARRIED_IN, column))
        for row in (NEW, CARRIED_OUT):
            _jump(("三", row, TOTAL), now, then, said)
    for group in REVIEW_GROUPS:
        total = ("四", "", f"{group}／{TOTAL}")
        _jump(total, now, then, said)
        if now[total] < then["四", "", f"{group}／尚未审结"]:
            said.cell("pending-cases", total)


def _jump(key: Key, now: Mapping[Key, Decimal], then: Mapping[Key, Decimal], said: _Said) -> None:
    """To nothing, or to more than five times; nothing has no multiple, so nothing jumps from there."""
    if max(now[key], then[key]) >= 10 and then[key] and (now[key] == 0 or now[key] > 5 * then[key]):
        said.cell("jump", key)


def _stocks_and_items(one: Report, before: Report, said: _Said) -> None:
    now, then = one.figures, before.figures
    for row in (RULES_ROW, NORMS_ROW) if one.editions[0] == "2021" else ():
        issued, repealed, force = (("二", row, column) for column in (ISSUED, REPEALED, IN_FORCE))
        if now[repealed] > then[force] + now[issued]:
            said.cell("repealed-stock", repealed)
        elif now[force] != then[force] + now[issued] - now[repealed]:
            said.cell("stock-flow", force)
    for row in CHAINED if one.editions[0] == "2019" else ():
        if now["二", row, BEFORE] != then["二", row, BEFORE] + then["二", row, MORE]:
            said.cell("item-chain", ("二", row, BEFORE))


def _area(model: Model, said: Mapping[Home, _Said]) -> None:
    if model.county is None:
        return
    slug, parts = model.county
    for home, one in model.reports.items():
        if home[0] != slug:
            continue
        reports = [model.reports.get((part, home[1])) for part in parts]
        others = [r for r in reports if r]
        if len(others) < len(reports):
            said[home].sentence("parts-missing", "统计范围: ")
            continue
        for number, table in enumerate("二三四"):
            if any(r.editions[number] != one.editions[number] for r in others):
                continue
            keys = [key for key in one.figures if key[0] == table]
            wrong = [key for key in keys if one.figures[key] != sum(r.figures[key] for r in others)]
            if len(wrong) > 10:
                at = said[home].at[table, ""]
                said[home].found.add(Finding("area-sum", said[home].file, at, table))
            else:
                for key in wrong:
                    said[home].cell("area-sum", key)


# --- single figures ----------------------------------------------------------------------------------------------


def three(slug: str, year: int, row: str, column: str, step: int) -> Change:
    """A change in table 三."""
    return figure(slug, year, ("三", row, column), step)


def four(slug: str, year: int, cell: str, step: int) -> Change:
    """A change in table 四; 复议, 直接 and 后诉 are its groups."""
    group, part = cell.split("／")
    whole = dict(zip(("复议", "直接", "后诉"), REVIEW_GROUPS, strict=True))[group]
    return figure(slug, year, ("四", "", f"{whole}／{part}"), step)


def two(slug: str, year: int, row: str, column: str, step: float | str) -> Change:
    """A change in table 二."""
    return figure(slug, year, ("二", row, column), Decimal(str(step)))


def _steps(home: Home, key: Key) -> tuple[int, ...]:
    model = COUNTY if home in COUNTY.reports else CITY
    return (1, -1) if model.reports[home].figures[key] >= 1 else (1,)


def singles() -> Iterator[Case]:
    """One figure changed, in every place where a rule looks."""
    yield from _requests_one_by_one()
    yield from _reviews_one_by_one()
    yield from _proactive_one_by_one()
    yield from _county_one_by_one()
    yield from _other_years()
    yield from _city_one_by_one()


def _requests_one_by_one() -> Iterator[Case]:
    corner = {
        NEW: ("balance row-total", "text-received"),
        CARRIED_IN: ("balance row-total carried-in", "text-outcome"),
        RESULT_TOTAL: ("balance result-total row-total", ""),
        CARRIED_OUT: ("balance row-total carried-in", "text-outcome"),
    }
    for row, (codes, of_total) in corner.items():
        for column in COLUMNS:
            for step in _steps(("jyj", 2023), ("三", row, column)):
                said = f"{codes} one-cell area-sum {of_total if column == TOTAL else ''}"
                yield Case(f"三 {row} {column} {step:+}", COUNTY, (three("jyj", 2023, row, column, step),), said)
    for number, row in enumerate(LEAVES):
        stated = any(row in GROUPS[name]["2021"] for name in ("予以公开", "部分公开", "不予公开"))
        for column in (APPLICANTS[0], APPLICANTS[1 + number % 5], TOTAL):
            for step in _steps(("jyj", 2023), ("三", row, column))[: 1 if column == TOTAL else 2]:
                text = "text-outcome" if stated and column == TOTAL else ""
                said = f"result-total row-total one-cell area-sum {text}"
                yield Case(f"三 {row} {column} {step:+}", COUNTY, (three("jyj", 2023, row, column, step),), said)


def _reviews_one_by_one() -> Iterator[Case]:
    for group in ("复议", "直接", "后诉"):
        for part in (*REVIEW_PARTS, TOTAL):
            for step in (1, -1):
                said = "review-total area-sum" + (" text-review" if part == TOTAL else "")
                yield Case(f"四 {group}{part} {step:+}", COUNTY, (four("jyj", 2023, f"{group}／{part}", step),), said)


def _proactive_one_by_one() -> Iterator[Case]:
    first = {
        (RULES_ROW, ISSUED): "regulations-power issued-in-force stock-flow area-sum",
        (RULES_ROW, REPEALED): "regulations-power repealed-stock area-sum",
        (RULES_ROW, IN_FORCE): "regulations-power stock-flow area-sum",
        (NORMS_ROW, ISSUED): "stock-flow area-sum",
        (NORMS_ROW, REPEALED): "stock-flow area-sum",
        (NORMS_ROW, IN_FORCE): "stock-flow area-sum",
    }
    for row, column in PROACTIVE["2021"]:
        for step in _steps(("jyj", 2023), ("二", row, column)):
            said = first.get((row, column), "area-sum")
            yield Case(f"二 {row} {column} {step:+}", COUNTY, (two("jyj", 2023, row, column, step),), said)
    fee = PROACTIVE["2021"][-1]
    for step in ("0.01", "-0.01", "0.25"):
        yield Case(f"收费金额 {step}", COUNTY, (two("jyj", 2023, *fee, step),), "area-sum")


def _county_one_by_one() -> Iterator[Case]:
    corner = {
        NEW: ("balance row-total", "text-received"),
        CARRIED_IN: ("balance row-total carried-in", ""),
        LEAVES[0]: ("result-total row-total", "text-outcome"),
        RESULT_TOTAL: ("balance result-total row-total", ""),
        CARRIED_OUT: ("balance row-total carried-in", ""),
    }
    for row, (codes, of_total) in corner.items():
        for number, column in enumerate(COLUMNS):
            said = f"{codes} one-cell area-sum {of_total if column == TOTAL else ''}"
            step = 1 if number % 2 else -1
            yield Case(f"全县 {row} {column}", COUNTY, (three("xian", 2023, row, column, step),), said)
    for cell, said in {
        "复议／结果维持": "review-total area-sum",
        "复议／总计": "review-total area-sum text-review",
        "直接／尚未审结": "review-total area-sum",
        "直接／总计": "review-total area-sum text-review",
        "后诉／其他结果": "review-total area-sum",
        "后诉／总计": "review-total area-sum text-review",
    }.items():
        yield Case(f"全县 {cell}", COUNTY, (four("xian", 2023, cell, -1),), said)
    for row, column in PROACTIVE["2021"][3:]:
        said = "stock-flow area-sum" if row == NORMS_ROW else "area-sum"
        yield Case(f"全县 {row} {column}", COUNTY, (two("xian", 2023, row, column, 1),), said)


def _other_years() -> Iterator[Case]:
    person = APPLICANTS[0]
    sums = "balance row-total one-cell area-sum"
    yield Case("the first year carries in from nowhere", COUNTY, (three("jyj", 2022, CARRIED_IN, person, 1),), sums)
    yield Case(
        "the first year carries out", COUNTY, (three("jyj", 2022, CARRIED_OUT, person, 1),), sums + " carried-in"
    )
    yield Case("the last year carries out to nowhere", COUNTY, (three("jyj", 2024, CARRIED_OUT, person, 1),), sums)
    yield Case("the last year carries in", COUNTY, (three("jyj", 2024, CARRIED_IN, person, -1),), sums + " carried-in")
    yield Case(
        "a stock is asked twice, this year and the next",
        COUNTY,
        (two("bgs", 2023, NORMS_ROW, IN_FORCE, 1),),
        "stock-flow area-sum",
    )
    yield Case(
        "the first year's stock is asked in the second",
        COUNTY,
        (two("bgs", 2022, NORMS_ROW, IN_FORCE, -1),),
        "stock-flow area-sum",
    )
    yield Case("the first year's flow is not asked", COUNTY, (two("bgs", 2022, NORMS_ROW, REPEALED, 1),), "area-sum")
    yield Case(
        "nobody asked, and one did",
        COUNTY,
        (three("hekou", 2023, NEW, TOTAL, 1),),
        "balance row-total one-cell area-sum text-none",
    )
    yield Case(
        "a case where none was", COUNTY, (four("hekou", 2023, "复议／总计", 1),), "review-total area-sum text-none"
    )
    yield Case(
        "a suit where none was", COUNTY, (four("baishi", 2023, "后诉／总计", 1),), "review-total area-sum text-none"
    )
    yield Case("a part of a suit only", COUNTY, (four("baishi", 2023, "直接／结果纠正", 1),), "review-total area-sum")


def _city_one_by_one() -> Iterator[Case]:
    person = APPLICANTS[0]
    sums = "balance row-total one-cell"
    for year, row, said in (
        (2019, CARRIED_IN, sums),
        (2019, CARRIED_OUT, sums + " carried-in"),
        (2020, CARRIED_IN, sums + " carried-in"),
        (2020, CARRIED_OUT, sums),  # the next year has another form
        (2021, CARRIED_IN, sums),
        (2021, CARRIED_OUT, sums + " carried-in"),
        (2022, CARRIED_IN, sums + " carried-in"),
        (2022, CARRIED_OUT, sums),
    ):
        for step in (1, -1):
            change = three("zjj", year, row, person, step)
            yield Case(f"市局 {year} {row} {step:+}", CITY, (change,), said)
    for row in RESULTS["2019"]:
        change = three("zjj", 2020, row, APPLICANTS[2], 1)
        yield Case(f"市局 2019年格式 {row}", CITY, (change,), "result-total row-total one-cell")
    for row in CHAINED:
        for step in (1, -1):
            change = two("shi", 2020, row, BEFORE, step)
            yield Case(f"市 2020 {row} 上一年 {step:+}", CITY, (change,), "item-chain")
            change = two("shi", 2019, row, MORE, step)
            yield Case(f"市 2019 {row} 增减 {step:+}", CITY, (change,), "item-chain")
        yield Case(f"市 2019 {row} 上一年", CITY, (two("shi", 2019, row, BEFORE, 1),), "item-chain")
        yield Case(f"市 2020 {row} 增减", CITY, (two("shi", 2020, row, MORE, 1),), "")
    for row, column in PROACTIVE["2019"]:
        if column not in {BEFORE, MORE} and row != RULES_ROW:
            yield Case(f"市局 2020 {row} {column}", CITY, (two("zjj", 2020, row, column, 1),), "")
        if row == RULES_ROW:
            yield Case(f"市局 2020 {column}", CITY, (two("zjj", 2020, row, column, 1),), "regulations-power")
            yield Case(f"市 2020 {column}", CITY, (two("shi", 2020, row, column, 1),), "")
    yield Case("a city may make rules", CITY, (two("shi", 2022, RULES_ROW, ISSUED, 1),), "stock-flow")
    yield Case("no stock is carried over a change of form", CITY, (two("shi", 2021, RULES_ROW, ISSUED, 1),), "")
    yield Case(
        "but from the first year of the new form", CITY, (two("shi", 2021, RULES_ROW, IN_FORCE, 1),), "stock-flow"
    )
    yield Case(
        "a department may not",
        CITY,
        (two("zjj", 2022, RULES_ROW, IN_FORCE, 1),),
        "regulations-power stock-flow",
    )


# --- several figures at once -------------------------------------------------------------------------------------


def doubles() -> Iterator[Case]:
    """Two and more figures at once: independent, offsetting, split, compensating; and what makes a rule silent."""
    yield from _independent()
    yield from _misplaced()
    yield from _split()
    yield from _compensating()
    yield from _stocks()
    yield from _jumps()
    yield from _unusual()
    yield from _areas()
    yield from _not_asked()


def _independent() -> Iterator[Case]:
    person, company = APPLICANTS[:2]
    far = (
        (three("jyj", 2023, LEAVES[0], person, 1), "result-total row-total one-cell area-sum"),
        (three("bgs", 2022, NEW, company, -1), "balance row-total one-cell area-sum"),
        (four("hekou", 2023, "直接／总计", 1), "review-total area-sum text-none"),
        (two("baishi", 2024, NORMS_ROW, ISSUED, 1), "stock-flow area-sum"),
        (three("xian", 2024, RESULT_TOTAL, TOTAL, -1), "balance result-total row-total one-cell area-sum"),
        (three("jyj", 2024, CARRIED_IN, company, 1), "balance row-total one-cell area-sum carried-in"),
    )
    for i, (one, codes) in enumerate(far):
        for other, more in far[i + 1 :]:
            yield Case(f"independent {codes} | {more}", COUNTY, (one, other), f"{codes} {more}")
    yield Case(
        "two cells of one table: no single cell mends it",
        COUNTY,
        (three("jyj", 2023, LEAVES[0], person, 1), three("jyj", 2023, NEW, company, 1)),
        "result-total balance row-total area-sum",
    )
    yield Case(
        "two tables of one report: each has its own diagnosis",
        COUNTY,
        (three("jyj", 2023, LEAVES[4], person, 1), four("jyj", 2023, "复议／其他结果", -1)),
        "result-total row-total one-cell review-total area-sum",
    )
    yield Case(
        "two groups of table 四, both too high",
        COUNTY,
        (four("jyj", 2023, "复议／结果维持", 1), four("jyj", 2023, "直接／结果维持", 1)),
        "review-total area-sum",
    )
    yield Case(
        "only the total of a group can be wrong",
        COUNTY,
        (four("xian", 2023, "复议／总计", -9),),
        "review-total one-cell text-review area-sum",
    )


def _moved(slug: str, year: int, source: tuple[str, str], goal: tuple[str, str], by: int = 1) -> tuple[Change, Change]:
    return three(slug, year, *source, -by), three(slug, year, *goal, by)


def _misplaced() -> Iterator[Case]:
    person, company, research, charity, legal, other = APPLICANTS
    for row, codes in (
        (NEW, "balance"),
        (CARRIED_IN, "balance carried-in"),
        (CARRIED_OUT, "balance carried-in"),
        (LEAVES[0], "result-total"),
        (LEAVES[3], "result-total"),
        (LEAVES[10], "result-total"),
    ):
        for goal in (company, charity, other):
            changes = _moved("jyj", 2023, (row, person), (row, goal))
            yield Case(f"misplaced {row} 自然人→{goal}", COUNTY, changes, f"{codes} misplaced area-sum")
    for column in (person, company):
        changes = _moved("jyj", 2023, (LEAVES[0], column), (LEAVES[1], column))
        yield Case(f"misplaced 予以公开→部分公开 {column}", COUNTY, changes, "row-total misplaced area-sum")
    changes = _moved("jyj", 2023, (LEAVES[2], TOTAL), (LEAVES[3], TOTAL))
    yield Case("misplaced among the totals of one group", COUNTY, changes, "row-total misplaced area-sum")
    changes = _moved("jyj", 2023, (LEAVES[0], TOTAL), (LEAVES[1], TOTAL))
    yield Case("misplaced among totals", COUNTY, changes, "row-total misplaced area-sum text-outcome")
    changes = _moved("jyj", 2023, (NEW, person), (CARRIED_IN, person))
    yield Case("misplaced 新收→结转", COUNTY, changes, "row-total misplaced carried-in area-sum")
    changes = _moved("jyj", 2023, (RESULT_TOTAL, legal), (CARRIED_OUT, legal))
    yield Case("办结 for 结转: three equations", COUNTY, changes, "row-total result-total carried-in area-sum")
    changes = _moved("jyj", 2023, (RESULT_TOTAL, person), (RESULT_TOTAL, research))
    yield Case("four equations are no simple slip", COUNTY, changes, "balance result-total area-sum")
    changes = (*_moved("jyj", 2023, (LEAVES[0], person), (LEAVES[0], company), 2),)
    yield Case("misplaced by two", COUNTY, changes, "result-total misplaced area-sum")
    changes = (three("jyj", 2023, NEW, person, -2), three("jyj", 2023, NEW, company, 1))
    yield Case("not opposite", COUNTY, changes, "balance row-total area-sum")
    for goal in ("直接／结果维持", "后诉／尚未审结"):
        changes = (four("jyj", 2023, "复议／结果维持", -1), four("jyj", 2023, goal, 1))
        yield Case(f"misplaced 复议→{goal}", COUNTY, changes, "review-total misplaced area-sum")
    changes = (four("jyj", 2023, "复议／结果维持", -1), four("jyj", 2023, "复议／结果纠正", 1))
    yield Case("within one group nothing shows but the county's sum", COUNTY, changes, "area-sum")


def _split() -> Iterator[Case]:
    person, company = APPLICANTS[:2]
    for row, high, low, codes in (
        (NEW, -12, 3, "balance row-total"),  # 13 | 0 written as 1 | 3
        (RESULT_TOTAL, -11, 2, "balance result-total row-total"),  # 12 | 0 written as 1 | 2
    ):
        changes = (three("baishi", 2023, row, person, high), three("baishi", 2023, row, company, low))
        yield Case(f"split {row}", COUNTY, changes, f"{codes} split-number area-sum")
    changes = (three("baishi", 2023, NEW, person, -12), three("baishi", 2023, NEW, company, 2))
    yield Case("1 | 2 is no 13", COUNTY, changes, "balance row-total area-sum")


def _compensating() -> Iterator[Case]:
    person, company = APPLICANTS[:2]
    both = [three("jyj", 2023, row, column, 1) for row in (NEW, CARRIED_OUT) for column in (person, TOTAL)]
    yield Case(
        "in and out alike: the table holds, the years do not",
        COUNTY,
        tuple(both),
        "carried-in area-sum text-received text-outcome",
    )
    changes = tuple(three("jyj", 2024, row, column, 1) for row in (NEW, CARRIED_OUT) for column in (person, TOTAL))
    yield Case("the same in the last year", COUNTY, changes, "area-sum text-received")
    changes = tuple(three("jyj", 2023, row, person, step) for row, step in ((NEW, 1), (CARRIED_OUT, 1)))
    yield Case("a column holds, two rows do not", COUNTY, changes, "row-total carried-in area-sum")
    changes = tuple(three("jyj", 2023, LEAVES[0], column, 1) for column in (person, TOTAL))
    yield Case("a row holds, two columns do not", COUNTY, changes, "result-total area-sum text-outcome")
    changes = tuple(
        three("jyj", 2023, row, person, step) for row, step in ((LEAVES[0], 1), (RESULT_TOTAL, 1), (CARRIED_OUT, -1))
    )
    yield Case("one more granted, one less left", COUNTY, changes, "row-total carried-in area-sum")
    changes = tuple(
        three("jyj", 2023, row, column, step)
        for row, step in ((CARRIED_IN, 1), (CARRIED_OUT, 1))
        for column in (company, TOTAL)
    )
    yield Case(
        "one more all the way through",
        COUNTY,
        changes,
        "carried-in area-sum text-outcome",
    )
    changes = tuple(three(slug, 2023, LEAVES[11], APPLICANTS[3], 1) for slug in ("jyj", "xian"))
    yield Case("wrong below and wrong above alike", COUNTY, changes, "result-total row-total one-cell")
    changes = (four("jyj", 2023, "复议／其他结果", 1), four("jyj", 2023, "复议／总计", 1))
    yield Case("a group holds, text and county do not", COUNTY, changes, "text-review area-sum")
    changes = (
        four("jyj", 2023, "直接／总计", 1),
        four("jyj", 2023, "直接／其他结果", 1),
        four("jyj", 2023, "后诉／总计", -1),
        four("jyj", 2023, "后诉／结果纠正", -1),
    )
    yield Case("both groups of suits together are right, the named one is not", COUNTY, changes, "text-review area-sum")
    changes = (
        two("jyj", 2023, NORMS_ROW, ISSUED, 1),
        two("jyj", 2023, NORMS_ROW, REPEALED, 1),
    )
    yield Case("one issued and one repealed: the stock holds", COUNTY, changes, "area-sum")


def _stocks() -> Iterator[Case]:
    yield Case(
        "more repealed than there was",
        COUNTY,
        (two("hekou", 2024, NORMS_ROW, REPEALED, 4),),
        "repealed-stock area-sum",
    )
    yield Case("just all that there was", COUNTY, (two("hekou", 2024, NORMS_ROW, REPEALED, 3),), "stock-flow area-sum")
    yield Case(
        "nothing in force, but issued and next year repealed",
        COUNTY,
        (two("hekou", 2023, NORMS_ROW, IN_FORCE, -4),),
        "issued-in-force stock-flow repealed-stock area-sum",
    )
    yield Case(
        "as many issued as in force",
        COUNTY,
        (two("hekou", 2023, NORMS_ROW, ISSUED, 3),),
        "stock-flow area-sum",
    )
    yield Case(
        "one more issued than in force",
        COUNTY,
        (two("hekou", 2023, NORMS_ROW, ISSUED, 4),),
        "issued-in-force stock-flow area-sum",
    )
    changes = (two("baishi", 2023, RULES_ROW, ISSUED, 2), two("baishi", 2023, RULES_ROW, IN_FORCE, 2))
    yield Case(
        "rules of a town that add up",
        COUNTY,
        changes,
        "regulations-power stock-flow area-sum",  # stock-flow: two are gone the year after
    )


PERMITS, PENALTIES = PROACTIVE["2021"][6], PROACTIVE["2021"][7]
FEES = PROACTIVE["2021"][-1]


def _jumps() -> Iterator[Case]:
    yield Case("permits to nothing", COUNTY, (two("baishi", 2024, *PERMITS, -264),), "jump area-sum")
    yield Case("permits five times", COUNTY, (two("baishi", 2024, *PERMITS, 1525 - 264),), "area-sum")
    yield Case("permits more than five times", COUNTY, (two("baishi", 2024, *PERMITS, 1526 - 264),), "jump area-sum")
    yield Case("permits down to one", COUNTY, (two("baishi", 2024, *PERMITS, -263),), "area-sum")
    yield Case("to nothing, and up again: one jump", COUNTY, (two("jyj", 2023, *PERMITS, -127),), "jump area-sum")
    yield Case("penalties five times", COUNTY, (two("hekou", 2024, *PENALTIES, 40 - 5),), "area-sum")
    yield Case("penalties more than five times", COUNTY, (two("hekou", 2024, *PENALTIES, 41 - 5),), "jump area-sum")
    yield Case("small figures come and go", COUNTY, (two("hekou", 2024, *PENALTIES, -5),), "area-sum")
    yield Case("fees to nothing", COUNTY, (two("jyj", 2024, *FEES, "-11.8"),), "jump area-sum")
    yield Case("fees five times", COUNTY, (two("jyj", 2024, *FEES, "54.45"),), "area-sum")
    yield Case("fees more than five times", COUNTY, (two("jyj", 2024, *FEES, "54.46"),), "jump area-sum")
    yield Case(
        "left for next year more than five times",
        COUNTY,
        (three("jyj", 2024, CARRIED_OUT, TOTAL, 41 - 7),),
        "balance row-total one-cell jump area-sum",
    )
    yield Case(
        "requests from nothing",
        COUNTY,
        (three("hekou", 2024, NEW, TOTAL, 7),),
        "balance row-total one-cell text-received area-sum",
    )
    yield Case("cases five times", CITY, (four("shi", 2022, "复议／总计", 16),), "review-total")
    yield Case("cases more than five times", CITY, (four("shi", 2022, "复议／总计", 17),), "review-total jump")
    yield Case(
        "jumps of a row that is no key row",
        CITY,
        (three("zjj", 2022, LEAVES[0], TOTAL, 200),),
        "result-total row-total one-cell",
    )
    purchases = PROACTIVE["2019"][-1]
    yield Case("what was paid for purchases may jump", CITY, (two("shi", 2020, *purchases, 90000),), "")
    decisions = ("第二十条第（五）项／行政许可", "处理决定数量")
    yield Case("2019: decisions more than five times", CITY, (two("shi", 2020, *decisions, 565),), "jump")
    yield Case("2019: decisions five times", CITY, (two("shi", 2020, *decisions, 564),), "")
    yield Case("2019: decisions to nothing", CITY, (two("zjj", 2020, *decisions, -915),), "jump")
    yield Case("nothing jumps over a change of form", CITY, (two("zjj", 2021, *PERMITS, -880),), "")
    yield Case("not even far", CITY, (three("zjj", 2021, NEW, TOTAL, 600),), "balance row-total one-cell text-received")


def _unusual() -> Iterator[Case]:
    person, company, research, charity, legal, other = APPLICANTS
    for goal in (charity, legal, other):
        changes = _moved("bgs", 2024, (NEW, person), (NEW, goal), 15)
        yield Case(f"unusual {goal}", COUNTY, changes, "balance misplaced applicants-unusual area-sum")
    changes = _moved("bgs", 2024, (NEW, person), (NEW, research), 14)
    yield Case("unusual 科研机构", COUNTY, changes, "balance misplaced applicants-unusual area-sum")
    changes = _moved("bgs", 2024, (NEW, person), (NEW, legal), 14)
    yield Case("half is not unusual", COUNTY, changes, "balance misplaced area-sum")
    changes = _moved("bgs", 2024, (NEW, person), (NEW, company), 20)
    yield Case("companies are not unusual", COUNTY, changes, "balance misplaced area-sum")
    changes = _moved("hekou", 2024, (NEW, person), (NEW, other), 4)
    yield Case("of five requests nothing is unusual", COUNTY, changes, "balance misplaced area-sum")
    cells = {"复议／结果维持": -4, "复议／结果纠正": -1, "复议／尚未审结": -2, "复议／总计": -7}
    changes = tuple(four("jyj", 2024, cell, step) for cell, step in cells.items())
    yield Case("fewer cases than were pending: two were", COUNTY, changes, "area-sum")
    changes = (*changes, four("jyj", 2024, "复议／结果维持", -1), four("jyj", 2024, "复议／总计", -1))
    yield Case("fewer cases than were pending: one", COUNTY, changes, "pending-cases area-sum")
    changes = (four("zjj", 2022, "复议／结果维持", -4), four("zjj", 2022, "复议／总计", -4))
    yield Case("no case where one was pending", CITY, changes, "pending-cases")
    changes = (four("zjj", 2020, "直接／尚未审结", 3), four("zjj", 2020, "直接／总计", 3))
    yield Case("pending over a change of form", CITY, changes, "pending-cases text-review")


def _areas() -> Iterator[Case]:
    def more(columns: Sequence[str]) -> tuple[Change, ...]:
        steps = dict.fromkeys(columns, 1) | {TOTAL: len(columns)}
        rows = (NEW, LEAVES[0], RESULT_TOTAL)
        return tuple(three("xian", 2023, row, column, step) for row in rows for column, step in steps.items())

    codes = "area-sum text-received text-outcome"
    yield Case("nine cells of the county one by one", COUNTY, more(APPLICANTS[:2]), codes)
    yield Case("twelve cells of the county in one finding", COUNTY, more(APPLICANTS[:3]), codes)
    yield Case("a town is missing", COUNTY, (_without("hekou", 2023),), "parts-missing")
    yield Case("a department is missing", COUNTY, (_without("jyj", 2024),), "parts-missing")
    yield Case("two are missing", COUNTY, (_without("jyj", 2022), _without("baishi", 2022)), "parts-missing")
    changes = (_without("jyj", 2023), three("xian", 2023, LEAVES[3], APPLICANTS[0], 1))
    yield Case("no sum while one is missing", COUNTY, changes, "result-total row-total one-cell parts-missing")
    yield Case("the county itself is missing", COUNTY, (_without("xian", 2023),), "")
    changes = (_without("xian", 2023), three("xian", 2024, CARRIED_IN, APPLICANTS[0], 1))
    codes = "balance row-total one-cell area-sum"
    yield Case("nothing is carried over a year that is missing", COUNTY, changes, codes)


def _without(slug: str, year: int) -> Change:
    return lambda m: replace(m, reports={home: r for home, r in m.reports.items() if home != (slug, year)})


def _with_record(slug: str, text: str) -> Change:
    return lambda m: replace(m, bodies={**m.bodies, slug: m.bodies.get(slug, "") + text})


def _old_table_3(slug: str, year: int) -> Change:
    """Table 三 in the form of 2019."""

    def act(one: Report) -> Report:
        figures = {key: number for key, number in one.figures.items() if "（六）其他处理" not in key[1]}
        for column in COLUMNS:
            three_rows = (one.figures["三", row, column] for row in RESULTS["2021"] if "（六）其他处理" in row)
            figures["三", RESULTS["2019"][-1], column] = sum(three_rows, Decimal())
        return replace(one, figures=figures, editions=("2021", "2019", "2021"))

    return report(slug, year, act)


def _not_asked() -> Iterator[Case]:
    person = APPLICANTS[0]
    merged = "全称: 松岭县教育考试中心\n层级: 县\n类别: 部门\n行政区划代码: 990201\n存续期间: {起: 2001, 止: 2022}\n并入: jyj\n"
    absorbed = _with_record("kszx", merged)
    # What was absorbed existed in 2022 and has no report for it.
    missing = At("parts-missing", "xian/2022.md", "统计范围: ")
    yield Case("a body absorbed another", COUNTY, (absorbed,), "parts-missing", (missing,))
    for what, change, codes in (
        ("carries in", three("jyj", 2023, CARRIED_IN, person, 1), "balance row-total one-cell area-sum"),
        ("issues", two("jyj", 2023, NORMS_ROW, ISSUED, 1), "area-sum"),
        ("stops", two("jyj", 2023, *PENALTIES, -21), "area-sum"),
    ):
        yield Case(f"absorbed another, and {what}", COUNTY, (absorbed, change), f"parts-missing {codes}", (missing,))
    changes = (absorbed, three("jyj", 2024, CARRIED_IN, person, 1))
    codes = "parts-missing balance row-total one-cell area-sum carried-in"
    yield Case("absorbed another the year before last", COUNTY, changes, codes, (missing,))
    began = At("agency-not-there", "jyj/2022.md", "标题: ")
    changes = (_with_record("jyj", "存续期间: {起: 2023}\n"), three("jyj", 2023, CARRIED_IN, person, 1))
    codes = "agency-not-there balance row-total one-cell area-sum"
    yield Case("the first year of a body", COUNTY, changes, codes, (began,))
    old = At("edition-year", "baishi/2023.md", "版式: ", "三")
    yield Case("an old table 三", COUNTY, (_old_table_3("baishi", 2023),), "edition-year", (old,))
    changes = (
        _old_table_3("baishi", 2023),
        three("baishi", 2023, CARRIED_IN, person, 1),
        three("baishi", 2023, CARRIED_OUT, person, 1),
    )
    codes = "edition-year row-total"
    yield Case("nothing is carried into or out of an old table 三", COUNTY, changes, codes, (old,))
    changes = (_old_table_3("baishi", 2023), two("baishi", 2023, NORMS_ROW, IN_FORCE, 1))
    codes = "edition-year stock-flow area-sum"
    yield Case("its table 二 is asked all the same", COUNTY, changes, codes, (old,))


# --- texts -------------------------------------------------------------------------------------------------------

HERE = ("jyj", 2024)  # received 57, carried in 8, handled 58, left 7; cases 9, suits 6 and 5
HERE_FILE = file_of(HERE)
_DIGITS = "零一二三四五六七八九"


def added(home: Home, ordinal: str, *paragraphs: str) -> Change:
    """More paragraphs at the end of a chapter."""

    def act(one: Report) -> Report:
        return replace(one, chapters={**one.chapters, ordinal: (*one.chapters[ordinal], *paragraphs)})

    return report(*home, act)


def rewritten(home: Home, ordinal: str, *paragraphs: str) -> Change:
    """Other paragraphs in a chapter."""
    return report(*home, lambda one: replace(one, chapters={**one.chapters, ordinal: paragraphs}))


def in_this_order(home: Home, ordinals: str) -> Change:
    """Chapters in another order; those not named are left out."""
    return report(*home, lambda one: replace(one, chapters={o: one.chapters.get(o, ()) for o in ordinals}))


def texts() -> Iterator[Case]:
    """What is written: figures, chapters, years, names, days, leftovers."""
    yield from _stated()
    yield from _wrong_sentences()
    yield from _fine_sentences()
    yield from _fees()
    yield from _percentages()
    yield from _chapters()
    yield from _year_words()
    yield from _days()
    yield from _names()
    yield from _copies()
    yield from _leftovers()
    yield from _with_figures()


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def _stated() -> Iterator[Case]:
    """Every figure that a text states, one more and one less: the first of each report at once, and so on."""
    for name, base in (("county", COUNTY), ("city", CITY)):
        by_report: dict[Home, list[Claim]] = {}
        for claim in base.claims:
            by_report.setdefault(claim.home, []).append(claim)
        for number, together in enumerate(zip_longest(*by_report.values())):
            for step in (1, -1):
                told = [_told(base, claim, step) for claim in together if claim]
                changes = tuple(change for change, _ in told)
                texts = tuple(at for _, at in told if at)
                codes = " ".join(sorted({at.code for at in texts}))
                yield Case(f"figure {number} of each text of the {name} {step:+}", base, changes, codes, texts)


def _told(base: Model, claim: Claim, step: int) -> tuple[Change, At | None]:
    """The change of a stated figure and what it is told: nothing if it is right in another reading."""
    was, is_now = str(claim.number), str(claim.number + step)
    if was not in claim.words:
        was, is_now = _chinese(claim.number), _chinese(claim.number + step)
    new, file = claim.words.replace(was, is_now), file_of(claim.home)
    figures = base.reports[claim.home].figures
    right = {sum(figures[key] for key in keys) for keys in claim.readings}
    return words(file, claim.words, new), None if claim.number + step in right else At(claim.code, file, new)


def _sentences(name: str, code: str, texts: Sequence[str], ordinal: str = "一", home: Home = HERE) -> Case:
    """Paragraphs added to a chapter, each of which is told the same, or nothing."""
    told = tuple(At(code, file_of(home), text) for text in texts) if code else ()
    return Case(name, COUNTY, (added(home, ordinal, *texts),), code, told)


def _sentence(text: str, code: str = "", ordinal: str = "一", home: Home = HERE) -> Case:
    return _sentences(f"{code or 'nothing'}: {text}", code, (text,), ordinal, home)


def _wrong_sentences() -> Iterator[Case]:
    for text in (
        "收到政府信息公开申请18万件。",
        "收到政府信息公开申请1.2万件。",
        "收到政府信息公开申请二百零三件。",
        "收到政府信息公开申请五十八件。",
        "收到政府信息公开申请５９件。",
        "收到政府信息公开申请1,057件。",
        "收到政府信息公开申请 66 件。",
    ):
        yield _sentence(text, "text-received")
    received = (
        "全年受理公开申请58件。",
        "全年接收申请56件。",
        "新收依申请公开64件。",
        "新收申请58件。",
        "办理申请59件。",
        "年内办结政府信息公开申请60件。",
        "答复申请64件。",
        "收到申请58件，其中自然人41件。",
    )
    yield _sentences("received, in other words", "text-received", received)
    outcomes = (
        "予以公开26件。",
        "部分公开9件。",
        "不予公开6件。",
        "无法提供11件。",
        "不予处理二件。",
        "其他处理13件。",
        "上年结转7件。",
        "结转下年度继续办理8件。",
        "答复结果：予以公开25件，部分公开10件，不予公开7件，无法提供10件，不予处理3件，其他处理4件。",
    )
    yield _sentences("outcomes", "text-outcome", outcomes)
    reviews = (
        "行政复议10件。",
        "被申请行政复议八件。",
        "因政府信息公开引起的行政复议7件。",
        "行政诉讼12件。",
        "行政诉讼6件。",
        "未经复议直接起诉5件。",
        "复议后起诉6件。",
        "行政复议9件，行政诉讼10件。",
    )
    yield _sentences("cases", "text-review", reviews)
    none = (
        "本年度未收到政府信息公开申请。",
        "没有收到申请。",
        "未发生行政复议。",
        "未发生行政诉讼。",
        "全年没有发生因政府信息公开引起的行政复议、行政诉讼。",
    )
    yield _sentences("none at all", "text-none", none)
    # The office receives what is addressed to the county's government itself.
    own = ("县政府本级收到政府信息公开申请28件。", "县政府办公室收到政府信息公开申请29件。")
    yield _sentences("of the government itself", "text-scope", own, home=("xian", 2024))
    for chapter in "五六":
        home = ("jyj", 2022)  # its chapter 六 speaks of fees
        yield _sentence(f"第{chapter}章又说收到政府信息公开申请51件。", "text-received", chapter, home)


def _fine_sentences() -> Iterator[Case]:
    right = (
        "收到政府信息公开申请57件。",
        "收到政府信息公开申请五十七件。",
        "新收申请57件，上年结转8件，办结58件，结转7件。",
        "答复申请58件。",
        "办理申请65件。",
        "行政复议9件，行政诉讼11件。",
        "行政诉讼11件，其中未经复议直接起诉6件、复议后起诉5件。",
        "行政复议、行政诉讼共20件。",
    )
    about = (
        "收到政府信息公开申请约60件。",
        "收到政府信息公开申请60余件。",
        "收到政府信息公开申请六十多件。",
        "收到政府信息公开申请近60件。",
        "收到政府信息公开申请数十件。",
        "行政复议约10件。",
    )
    other = (
        "其中通过网络收到申请31件。",
        "通过信函收到申请12件。",
        "2023年收到政府信息公开申请63件。",
        "收到申请数量同比减少6件。",
        "比上年少收到申请6件。",
        "2023年发生行政复议9件、行政诉讼11件。",
    )
    elsewhere = (
        "办理行政许可申请139件。",
        "受理群众来信212件。",
        "办理人大代表建议14件、政协提案9件。",
        "予以公开的信息占多数。",
        "举办行政复议应诉培训2次。",
        "未收到补正材料的，及时提醒申请人。",
        "未发生泄密事件。",
        "下一步，收到申请后两日内登记。",
        "不予公开的决定都说明了理由。",
    )
    yield _sentences("figures that are right", "", right)
    yield _sentences("figures that are no more than about right", "", about)
    yield _sentences("figures of something less, or of other years", "", other)
    yield _sentences("other things that are counted", "", elsewhere)


def _fees() -> Iterator[Case]:
    file = "jyj/2022.md"
    told = "收取信息处理费"
    for old, new in (("1200元", "1300元"), ("800元", "700元"), ("按量收取400元", "按量收取40元")):
        changes = (words(file, old, new),)
        yield Case(f"fees {old} → {new}", COUNTY, changes, "text-fees", (At("text-fees", file, told),))
    file = "jyj/2023.md"
    for old, new in (("380元", "360元"), ("240元", "250元"), ("620元", "602元")):
        changes = (words(file, old, new),)
        yield Case(f"fees {old} → {new}", COUNTY, changes, "text-fees", (At("text-fees", file, told),))
    changes = (words("jyj/2022.md", "800元，按量收取400元", "700元，按量收取500元"),)
    yield Case("fees in other parts", COUNTY, changes, "")
    home = ("bgs", 2022)
    text = "本年度未收取信息处理费，入库金额300元。"
    told_2 = (At("text-fees", "bgs/2022.md", text),)
    yield Case("no fee, and an amount", COUNTY, (rewritten(home, "六", text),), "text-fees", told_2)
    yield Case("no fee, 0元", COUNTY, (rewritten(home, "六", "未收取信息处理费，金额为0元。"),), "")
    text = "没有其他需要说明的情况。"
    told_3 = (At("fees-unstated", "bgs/2022.md", CHAPTERS["六"]),)
    yield Case("fees not stated", COUNTY, (rewritten(home, "六", text),), "fees-unstated", told_3)
    for text in ("无", "无。", "没有收费。", "本年度收取政府信息公开信息处理费0元。"):
        yield Case(f"fees: {text}", COUNTY, (rewritten(home, "六", text),), "")
    told_4 = (At("fees-unstated", "shi/2020.md", CHAPTERS["六"]),)
    changes = (rewritten(("shi", 2020), "六", "没有其他需要报告的情况。"),)
    yield Case("fees not stated in 2020", CITY, changes, "fees-unstated", told_4)
    yield Case("fees need no word in 2019", CITY, (rewritten(("zjj", 2019), "六", "没有其他需要报告的情况。"),), "")


def _percentages() -> Iterator[Case]:
    file = "jyj/2022.md"
    for new in ("74.1%", "37.1%", "73.4%", "7.31%"):
        told = (At("text-percentage", file, new),)
        yield Case(f"占{new}", COUNTY, (words(file, "73.1%", new),), "text-percentage", told)
    for new in ("73.1％", "73%", "73.08%"):
        yield Case(f"占{new}", COUNTY, (words(file, "73.1%", new),), "")
    yield _sentence("收到申请57件，其中自然人41件，占71.9%。")
    yield _sentence("收到申请57件，其中自然人41件，占79.1%。", "text-percentage")


def _chapters() -> Iterator[Case]:
    home, file = ("baishi", 2024), "baishi/2024.md"
    for chapter in "一五六":
        rest = "一五六".replace(chapter, "")
        told = (At("chapter-missing", file, BODY),)
        yield Case(f"no chapter {chapter}", COUNTY, (in_this_order(home, rest),), "chapter-missing", told)
        told = (At("chapter-missing", file, CHAPTERS[chapter]),)
        yield Case(f"chapter {chapter} empty", COUNTY, (rewritten(home, chapter),), "chapter-missing", told)
    for chapter, codes in (("一", "chapter-bare"), ("五", "chapter-bare"), ("六", "")):
        told = (At("chapter-bare", file, f"## {CHAPTERS[chapter]}"),) if codes else ()
        for text in ("无", "无。", "本年度无。"):
            if chapter != "六" or text != "本年度无。":
                yield Case(f"chapter {chapter} {text}", COUNTY, (rewritten(home, chapter, text),), codes, told)
    told = (At("chapter-bare", file, f"## {CHAPTERS['五']}"),)
    yield Case(
        "chapter 五 of nine characters", COUNTY, (rewritten(home, "五", "存在问题，正在改进"),), "chapter-bare", told
    )
    yield Case("chapter 五 of ten characters", COUNTY, (rewritten(home, "五", "存在一些问题正在改进"),), "")
    told = (At("chapter-order", file, f"## {CHAPTERS['五']}"),)
    yield Case("chapters swapped", COUNTY, (in_this_order(home, "一六五"),), "chapter-order", told)
    told = (At("chapter-order", file, f"## {CHAPTERS['一']}"),)
    yield Case("chapter 一 last", COUNTY, (in_this_order(home, "五六一"),), "chapter-order", told)
    twice = (added(home, "六", "## 五、存在问题及改进情况", "栏目不多，准备增加三个。"),)
    told = (At("chapter-duplicate", file, "## 五、存在问题及改进情况"),)
    yield Case("a chapter twice", COUNTY, twice, "chapter-duplicate", told)
    changes = (words(file, f"## {CHAPTERS['五']}", CHAPTERS["五"]),)
    told = (At("heading-level", file, CHAPTERS["五"]),)
    yield Case("a chapter that is no heading", COUNTY, changes, "heading-level", told)


def _year_words() -> Iterator[Case]:
    for home, wrong in ((("jyj", 2023), 2022), (("jyj", 2023), 2024), (("xian", 2024), 2023), (("hekou", 2022), 2021)):
        file = file_of(home)
        changes = (words(file, f"标题: {_name(home)}{home[1]}年", f"标题: {_name(home)}{wrong}年"),)
        yield Case(f"{file} title {wrong}", COUNTY, changes, "title-year", (At("title-year", file, "标题: "),))
    changes = (words("jyj/2023.md", "标题: 松岭县教育局2023年", "标题: 松岭县教育局"),)
    yield Case("a title without a year", COUNTY, changes, "")
    changes = (words("jyj/2023.md", "局2023年政府信息公开工作年度报告", "局政府信息公开工作年度报告（2023年度）"),)
    yield Case("the year at the end of a title", COUNTY, changes, "")
    changes = (words("jyj/2023.md", "局2023年政府信息公开工作年度报告", "局政府信息公开工作年度报告（2022年度）"),)
    told = (At("title-year", "jyj/2023.md", "标题: "),)
    yield Case("the wrong year at the end of a title", COUNTY, changes, "title-year", told)
    for file, old, new in (
        ("jyj/2023.md", "2023年1月1日至12月31日", "2022年1月1日至12月31日"),
        ("xian/2022.md", "自2022年1月1日起至2022年12月31日止", "自2021年1月1日起至2021年12月31日止"),
        ("xian/2023.md", "2023年1月1日至2023年12月31日", "2024年1月1日至2024年12月31日"),
        ("bgs/2023.md", "从2023年1月1日起，到2023年12月31日止", "从2022年1月1日起，到2022年12月31日止"),
    ):
        told = (At("period-year", file, new),)
        yield Case(f"{file} period {new}", COUNTY, (words(file, old, new),), "period-year", told)
    told = (At("period-year", "shi/2019.md", "2018年1月1日至2018年12月31日"),)
    changes = (words("shi/2019.md", "2019年1月1日至2019年12月31日", "2018年1月1日至2018年12月31日"),)
    yield Case("a period of the city", CITY, changes, "period-year", told)
    text = "本报告数据的统计期限为2022年1月1日至2022年12月31日。"
    yield _sentence(text, "period-year")
    file, old = HERE_FILE, "2024年以“双减”和学前教育普惠为重点"
    told = (At("text-year", file, "2023年以“双减”"),)
    changes = (words(file, old, "2023年以“双减”和学前教育普惠为重点"),)
    yield Case("chapter 一 of last year", COUNTY, changes, "text-year", told)
    yield Case("chapter 一 without a year", COUNTY, (words(file, old, "以“双减”和学前教育普惠为重点"),), "")
    yield _sentence("2023年的整改任务全部完成，2025年的计划已经编制。")
    yield _sentence("2026年将建设统一平台。", ordinal="五")


def _name(home: Home) -> str:
    return COUNTY.reports[home].title.partition(str(home[1]))[0]


def _days() -> Iterator[Case]:
    for home, day, code in (
        (("jyj", 2023), "2024-01-31", ""),
        (("jyj", 2023), "2024-02-01", "late"),
        (("baishi", 2022), "2023-03-31", "late"),
        (("hekou", 2024), "2026-01-31", "late"),
        (("xian", 2023), "2024-03-31", ""),
        (("xian", 2023), "2024-04-01", "late"),
        (("jyj", 2023), "2024-01-01", ""),
        (("jyj", 2023), "2023-12-31", "published-early"),
        (("bgs", 2024), "2024-01-22", "published-early"),
    ):
        file = file_of(home)
        changes = (words(file, "发布日期: ", f"发布日期: {day}  # "),)
        told = (At(code, file, "发布日期: "),) if code else ()
        yield Case(f"{file} published {day}", COUNTY, changes, code, told)
    changes = (words("site.yaml", "2022, 2023, 2024", "2022, 2023"),)
    told = tuple(At("year-unlikely", f"{slug}/2024.md", "年度: 2024") for slug in ("xian", *PARTS))
    yield Case("a year that is not due yet", COUNTY, changes, "year-unlikely", told)
    yield Case("a year before the first one due", COUNTY, (words("site.yaml", "2022, 2023, 2024", "2023, 2024"),), "")
    changes = (words("site.yaml", "截止日期", None), words("jyj/2023.md", "发布日期: ", "发布日期: 2024-09-09  # "))
    yield Case("no deadline, none late", COUNTY, changes, "")


def _names() -> Iterator[Case]:
    for home, old, new in (
        (("jyj", 2023), "标题: 松岭县教育局", "标题: 松岭县人民政府办公室"),
        (("baishi", 2023), "标题: 白石镇人民政府", "标题: 河口乡人民政府"),
        (("hekou", 2024), "标题: 河口乡人民政府", "标题: 白石镇人民政府"),
        (("xian", 2022), "标题: 松岭县人民政府", "标题: 松岭县教育局"),
        (("bgs", 2024), "标题: 松岭县人民政府办公室", "标题: 松岭县教育局"),
    ):
        file = file_of(home)
        told = (At("other-body", file, "标题: "),)
        yield Case(f"{file} {new}", COUNTY, (words(file, old, new),), "other-body", told)
    file = "jyj/2023.md"
    changes = (words(file, "由松岭县教育局编制", "由松岭县人民政府办公室编制"),)
    told = (At("other-body", file, "由松岭县人民政府办公室编制"),)
    yield Case("a preamble of another body", COUNTY, changes, "other-body", told)
    for home, text in (
        (("baishi", 2024), "河口乡将进一步扩大公开范围。"),
        (("baishi", 2022), "河口乡人民政府把公示栏移到集市入口。"),
        (("hekou", 2023), "白石镇便民服务中心设有查阅点。"),
    ):
        yield _sentence(text, "other-body", home=home)
    yield _sentence("县政府办公室和县教育局到本镇调研。", home=("baishi", 2024))
    yield _sentence("河口乡的做法在全县推广。", home=("xian", 2024))
    yield _sentence("白石镇中心学校的招生方案已经公布。", home=("jyj", 2024))
    yield Case(
        "a title with the short name", COUNTY, (words("jyj/2024.md", "标题: 松岭县教育局", "标题: 县教育局"),), ""
    )


def _copies() -> Iterator[Case]:
    town = COUNTY.reports["baishi", 2024].chapters
    last = {
        "一": (
            "坚持以公开为常态、不公开为例外，把群众关心的事项放在最前面。",
            "村务监督委员会逐项核对张贴的内容，发现差错立即更换。",
        ),
        "五": ("查询机的使用率不高，志愿者每周到大厅手把手教大家操作。",),
    }
    before = tuple(rewritten(("baishi", 2023), ordinal, *last[ordinal]) for ordinal in "一五")
    again = tuple(rewritten(("baishi", 2024), ordinal, *last[ordinal]) for ordinal in "一五")
    yield Case("other texts", COUNTY, before, "")
    told = (At("copied-text", "baishi/2024.md", last["一"][0]),)
    yield Case("the texts of last year", COUNTY, (*before, *again), "copied-text", told)
    sibling = tuple(rewritten(("hekou", 2024), ordinal, *town[ordinal]) for ordinal in "一五")
    told = (
        At("copied-text", "hekou/2024.md", town["一"][0]),
        At("copied-text", "baishi/2024.md", town["一"][0]),
    )
    yield Case("the texts of the other town", COUNTY, sibling, "copied-text", told)
    one = (*before, added(("baishi", 2024), "一", last["一"][0]))
    yield Case("one sentence of last year", COUNTY, one, "")
    far = tuple(rewritten(("baishi", 2024), o, *COUNTY.reports["hekou", 2022].chapters[o]) for o in "五")
    yield Case("one chapter of another town and another year", COUNTY, far, "")


def _leftovers() -> Iterator[Case]:
    for text in (
        "XX局高度重视政府信息公开工作。",
        "本年度主动公开信息____条。",
        "该部分以表格形式报告。",
        "主要问题是（请填写存在的主要问题）。",
        "××局按时发布年度报告。",
    ):
        yield _sentence(text, "template-text", "五")
    for text in (
        "完善制度[bookmark: _GoBack]，明确责任。",
        "详见错误!未找到引用源。",
        "批注[A1]：此处需要核实。",
        "带格式的: 字体: 仿宋",
    ):
        yield _sentence(text, "word-leftover", "五")
    for text in ("秘密★一年", "机密★", "绝密★长期"):
        yield _sentence(text, "secrecy-mark")
    for text in (
        "对涉及国家秘密、商业秘密的信息严格审查。",
        "编号使用“粤XK”开头的，另行登记。",
        "批注意见均已采纳。",
        "申请表格式样可以下载。",
    ):
        yield _sentence(text, "", "五")


def _with_figures() -> Iterator[Case]:
    """A slip in the text and one in the figures: the union."""
    person = APPLICANTS[0]
    file = "xian/2022.md"
    yield Case(
        "text and table of one report",
        COUNTY,
        (words(file, "行政复议8件", "行政复议7件"), three("xian", 2022, LEAVES[2], person, 1)),
        "text-review result-total row-total one-cell area-sum",
        (At("text-review", file, "行政复议7件"),),
    )
    yield Case(
        "late, and a stock that does not hold",
        COUNTY,
        (words("bgs/2024.md", "发布日期: ", "发布日期: 2025-03-01  # "), two("bgs", 2024, NORMS_ROW, IN_FORCE, 2)),
        "late stock-flow area-sum",
        (At("late", "bgs/2024.md", "发布日期: "),),
    )
    yield Case(
        "two texts of two reports",
        COUNTY,
        (
            words("hekou/2024.md", "收到申请5件", "收到申请6件"),
            words("bgs/2023.md", "从2023年1月1日起，到2023年12月31日止", "从2021年1月1日起，到2021年12月31日止"),
        ),
        "text-received period-year",
        (At("text-received", "hekou/2024.md", "收到申请6件"), At("period-year", "bgs/2023.md", "从2021年1月1日起")),
    )
    yield Case(
        "two slips in one sentence",
        COUNTY,
        (words("bgs/2022.md", "予以公开13件、部分公开3件", "予以公开12件、部分公开4件"),),
        "text-outcome",
        (At("text-outcome", "bgs/2022.md", "予以公开12件"),),
    )
    yield Case(
        "text changed with its figure",
        COUNTY,
        (
            words("jyj/2023.md", "收到政府信息公开申请63件", "收到政府信息公开申请64件"),
            three("jyj", 2023, NEW, TOTAL, 1),
        ),
        "balance row-total one-cell area-sum",
    )
    leftovers = ("秘密★一年", "详见错误!未找到引用源。")
    yield Case(
        "two leftovers in one chapter",
        COUNTY,
        (added(HERE, "五", *leftovers),),
        "secrecy-mark word-leftover",
        (At("secrecy-mark", HERE_FILE, leftovers[0]), At("word-leftover", HERE_FILE, leftovers[1])),
    )


def cases() -> tuple[Case, ...]:
    """All of them."""
    return (*singles(), *doubles(), *texts())
