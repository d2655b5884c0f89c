"""`sum`: the draft of an area's report is the sum of its bodies' own, and says whatever is not in it."""

import random
import re

import pytest

from gongkai.bind import bind
from gongkai.cli import main
from gongkai.emit.data import cell_records
from gongkai.source import parse
from gongkai.tidy import report_file, tidy
from support import BODY, NEW, PROACTIVE, RESULTS, TOTAL, as_object, balanced, forms, text_of

YEAR = 2023
GRANTED = RESULTS["2021"][0]
PERMITS = ("二", "第二十条第（五）项／行政许可", "本年处理决定数量")
FEES = ("二", "第二十条第（八）项／行政事业性收费", "本年收费金额（单位：万元）")
AMOUNT = ("二", "第二十条第（九）项／政府集中采购", "采购总金额")
CHANGE = ("二", "第二十条第（五）项／行政许可", "本年增/减")


def record(name, kind="部门", more="上级: xian\n"):
    return f"全称: {name}\n层级: 县\n类别: {kind}\n行政区划代码: 320999\n{more}"


GOVERNMENT = record("测试县人民政府", "政府", "")


@pytest.fixture
def county(tmp_path, capsys):
    """A county folder that is written body by body, and summed."""

    class County:
        content = tmp_path / "content"

        def write(self, name, text):
            path = self.content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

        def body(self, slug, told=None, *, agency=None, form=("2021", YEAR), states=(), **facts):
            """A body, and its report if it has figures; `states` are cells without a number."""
            edition, year = form
            self.write(f"{slug}/agency.yaml", agency or record(f"测试县{slug}局"))
            if told is None:
                return
            data = {**as_object(told, edition, year, slug), **facts}
            for cell in data["cells"]:
                where = cell["表"], cell["行"], cell["列"]
                if where in dict(states):
                    cell.update({"值": None, "状态": dict(states)[where], "原文": ""})
            self.write(f"{slug}/{year}.md", text_of(data) + BODY)

        def sum(self, *options, called="xian", year=YEAR):
            status = main(["sum", called, str(year), *options, "--content", str(self.content)])
            return status, capsys.readouterr()

    made = County()
    made.write("site.yaml", "标题: 测试站\n")
    made.body("xian", agency=GOVERNMENT)
    return made


def cells_of(text, year=YEAR):
    """State and number of every cell of a draft by (表, 行, 列)."""
    draft, found = parse(text.encode(), "")
    report, more = bind(draft, "xian", year, forms())
    assert {f.code for f in [*found, *more]} <= {"cell-open"}
    assert report.scope == "全辖区"
    return {(c.table, c.row, c.column): (c.state, c.number) for c in cell_records(report)}


def told(seed, edition="2021"):
    return balanced(edition, random.Random(seed))


def test_every_cell_is_the_sum_of_the_bodies_own(county):
    one, two, own = told(1), told(2), told(3)
    county.body("jia", one)
    county.body("yi", two)
    county.body("xian", own, agency=GOVERNMENT, 统计范围="本机关")
    status, said = county.sum()

    assert status == 0
    assert cells_of(said.out) == {key: ("数", str(one[key] + two[key] + own[key])) for key in one}
    assert set(re.findall("测试县(?:jia局|yi局|人民政府)", said.err)) == {"测试县jia局", "测试县yi局", "测试县人民政府"}
    assert "相加的是2023年度 3 份统计范围是本机关的年报" in said.err
    assert "没有加" not in said.err + said.out


def test_the_draft_is_in_its_proper_form(county):
    county.body("jia", told(1), states=[(("三", GRANTED, TOTAL), "空白")])
    done = tidy(county.sum()[1].out.encode(), report_file(YEAR, forms()))

    assert done.mends == ()
    assert done.text == county.sum()[1].out


def test_who_is_not_in_the_sum_is_named_beside_it_and_in_it(county):
    county.body("jia", told(1))
    county.body("yi")  # without a report
    county.body("bing", told(3), 统计范围="全辖区")
    county.body("ding", told(4), agency=record("测试县丁开发区", "政府"), 统计范围="原文未载明")
    county.body("wu", agency=record("测试县戊局", more="存续期间: {止: 2021}\n并入: jia\n"))
    _, said = county.sum()

    assert cells_of(said.out) == {key: ("数", str(number)) for key, number in told(1).items()}
    for where in (said.err, "\n".join(line for line in said.out.split("\n") if line.startswith("#"))):
        assert "没有加测试县yi局：没有2023年年报" in where
        assert "没有加测试县bing局：它的年报统计范围是全辖区" in where
        assert "没有加测试县丁开发区：它的年报没有写明统计范围" in where
        assert "没有加测试县人民政府本机关的数" in where
        assert "戊" not in where


