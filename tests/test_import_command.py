"""Does `gongkai import` say what it did? The same figures as text, as JSON and on the page; no refusal without a way out."""

import json
import os
import re
from pathlib import Path

import pytest

from gongkai.cli import main
from gongkai.form import CellKey
from gongkai.intake import Refused, write_report
from gongkai.office.workbook import workbook
from gongkai.records import Agency
from office_reports import report as office_report
from office_reports import with_cells
from test_import_page import LICENCE, report


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    """A folder with a report, and a content folder that knows its body and another one."""
    monkeypatch.chdir(tmp_path)
    for slug, name in (("ceshi", "测试县测试局"), ("jiaoyu", "测试县教育局")):
        folder = Path("content", slug)
        folder.mkdir(parents=True)
        (folder / "agency.yaml").write_text(f"全称: {name}\n", encoding="utf-8")
    put("年报.txt", report())
    return tmp_path


def put(name: str, text: str) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


@pytest.fixture
def told(capfd):
    """What the command says: exit state, what it prints, what it says beside."""

    def run(*given):
        capfd.readouterr()
        status = main(["import", *given])
        return status, *capfd.readouterr()

    return run


@pytest.fixture
def listed(told):
    """The same for programs: exit state and the files."""

    def run(*given):
        status, out, _ = told(*given, "--format", "json")
        return status, json.loads(out)["files"]

    return run


def refusals(file):
    return [(f["level"], f["message"], f["hint"]) for f in file["findings"] if f["code"] == "import-refused"]


# --- a file that says otherwise ------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [("--agency", "jiaoyu"), ("--agency", "xinde"), ("--year", "2022")])
def test_a_file_that_states_another_body_or_year_is_not_written(asked, listed):
    for into in ((), ("--into", "content")):
        status, (file,) = listed("年报.txt", *asked, *into)
        ((level, message, hint),) = refusals(file)

        assert level == "error"
        assert ("2023" if asked[0] == "--year" else "测试县测试局（ceshi）") in message
        assert asked[1] in message
        assert asked[0] in hint
        assert (status, file["status"], file["written"]) == ((1, "refused", []) if into else (0, "ok", []))
    assert not list(Path("content").rglob("*.md"))


def test_a_name_of_no_record_is_another_body_too(listed):
    put("别的.txt", report().replace("测试县测试局", "某某镇人民政府"))
    status, (file,) = listed("别的.txt", "--agency", "ceshi", "--into", "content")

    assert (status, file["status"]) == (1, "refused")
    assert "某某镇人民政府" in file["reason"]


def test_a_short_form_of_the_name_is_none(listed):
    Path("content/ceshi/agency.yaml").write_text("全称: 测试市测试县人民政府\n", encoding="utf-8")
    put("短.txt", report().replace("测试县测试局", "测试县人民政府"))
    status, (file,) = listed("短.txt", "--agency", "ceshi", "--into", "content")

    assert (status, file["status"], refusals(file)) == (0, "ok", [])


def test_our_own_workbook_of_another_body_is_not_written(listed):
    Path("表.xlsx").write_bytes(workbook(office_report(), Agency("ceshi", "", "测试县测试局")))
    status, (file,) = listed("表.xlsx", "--agency", "jiaoyu", "--into", "content")

    assert (status, file["status"], file["written"]) == (1, "refused", [])
    assert "ceshi" in file["reason"]
    assert "jiaoyu" in file["reason"]


# --- JSON, text and page say the same ------------------------------------------------------------------------------


def test_json_and_exit_state_agree_and_what_was_written_is_named(listed):
    put("别的.txt", report().replace("测试县测试局", "某某镇人民政府"))
    status, (one, other) = listed("年报.txt", "别的.txt", "--into", "content")

    assert status == 1
    assert (one["status"], [Path(p).as_posix() for p in one["written"]]) == ("ok", ["content/ceshi/2023.md"])
    assert len(one["cells"]) > 100
    assert (other["status"], other["cells"], other["written"], other["编码"]) == ("refused", [], [], None)
    assert "不知道这份年报的编码" in other["reason"]
    assert "agency.yaml" in refusals(other)[0][2].partition("--agency")[0]  # a record first: then all files work


