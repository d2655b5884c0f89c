"""Do the documents say what the program does? What they quote is made again and compared.

Parts between `<!-- 自动核对：… -->` and `<!-- 完 -->` are written by `pytest tests/test_docs.py --bless`.
"""

import json
import random
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import pytest
import yaml

import build
from gongkai import bind as binding
from gongkai import cli, fields, portal, records
from gongkai import site as site_record
from gongkai.canon import dump
from gongkai.cells import State, read_cell
from gongkai.codes import CODES
from gongkai.diag import Diagnostic, Severity, in_order
from gongkai.emit.data import COLUMNS, report_json
from gongkai.emit.pages import site_outputs
from gongkai.emit.places import LEVEL_SLUGS
from gongkai.folders import read_templates
from gongkai.form import SEPARATOR, Line, Table
from gongkai.gather import MAX_ATTACHMENT, MAX_BADGE, gather
from gongkai.layout import lay_out
from gongkai.show import LEVELS, as_json
from gongkai.source import Tree, parse, parse_record
from gongkai.standing import standings
from gongkai.theme import Theme
from support import CONTENT, FORMS, ROOT, TEMPLATES, forms, tree

DOCS = ROOT / "docs"
EXAMPLES = DOCS / "examples" / "content"
NAMES = sorted(
    p.relative_to(ROOT).as_posix() for p in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")) if EXAMPLES not in p.parents
)
NEWEST = "2021"
NUMERALS = "零一二三四五六七八九十"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fences(text: str, language: str) -> list[str]:
    """The contents of the fenced blocks of a language, "" for those of none."""
    found = re.findall(r"^(`{3,4})(\w*)\n(.*?)^\1$", text, re.MULTILINE | re.DOTALL)
    return [content for _, name, content in found if name == language]