def test_a_blank_stays_blank_and_is_named(county):
    gone = {("三", GRANTED, "自然人"): "空白", ("三", GRANTED, TOTAL): "空白", PERMITS: "斜线"}
    one, two = told(1), told(2)
    county.body("jia", one, states=gone.items())
    county.body("yi", two)
    _, said = county.sum()

    cells = cells_of(said.out)
    assert {key for key, (state, _) in cells.items() if state != "数"} == set(gone)
    assert {cells[key] for key in gone} == {("空白", None)}
    assert all(cells[key][1] == str(one[key] + two[key]) for key in set(cells) - set(gone))
    assert "表二里测试县jia局的这些格不是数字，和里也不写数字：行政许可。" in said.err
    assert "表三里测试县jia局的这些格不是数字，和里也不写数字：予以公开（自然人、总计）。" in said.err
    assert "yi局" not in "".join(line for line in said.err.split("\n") if "不是数字" in line)
    line = next(line for line in said.out.split("\n") if line.startswith("  予以公开:"))
    assert line.endswith("空白]  # 不是数字的：测试县jia局")


def test_what_all_leave_out_alike_is_left_out_alike(county):
    for seed, slug in enumerate(("jia", "yi")):
        county.body(slug, told(seed), states=[(PERMITS, "不适用"), (FEES, "斜线")])
    cells = cells_of(county.sum()[1].out)

    assert cells[PERMITS] == ("不适用", None)
    assert cells[FEES] == ("斜线", None)


def test_an_open_cell_keeps_the_sum_open(county):
    county.body("jia", told(1), states=[(("三", NEW, "自然人"), "待核")])
    county.body("yi", told(2))

    assert cells_of(county.sum()[1].out)["三", NEW, "自然人"] == ("待核", None)


def test_money_is_added_to_the_last_digit(county):
    for slug, fee in (("jia", "0.10"), ("yi", "0.2"), ("bing", "59237.2449")):
        county.body(slug, told(1))
        file = county.content / slug / f"{YEAR}.md"
        text = re.sub(r"行政事业性收费: \S+", f"行政事业性收费: {fee}", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")

    assert cells_of(county.sum()[1].out)[FEES] == ("数", "59237.5449")


def test_a_table_of_another_form_and_one_that_is_absent_are_left_out_and_named(county):
    one, old = told(1), told(2, "2019")
    county.body("jia", one)
    county.body("yi", old, form=("2019", YEAR))
    county.body("bing", told(3))
    file = county.content / "bing" / f"{YEAR}.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("行政复议诉讼:")] + "行政复议诉讼: 缺表\n---\n" + BODY, encoding="utf-8")
    _, said = county.sum()

    cells, three = cells_of(said.out), told(3)
    assert all(cells[key] == ("数", str(one[key] + three[key])) for key in one if key[0] != "四")
    assert all(cells[key] == ("数", str(one[key] + old[key])) for key in one if key[0] == "四")  # the same in both
    assert "表二没有加测试县yi局：用的是2019年格式。" in said.err
    assert "表三没有加测试县yi局：用的是2019年格式。" in said.err
    assert "表四没有加测试县bing局：年报里没有这张表。" in said.err


def test_amounts_of_any_unit_are_not_added_and_changes_are(county):
    one, two = told(1, "2019"), told(2, "2019")
    one[CHANGE], two[CHANGE] = -3, 1
    assert one[AMOUNT] + two[AMOUNT] > 0
    county.body("jia", one, form=("2019", 2020))
    county.body("yi", two, form=("2019", 2020))
    _, said = county.sum(year=2020)

    cells = cells_of(said.out, 2020)
    assert cells[AMOUNT] == ("待核", None)
    assert cells[CHANGE] == ("数", "-2")
    assert all(cells["二", row, column][0] == "数" for row, column in PROACTIVE["2019"] if column != AMOUNT[2])
    assert "采购总金额各机关的单位可能不同，没有相加" in said.err


def test_nothing_is_made_of_nothing(county):
    status, said = county.sum()
    assert (status, said.out) == (1, "")
    assert "下面没有别的机关" in said.err
    county.body("jia")
    status, said = county.sum()
    assert (status, said.out) == (1, "")
    assert "没有可以相加的" in said.err


def test_it_is_written_only_where_there_is_no_report(county):
    county.body("jia", told(1))
    _, printed = county.sum()
    status, said = county.sum("--write")
    file = county.content / "xian" / f"{YEAR}.md"

    assert status == 0
    assert said.out == f"{file}\n"
    assert file.read_text(encoding="utf-8") == printed.out
    county.body("jia", told(2))
    status, said = county.sum("--write")
    assert status == 1
    assert "已经有了，没有动它" in said.err
    assert file.read_text(encoding="utf-8") == printed.out


def test_a_report_of_the_whole_area_is_not_added_to_itself(county):
    county.body("jia", told(1))
    county.body("xian", told(9), agency=GOVERNMENT, 统计范围="全辖区")
    _, said = county.sum()

    assert cells_of(said.out) == {key: ("数", str(number)) for key, number in told(1).items()}
    assert "已经有2023年全辖区的年报" in said.err


def test_a_town_adds_those_below_it(county):
    town = "全称: 测试镇人民政府\n层级: 乡\n类别: 乡镇街道\n行政区划代码: 320999005\n上级: xian\n"
    county.body("zhen", told(1), agency=town)
    county.body("zhan", told(2), agency="全称: 测试镇农业站\n层级: 乡\n类别: 部门\n上级: zhen\n")
    county.body("jia", told(3))
    status, said = county.sum(called="测试镇人民政府")

    assert status == 0
    assert cells_of(said.out) == {key: ("数", str(told(1)[key] + told(2)[key])) for key in told(1)}