def test_a_body_that_is_none_refuses_every_file(listed):
    status, files = listed("年报.txt", "二.txt", "--agency", "测试县没有局")

    assert status == 1
    assert [(f["file"], f["status"]) for f in files] == [("年报.txt", "refused"), ("二.txt", "refused")]
    assert "测试县没有局" in files[0]["reason"]


def test_what_the_file_holds_besides_is_listed_everywhere(told, listed):
    page = report().replace("\n", "<br>\n")
    put("页.html", f"<html><body><p hidden>隐藏的一句话</p>{page}</body></html>")
    _, (file,) = listed("页.html")
    _, _, said = told("页.html")
    told("页.html", "--html", "r.html")
    shown = Path("r.html").read_text(encoding="utf-8")

    assert any(r["种类"] == "丢弃" and "隐藏的一句话" in r["原文"] for r in file["repairs"])
    assert re.search("丢弃 .*隐藏的一句话", said)
    mended = sum(r["种类"] not in {"待核", "丢弃", "缺行", "缺表", "缺章"} for r in file["repairs"])
    dropped = sum(r["种类"] == "丢弃" for r in file["repairs"])
    assert f"修正 {mended} 处，没有读入 {dropped} 处" in said
    assert f"修正 {mended} 处，没有读入 {dropped} 处" in shown


def test_open_cells_are_no_mending(told):
    put("待.txt", report(重复申请="1 2 3 0 6"))
    _, _, said = told("待.txt")
    _, _, sound = told("年报.txt")

    assert re.search(r"没有待核的格，修正 1 处", sound)  # 1,286
    assert re.search(r"待核 6 格，修正 2 处", said)  # and the row whose readings were reckoned


def test_the_text_lists_every_repair_and_covers_personal_numbers(told):
    put("号.txt", report().replace("四、政府", "联系人 110101 19900307 7715\t7\n四、政府"))
    _, _, said = told("号.txt")

    assert "写法 第12行 『1,286』→『1286』 千位分隔符" in said
    assert "丢弃" in said
    assert "19900307" not in said


# --- which files ---------------------------------------------------------------------------------------------------


def test_folders_and_patterns_are_the_files_they_stand_for(listed):
    put("旧/a.txt", report())
    put("旧/b.txt", "不是年报")
    put("旧/~$b.docx", "")
    put("旧/.x", "")
    put("旧/再/c.txt", report())

    assert [Path(f["file"]).as_posix() for f in listed("旧")[1]] == ["旧/a.txt", "旧/b.txt", "旧/再/c.txt"]
    assert [Path(f["file"]).as_posix() for f in listed("旧/?.txt", "旧/a.txt")[1]] == ["旧/a.txt", "旧/b.txt"]


def test_what_cannot_be_read_is_said_in_chinese(told):
    Path("空").mkdir()
    for given, why in (("空", "文件夹里没有文件"), ("无.txt", "没有这个文件"), ("无/*.txt", "没有这个文件")):
        status, _, said = told(given)

        assert status == 1
        assert why in said
        assert not re.search("[a-z]{4}", said.replace("import-refused", "").replace("txt", ""))


@pytest.mark.skipif(os.name == "nt", reason="names are characters there")
def test_a_name_that_is_no_text_comes_back_as_it_was(listed):
    name = os.fsdecode("年报".encode("gb18030") + b".txt")
    Path(name).write_text(report(), encoding="utf-8")
    status, (file,) = listed(name)

    assert (status, file["status"], file["file"]) == (0, "ok", name)


# --- before and after writing --------------------------------------------------------------------------------------


def test_looking_tells_what_writing_would_meet(listed):
    put("又.txt", report(本年新收="5 0 0 0 0 0 5"))
    assert listed("年报.txt", "--into", "content")[0] == 0
    status, (one, other) = listed("又.txt", "年报.txt")

    assert status == 0
    assert [(level, "已经存在" in message) for level, message, _ in refusals(one)] == [("warning", True)]
    assert [(level, "又.txt" in message) for level, message, _ in refusals(other)] == [("warning", True)]
    assert refusals(listed("年报.txt")[1][0]) == []  # the same again stands in nobody's way


