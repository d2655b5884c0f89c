"""`new`: the next report begins with what last year's hands on, and with nothing that nobody has stated."""

import random
import shutil

import pytest

from gongkai.build import load
from gongkai.cli import main
from gongkai.drafts import next_report
from gongkai.lookup import find
from gongkai.records import Agency, FormerName
from gongkai.tidy import report_file, tidy
from support import (
    APPLICANTS,
    BODY,
    CARRIED_OUT,
    CONTENT,
    RESULTS,
    SITE,
    as_object,
    balanced,
    findings_of,
    forms,
    text_of,
)

# What `check` may say of a file that is still to be filled in.
TO_BE_FILLED = {"cell-open", "published-unknown", "template-text"}
AGENCY = "全称: 测试县测试局\n简称: [县测试局]\n层级: 县\n类别: 部门\n"
ITEM_5 = "第二十条第（五）项／行政许可"


def figures(edition, seed=1):
    return balanced(edition, random.Random(seed))


def report(told, year, edition="2021", **facts):
    """The report of a year with these figures."""
    return text_of({**as_object(told, edition, year), **facts}) + BODY


@pytest.fixture
def begin(tmp_path, capsys):
    """Run `new` for 测试局 in a content folder with these files: exit status, the new file, what was printed."""

    def run(year, *, called="ceshi", into="ceshi", **files):
        texts = {"site.yaml": SITE, "ceshi/agency.yaml": AGENCY}
        texts |= {name.replace("_", "/", 1).replace("_", "."): text for name, text in files.items()}
        for name, text in texts.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        status = main(["new", called, str(year), "--content", str(tmp_path / "content")])
        file = tmp_path / "content" / into / f"{year}.md"
        return status, file.read_text(encoding="utf-8") if file.exists() else None, capsys.readouterr()

    return run


def line_of(text, name):
    """The line of that name, blanks made single."""
    return next(" ".join(line.split()) for line in text.split("\n") if line.strip().startswith(f"{name}:"))


def test_last_years_cases_are_handed_on_column_by_column(begin):
    told = figures("2021")
    status, text, said = begin(2024, ceshi_2023_md=report(told, 2023, 发布机构="测试局办公室"))

    handed_on = ", ".join(str(told["三", CARRIED_OUT, column]) for column in APPLICANTS)
    assert status == 0
    assert line_of(text, "上年结转") == f"上年结转: [{handed_on}] # 取自2023年年报的结转下年度"
    for row in ("规章", "行政规范性文件"):
        in_force = told["二", f"第二十条第（一）项／{row}", "现行有效件数"]
        assert line_of(text, row) == f"{row}: {{制发: 待核, 废止: 待核, 现行有效: 待核}} # 上年现行有效 {in_force}"
    assert line_of(text, "标题") == "标题: 测试县测试局2024年政府信息公开工作年度报告"
    assert line_of(text, "年度") == "年度: 2024"
    assert said.out.replace("\\", "/").endswith("content/ceshi/2024.md\n")
    assert len(said.err.splitlines()) == 2


def test_no_other_cell_says_anything(begin):
    _, text, _ = begin(2024, ceshi_2023_md=report(figures("2021"), 2023))
    front = text.split("---")[1]
    front = "\n".join(line.split("#")[0] for line in front.split("\n") if "上年结转" not in line)

    assert front.count("待核") == 2 * 3 + 4 + (2 + len(RESULTS["2021"])) * 6 + 3 * 4  # 本年新收, 结转下年度 and results
    assert [word for word in front.split() if word.strip("[]{},").isdigit()] == ["2024"]


