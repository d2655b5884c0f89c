"""Can a clerk check an import on its page? What stands on it, whether its links hold, and what must not get in."""

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from archive_files import docx, p, tbl, tc
from gongkai.archive.importing import Imported, NotImported, imported
from gongkai.archive.judged import judged
from gongkai.archive.page import MARK, as_page
from gongkai.archive.repair import KINDS
from gongkai.archive.told import Told
from gongkai.cli import main
from gongkai.commands.common import HERE
from gongkai.form import CellKey
from gongkai.office.workbook import workbook
from gongkai.records import Agency
from office_reports import report as office_report
from office_reports import with_cells
from support import forms

TEMPLATE, *STYLES = (
    (HERE / "show" / name).read_text(encoding="utf-8") for name in ("import.html", "report.css", "import.css")
)
STYLE = "".join(STYLES)
VOID = {"meta", "br", "wbr"}
TITLE = "测试县测试局2023年政府信息公开工作年度报告"
HEADS = "\t\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"


class Tree(HTMLParser):
    """The elements of a page, each with its attributes, the ids around it and its text; every one is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[tuple[str, str | None, list[str]]] = []
        self.around: dict[str, list[str]] = {}  # by the id of an element the targets of the links in it
        self.text: dict[str, str] = {}
        self.words = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert len(given) == len(attrs), tag
        self.all.append((tag, given, []))
        if "id" in given:
            assert given["id"] not in self.around, given["id"]
            self.around[given["id"]], self.text[given["id"]] = [], ""
        for _, name, _ in self.open:
            if name and "href" in given:
                self.around[name].append(given["href"].removeprefix("#"))
        if tag not in VOID:
            self.open.append((tag, given.get("id"), []))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self.open and self.open[-1][0] == "style":
            return
        self.words += data
        for _, name, _ in self.open:
            if name:
                self.text[name] += data

    def tags(self, *names):
        return [given for tag, given, _ in self.all if tag in names]


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def report(**rows: str | None) -> str:
    """A report as plain text with tabulators; `rows` are the figures of rows of table 三 by the first words of the label."""
    edition = forms().get("2021")
    third = next(table for table in edition.tables if table.ordinal == "三")
    lines = [TITLE, "", "一、总体情况", "今年的工作都做了。", "二、主动公开政府信息情况", "第二十条第（一）项"]
    lines += ["信息内容\t本年制发件数\t本年废止件数\t现行有效件数", "规章\t0\t0\t0", "行政规范性文件\t0\t0\t0"]
    lines += ["第二十条第（五）项", "信息内容\t本年处理决定数量", "行政许可\t1,286", "第二十条第（六）项"]
    lines += ["信息内容\t本年处理决定数量", "行政处罚\t3", "行政强制\t0", "第二十条第（八）项"]
    lines += ["信息内容\t本年收费金额（单位：万元）", "行政事业性收费\t0", "三、收到和处理政府信息公开申请情况", HEADS]
    for part in third.blocks:
        for leaf in part.row_leaves:
            figures = next((text for name, text in rows.items() if name in leaf.label), "0 0 0 0 0 0 0")
            if figures is not None:
                between = "\t" if figures.count(" ") == len(part.column_leaves) - 1 else " "
                lines.append(between.join([leaf.node.label, *figures.split(" ")]))
    lines += ["四、政府信息公开行政复议、行政诉讼情况", "行政复议\t行政诉讼", "未经复议直接起诉\t复议后起诉"]
    lines += ["\t".join(["结果维持\t结果纠正\t其他结果\t尚未审结\t总计"] * 3), "\t".join(["0"] * 15)]
    lines += ["五、存在的主要问题及改进情况", "问题还有，正在改。", "六、其他需要报告的事项", "没有收取信息处理费。"]
    return "\n".join(lines)


def read(data: str | bytes, name: str = "年报.txt") -> Imported | NotImported:
    return imported(data.encode() if isinstance(data, str) else data, name, forms())


def page_of(*files: Imported | NotImported) -> str:
    told = [Told(f"夹/{one.name}", one, judged(one, {}, forms()) if isinstance(one, Imported) else []) for one in files]
    return as_page(told, TEMPLATE, STYLE)


@pytest.fixture(scope="module")
def damaged() -> Imported:
    """A thousands separator in table 二; in table 三 a row with a figure less, a row that is not there, a strange row."""
    text = report(重复申请="1 2 3 0 6", 属于国家秘密=None)
    one = read(text.replace("四、政府", "不知何物\t7\t8\n四、政府"))
    assert isinstance(one, Imported), one
    return one


@pytest.fixture(scope="module")
def page(damaged) -> str:
    return page_of(damaged)


# --- what stands on it --------------------------------------------------------------------------------------------


def test_the_head_says_what_the_file_is_and_how_much_is_open(damaged, page):
    words = flat(Tree(page).words)

    assert damaged.open > 0
    assert "测试县测试局" in words
    assert "夹/年报.txt（纯文本，UTF-8）" in words
    assert "表二：2021年格式；表三：2021年格式；表四：2021年格式" in words
    assert f"待核 {damaged.open} 格" in words


def test_every_fact_shows_where_the_file_says_it(page):
    words = flat(Tree(page).words)

    assert f"年度 2023 第1行：{TITLE}" in words
    assert "原文没有写明：发布日期、发布机构、索引号、文号、来源地址。" in words


def test_two_places_that_disagree_are_both_shown():
    one = read(
        report().replace("今年的工作都做了。", "本报告统计期限自2022年1月1日至2022年12月31日。今年的工作都做了。")
    )
    assert isinstance(one, Imported)
    words = flat(Tree(page_of(one)).words)

    assert one.year is None
    assert "没有定：" in words
    assert "另一种：2022" in words
    assert "另一种：2023" in words
    assert "年度不明" in words


def test_a_refused_file_has_its_reason_and_the_others_are_there_all_the_same(damaged):
    tree = Tree(page_of(NotImported("坏.doc", "旧格式的 .doc 不能读；请另存为 .docx。"), damaged))
    words = flat(tree.words)

    assert "导入了 2 个文件，其中 1 个不能导入" in words
    assert words.count("不能导入 旧格式的 .doc 不能读；请另存为 .docx。") == 2  # in the contents, and in its place
    assert "f2-b3" in tree.around


def test_the_source_stands_as_it_was_and_the_form_as_it_was_read(page):
    tree = Tree(page)
    source, form = page.split("识别结果</h4>")[:2]

    assert ">1,286<" in source
    assert flat(tree.text[f"f1-v2-{LICENCE}"]).startswith("1286")
    assert "不知何物" in tree.words
    assert ">规章<" in form


LICENCE = next(
    f"{row.id}-{column.id}"
    for row, column in next(t for t in forms().get("2021").tables if t.ordinal == "二").cells
    if "行政许可" in row.label
)


def test_an_open_cell_shows_its_readings(damaged, page):
    cells = [text for name, text in Tree(page).text.items() if name.startswith("f1-v") and text.startswith("待核")]

    assert len(cells) == damaged.open
    assert any(re.match(r"待核\S+ 或 \S+", text) for text in cells)


def test_every_kind_of_repair_is_explained(damaged, page):
    kinds = {repair.kind for repair in damaged.repairs} - {"丢弃"}

    assert kinds >= {"待核", "写法", "缺行"}
    for kind in kinds:
        assert f"<h4>{kind}" in page
        assert f"<p>{KINDS[kind]}</p>" in page


def test_what_was_dropped_is_listed(page):
    assert "不知何物 7 8" in flat(Tree(page).words.split("没有读入或没有填入表格的内容")[1])


def test_the_findings_of_the_rules_stand_below_and_open_cells_only_once():
    one = read(report(本年新收="5 0 0 0 0 0 5"))
    assert isinstance(one, Imported)
    told = [Told("a.txt", one, judged(one, {}, forms()))]
    tail = as_page(told, TEMPLATE, STYLE).split("照规则检查的结果")[1]

    assert "cell-open" not in tail


# --- links ---------------------------------------------------------------------------------------------------------


def test_every_link_leads_somewhere_on_the_page(damaged):
    tree = Tree(page_of(damaged, damaged, read(report())))
    targets = [given["href"] for given in tree.tags("a")]

    assert targets
    assert {target[0] for target in targets} == {"#"}
    assert {target[1:] for target in targets} <= set(tree.around)


def test_heads_of_cells_are_on_the_page_also_where_two_files_are(damaged):
    tree = Tree(page_of(damaged, damaged))

    for given in tree.tags("td"):
        assert set((given.get("headers") or "").split()) <= set(tree.around)


def test_source_and_form_lead_to_each_other(damaged, page):
    """From every marked place of the form to the source side, and from there back to the same or a mark beside it."""
    tree = Tree(page)
    marked = [
        (name, target)
        for name, targets in tree.around.items()
        if name.startswith("f1-v") or "-r-" in name
        for target in targets
    ]

    assert {f"f1-v2-{LICENCE}", "f1-v3-state_secret-person"} <= {name for name, _ in marked}
    assert len({name for name, _ in marked if name.startswith("f1-v")}) == damaged.open + 1  # and the one of 写法
    for name, target in marked:
        assert target.startswith(("f1-p", "f1-a"))
        back = tree.around[target]
        row = name.rsplit("-", 1)[0].replace("f1-v3", "f1-t3-r")
        assert name in back or row in back


def test_the_list_leads_to_both_sides(damaged, page):
    tree = Tree(page)
    (number,) = [n for n, repair in enumerate(damaged.repairs, 1) if repair.kind == "写法"]

    place, cell = tree.around[f"f1-n{number}"]
    assert cell == f"f1-v2-{LICENCE}"
    assert tree.text[place].startswith("行政许可1,286")


def test_no_open_cell_is_without_a_mark(page):
    tree = Tree(page)

    for name, text in tree.text.items():
        if name.startswith("f1-v") and text.startswith("待核"):
            assert tree.around[name], name


def test_a_real_table_marks_the_very_place():
    rows = [line.split("\t") for line in report().split("\n")]
    body = "".join(p(line[0]) if len(line) == 1 else tbl(*["".join(map(tc, line))]) for line in rows)
    one = read(docx(body), "年报.docx")
    assert isinstance(one, Imported), one
    tree = Tree(page_of(one))
    (target,) = tree.around[f"f1-v2-{LICENCE}"]

    assert tree.text[target].startswith("1,286")
    assert f"f1-v2-{LICENCE}" in tree.around[target]


def test_an_open_cell_of_our_own_workbook_leads_to_its_place():
    key = CellKey(*LICENCE.split("-"))
    ours = with_cells(office_report(), "proactive", {key: "待核（3|8）"})
    one = imported(workbook(ours, Agency("ceshi", "", "测试县测试局")), "填报表.xlsx", forms())
    assert isinstance(one, Imported), one
    tree = Tree(page_of(one))
    (name,) = [name for name, words in tree.text.items() if name.startswith("f1-v2") and words.startswith("待核")]
    (target,) = tree.around[name]

    assert "待核（3|8）" in tree.text[target]
    assert name in tree.around[target]


# --- what must not get in ------------------------------------------------------------------------------------------

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"


def test_nothing_of_a_file_is_markup():
    text = report(重复申请="1 2 3 0 6").replace("规章\t0", f"规章\t{EVIL}").replace("今年的工作", f"今 年{EVIL}")
    one = read(text.replace("四、政府", f"{EVIL}\t7\t8\n四、政府"), f"{EVIL}.txt")
    assert isinstance(one, Imported), one
    refused = NotImported(EVIL, EVIL)
    page = page_of(one, refused)
    tree = Tree(page)

    assert not {"script", "img"} & {tag for tag, _, _ in tree.all}
    assert not [given for _, given, _ in tree.all if any(name.startswith("on") for name in given)]
    assert tree.words.count(EVIL) >= 4
    assert "7*7" in page


def test_marks_that_turn_or_hide_text_are_seen():
    page = page_of(read(report(重复申请="0 0 0 0\u202e").replace("规章\t0", "规\u200b章\u2066\t0"), "a\u202eb.txt"))

    assert not set("\u202e\u200b\u2066\x00") & set(page)
    assert "a·b.txt" in page


def test_personal_data_is_covered():
    one = read(report().replace("问题还有", "有问题请拨打手机 13800138000，问题 还有"))
    assert isinstance(one, Imported)
    page = page_of(one)

    assert "13800138000" in one.text
    assert "13800138000" not in page
    assert "请拨打手机 〔略〕" in page


def test_its_policy_allows_its_style_and_nothing_else(page):
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [g["content"] for g in Tree(page).tags("meta") if g.get("http-equiv") == "Content-Security-Policy"]

    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert style == STYLE
    assert not re.search(r"url\(|@import|https?:", style)
    assert not [given for _, given, _ in Tree(page).all if "style" in given or "src" in given]
    assert MARK in page.encode()[:1000]


def test_the_same_import_makes_the_same_page(page):
    again = read(report(重复申请="1 2 3 0 6", 属于国家秘密=None).replace("四、政府", "不知何物\t7\t8\n四、政府"))

    assert page_of(again) == page


# --- for everybody -------------------------------------------------------------------------------------------------


def test_headings_come_in_order_and_tables_are_named(damaged):
    tree = Tree(page_of(damaged, NotImported("坏.doc", "不能读；请另存。"), damaged))
    levels = [int(tag[1]) for tag, _, _ in tree.all if re.fullmatch("h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(tree.tags("table")) == len(tree.tags("caption"))
    assert all(given.get("scope") for given in tree.tags("th"))


def test_it_fits_a_phone_and_asks_for_nothing(browser, page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    shown = browser.new_page(viewport={"width": 390, "height": 800})
    asked, complaints = [], []
    shown.on("request", lambda request: asked.append(request.url))
    shown.on("console", lambda message: complaints.append(message.text))
    shown.goto(path.as_uri())

    assert shown.evaluate("document.documentElement.scrollWidth") <= 390
    left, right = (shown.locator(side).nth(1).bounding_box() for side in (".source-side", ".form-side"))
    assert left["y"] + left["height"] <= right["y"]
    shown.set_viewport_size({"width": 1280, "height": 800})
    left, right = (shown.locator(side).nth(1).bounding_box() for side in (".source-side", ".form-side"))
    assert left["x"] + left["width"] <= right["x"]
    assert shown.evaluate("document.documentElement.scrollWidth") <= 1280
    assert (asked, complaints) == ([path.as_uri()], [])
    shown.close()


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("年报.txt").write_text(report(重复申请="1 2 3 0 6"), encoding="utf-8")
    Path("坏.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    return tmp_path


def test_the_page_is_written_beside_a_word_for_each_file(here, capsys):
    status = main(["import", "年报.txt", "坏.doc", "--html", "报告.html"])
    said = capsys.readouterr().err

    assert status == 1
    assert "年报.txt：" in said
    assert "cell-open" not in said  # on the page
    assert "import-refused" in said
    assert "导入报告写在 报告.html" in said
    assert "年报.txt" in Tree(Path("报告.html").read_text(encoding="utf-8")).words
    assert sorted(path.name for path in here.iterdir()) == sorted(["年报.txt", "坏.doc", "报告.html"])


@pytest.mark.usefixtures("here")
def test_an_older_page_is_replaced_and_any_other_file_is_not(capsys):
    Path("旧.html").write_bytes(b"<!DOCTYPE html>" + MARK)
    Path("别的.html").write_bytes(b"<p>mine")

    assert main(["import", "年报.txt", "--html", "旧.html"]) == 0
    assert Path("旧.html").stat().st_size > 10_000
    assert main(["import", "年报.txt", "--html", "别的.html"]) == 2
    assert Path("别的.html").read_bytes() == b"<p>mine"
    assert "不是以前的导入报告" in capsys.readouterr().err


@pytest.mark.parametrize(("place", "why"), [("r.txt", ".html 结尾"), ("to/r.html", "在内容文件夹")])
@pytest.mark.usefixtures("here")
def test_the_page_is_not_written_where_it_must_not_be(capsys, place, why):
    assert main(["import", "年报.txt", "--into", "to", "--html", place]) == 2
    assert why in capsys.readouterr().err
    assert not Path("to").exists()
    assert not Path(place).exists()