def test_the_second_report_of_a_year_is_told_of_the_first(told):
    put("又.txt", report(本年新收="5 0 0 0 0 0 5"))
    status, out, said = told("年报.txt", "又.txt", "--into", "content")

    assert status == 1
    assert out.split() == [str(Path("content/ceshi/2023.md"))]
    assert "写出 1 份，没有写 1 份" in said
    assert "和前面的 年报.txt 是同一个机关、同一年度" in said
    assert "改法：请只留一份再导入" in said


def test_nothing_written_is_nothing_to_look_over(told):
    status, out, said = told("年报.txt", "--year", "2022", "--into", "content")

    assert (status, out) == (1, "")
    assert "写出 0 份，没有写 1 份" in said
    assert "请对照原件检查写出的文件" not in said


def test_every_refusal_says_what_to_do(listed):
    assert listed("年报.txt", "--into", "content")[0] == 0
    put("年报.txt", report(本年新收="5 0 0 0 0 0 5"))
    for given in (("--into", "content"), ("--into", "content", "--year", "2022"), ("--into", "新")):
        _, (file,) = listed("年报.txt", *given)

        assert file["status"] == "refused" or given == ("--into", "新")
        assert "照说的" not in "".join(hint for _, _, hint in refusals(file))


def test_a_new_folder_is_told_of(told):
    assert "新建了文件夹 contnet" in told("年报.txt", "--into", "contnet", "--agency", "ceshi")[2]
    assert "新建了文件夹" not in told("年报.txt", "--into", "content")[2]


@pytest.mark.parametrize("slug", [".", "..", "henan/x", "CON", "a b", "a" * 300, "api/../x"])
def test_a_folder_name_that_cannot_be_one_is_never_written(slug, tmp_path):
    into = tmp_path / "to"
    with pytest.raises(Refused, match="编码写的是"):
        write_report(into, "---\n---\n", Agency(slug, "", "测试县测试局"), 2023)

    assert not into.exists()


# --- what the rules say --------------------------------------------------------------------------------------------


def test_a_body_without_a_record_is_checked_by_itself(told, listed):
    put("新.txt", report(本年新收="5 0 0 0 0 0 5").replace("测试县测试局", "某某镇人民政府"))
    _, (file,) = listed("新.txt")

    assert {"balance", "published-unknown"} <= {f["code"] for f in file["findings"]}
    assert {f["机关"] for f in file["findings"]} == {None}
    assert "机关还没有建档，只查了这一份" in told("新.txt")[2]
    assert "机关还没有建档" not in told("年报.txt")[2]


def test_findings_of_what_is_not_written_name_places_of_the_source(listed):
    ours = with_cells(office_report(), "proactive", {CellKey(*LICENCE.split("-")): "待核（3|8）"})
    Path("表.xlsx").write_bytes(workbook(ours, Agency("ceshi", "", "测试县测试局")))
    _, (file,) = listed("表.xlsx")
    (found,) = [f for f in file["findings"] if f["code"] == "cell-open"]

    assert found["file"] == "表.xlsx"
    assert re.search(r"（原文：表二![A-Z]+\d+）", found["message"])
    assert {f["file"] for f in file["findings"]} == {"表.xlsx"}

    put("待.txt", report(重复申请="1 2 3 0 6"))
    _, (file,) = listed("待.txt")
    line = 1 + next(at for at, text in enumerate(report(重复申请="1 2 3 0 6").split("\n")) if "1 2 3 0 6" in text)
    places = [f["message"] for f in file["findings"] if f["code"] == "cell-open"]
    assert len(places) == 6
    assert all(f"（原文：第{line}行）" in message for message in places)


def test_the_page_says_which_reports_were_not_written_and_why(told):
    told("年报.txt", "--into", "content")
    put("年报.txt", report() + "\n又添了一句。\n")
    told("年报.txt", "--into", "content", "--html", "page.html")
    assert "没有写出 年报.txt：" in Path("page.html").read_text(encoding="utf-8")