@pytest.mark.parametrize("agency", [AGENCY, AGENCY.replace("部门", "政府")])
def test_check_says_only_what_is_to_be_filled_in(begin, tmp_path, agency):
    last = report(figures("2021"), 2023, 统计范围="本机关")
    _, text, _ = begin(2024, ceshi_agency_yaml=agency, ceshi_2023_md=last)
    found = [f for f in findings_of(tmp_path / "content") if f.span.file == "ceshi/2024.md"]

    assert line_of(text, "统计范围") == "统计范围: 本机关"
    assert {f.code for f in found} <= TO_BE_FILLED
    assert {"cell-open", "published-unknown"} <= {f.code for f in found}
    assert text.count("（请填写）") == 3
    assert [line for line in text.split("\n") if line.startswith("## ")] == [
        "## 一、总体情况",
        "## 五、存在的主要问题及改进情况",
        "## 六、其他需要报告的事项",
    ]


def test_a_government_that_never_said_what_it_counts_is_asked(begin, tmp_path):
    _, text, said = begin(2024, ceshi_agency_yaml=AGENCY.replace("部门", "政府"))
    found = [f for f in findings_of(tmp_path / "content") if f.span.file == "ceshi/2024.md"]

    assert "没有找到能用的2023年年报" in said.err
    assert "统计范围: 本机关』或『统计范围: 全辖区" in text
    assert {f.code for f in found} - TO_BE_FILLED == {"field-missing"}
    assert line_of(text, "上年结转") == f"上年结转: [{', '.join(['待核'] * 6)}]"


def test_what_is_no_number_is_not_handed_on(begin):
    told = figures("2021")
    data = as_object(told, "2021", 2023)
    for cell in data["cells"]:
        if cell["行"] == CARRIED_OUT and cell["列"] in {APPLICANTS[1], "总计"}:
            cell.update({"值": None, "状态": "空白", "原文": ""})
    _, text, _ = begin(2024, ceshi_2023_md=text_of(data) + BODY)

    handed_on = [str(told["三", CARRIED_OUT, column]) for column in APPLICANTS]
    handed_on[1] = "待核"
    assert line_of(text, "上年结转") == (
        f"上年结转: [{', '.join(handed_on)}] # 取自2023年年报的结转下年度，上年不是数字的格待核"
    )


def test_a_table_that_was_absent_hands_on_nothing(begin):
    last = report(figures("2021"), 2023)
    start, stop = last.index("依申请公开:"), last.index("行政复议诉讼:")
    _, text, said = begin(2024, ceshi_2023_md=f"{last[:start]}依申请公开: 缺表\n{last[stop:]}")

    assert line_of(text, "上年结转") == f"上年结转: [{', '.join(['待核'] * 6)}]"
    assert "2023年年报没有表三" in said.err


def test_a_body_that_took_another_over_asks_for_both(begin):
    other = "全称: 测试县粮食局\n层级: 县\n类别: 部门\n存续期间: {止: 2023}\n并入: ceshi\n"
    _, text, said = begin(2024, ceshi_2023_md=report(figures("2021"), 2023), liangshi_agency_yaml=other)

    assert line_of(text, "上年结转") == (
        f"上年结转: [{', '.join(['待核'] * 6)}] # 2023年测试县粮食局并入，请连同它的数核对"
    )
    assert "测试县粮食局并入" in said.err
    _, text, _ = begin(2025, ceshi_2024_md=report(figures("2021"), 2024))
    assert line_of(text, "上年结转").endswith("# 取自2024年年报的结转下年度")


def test_a_body_in_its_first_year_has_no_year_before(begin):
    begun = AGENCY + "存续期间: {起: 2024}\n"
    _, text, said = begin(2024, ceshi_agency_yaml=begun, ceshi_2023_md=report(figures("2021"), 2023))

    assert "取自" not in text
    assert "没有找到" not in said.err


def test_the_form_of_2019_hands_on_its_items_and_not_to_another_form(begin):
    told = figures("2019")
    told["二", ITEM_5, "本年增/减"] = -2
    before, change = told["二", ITEM_5, "上一年项目数量"], -2
    told["二", ITEM_5, "上一年项目数量"] = before = before + 2
    _, text, _ = begin(2020, ceshi_2019_md=report(told, 2019, "2019"))
    assert line_of(text, "行政许可") == (
        f"行政许可: {{上一年项目: {before + change}, 本年增减: 待核, 处理决定: 待核}}"
        " # 上一年项目取自2019年年报的上一年项目加本年增减"
    )
    assert line_of(text, "上年结转").endswith("# 取自2019年年报的结转下年度")

    _, text, said = begin(2021, ceshi_2020_md=report(told, 2020, "2019"))
    assert "取自" not in text
    assert "2020年年报的表三是2019年格式，与新格式不同，没有取用。" in said.err


