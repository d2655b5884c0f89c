"""Two portals in which everything is as it should be, as data and as content files.

The first: a county that reports for its whole area, two departments and two towns, report years 2022 to 2024.
The second: a city and a department of it, report years 2019 to 2022, so that the form changes in the middle.

Figures are typed row by row; totals, 结转下年度 and the county are added up here. Texts are typed as they stand,
figures included: `CLAIMS` says which cells each of them speaks of. Files are written by this module and not by
the importer, so that the line of every row is known. Nothing here is shared with src/gongkai.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

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

Key = tuple[str, str, str]  # 表, 行, 列 as in report.json
Home = tuple[str, int]  # 编码, 年度

# The rows as an editor writes them, in the order of the form; groups stand above their rows.
_RESULT_KEYS = [
    "予以公开",
    "部分公开",
    *(
        f"不予公开/{key}"
        for key in (
            "属于国家秘密",
            "其他法律行政法规禁止公开",
            "危及三安全一稳定",
            "保护第三方合法权益",
            "属于三类内部事务信息",
            "属于四类过程性信息",
            "属于行政执法案卷",
            "属于行政查询事项",
        )
    ),
    *(f"无法提供/{key}" for key in ("本机关不掌握", "没有现成信息", "补正后仍不明确")),
    *(
        f"不予处理/{key}"
        for key in ("信访举报投诉", "重复申请", "要求提供公开出版物", "无正当理由大量反复申请", "要求确认或重新出具")
    ),
]
RESULT_KEYS = {
    "2019": [*_RESULT_KEYS, "其他处理"],
    "2021": [*_RESULT_KEYS, *(f"其他处理/{key}" for key in ("逾期不补正", "逾期未缴费", "其他"))],
}
GROUPS = {  # the rows of table 三 that a sentence about an outcome adds up
    name: {e: [r for r, k in zip(RESULTS[e], RESULT_KEYS[e], strict=True) if k.split("/")[0] == name] for e in RESULTS}
    for name in ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理")
}
_COLUMN_KEYS = {
    "2019": {
        "本年新制作数量": "新制作",
        "本年新公开数量": "新公开",
        "对外公开总数量": "对外公开总数",
        "上一年项目数量": "上一年项目",
        "本年增/减": "本年增减",
        "处理决定数量": "处理决定",
        "采购项目数量": "采购项目",
        "采购总金额": "采购总金额",
    },
    "2021": {"本年制发件数": "制发", "本年废止件数": "废止", "现行有效件数": "现行有效"},
}
CHAPTERS = {
    "一": "一、总体情况",
    "二": "二、主动公开政府信息情况",
    "三": "三、收到和处理政府信息公开申请情况",
    "四": "四、政府信息公开行政复议、行政诉讼情况",
    "五": "五、存在的主要问题及改进情况",
    "六": "六、其他需要报告的事项",
}


class Line(NamedTuple):
    """A line of a file and the table and row that it holds, as the form names them."""

    text: str
    tag: tuple[str, str] | None = None  # 表, 行; of table 四 the group; of a whole table 表 and nothing


@dataclass(frozen=True)
class Report:
    """One report: `figures` with every total, `chapters` by ordinal in the order of the file."""

    title: str
    published: str
    figures: Mapping[Key, Decimal]
    chapters: Mapping[str, Sequence[str]]
    editions: tuple[str, str, str] = ("2021", "2021", "2021")
    scope: str = ""
    preamble: Sequence[str] = ()


class Claim(NamedTuple):
    """A figure that the sentence with `words` states; each of `readings` is a list of cells to be added."""

    home: Home
    code: str
    words: str
    number: int
    readings: tuple[tuple[Key, ...], ...]


@dataclass(frozen=True)
class Model:
    """A portal: its record, the records of its bodies, its reports, and what their texts state."""

    site: str
    bodies: Mapping[str, str]
    reports: Mapping[Home, Report]
    claims: tuple[Claim, ...] = ()
    county: tuple[str, tuple[str, ...]] | None = None  # the body that reports for all, and those it adds up
    edits: tuple[tuple[str, str, str | None], ...] = field(default=())  # file, old, new: made on the written lines


def file_of(home: Home) -> str:
    """The file of a report."""
    return f"{home[0]}/{home[1]}.md"


# --- writing -----------------------------------------------------------------------------------------------------


def written(model: Model) -> dict[str, list[Line]]:
    """The lines of every file, edits made."""
    files = {"site.yaml": _plain(model.site)}
    files |= {f"{slug}/agency.yaml": _plain(text) for slug, text in model.bodies.items()}
    files |= {file_of(home): _report(home[1], report) for home, report in model.reports.items()}
    for file, old, new in model.edits:
        at = [i for i, line in enumerate(files[file]) if old in line.text]
        assert len(at) == 1, f"{file}: {old!r} stands on {len(at)} lines"
        text, tag = files[file][at[0]]
        lines = text.replace(old, new).split("\n") if new is not None else []
        files[file][at[0] : at[0] + 1] = [Line(line, tag if i == 0 else None) for i, line in enumerate(lines)]
    return files


def texts_of(files: Mapping[str, Sequence[Line]]) -> dict[str, str]:
    """The files as text."""
    return {file: "\n".join(line.text for line in lines) + "\n" for file, lines in files.items()}


def _plain(text: str) -> list[Line]:
    return [Line(line) for line in text.rstrip("\n").split("\n")]


def _report(year: int, report: Report) -> list[Line]:
    lines = [Line("---"), Line(f"标题: {report.title}"), Line(f"年度: {year}"), Line(f"发布日期: {report.published}")]
    if report.scope:
        lines.append(Line(f"统计范围: {report.scope}"))
    if set(report.editions) != {"2019" if year < 2021 else "2021"}:
        lines.append(Line("版式: {{二: {}, 三: {}, 四: {}}}".format(*report.editions)))
    lines += [*_table_2(report), *_table_3(report), *_table_4(report), Line("---")]
    for paragraph in report.preamble:
        lines += [Line(""), Line(paragraph)]
    for ordinal, paragraphs in report.chapters.items():
        lines += [Line(""), Line(f"## {CHAPTERS[ordinal]}")]
        for paragraph in paragraphs:
            lines += [Line(""), Line(paragraph)]
    return lines


def _table_2(report: Report) -> list[Line]:
    lines = [Line("主动公开:", ("二", ""))]
    rows: dict[str, list[str]] = {}
    for row, column in PROACTIVE[report.editions[0]]:
        rows.setdefault(row, []).append(column)
    for row, columns in rows.items():
        keys = _COLUMN_KEYS[report.editions[0]]
        cells = [(keys.get(column), report.figures["二", row, column]) for column in columns]
        inner = ", ".join(f"{key}: {number}" for key, number in cells)
        text = f"{{{inner}}}" if len(cells) > 1 else f"{cells[0][1]}"
        lines.append(Line(f"  {row.split('／')[-1]}: {text}", ("二", row)))
    return lines


def _table_3(report: Report) -> list[Line]:
    lines = [Line("依申请公开:", ("三", ""))]
    edition = report.editions[1]
    rows = [("本年新收", NEW), ("上年结转", CARRIED_IN), *zip(RESULT_KEYS[edition], RESULTS[edition], strict=True)]
    above = ""
    for key, row in [*rows, ("总计", RESULT_TOTAL), ("结转下年度", CARRIED_OUT)]:
        group, _, name = key.rpartition("/")
        if group and group != above:
            lines.append(Line(f"  {group}:"))
        above = group
        cells = ", ".join(f"{report.figures['三', row, column]}" for column in (*APPLICANTS, TOTAL))
        lines.append(Line(f"  {'  ' if group else ''}{name}: [{cells}]", ("三", row)))
    return lines


def _table_4(report: Report) -> list[Line]:
    lines = [Line("行政复议诉讼:", ("四", ""))]
    for group in REVIEW_GROUPS:
        cells = ", ".join(f"{report.figures['四', '', f'{group}／{part}']}" for part in (*REVIEW_PARTS, TOTAL))
        lines.append(Line(f"  {group.split('／')[-1]}: [{cells}]", ("四", group)))
    return lines


# --- adding up ---------------------------------------------------------------------------------------------------

Six = Sequence[int]
Rows = Mapping[int, Six]  # by the number of the row in RESULTS


def _requests(edition: str, carried_in: Six, new: Six, rows: Rows) -> dict[Key, Decimal]:
    """Table 三 with its totals and with what is left for the next year."""
    wide: dict[str, list[int]] = {row: list(rows.get(i, (0,) * 6)) for i, row in enumerate(RESULTS[edition])}
    done = [sum(column) for column in zip(*wide.values(), strict=True)]
    left = [a + b - c for a, b, c in zip(carried_in, new, done, strict=True)]
    assert min(left) >= 0, left
    wide |= {NEW: list(new), CARRIED_IN: list(carried_in), RESULT_TOTAL: done, CARRIED_OUT: left}
    return {
        ("三", row, column): Decimal(number)
        for row, numbers in wide.items()
        for column, number in zip((*APPLICANTS, TOTAL), (*numbers, sum(numbers)), strict=True)
    }


def _review(*groups: Six) -> dict[Key, Decimal]:
    return {
        ("四", "", f"{group}／{part}"): Decimal(number)
        for group, numbers in zip(REVIEW_GROUPS, groups, strict=True)
        for part, number in zip((*REVIEW_PARTS, TOTAL), (*numbers, sum(numbers)), strict=True)
    }


def _proactive(edition: str, numbers: str) -> dict[Key, Decimal]:
    cells = numbers.split()
    return {
        ("二", row, column): Decimal(number) for (row, column), number in zip(PROACTIVE[edition], cells, strict=True)
    }


class Year(NamedTuple):
    """What is typed of a report's figures: table 二 in order, 新收, the rows of results, the groups of table 四.

    `carried_in` is left out where it is what the year before leaves.
    """

    proactive: str
    new: Six
    results: Rows
    review: tuple[Six, Six, Six]
    carried_in: Six | None = None
    edition: str = "2021"


def _years(slug: str, years: Mapping[int, Year]) -> dict[Home, dict[Key, Decimal]]:
    found: dict[Home, dict[Key, Decimal]] = {}
    for year, of in years.items():
        left = found.get((slug, year - 1), {})
        carried_in = of.carried_in or [int(left["三", CARRIED_OUT, column]) for column in APPLICANTS]
        requests = _requests(of.edition, carried_in, of.new, of.results)
        found[slug, year] = _proactive(of.edition, of.proactive) | requests | _review(*of.review)
    return found


def _sum(figures: Sequence[Mapping[Key, Decimal]]) -> dict[Key, Decimal]:
    return {key: sum((one[key] for one in figures), Decimal()) for key in figures[0]}


# --- the county --------------------------------------------------------------------------------------------------

N = (0, 0, 0, 0)
_COUNTY_FIGURES = (
    _years(
        "bgs",
        {
            2022: Year(
                "0 0 0 4 2 31 0 0 0 0",
                (22, 4, 0, 1, 0, 0),
                {
                    0: (10, 3, 0, 0, 0, 0),
                    1: (3, 0, 0, 0, 0, 0),
                    5: (1, 0, 0, 0, 0, 0),
                    8: (1, 0, 0, 0, 0, 0),
                    10: (4, 1, 0, 1, 0, 0),
                    13: (2, 0, 0, 0, 0, 0),
                    20: (1, 0, 0, 0, 0, 0),
                },
                ((1, 0, 0, 0), (0, 0, 1, 0), N),
                (1, 1, 0, 0, 0, 0),
            ),
            2023: Year(
                "0 0 0 5 3 33 0 0 0 0",
                (26, 5, 0, 0, 1, 0),
                {
                    0: (12, 4, 0, 0, 1, 0),
                    1: (4, 1, 0, 0, 0, 0),
                    4: (1, 0, 0, 0, 0, 0),
                    7: (2, 0, 0, 0, 0, 0),
                    10: (5, 1, 0, 0, 0, 0),
                    14: (1, 0, 0, 0, 0, 0),
                    18: (1, 0, 0, 0, 0, 0),
                },
                ((2, 0, 1, 0), (1, 0, 0, 1), N),
            ),
            2024: Year(
                "0 0 0 2 6 29 0 0 0 0",
                (24, 3, 1, 0, 0, 0),
                {
                    0: (11, 2, 0, 0, 0, 0),
                    1: (3, 0, 0, 0, 0, 0),
                    6: (1, 0, 0, 0, 0, 0),
                    9: (1, 0, 0, 0, 0, 0),
                    10: (4, 1, 1, 0, 0, 0),
                    13: (2, 0, 0, 0, 0, 0),
                    16: (1, 0, 0, 0, 0, 0),
                },
                ((1, 1, 0, 0), (1, 0, 1, 0), (1, 0, 0, 0)),
            ),
        },
    )
    | _years(
        "jyj",
        {
            2022: Year(
                "0 0 0 2 1 14 118 16 3 12.5",
                (38, 6, 2, 2, 3, 1),
                {
                    0: (14, 3, 1, 0, 1, 0),
                    1: (5, 1, 0, 0, 1, 0),
                    3: (1, 0, 0, 0, 0, 0),
                    5: (2, 1, 0, 0, 0, 0),
                    8: (2, 0, 0, 0, 0, 0),
                    10: (6, 1, 0, 1, 0, 0),
                    13: (3, 0, 0, 0, 0, 0),
                    14: (1, 0, 0, 0, 0, 0),
                    18: (1, 0, 0, 0, 0, 0),
                    20: (2, 0, 0, 0, 0, 0),
                },
                ((3, 1, 1, 1), (2, 1, 1, 1), (1, 1, 1, 1)),
                (2, 1, 0, 0, 1, 0),
            ),
            2023: Year(  # the one whose cells are changed one by one: hardly a zero in it
                "0 0 0 3 2 15 127 21 4 13.25",
                (45, 7, 3, 2, 4, 2),
                {
                    0: (13, 2, 1, 1, 2, 1),
                    1: (6, 1, 1, 0, 1, 0),
                    2: (1, 0, 0, 0, 0, 0),
                    3: (1, 1, 0, 0, 0, 0),
                    4: (1, 0, 0, 0, 0, 0),
                    5: (2, 1, 0, 0, 0, 0),
                    6: (1, 0, 1, 0, 0, 0),
                    7: (2, 0, 0, 0, 1, 0),
                    8: (1, 0, 0, 0, 0, 0),
                    9: (1, 0, 0, 0, 0, 1),
                    10: (5, 1, 0, 1, 0, 0),
                    11: (1, 0, 0, 0, 0, 0),
                    12: (1, 0, 0, 0, 1, 0),
                    13: (3, 0, 0, 0, 0, 0),
                    14: (1, 0, 0, 0, 0, 0),
                    15: (1, 0, 0, 0, 0, 0),
                    16: (1, 0, 0, 0, 0, 0),
                    17: (1, 0, 0, 0, 0, 0),
                    18: (1, 0, 0, 0, 0, 0),
                    19: (1, 0, 0, 0, 0, 0),
                    20: (1, 0, 0, 0, 0, 0),
                },
                ((4, 2, 1, 2), (2, 1, 2, 1), (1, 2, 1, 1)),
            ),
            2024: Year(
                "0 0 0 1 2 14 139 18 2 11.8",
                (41, 9, 2, 1, 3, 1),
                {
                    0: (17, 4, 1, 1, 1, 1),
                    1: (7, 2, 0, 0, 1, 0),
                    5: (2, 1, 0, 0, 0, 0),
                    7: (3, 0, 0, 0, 0, 0),
                    9: (1, 0, 0, 0, 0, 0),
                    10: (6, 1, 1, 1, 0, 0),
                    12: (1, 0, 0, 0, 0, 0),
                    13: (2, 0, 0, 0, 0, 0),
                    14: (1, 0, 0, 0, 0, 0),
                    18: (1, 0, 0, 0, 0, 0),
                    20: (1, 1, 0, 0, 0, 0),
                },
                ((5, 1, 1, 2), (3, 1, 1, 1), (2, 1, 1, 1)),
            ),
        },
    )
    | _years(
        "baishi",
        {
            2022: Year(
                "0 0 0 2 0 7 286 35 1 0.86",
                (9, 1, 0, 0, 0, 0),
                {0: (5, 1, 0, 0, 0, 0), 10: (3, 0, 0, 0, 0, 0)},
                ((1, 0, 0, 0), N, N),
                (0, 0, 0, 0, 0, 0),
            ),
            2023: Year(
                "0 0 0 1 1 7 305 41 0 0.9",
                (13, 0, 0, 0, 0, 0),
                {
                    0: (7, 0, 0, 0, 0, 0),
                    1: (1, 0, 0, 0, 0, 0),
                    10: (3, 0, 0, 0, 0, 0),
                    13: (1, 0, 0, 0, 0, 0),
                },
                (N, N, N),
            ),
            2024: Year(
                "0 0 0 1 2 6 264 38 2 1.02",
                (8, 2, 0, 0, 0, 0),
                {
                    0: (5, 1, 0, 0, 0, 0),
                    1: (1, 0, 0, 0, 0, 0),
                    5: (0, 1, 0, 0, 0, 0),
                    10: (2, 0, 0, 0, 0, 0),
                    20: (1, 0, 0, 0, 0, 0),
                },
                ((1, 0, 0, 0), N, N),
            ),
        },
    )
    | _years(
        "hekou",
        {
            2022: Year(
                "0 0 0 0 0 3 64 6 0 0",
                (3, 0, 0, 0, 0, 0),
                {0: (2, 0, 0, 0, 0, 0), 10: (1, 0, 0, 0, 0, 0)},
                (N, N, N),
                (0, 0, 0, 0, 0, 0),
            ),
            2023: Year("0 0 0 1 0 4 58 8 0 0", (0, 0, 0, 0, 0, 0), {}, (N, N, N)),
            2024: Year(
                "0 0 0 0 1 3 71 5 0 0",
                (4, 1, 0, 0, 0, 0),
                {0: (3, 1, 0, 0, 0, 0), 13: (1, 0, 0, 0, 0, 0)},
                (N, N, N),
            ),
        },
    )
)
PARTS = ("bgs", "jyj", "baishi", "hekou")
_COUNTY_FIGURES |= {("xian", y): _sum([_COUNTY_FIGURES[slug, y] for slug in PARTS]) for y in (2022, 2023, 2024)}

# --- the city ----------------------------------------------------------------------------------------------------

_CITY_FIGURES = _years(
    "shi",
    {
        2019: Year(
            "3 3 41 12 12 186 7 2 143 5 0 67 4 -1 22 2 0 3 3 1 118 1286.5",
            (31, 4, 1, 0, 1, 0),
            {
                0: (16, 3, 1, 0, 1, 0),
                1: (4, 0, 0, 0, 0, 0),
                5: (1, 0, 0, 0, 0, 0),
                10: (5, 1, 0, 0, 0, 0),
                13: (2, 0, 0, 0, 0, 0),
                18: (2, 0, 0, 0, 0, 0),
            },
            ((2, 0, 1, 1), (1, 0, 0, 0), N),
            (0, 0, 0, 0, 0, 0),
            "2019",
        ),
        2020: Year(
            "2 2 43 9 10 194 9 -1 151 5 1 70 3 0 19 2 1 2 4 -1 126 1304.25",
            (28, 5, 0, 1, 0, 0),
            {
                0: (15, 4, 0, 1, 0, 0),
                1: (3, 0, 0, 0, 0, 0),
                7: (2, 0, 0, 0, 0, 0),
                10: (4, 1, 0, 0, 0, 0),
                14: (1, 0, 0, 0, 0, 0),
                18: (2, 0, 0, 0, 0, 0),
            },
            ((3, 1, 0, 1), (1, 1, 0, 1), (1, 0, 0, 0)),
            None,
            "2019",
        ),
        2021: Year(  # another form: ten times the permits and one more carried in than was left are nobody's concern
            "2 1 39 8 5 77 1490 20 2 0",
            (33, 6, 0, 0, 0, 0),
            {
                0: (19, 4, 0, 0, 0, 0),
                1: (5, 0, 0, 0, 0, 0),
                3: (1, 0, 0, 0, 0, 0),
                8: (1, 0, 0, 0, 0, 0),
                10: (5, 2, 0, 0, 0, 0),
                13: (2, 0, 0, 0, 0, 0),
                19: (1, 0, 0, 0, 0, 0),
            },
            ((2, 1, 1, 0), (2, 0, 0, 1), (0, 1, 0, 0)),
            (3, 0, 0, 0, 0, 0),
        ),
        2022: Year(
            "1 2 38 6 4 79 1530 24 3 0",
            (29, 4, 0, 0, 1, 0),
            {
                0: (16, 3, 0, 0, 1, 0),
                1: (4, 1, 0, 0, 0, 0),
                10: (6, 0, 0, 0, 0, 0),
                16: (1, 0, 0, 0, 0, 0),
                20: (2, 0, 0, 0, 0, 0),
            },
            ((3, 0, 0, 1), (1, 1, 0, 0), (1, 0, 0, 0)),
        ),
    },
) | _years(
    "zjj",
    {
        2019: Year(
            "0 0 0 3 3 28 18 2 960 3 0 45 26 1 74 4 0 5 2 0 9 215.3",
            (52, 8, 0, 0, 2, 1),
            {
                0: (24, 4, 0, 0, 1, 0),
                1: (7, 1, 0, 0, 1, 0),
                5: (3, 1, 0, 0, 0, 0),
                10: (11, 1, 0, 0, 0, 1),
                13: (4, 0, 0, 0, 0, 0),
                14: (1, 0, 0, 0, 0, 0),
                18: (2, 1, 0, 0, 0, 0),
            },
            ((2, 0, 0, 1), (1, 0, 0, 0), N),
            (1, 0, 0, 0, 0, 0),
            "2019",
        ),
        2020: Year(
            "0 0 0 2 2 30 20 -2 915 3 1 52 27 0 81 4 -1 6 2 -1 11 198.75",
            (47, 6, 1, 0, 1, 0),
            {
                0: (22, 3, 1, 0, 1, 0),
                1: (6, 1, 0, 0, 0, 0),
                6: (2, 0, 0, 0, 0, 0),
                8: (1, 0, 0, 0, 0, 0),
                10: (10, 1, 0, 0, 0, 0),
                13: (3, 0, 0, 0, 0, 0),
                18: (2, 0, 0, 0, 0, 0),
            },
            ((3, 1, 0, 0), (2, 0, 0, 0), (1, 0, 0, 0)),
            None,
            "2019",
        ),
        2021: Year(
            "0 0 0 2 1 17 880 77 4 36.4",
            (50, 7, 0, 1, 2, 0),
            {
                0: (25, 4, 0, 1, 1, 0),
                1: (8, 1, 0, 0, 1, 0),
                5: (2, 1, 0, 0, 0, 0),
                10: (12, 1, 0, 0, 0, 0),
                13: (3, 0, 0, 0, 0, 0),
                20: (1, 0, 0, 0, 0, 0),
            },
            ((2, 1, 1, 1), (1, 0, 1, 0), (0, 0, 1, 0)),
            (2, 1, 0, 0, 0, 0),
        ),
        2022: Year(
            "0 0 0 3 2 18 902 69 5 41",
            (44, 5, 0, 0, 1, 0),
            {
                0: (21, 4, 0, 0, 1, 0),
                1: (6, 1, 0, 0, 0, 0),
                7: (2, 0, 0, 0, 0, 0),
                10: (11, 1, 0, 0, 0, 0),
                14: (2, 0, 0, 0, 0, 0),
                18: (1, 0, 0, 0, 0, 0),
            },
            ((4, 0, 0, 0), (1, 1, 0, 0), N),
        ),
    },
)

# --- texts -------------------------------------------------------------------------------------------------------
# Some of it is there to be left alone: figures of other years or channels, other things that are counted, the site
# of the county named in the preamble of a department, a telephone number, a plan for the next year.

_NAMES = {
    "xian": "松岭县人民政府",
    "bgs": "松岭县人民政府办公室",
    "jyj": "松岭县教育局",
    "baishi": "白石镇人民政府",
    "hekou": "河口乡人民政府",
    "shi": "云河市人民政府",
    "zjj": "云河市住房和城乡建设局",
}


class Text(NamedTuple):
    """Chapters 一, 五 and 六 by paragraphs, and what stands before them."""

    one: tuple[str, ...]
    five: tuple[str, ...]
    six: tuple[str, ...]
    preamble: tuple[str, ...] = ()


_TEXTS: dict[Home, Text] = {
    ("xian", 2022): Text(
        (
            "全县各级行政机关围绕重点领域做好公开，县政府门户网站全年发布信息6138条。",
            "全县共收到政府信息公开申请92件，上年结转6件，结转下年度继续办理12件。",
            "因政府信息公开引起的行政复议8件、行政诉讼10件。",
            "年度考核把政务公开列入县直部门和乡镇的绩效，占3分。",
        ),
        ("有的乡镇公开目录更新不及时，有的部门答复文书不够规范。", "下一步逐月抽查目录，统一文书格式。"),
        ("全县共收取信息处理费1200元。",),
        ("本报告中所列数据的统计期限自2022年1月1日起至2022年12月31日止。",),
    ),
    ("xian", 2023): Text(
        (
            "2023年，全县新收政府信息公开申请108件，比上年增加16件，增长17.4%。",
            "从办理结果看，予以公开44件，部分公开15件，不予公开18件，无法提供19件，不予处理9件，其他处理4件。",
            "全县发生行政复议12件，行政诉讼13件。",
            "组织业务培训4次，白石镇、河口乡等地的做法在会上作了交流。",
        ),
        ("主要问题是政策解读还不够通俗，基层公开力量薄弱。", "2024年将编写解读指引，组织跟班学习。"),
        ("全县收取的信息处理费合计620元。",),
        ("本年度报告统计数据的期限为2023年1月1日至2023年12月31日。",),
    ),
    ("xian", 2024): Text(
        (
            "全县主动公开行政规范性文件52件，并在县政府网站集中展示。",
            "收到公开申请100件，加上结转的11件，办结101件。",
            "行政复议12件，未经复议直接起诉8件，复议后起诉6件。",
            "社会评议收到意见建议37条，均已反馈；没有发生责任追究的情形。",
        ),
        ("依申请公开答复的说理性不强，平台检索功能不够完善。", "将加强案例指导，年内完成检索功能改造。"),
        ("无。",),
    ),
    ("bgs", 2022): Text(
        (
            "承担县政府信息公开的日常工作，起草并印发全县年度工作要点。",
            "本年度收到政府信息公开申请27件，上年结转2件，结转下年度2件。",
            "办理结果为：予以公开13件、部分公开3件、不予公开2件、无法提供6件、不予处理2件、其他处理1件。",
        ),
        ("对各单位的指导方式较为单一，今后采取现场督导和线上答疑相结合的办法。",),
        ("本年度未收取信息处理费。",),
    ),
    ("bgs", 2023): Text(
        (
            "新收申请32件，连同上年结转的2件一并办理，年内办结申请33件。",
            "被申请行政复议3件，被提起行政诉讼2件。",
            "公报编印4期，赠阅点增至15个。",
        ),
        ("公报电子版的更新晚于纸质版，已经改为同日上线。", "会议开放的次数偏少，来年安排不少于3次。"),
        ("没有发出收费通知，信息处理费为0元。", "政府开放日活动邀请群众代表40余人。"),
        ("统计期限从2023年1月1日起，到2023年12月31日止。联系电话：0999-1234567。",),
    ),
    ("bgs", 2024): Text(
        (
            "2024年受理政府信息公开申请二十八件，比2023年的32件有所减少。",
            "行政复议2件，行政诉讼3件。",
            "修订依申请公开答复文书示范文本，增加常见情形12种。",
        ),
        ("文书示范文本的推广不够，部分单位仍沿用旧格式，将在季度抽查中纠正。",),
        ("信息处理费的收取标准已在网站公布，当年没有收取。",),
    ),
    ("jyj", 2022): Text(
        (
            "招生入学、教育收费、校园安全等信息按时公开，全年发布1203条。",
            "接收公开申请52件，均在期限内处理。",
            "在收到的52件申请中，自然人提出38件，占73.1%。",
            "行政复议6件，行政诉讼9件。",
        ),
        ("学校信息公开的栏目较乱，家长查找不便，已着手合并。",),
        ("依法收取信息处理费1200元，其中按件收取800元，按量收取400元。",),
    ),
    ("jyj", 2023): Text(
        (
            "义务教育阶段学校的招生方案、学区划分全部上网，解读材料同步发布。",
            "收到政府信息公开申请63件，上年结转9件，结转下年度8件。",
            "予以公开20件，部分公开9件，不予公开15件。",
            "行政复议9件，行政诉讼11件，后者中未经复议直接起诉6件。",
        ),
        ("热点问题回应偏慢，舆情与公开衔接不紧，拟建立两小时会商机制。",),
        ("收取信息处理费620元，为两件按量计收的费用，分别是380元和240元。",),
        (
            "本报告由松岭县教育局编制，电子版可在松岭县人民政府门户网站下载。",
            "数据统计期限为2023年1月1日至12月31日。",
        ),
    ),
    ("jyj", 2024): Text(
        (
            "2024年以“双减”和学前教育普惠为重点，发布信息1377条。",
            "共收到申请65件（含上年结转8件），答复58件。",
            "完善公开前的保密审查，严防国家秘密和个人隐私外泄。",
        ),
        ("政策文件的图解形式不多，准备与融媒体中心合作制作短视频。", "2025年计划培训学校信息员120人次。"),
        ("无",),
    ),
    ("baishi", 2022): Text(
        (
            "惠农补贴、低保名单的公示改在便民服务大厅和村务栏同时进行。",
            "收到公开申请10件，结转下年度1件。",
        ),
        ("村级公示栏有破损，雨季张贴的内容难以保存，已更换铝框玻璃栏31块。",),
        ("全年未收取信息处理费。",),
    ),
    ("baishi", 2023): Text(
        (
            "征地补偿、村庄规划是群众申请较多的内容，全年收到申请13件。",
            "未发生因政府信息公开引起的行政复议和行政诉讼。",
        ),
        ("工作人员变动频繁，对答复口径把握不准，安排两名干部到县里跟班。",),
        ("没有其他事项，没有收取信息处理费。",),
    ),
    ("baishi", 2024): Text(
        (
            "围绕和美乡村建设，把项目清单、资金来源、施工单位一并晒出来。",
            "利用赶集日摆摊设点，面对面讲解政策。",
        ),
        ("老年人不会上网查询，因此在服务大厅添置了带语音的查询机。",),
        ("无",),
    ),
    ("hekou", 2022): Text(
        ("收到申请3件，都是当面递交，已经全部答复。", "渡口安全、汛期预警的信息通过大喇叭每日播报。"),
        ("网页栏目更新有时滞后，改由党政办专人负责每周核对。",),
        ("无。",),
    ),
    ("hekou", 2023): Text(
        ("本年度未收到政府信息公开申请，未发生行政复议、行政诉讼。", "制定本乡公开事项清单，共86项。"),
        ("清单中的事项名称与上级目录不完全对应，打算逐项比对修改。",),
        ("未收取信息处理费，也没有其他需要说明的情况。",),
    ),
    ("hekou", 2024): Text(
        ("五个村开展了公开示范，村民议事会的结果当天张贴。", "收到申请5件，内容涉及水库移民后扶资金。"),
        ("示范村与其他村差距较大，拟分两批推开，每批配备联络员。",),
        ("无",),
    ),
    ("shi", 2019): Text(
        (
            "认真贯彻新修订的条例，完善工作机制，全市门户网站实现集约化。",
            "市政府本机关收到政府信息公开申请37件，予以公开21件。",
            "行政复议4件，行政诉讼1件。",
        ),
        ("部分领域公开标准不统一，正在编制26个试点领域的目录。",),
        ("本机关没有其他需要报告的事项。",),
        ("本报告统计数据期限为2019年1月1日至2019年12月31日。",),
    ),
    ("shi", 2020): Text(
        (
            "统筹疫情防控和复工复产的信息发布，召开新闻发布会22场。",
            "收到公开申请34件，上年结转1件，结转下年度2件。",
            "行政复议5件，行政诉讼4件。",
        ),
        ("新闻发布会的背景材料准备不足，回应追问时数据不全，已建立资料库。",),
        ("没有收取信息处理费。",),
    ),
    ("shi", 2021): Text(
        (
            "规章库上线，现行有效的39件规章可以检索下载；网站访问18万人次。",
            "收到申请39件，行政复议4件，行政诉讼4件。",
        ),
        ("规章的英文译本缺少，查询入口藏得较深，将移到首页显著位置。",),
        ("信息处理费管理办法已经施行，当年未收取信息处理费。",),
    ),
    ("shi", 2022): Text(
        (
            "重大行政决策预公开12项，听取意见640条，采纳情况都作了说明。",
            "受理公开申请34件，予以公开20件，不予处理1件。",
        ),
        ("决策后评估的公开不多，来年选三个项目先行试点。",),
        ("无",),
    ),
    ("zjj", 2019): Text(
        (
            "房屋征收、保障性住房分配、物业管理三类信息最受关注。",
            "收到公开申请63件，上年结转1件。",
        ),
        ("征收补偿档案的电子化程度低，查找耗时，已扫描卷宗4100册。",),
        ("老旧小区改造的进度可在市局公众号查询。",),
    ),
    ("zjj", 2020): Text(
        (
            "工程建设审批事项压减到七十个工作日，流程图全部上墙。",
            "收到申请55件，部分公开7件，结转下年度3件。",
            "行政复议4件，行政诉讼3件。",
        ),
        ("与区县局的职责边界说不清，申请人多次往返，编制了权责对照表。",),
        ("按照规定收取信息处理费，全年为0元。",),
    ),
    ("zjj", 2021): Text(
        (
            "城市更新行动的规划、听证、补偿方案分阶段公布。",
            "新收申请60件，复议5件。",
        ),
        ("听证记录公布较慢，群众意见采纳情况写得笼统，下步逐条回复。",),
        ("本局当年没有收取信息处理费。",),
    ),
    ("zjj", 2022): Text(
        (
            "燃气安全、自建房排查整治的结果按月通报。",
            "收到申请50件，无法提供12件，其他处理1件。",
        ),
        ("通报的表格缺少可比口径，改为统一模板后再发布。",),
        ("无。",),
    ),
}
_RECEIVED = ((("三", NEW, TOTAL),), (("三", NEW, TOTAL), ("三", CARRIED_IN, TOTAL)))
_HANDLED = (*_RECEIVED, (("三", RESULT_TOTAL, TOTAL),))
_REVIEWS = ((("四", "", "行政复议／总计"),),)
_DIRECT = ("四", "", "行政诉讼／未经复议直接起诉／总计")
_AFTER = ("四", "", "行政诉讼／复议后起诉／总计")
_SUITS = ((_DIRECT, _AFTER),)


def _group(name: str, year: int) -> tuple[tuple[Key, ...], ...]:
    """What a sentence about an outcome may mean: the rows of its group."""
    rows = {"上年结转": [CARRIED_IN], "结转下年度": [CARRIED_OUT]}.get(name)
    rows = rows or GROUPS[name]["2019" if year < 2021 else "2021"]
    return (tuple(("三", row, TOTAL) for row in rows),)


# 编码, 年度, the words, the number in them, and what it is about: 收 received, 办 handled, 复 and 诉 table 四, 直 and
# 后 its groups, else an outcome. Each stands once in its file.
_CLAIMS = """
xian 2022 收到政府信息公开申请92件 92 收
xian 2022 上年结转6件 6 上年结转
xian 2022 结转下年度继续办理12件 12 结转下年度
xian 2022 行政复议8件 8 复
xian 2022 行政诉讼10件 10 诉
xian 2023 新收政府信息公开申请108件 108 收
xian 2023 予以公开44件 44 予以公开
xian 2023 部分公开15件 15 部分公开
xian 2023 不予公开18件 18 不予公开
xian 2023 无法提供19件 19 无法提供
xian 2023 不予处理9件 9 不予处理
xian 2023 其他处理4件 4 其他处理
xian 2023 行政复议12件 12 复
xian 2023 行政诉讼13件 13 诉
xian 2024 收到公开申请100件 100 收
xian 2024 行政复议12件 12 复
xian 2024 未经复议直接起诉8件 8 直
xian 2024 复议后起诉6件 6 后
bgs 2022 收到政府信息公开申请27件 27 收
bgs 2022 上年结转2件 2 上年结转
bgs 2022 结转下年度2件 2 结转下年度
bgs 2022 予以公开13件 13 予以公开
bgs 2022 部分公开3件 3 部分公开
bgs 2022 不予公开2件 2 不予公开
bgs 2022 无法提供6件 6 无法提供
bgs 2022 不予处理2件 2 不予处理
bgs 2022 其他处理1件 1 其他处理
bgs 2023 新收申请32件 32 收
bgs 2023 办结申请33件 33 办
bgs 2023 申请行政复议3件 3 复
bgs 2023 提起行政诉讼2件 2 诉
bgs 2024 受理政府信息公开申请二十八件 28 收
bgs 2024 行政复议2件 2 复
bgs 2024 行政诉讼3件 3 诉
jyj 2022 接收公开申请52件 52 收
jyj 2022 行政复议6件 6 复
jyj 2022 行政诉讼9件 9 诉
jyj 2023 收到政府信息公开申请63件 63 收
jyj 2023 上年结转9件 9 上年结转
jyj 2023 结转下年度8件 8 结转下年度
jyj 2023 予以公开20件 20 予以公开
jyj 2023 部分公开9件 9 部分公开
jyj 2023 不予公开15件 15 不予公开
jyj 2023 行政复议9件 9 复
jyj 2023 行政诉讼11件 11 诉
jyj 2023 未经复议直接起诉6件 6 直
jyj 2024 收到申请65件 65 收
jyj 2024 上年结转8件 8 上年结转
baishi 2022 收到公开申请10件 10 收
baishi 2022 结转下年度1件 1 结转下年度
baishi 2023 收到申请13件 13 收
hekou 2022 收到申请3件 3 收
hekou 2024 收到申请5件 5 收
shi 2019 收到政府信息公开申请37件 37 收
shi 2019 予以公开21件 21 予以公开
shi 2019 行政复议4件 4 复
shi 2019 行政诉讼1件 1 诉
shi 2020 收到公开申请34件 34 收
shi 2020 上年结转1件 1 上年结转
shi 2020 结转下年度2件 2 结转下年度
shi 2020 行政复议5件 5 复
shi 2020 行政诉讼4件 4 诉
shi 2021 收到申请39件 39 收
shi 2021 行政复议4件 4 复
shi 2021 行政诉讼4件 4 诉
shi 2022 受理公开申请34件 34 收
shi 2022 予以公开20件 20 予以公开
shi 2022 不予处理1件 1 不予处理
zjj 2019 收到公开申请63件 63 收
zjj 2019 上年结转1件 1 上年结转
zjj 2020 收到申请55件 55 收
zjj 2020 部分公开7件 7 部分公开
zjj 2020 结转下年度3件 3 结转下年度
zjj 2020 行政复议4件 4 复
zjj 2020 行政诉讼3件 3 诉
zjj 2021 新收申请60件 60 收
zjj 2022 收到申请50件 50 收
zjj 2022 无法提供12件 12 无法提供
zjj 2022 其他处理1件 1 其他处理
"""


def _claim(line: str) -> Claim:
    slug, year, words, number, kind = line.split()
    known: dict[str, tuple[str, tuple[tuple[Key, ...], ...]]] = {
        "收": ("text-received", _RECEIVED),
        "办": ("text-received", _HANDLED),
        "复": ("text-review", _REVIEWS),
        "诉": ("text-review", _SUITS),
        "直": ("text-review", ((_DIRECT,),)),
        "后": ("text-review", ((_AFTER,),)),
    }
    code, readings = known.get(kind) or ("text-outcome", _group(kind, int(year)))
    return Claim((slug, int(year)), code, words, int(number), readings)


CLAIMS = tuple(_claim(line) for line in _CLAIMS.strip().split("\n"))


# --- the models --------------------------------------------------------------------------------------------------


def _reports(figures: Mapping[Home, Mapping[Key, Decimal]], days: Mapping[str, str]) -> dict[Home, Report]:
    return {
        (slug, year): Report(
            title=f"{_NAMES[slug]}{year}年政府信息公开工作年度报告",
            published=f"{year + 1}-{days[slug]}",
            figures=of,
            chapters=dict(zip("一五六", _TEXTS[slug, year][:3], strict=True)),
            editions=("2019",) * 3 if year < 2021 else ("2021",) * 3,
            scope={"xian": "全辖区", "shi": "本机关"}.get(slug, ""),
            preamble=_TEXTS[slug, year].preamble,
        )
        for (slug, year), of in figures.items()
    }


def _body(slug: str, level: str, kind: str, code: str, parent: str = "") -> str:
    above = f"上级: {parent}\n" if parent else ""
    return f"全称: {_NAMES[slug]}\n层级: {level}\n类别: {kind}\n行政区划代码: {code}\n{above}"


def _site(name: str, code: str, address: str, years: str) -> str:
    return (
        f"标题: {name}政府信息公开工作年度报告\n网站标识码: {code}0001\n网址: {address}\n应报年度: [{years}]\n"
        f"截止日期: {{政府: 03-31, 部门: 01-31, 乡镇街道: 01-31}}\n地区:\n  - {{代码: {code}, 名称: {name}}}\n"
    )


COUNTY = Model(
    _site("松岭县", "990201", "https://songling.example/zwgk/", "2022, 2023, 2024"),
    {
        "xian": _body("xian", "县", "政府", "990201"),
        "bgs": _body("bgs", "县", "部门", "990201", "xian"),
        "jyj": _body("jyj", "县", "部门", "990201", "xian"),
        "baishi": _body("baishi", "乡", "乡镇街道", "990201101", "xian"),
        "hekou": _body("hekou", "乡", "乡镇街道", "990201202", "xian"),
    },
    _reports(_COUNTY_FIGURES, {"xian": "03-24", "bgs": "01-22", "jyj": "01-26", "baishi": "01-18", "hekou": "01-31"}),
    tuple(claim for claim in CLAIMS if (claim.home in _COUNTY_FIGURES)),
    ("xian", PARTS),
)
CITY = Model(
    _site("云河市", "990300", "https://yunhe.example/", "2019, 2020, 2021, 2022"),
    {"shi": _body("shi", "市", "政府", "990300"), "zjj": _body("zjj", "市", "部门", "990300", "shi")},
    _reports(_CITY_FIGURES, {"shi": "03-19", "zjj": "01-29"}),
    tuple(claim for claim in CLAIMS if claim.home in _CITY_FIGURES),
)

Change = Callable[[Model], Model]


def figure(slug: str, year: int, key: Key, step: Decimal | int) -> Change:
    """A change of one figure by a step."""

    def change(model: Model) -> Model:
        report = model.reports[slug, year]
        figures = {**report.figures, key: report.figures[key] + step}
        return replace(model, reports={**model.reports, (slug, year): replace(report, figures=figures)})

    return change


def words(file: str, old: str, new: str | None) -> Change:
    """A change of the words on the one line that holds them; None takes the line out."""
    return lambda model: replace(model, edits=(*model.edits, (file, old, new)))


def report(slug: str, year: int, act: Callable[[Report], Report]) -> Change:
    """A change of a report as a whole."""
    return lambda model: replace(model, reports={**model.reports, (slug, year): act(model.reports[slug, year])})


def changed(model: Model, *changes: Change) -> Model:
    """The portal after the changes, in this order."""
    for change in changes:
        model = change(model)
    return model