def rows(text: str, *heads: str) -> list[list[str]]:
    """The rows of every table with these column heads, cell by cell."""
    found, inside = [], False
    for line in text.split("\n"):
        cells = [c.replace(r"\|", "|").strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not line.startswith("|"):
            inside = False
        elif inside and set(line) - set("|-"):
            found.append(cells)
        elif cells == list(heads):
            inside = True
    assert found, heads
    return found


def bare(cell: str) -> str:
    """A cell without its backquotes."""
    return cell.strip("`")


def section(text: str, heading: str) -> str:
    """The text below a heading, to the next heading of its level or above."""
    level = heading.index(" ")
    return re.split(rf"^#{{1,{level}}} ", text.split(f"\n{heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]


# --- what is quoted, made again --------------------------------------------------------------------

GUIDE = read("docs/editing.md")
(COMPLETE,) = fences(GUIDE, "markdown")
TOWN = {f"ceshi-zhen/{name}": (EXAMPLES / "ceshi-zhen" / name).read_text(encoding="utf-8") for name in ("agency.yaml",)}
SITE = {"site.yaml": (EXAMPLES / "site.yaml").read_text(encoding="utf-8")}


def judged(report: str) -> tuple[portal.Portal, tuple[Diagnostic, ...]]:
    """The portal of the town of the guide with one report, and what is said of it."""
    made, found = gather(tree({**SITE, **TOWN, "ceshi-zhen/2023.md": report}), forms())
    return made, in_order(found)


def check_output(capsys: pytest.CaptureFixture[str]) -> str:
    cli.main(["check", "--content", str(EXAMPLES)])
    said = capsys.readouterr()
    return f"```\n{said.out}{said.err}```"


def table_of(heads: tuple[str, ...], lines: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, ("---",) * len(heads), *lines)).replace(
        "| --- | --- | --- |", "|---|---|---|"
    )


def written(line: Line) -> str:
    return " › ".join(f"`{key}`" for key in line.keys)


def form_table(edition: str, ordinal: str) -> Table:
    return next(t for t in forms().get(edition).tables if t.ordinal == ordinal)


def by_name(table: Table) -> str:
    """Table 二: each line with what stands in its cells."""

    def cells(line: Line) -> str:
        if len(line.cells) == 1:
            return f"一个数：{line.cells[0][1].label}"
        return "，".join(f"`{c.node.written}` {c.label}" for _, c in line.cells)

    lines = [(written(line), line.cells[0][0].label, cells(line)) for line in table.lines]
    return table_of(("写法", "表上的名称", "各格"), lines)


def columns(table: Table) -> str:
    """Table 三: its columns, one set for all lines."""
    (only,) = {tuple(column for _, column in line.cells) for line in table.lines}
    lines = [(str(n), f"`{c.node.written}`", c.label) for n, c in enumerate(only, 1)]
    return table_of(("次序", "写法", "表上的名称"), lines)


def by_order(table: Table) -> str:
    """Table 三: each line; for an older edition those that the newest has otherwise."""
    newest = form_table(NEWEST, table.ordinal)
    known = set() if table is newest else {(line.keys, line.cells[0][0].label) for line in newest.lines}
    lines = [(line.keys, line.cells[0][0].label, written(line)) for line in table.lines]
    shown = [(name, label, "") for keys, label, name in lines if (keys, label) not in known]
    return table_of(("写法", "表上的名称", ""), shown).replace(" |  |", " |").replace("|---|---|---|", "|---|---|")


def by_group(table: Table) -> str:
    """Table 四: each column group with its columns."""
    lines = []
    for line in table.lines:
        heads = SEPARATOR.join(node.label for node in line.cells[0][1].ancestors)
        lines.append((written(line), heads, "、".join(c.node.label for _, c in line.cells)))
    return table_of(("写法", "表上的名称", "各格依次"), lines)


def chapters() -> str:
    return "\n".join(f"- `## {chapter.heading}`" for chapter in forms().get(NEWEST).chapters)


def reserved() -> str:
    return "、".join(f"`{word}`" for word in sorted(records.RESERVED)) + "。"


def json_excerpt() -> str:
    made, _ = judged(COMPLETE)
    lines = report_json(made.reports["ceshi-zhen", 2023], made.agencies[0].name).decode().split("\n")
    first = next(i for i, line in enumerate(lines) if '"表": "三"' in line)
    return "\n".join(["```", *lines[:3], "……", lines[first], "……", *lines[-3:-1], "```"])


MADE: dict[tuple[str, str], Callable[[], str]] = {
    ("docs/editing.md", "表三的列"): lambda: columns(form_table(NEWEST, "三")),
    ("docs/editing.md", "六章"): chapters,
    ("docs/editing.md", f"表四 {NEWEST}"): lambda: by_group(form_table(NEWEST, "四")),
    ("docs/records.md", "保留的词"): reserved,
    ("docs/report-json.md", "report.json"): json_excerpt,
    **{("docs/editing.md", f"表二 {e.id}"): (lambda e=e: by_name(form_table(e.id, "二"))) for e in forms().editions},
    **{("docs/editing.md", f"表三 {e.id}"): (lambda e=e: by_order(form_table(e.id, "三"))) for e in forms().editions},
}


def compare(name: str, mark: str, made: str, *, bless: bool) -> None:
    text = read(name)
    begin, end = f"<!-- 自动核对：{mark} -->\n", "<!-- 完 -->"
    before, _, rest = text.partition(begin)
    quoted, closed, after = rest.partition(end)
    assert closed, f"{name} has no part {mark}"
    if bless:
        (ROOT / name).write_text(f"{before}{begin}\n{made}\n\n{end}{after}", encoding="utf-8", newline="\n")
        return
    assert quoted.strip("\n") == made


@pytest.mark.parametrize(("name", "mark"), MADE, ids=lambda part: part)
def test_what_is_quoted_is_what_is_made(name, mark, request):
    compare(name, mark, MADE[name, mark](), bless=request.config.getoption("--bless"))


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_the_output_in_the_readme_is_that_of_the_command(name, request, capsys):
    compare(name, "检查结果", check_output(capsys), bless=request.config.getoption("--bless"))


def test_no_part_is_marked_that_is_not_made():
    marked = {(name, mark) for name in NAMES for mark in re.findall("<!-- 自动核对：(.*?) -->", read(name))}

    assert marked == {*MADE, ("README.md", "检查结果"), ("README.en.md", "检查结果")}


def test_older_tables_differ_only_where_the_guide_says_so():
    for edition in forms().editions:
        table, newest = form_table(edition.id, "四"), form_table(NEWEST, "四")
        assert by_group(table) == by_group(newest)
        assert columns(form_table(edition.id, "三")) == columns(form_table(NEWEST, "三"))
        assert [c.heading for c in edition.chapters] == [c.heading for c in forms().get(NEWEST).chapters]


# --- README ----------------------------------------------------------------------------------------


def outline(text: str) -> list[object]:
    """What twins share: levels of headings, commands and outputs, where links lead, rows of tables."""
    without = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    levels = [len(m) for m in re.findall(r"^(#+) ", without, re.MULTILINE)]
    blocks = [re.sub(r" +#.*", "", block) for block in fences(text, "")]
    parts = [[line.split("  ")[0] for line in block.split("\n")] for block in fences(text, "text")]
    links = [link.replace("README.en.md", "README.md") for link in re.findall(r"\]\((.*?)\)", without)]
    return [levels, blocks, parts, links, re.findall(r"^\| (`.*?`) ", without, re.MULTILINE)]


def test_the_two_readmes_are_twins():
    assert outline(read("README.en.md")) == outline(read("README.md"))


def test_the_two_commands_and_the_picture_are_on_the_first_screen():
    for name in ("README.md", "README.en.md"):
        head = read(name).split("\n## ")[0]
        assert [line.split("#")[0].strip() for line in fences(head, "")[0].splitlines()] == [
            "python3 build.py",
            "python3 build.py test",
        ]
        assert re.search(r"!\[.{20,}\]\(docs/images/report\.png\)", head)
        assert len(head.splitlines()) < 25


def test_every_picture_is_shown_described_and_small():
    pictures = {p.relative_to(ROOT).as_posix(): p.stat().st_size for p in (DOCS / "images").glob("*.*g")}

    assert max(pictures.values()) <= 150 * 1024
    for name in ("README.md", "README.en.md"):
        assert sorted(re.findall(r"!\[.{15,}\]\((.*?)\)", read(name))) == sorted(pictures)


def numeral(number: int) -> str:
    """A number below a hundred as it is read."""
    tens, ones = divmod(number, 10)
    return f"{NUMERALS[tens] if tens > 1 else ''}{'十' if tens else ''}{NUMERALS[ones] if ones or not tens else ''}"


def test_numbers_in_the_readme_are_those_of_the_project():
    made, _ = gather(portal_tree(), forms())
    text, english = read("README.md"), read("README.en.md")
    python, node = (".".join(map(str, version)) for version in (build.OLDEST_PYTHON, build.OLDEST_NODE))

    for invented, word in ((False, ""), (True, "虚构")):
        bodies = [agency for agency in made.agencies if made.atlas.is_invented(agency) == invented]
        reports = sum(len(made.reports_of(agency)) for agency in bodies)
        for document in (text, read("CHANGELOG.md")):
            assert f"{numeral(len(bodies))}个{word}机关的{numeral(reports)}份年报" in document
    for version in (python, node):
        assert version in text
        assert version in english
        assert version in read("CONTRIBUTING.md")


def portal_tree():
    texts = {p.relative_to(CONTENT).as_posix(): p.read_text(encoding="utf-8") for p in CONTENT.rglob("*.*")}
    return tree(texts)


def test_the_faulty_report_has_exactly_its_five_mistakes():
    faulty = (EXAMPLES / "ceshi-zhen" / "2023.md").read_text(encoding="utf-8")
    differing = [(a, b) for a, b in zip(faulty.split("\n"), COMPLETE.split("\n"), strict=True) if a != b]
    _, found = judged(faulty)

    assert len(differing) == 5
    assert len({f.code for f in found}) == len(found) == 5


# --- the editing guide -----------------------------------------------------------------------------


def test_the_complete_report_is_faultless_and_canonical():
    made, found = judged(COMPLETE)

    assert found == ()
    assert ("ceshi-zhen", 2023) in made.reports
    draft, _ = parse(COMPLETE.encode(), "")
    assert dump(draft) == COMPLETE


CURES = re.findall(
    r"^#### (.+)\n\n- 写成了：(.+)\n- 检查结果：(.+?)\[([a-z-]+)\] (.+)\n- 应当写：`(.+)`$", GUIDE, re.MULTILINE
)
UNSEEN = {"〔Tab〕": "\t", "〔全角空格〕": "\u3000", "〔空格〕": "   "}


def squeezed(line: str) -> str:
    return re.sub(" +", " ", line.split("  #", maxsplit=1)[0].strip())


@pytest.mark.parametrize("cure", CURES, ids=[cure[0] for cure in CURES])
def test_each_fault_of_the_guide_is_found_and_its_cure_is_right(cure):
    _, wrong, level, code, message, right = cure
    lines = COMPLETE.split("\n")
    (at,) = [i for i, line in enumerate(lines) if squeezed(line) == right]
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    text = wrong.strip("`")
    mark = next((mark for mark in UNSEEN if text.startswith(mark)), "")
    lines[at : at + 1] = [] if wrong.startswith("〔没有") else [(UNSEEN.get(mark) or indent) + text.removeprefix(mark)]
    _, found = judged("\n".join(lines))

    assert (level, code, message) in [(LEVELS[f.severity], f.code, f.message) for f in found]
    assert len(found) <= 4  # a figure may stand in several sums, a misspelt row is also a missing one


def test_every_cure_was_read():
    assert len(CURES) == GUIDE.count("\n#### ")


def test_cells_mean_what_the_guide_says():
    for text, state, _ in rows(section(GUIDE, "## 一格里可以写什么"), "写", "算作", "什么时候写"):
        kind = "money" if "." in text else "count"
        assert read_cell(bare(text), kind, None)[0].state == state, text
    assert {row[1] for row in rows(GUIDE, "写", "算作", "什么时候写")} == set(State) - {State.ABSENT}


def test_totals_can_be_written_in_the_three_ways():
    found = []
    for _, example, _ in rows(GUIDE, "写法", "例子", "结果"):
        line = next(line for line in COMPLETE.split("\n") if line.startswith("  本年新收:"))
        report = COMPLETE.replace(line, f"  {bare(example)}")
        if example.count(",") == line.count(",") - 1:  # left out: in every line of the table
            table = re.search(r"(?m)^依申请公开:.*\n(?: .*\n)+", report)[0]
            report = report.replace(table, re.sub(r"(\[(?:\d+, ){5}\d+), \d+\]", r"\1]", table))
        found.append([f.code for f in judged(report)[1]])
    assert found == [[], ["not-checkable"], []]
    line = next(line for line in COMPLETE.split("\n") if line.startswith("  总计:"))
    assert judged(COMPLETE.replace(line + "\n", ""))[1] == ()


def test_a_note_with_a_comma_needs_quotation_marks_in_a_list():
    line = next(line for line in COMPLETE.split("\n") if line.startswith("  本年新收:"))
    for cell, codes in (("11（线上9件，窗口2件）", ["fullwidth-comma"]), ('"11（线上9件，窗口2件）"', [])):
        _, found = judged(COMPLETE.replace(line, f"  本年新收: [{cell}, 1, 0, 0, 0, 0, 12]"))
        assert [f.code for f in found] == codes


def test_words_for_a_whole_table_are_taken():
    for word, codes in (("全部为零", []), ("全部空白", ["not-checkable"]), ("缺表", ["table-absent"])):
        assert f"| `{word}` |" in GUIDE
        report = re.sub(r"(?m)^依申请公开:.*\n(?: .*\n)+", f"依申请公开: {word}\n", COMPLETE)
        # What the text says of the table that was there is no longer true, and said to be so.
        assert [f.code for f in judged(report)[1] if not f.code.startswith("text-")] == codes


def test_an_unbalanced_table_is_accepted_as_the_guide_shows():
    (block,) = [b for b in fences(GUIDE, "yaml") if b.startswith("说明:")]
    broken = COMPLETE.replace("[1, 0, 0, 0, 1]", "[1, 0, 0, 0, 2]")
    _, (found,) = judged(broken)
    _, (accepted,) = judged(broken.replace("主动公开:\n", block + "主动公开:\n", 1))

    assert found.severity == Severity.ERROR
    assert block.split("理由")[0].split("\n")[1].strip() in found.hint
    assert (accepted.code, accepted.severity) == (found.code, Severity.NOTE)
    acceptable = {code for code, meta in CODES.items() if meta.acceptable}
    assert set(re.findall("`([a-z]+(?:-[a-z]+)*)`", section(GUIDE, "## 原表就是不平：说明"))) == acceptable


def test_wrong_encodings_are_named_as_the_guide_says():
    names = {"not-utf8": COMPLETE.encode("gbk"), "utf16": COMPLETE.encode("utf-16")}
    names |= {
        "front-matter-missing": b"\n" + COMPLETE.encode(),
        "invisible-character": COMPLETE.replace("96", "96\u200b").encode(),
    }
    said = []
    for data in (*names.values(), COMPLETE.encode("utf-8-sig").replace(b"\n", b"\r\n")):
        texts = {name: text.encode() for name, text in {**SITE, **TOWN}.items()}
        _, found = gather(Tree({**texts, "ceshi-zhen/2023.md": data}, {"ceshi-zhen/年报.docx": 1}), forms())
        said.append([f"{LEVELS[f.severity]}[{f.code}] {f.message}" for f in in_order(found)])
    *wrong, right = said

    assert [row[0] for row in rows(GUIDE, "检查结果", "改法")] == [*(found[0] for found in wrong), *right]


def test_attachment_types_are_listed():
    assert "允许的类型：" + "、".join(binding.ATTACHMENT_TYPES) + "。" in GUIDE
    assert f"不超过 {MAX_ATTACHMENT // 1024**2} MB" in GUIDE


@pytest.mark.parametrize("name", [name for name in NAMES if fences(read(name), "yaml")])
def test_every_piece_of_yaml_is_in_the_layout_we_ask_for(name):
    for block in fences(read(name), "yaml"):
        draft, found = parse_record(block.encode(), name)
        assert found == []
        assert draft.front.entries


# --- records ---------------------------------------------------------------------------------------

RECORDS = read("docs/records.md")
AGENCY_YAML, MERGED_YAML, SITE_YAML = fences(RECORDS, "yaml")
SUBTABLE = re.compile(r"\n`\w+`(?: 的每一项)?：\n")  # the heading of the table of an inner mapping


@pytest.fixture
def asked(monkeypatch):
    """Which names each kind of mapping is asked for, by what messages call it."""
    seen: dict[str, list[str]] = {}
    rest = fields.Fields.rest

    def note(self) -> None:
        seen.setdefault(self.what, list(self._asked))
        rest(self)

    monkeypatch.setattr(fields.Fields, "rest", note)
    return seen


def test_the_records_of_the_document_are_faultless_and_complete(asked):
    for read_record, text in ((records.read_agency, AGENCY_YAML), (site_record.read_site, SITE_YAML)):
        draft, found = parse_record(text.encode(), "")
        assert found == []
        more = [draft, "ceshi-zhen"] if read_record is records.read_agency else [draft]
        assert read_record(*more)[1] == []
    agency, site = RECORDS.split("\n## 网站档案")
    first, *inner = SUBTABLE.split(agency)
    assert names_in(first) == asked["机关档案"]
    assert [names_in(text) for text in inner] == [
        asked[k] for k in ("『曾用名』的这一项", "『存续期间』", "『依申请公开』")
    ]
    first, *inner = SUBTABLE.split(site)
    assert names_in(first) == asked["网站档案"]
    assert [names_in(text) for text in inner] == [
        asked[k] for k in ("『截止日期』", "『地区』的这一项", "『页脚标识』的这一项")
    ]
    # Nothing of the example looks like personal data, so there is nothing to answer.
    assert [*re.findall("^(\\w+):", SITE_YAML, re.MULTILINE), "非个人信息"] == asked["网站档案"]


def test_the_facts_that_must_be_there_are_marked_so():
    agency, site = RECORDS.split("\n## 网站档案")
    for read_record, part, example in (
        (lambda draft: records.read_agency(draft, "ceshi-zhen"), agency, AGENCY_YAML),
        (site_record.read_site, site, SITE_YAML.replace("正式上线: 否", "正式上线: 是")),
    ):
        must = {"是": "field-missing", "应写": "record-incomplete", "上线必填": "site-not-ready"}
        for name, mark in [(bare(row[0]), row[1]) for row in rows(SUBTABLE.split(part)[0], "名称", "必填", "写什么")]:
            without, _ = parse_record(re.sub(rf"(?m)^{name}:.*\n(?: .*\n)*", "", example).encode(), "")
            found = [f.code for f in read_record(without)[1] if f.code != "invented-live"]  # the example names one
            assert found == ([must[mark]] if mark else []), name
    for name in ("地区", "页脚标识"):
        (item,) = re.findall(rf"^{name}:\n(?:  .*\n)*?  - \{{(.*)\}}\n(?!  )", SITE_YAML, re.MULTILINE)
        table = SUBTABLE.split(site.partition(f"\n`{name}` 的每一项：\n")[2])[0]
        for fact, mark, _ in rows(table, "名称", "必填", "写什么"):
            less = re.sub(rf"{bare(fact)}: (?:\[.*?\]|[^,}}]+)(?:, )?", "", item).removesuffix(", ")
            draft, _ = parse_record(SITE_YAML.replace(item, less).encode(), "")
            assert [f.code for f in site_record.read_site(draft)[1]] == ["field-missing"] * bool(mark), fact


BADGE = {"党政机关.png": 9000}


def site_with(*records_: tuple[str, str], **others: int) -> tuple[portal.Portal, list[Diagnostic]]:
    """The portal of the records of the document, with these bodies."""
    texts = {"site.yaml": SITE_YAML, **{f"{slug}/agency.yaml": text for slug, text in records_}}
    return gather(Tree({name: text.encode() for name, text in texts.items()}, others or BADGE), forms())


def test_a_body_that_was_merged_names_its_end_and_who_took_it_over():
    town, merged = ("ceshi-zhen", AGENCY_YAML), ("liangguanzhan", MERGED_YAML)

    assert site_with(town, merged)[1] == []
    for wrong in (
        MERGED_YAML.replace("{止: 2021}", "{起: 2001}"),
        MERGED_YAML.replace("并入: ceshi-zhen", "并入: liangguanzhan"),
        MERGED_YAML.replace("并入: ceshi-zhen", "并入: meiyou"),
    ):
        assert [f.code for f in site_with(town, ("liangguanzhan", wrong))[1]] == ["agency-successor"]


def test_badges_are_beside_the_site_record_and_as_small_as_the_document_says():
    assert f"不超过 {MAX_BADGE // 1024} KB" in RECORDS
    for size, codes in ((MAX_BADGE, []), (MAX_BADGE + 1, ["badge"])):
        assert [f.code for f in site_with(**{"党政机关.png": size})[1]] == codes
    assert [f.code for f in site_with(**{"biaozhi/党政机关.png": 1})[1]] == ["badge", "file-unused"]
    types = re.search(r"旁边的 ([\w、]+) 或 (\w+) 文件", RECORDS)
    for kind in (*types[1].split("、"), types[2]):
        text = SITE_YAML.replace("党政机关.png", f"党政机关.{kind}")
        assert gather(Tree({"site.yaml": text.encode()}, {f"党政机关.{kind}": 1}), forms())[1] == []


def test_a_body_belongs_to_the_region_that_the_document_says():
    plain = "全称: {}\n层级: {}\n类别: {}\n"
    made, found = site_with(
        ("sheng", plain.format("测试省人民政府", "省", "政府") + "行政区划代码: 320000\n"),
        ("qu", plain.format("测试区人民政府", "县", "政府") + "行政区划代码: 321302\n"),
        ("qu-ju", plain.format("测试区某局", "县", "部门") + "上级: qu\n"),
        ("cun-zhen", plain.format("某镇人民政府", "乡", "乡镇街道") + "行政区划代码: 321302005\n"),
        ("yuan", plain.format("某镇人民政府", "乡", "乡镇街道") + "行政区划代码: 321303005001\n"),
        ("wu", plain.format("某局", "县", "部门")),
        ("shili", plain.format("示例县某局", "县", "部门") + "行政区划代码: 990101\n"),
        ("ceshi", plain.format("某县人民政府", "县", "政府") + "行政区划代码: 329999\n"),
    )
    atlas, by_slug = made.atlas, made.by_slug

    assert {f.code for f in found} == {"region-unnamed"}  # the example names one region only
    regions = {slug: region and region.code for slug in by_slug for region in [atlas.region_of(by_slug[slug])]}
    assert regions == {
        "sheng": "320000",
        "qu": "321302",
        "qu-ju": "321302",
        "cun-zhen": "321302",
        "yuan": "321303",
        "wu": None,
        "shili": "990101",
        "ceshi": "329999",
    }
    assert {r.code: r.name for r in atlas.regions} == {
        "320000": "测试省",
        "321302": "测试区",
        "321303": "行政区划 321303",
        "329999": "测试县",
        "990101": "示例县",
    }
    province = {agency.slug for agency in atlas.within(atlas.by_code["320000"])}
    assert province == set(by_slug) - {"wu", "shili"}
    assert [slug for slug in by_slug if atlas.is_invented(by_slug[slug])] == ["shili"]
    assert {year: standings(made, atlas.real, year)[0].expected for year in (2022, 2023, 2024)} == {
        2022: False,
        2023: True,
        2024: True,
    }
    assert [one.expected for one in standings(made, [by_slug["shili"]], 2022)] == [True]


def test_the_pages_of_a_site_are_listed_with_their_addresses():
    listed = [bare(row[1]) for row in rows(RECORDS, "网页", "网址", "内容")]
    pages = {path.removesuffix("index.html") for path in paths_of_the_demo() if path.endswith("/index.html")}
    matched = {pattern: {page for page in pages | {""} if matches(pattern[1:], page)} for pattern in listed}

    assert all(matched.values())
    assert set().union(*matched.values()) == pages | {""}
    for level in LEVEL_SLUGS.values():
        assert f"`{level}`" in RECORDS
        assert f"`{level}`" in DATA


def names_in(text: str) -> list[str]:
    return [bare(row[0]) for row in rows(text, "名称", "必填", "写什么")]


def test_the_guide_names_every_fact_of_a_report(asked):
    assert judged(COMPLETE)[1] == ()
    spellings = {s for e in forms().editions for t in e.tables for s in t.spellings}
    listed = names_in(GUIDE)

    assert sorted(listed) == sorted(set(asked["年报"]) - spellings)
    required = [bare(row[0]) for row in rows(GUIDE, "名称", "必填", "写什么") if row[1] == "是"]
    for name in required:
        report = re.sub(rf"(?m)^{name}:.*\n(?: .*\n)*", "", COMPLETE)
        assert {f.code for f in judged(report)[1]} <= {"field-missing", "table-missing"}
        assert judged(report)[1]


def test_the_page_tags_named_are_those_written():
    (basis,) = [row[1] for row in rows(read("docs/rules.md"), "编号", "要求") if row[0].startswith("国办发")]
    made, _ = gather(tree({**SITE, **TOWN, "ceshi-zhen/2023.md": COMPLETE}), forms())
    outputs = site_outputs(made, Theme(read_templates(TEMPLATES)), made.site.address)
    written = {o.path: re.findall(r'<meta name="([A-Z]\w+)"', o.data.decode()) for o in outputs if "html" in o.path}
    report = written.pop("ceshi-zhen/2023/index.html")

    assert re.findall("`([A-Z]\\w+)`", basis)[: len(report)] == report
    assert written.pop("404.html") == []
    assert {tuple(names) for names in written.values()} == {tuple(report[:-3])}


def test_slugs_are_as_long_as_the_document_says():
    assert f"不超过 {records.MAX_SLUG} 个字" in RECORDS


# --- data files, findings, editions ----------------------------------------------------------------

DATA = read("docs/report-json.md")
PARTS = {
    "<编码>": f"(?!(?:{'|'.join(records.RESERVED)})/)[a-z0-9-]+",
    "<年度>": r"\d{4}",
    "<代码>": r"\d{6}",
    "<检查项目>": "[a-z0-9-]+",
    "<层级>": f"(?:{'|'.join(LEVEL_SLUGS.values())})",
    "<附件文件名>": r"[^/]+",
    "<图片文件名>": r"[^/]+",
    "<名称>": r"[\w-]+",
    "<编号>": "[0-9a-f]{2,}",
    "<摘要>": "[0-9a-f]{10}",
}


def matches(pattern: str, path: str) -> bool:
    """Whether a path is one that a document writes with parts like `<编码>`."""
    for name, expression in PARTS.items():
        pattern = pattern.replace(name, expression)
    return re.fullmatch(pattern, path) is not None


@cache
def paths_of_the_demo() -> frozenset[str]:
    """Every file of the demo, with a badge in its foot and an address of its own."""
    demo = portal_tree()
    site = demo.texts["site.yaml"] + "页脚标识:\n  - {图片: 标识.png, 说明: 标识}\n".encode()
    made, _ = gather(Tree({**demo.texts, "site.yaml": site}, demo.others), forms())
    outputs = site_outputs(made, Theme(read_templates(TEMPLATES)), made.site.address)
    return frozenset(output.path for output in outputs)


def test_fields_of_the_data_files_are_listed():
    made, _ = judged(COMPLETE)
    report = json.loads(report_json(made.reports["ceshi-zhen", 2023], "测试镇人民政府"))
    typed = [bare(row[0]) for row in rows(DATA, "名称", "类型", "意思")]

    assert typed == [*report, *COLUMNS]
    assert [bare(row[0]) for row in rows(DATA, "状态", "值", "意思")] == list(State)
    (found,) = json.loads(as_json(judged(COMPLETE.replace("35", "-35"))[1]))["findings"]
    assert [bare(row[0]) for row in rows(section(DATA, "## check --format json"), "名称", "意思")] == list(found)


def test_every_file_of_a_site_has_an_address_of_the_list():
    paths = paths_of_the_demo()
    patterns = [bare(row[0]) for row in rows(DATA, "路径", "内容")]
    matched = {pattern for pattern in patterns for path in paths if matches(pattern, path)}

    assert all(any(matches(p, path) for p in patterns) for path in paths)
    assert matched == set(patterns)


def keys_of(form: Mapping[str, object]) -> dict[str, set[str]]:
    """The keys that a data file uses, by the heading of their table in the document."""
    used: dict[str, set[str]] = {"一版格式": set(form)}

    def note(kind: str, entries: list[dict]) -> None:
        for entry in entries:
            used.setdefault(kind, set()).update(entry)
            note("一行或一列", entry.get("parts", []))
            for name, below in (
                ("blocks", "一块"),
                ("rows", "一行或一列"),
                ("columns", "一行或一列"),
                ("identities", "一条勾稽关系"),
            ):
                note(below, entry.get(name, []))

    note("一项主要数字", form["key_figures"])
    note("一章", form["chapters"])
    note("一张表", form["tables"])
    return used


def test_every_key_of_an_edition_is_explained_and_no_other():
    text = read("docs/editions.md")
    used: dict[str, set[str]] = {}
    for path in FORMS.glob("*.yaml"):
        for kind, keys in keys_of(yaml.safe_load(path.read_text(encoding="utf-8"))).items():
            used.setdefault(kind, set()).update(keys)
    for kind, keys in used.items():
        _, found, rest = text.partition(f"\n{kind}")
        assert found, kind
        explained = [bare(row[0]) for row in rows(rest.split("\n\n")[1], "键", "必填", "意思")]
        assert len(explained) == len(set(explained))
        assert set(explained) == keys, kind


# --- all documents ---------------------------------------------------------------------------------


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", NAMES)
def test_every_link_between_documents_leads_somewhere(name):
    text = re.sub(r"^(`{3,}).*?^\1$", "", read(name), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith("https://"):
            continue
        path, _, at = link.partition("#")
        target = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert target.exists(), link
        if at:
            assert at in map(anchor, re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)), link


COMMANDS = sorted(
    {
        match.strip()
        for name in NAMES
        for match in re.findall(r"(?:python3|py) build\.py([^`#\n，。、；（）]*)", read(name))
    }
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_in_the_documents_exists(command):
    words = shlex.split(command)
    if words[:1] == ["test"]:
        assert all((ROOT / word).is_file() for word in words[1:] if not word.startswith("-"))
    elif words[:1] == ["bundle"]:
        assert words[1:2] == ["--to"]
        assert len(words) == 3
    elif words == ["--help"]:
        assert "用法" in cli._parser().format_help()
    else:
        assert cli._parser().parse_args([] if words == ["ANY", "COMMAND"] else words or ["build"])


@pytest.mark.parametrize("name", NAMES)
def test_no_document_names_a_machine(name):
    assert not re.search(r"/(?:work|tmp|home|Users)/|localhost|127\.0\.0\.1", read(name))


def test_the_glossary_uses_the_words_of_the_code():
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    code = (code + "".join(p.read_text(encoding="utf-8") for p in FORMS.glob("*.yaml"))).lower()
    for _, names, _ in rows(read("docs/glossary.md"), "中文", "English identifier", "意思 Meaning"):
        for name in re.split(r"[,()]\s*", names):
            assert name.strip().lower() in code or name.strip().replace(" ", "_").lower() in code, name


def test_every_dependency_has_its_reason():
    text = read("docs/decisions/0006-dependencies.md").lower()
    named = [
        line.split()[0]
        for f in ("run", "test", "node")
        for line in read(f"requirements/{f}.in").splitlines()
        if line[0] not in "#-"
    ]
    named += json.loads(read("tests/web/package.json"))["dependencies"]
    for package in named:
        if not package.lower().startswith("types-"):
            assert package.lower() in text


def node_tree(node):
    if node is None or isinstance(node, yaml.ScalarNode):
        return node and (node.value, node.start_mark.line, node.start_mark.column)
    if isinstance(node, yaml.SequenceNode):
        return [node_tree(child) for child in node.value]
    return [(node_tree(key), node_tree(value)) for key, value in node.value]


def test_both_yaml_readers_agree_on_what_the_layout_lets_through():
    """Decision 0002 rests on this."""
    assert yaml.__with_libyaml__, "the pinned PyYAML has both readers"
    rng = random.Random(0)
    pieces = [
        *"年ab1,[]{}#\"'?&*!|>%@`~/\\-",
        ": ",
        ":",
        "：",
        ", ",
        "- ",
        " #",
        "  ",
        "\n",
        "\n  ",
        "\n    ",
        "\n- ",
        "\t",
    ]
    pieces += ["\u3000", "\u2028", "\x85", "<<", "---", "0.5", "年度: ", "规章: ", "x: [", "{a: "]
    compared = 0
    for _ in range(10_000):
        text = lay_out("".join(rng.choices(pieces, k=rng.randint(1, 14)))).text
        fast, slow = (node_tree(yaml.compose(text, loader)) for loader in (yaml.CBaseLoader, yaml.BaseLoader))
        assert fast == slow, text
        compared += slow is not None
    assert compared > 500