def test_a_report_that_is_there_is_not_replaced(begin):
    last = report(figures("2021"), 2023)
    status, text, said = begin(2023, ceshi_2023_md=last)

    assert (status, text, said.out) == (1, last, "")
    assert "已经有了，没有动它" in said.err


@pytest.mark.parametrize("called", ["测试县测试局", "县测试局", "Ceshi", "测试县 测试局"])
def test_a_body_may_be_called_by_its_names(begin, called):
    assert begin(2024, called=called)[0] == 0


@pytest.mark.parametrize("called", ["测试局", "测试县测式局", "cehsi"])
def test_a_wrong_name_is_answered_with_those_that_are_like_it(begin, called):
    status, text, said = begin(2024, called=called)

    assert (status, text) == (1, None)
    assert said.err == f"没有『{called}』这个机关。是不是：测试县测试局（ceshi）？\n"


def test_a_name_that_several_bear_is_no_answer():
    bodies = [Agency(slug, "", name, ("县教育局",)) for slug, name in (("jia", "甲县教育局"), ("yi", "乙县教育局"))]
    bodies.append(Agency("bing", "", "丙局", former_names=(FormerName("丙委", None, 2019),)))

    assert find(bodies, "县教育局") == (
        "『县教育局』有 2 个：甲县教育局（jia）、乙县教育局（yi）。请写其中一个的编码或全称。"
    )
    assert find(bodies, "乙县教育局") == bodies[1]
    assert find(bodies, "丙委") == bodies[2]
    assert find(bodies, "xyzzy") == "没有『xyzzy』这个机关。请写机关的编码（文件夹名）或全称。"


def test_years_without_a_form_and_bodies_that_are_gone_get_no_file(begin):
    assert begin(2007)[:2] == (1, None)
    status, text, said = begin(2024, ceshi_agency_yaml=AGENCY + "存续期间: {止: 2021}\n")
    assert (status, text) == (1, None)
    assert "存续期间里没有2024年" in said.err
    with pytest.raises(SystemExit) as stopped:
        begin("24")
    assert stopped.value.code == 2


def test_a_body_goes_by_the_name_that_it_bore(begin):
    renamed = AGENCY + "曾用名:\n  - {名称: 测试县测试委员会, 止: 2023}\n"
    last = report(figures("2021"), 2023).replace("年度: 2023", "年度: 2023\n发布机构: 测试县测试委员会")
    _, text, _ = begin(2024, ceshi_agency_yaml=renamed, ceshi_2023_md=last)

    assert line_of(text, "发布机构") == "发布机构: 测试县测试局"
    assert "测试县测试委员会2022年" in begin(2022, ceshi_agency_yaml=renamed)[1]


def test_every_body_of_the_demo_can_begin_its_next_report(tmp_path):
    shutil.copytree(CONTENT, tmp_path / "content")
    portal, edition = load(CONTENT, forms()).portal, forms().for_year(2025)
    begun = [agency for agency in portal.agencies if agency.existed(2025)]
    for agency in begun:
        text = next_report(portal, agency, 2025, edition).text
        done = tidy(text.encode(), report_file(2025, forms()))
        (tmp_path / "content" / agency.file).with_name("2025.md").write_text(text, encoding="utf-8")
        assert (done.text, done.mends) == (text, ())
    found = [f for f in findings_of(tmp_path / "content") if f.span.file.endswith("/2025.md")]

    assert len(begun) == 15
    assert {f.code for f in found} - TO_BE_FILLED <= {"field-missing", "year-unlikely"}  # the site asks for 2024
