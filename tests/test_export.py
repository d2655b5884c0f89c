"""`export`: which files are written, under which names, and what is left alone."""

import io
import random

import docx
import pytest
from openpyxl import load_workbook

from gongkai.cli import main
from gongkai.office.file_names import REPORT, file_name
from support import BODY, SITE, as_object, balanced, text_of

AGENCY = "全称: 测试县测试局\n简称: [县测试局]\n层级: 县\n类别: 部门\n"
NAME = "测试县测试局{}年政府信息公开工作年度报告"


@pytest.fixture
def export(tmp_path, capsys):
    """Run `export` for 测试局, who has a report of 2023: exit status, the names of the files, what was printed."""
    report = text_of(as_object(balanced("2021", random.Random(1)), "2021", 2023)) + BODY
    for name, text in {"site.yaml": SITE, "ceshi/agency.yaml": AGENCY, "ceshi/2023.md": report}.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(*arguments, called="ceshi", to="out"):
        given = ["export", called, *arguments, "--content", str(tmp_path / "content"), "--to", str(tmp_path / to)]
        status = main(given)
        folder = tmp_path / "out"
        return status, sorted(p.name for p in folder.iterdir()) if folder.exists() else [], capsys.readouterr()

    return run


def test_a_report_becomes_a_workbook_and_a_document(export, tmp_path):
    status, names, said = export("2023", called="县测试局")

    assert (status, names) == (0, [f"{NAME.format(2023)}.docx", f"{NAME.format(2023)}.xlsx"])
    assert said.out.splitlines() == [str(tmp_path / "out" / f"{NAME.format(2023)}.{e}") for e in ("xlsx", "docx")]
    assert said.err == ""
    workbook, document = (tmp_path / "out" / f"{NAME.format(2023)}.{e}" for e in ("xlsx", "docx"))
    assert load_workbook(workbook)["基本情况"]["B1"].value == "测试县测试局"
    assert docx.Document(io.BytesIO(document.read_bytes())).paragraphs[0].text == NAME.format(2023)


@pytest.mark.parametrize(
    ("asked", "suffixes"), [("xlsx", ["xlsx"]), ("docx", ["docx"]), ("docx，XLSX", ["docx", "xlsx"])]
)
def test_one_of_the_formats_may_be_asked_for(export, asked, suffixes):
    assert export("2023", "--format", asked)[1] == [f"{NAME.format(2023)}.{suffix}" for suffix in suffixes]


def test_another_format_is_refused(export, capsys):
    with pytest.raises(SystemExit) as stopped:
        export("2023", "--format", "pdf")
    assert stopped.value.code == 2
    assert "格式可以写 xlsx、docx，这里有『pdf』" in capsys.readouterr().err


def test_a_year_without_a_report_gets_an_empty_workbook(export, tmp_path):
    status, names, said = export("2024", "--template")

    assert (status, names) == (0, [f"{NAME.format(2024)}填报表.xlsx"])
    assert said.err == ""
    assert load_workbook(tmp_path / "out" / names[0])["表三"]["L7"].value == "取自2023年年报的结转下年度"
    assert "没有找到能用的2025年年报" in export("2026", "--template")[2].err


def test_a_year_without_a_report_has_nothing_to_export(export):
    status, names, said = export("2024")

    assert (status, names, said.out) == (1, [], "")
    assert "没有『测试县测试局』能用的2024年年报" in said.err
    assert "--template" in said.err


def test_a_document_is_no_template(export):
    status, names, said = export("2024", "--template", "--format", "docx")

    assert (status, names) == (1, [])
    assert "填报表只有 Excel 一种" in said.err


def test_a_file_of_other_content_is_left_alone_and_none_is_written(export, tmp_path):
    mine = tmp_path / "out" / f"{NAME.format(2023)}.docx"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    status, names, said = export("2023")

    assert (status, names, said.out, mine.read_bytes()) == (1, [mine.name], "", b"mine")
    assert "已经有了，内容不同，没有动它" in said.err
    status, names, _ = export("2023", "--force")
    assert (status, len(names)) == (0, 2)
    assert mine.read_bytes() != b"mine"


def test_writing_again_changes_nothing(export, tmp_path):
    export("2023")
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (tmp_path / "out").iterdir()}
    status, _, said = export("2023")

    assert status == 0
    assert len(said.out.splitlines()) == 2
    assert before == {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (tmp_path / "out").iterdir()}


def test_the_content_folder_is_no_place_for_it(export):
    status, names, said = export("2023", to="content/ceshi")

    assert (status, names) == (2, [])
    assert "在内容文件夹" in said.err


def test_a_folder_that_cannot_be_written_is_a_sentence(export, tmp_path):
    (tmp_path / "file").write_text("")
    status, names, said = export("2023", to="file/out")

    assert (status, names) == (2, [])
    assert said.err.startswith("写不了")


def test_a_report_with_errors_is_exported_with_a_word(export, tmp_path):
    path = tmp_path / "content" / "ceshi" / "2023.md"
    path.write_text(path.read_text("utf-8").replace("## 一、总体情况", "# 一、总体情况"), encoding="utf-8")
    status, names, said = export("2023")

    assert (status, len(names)) == (0, 2)
    assert "还有 1 个错误没有改" in said.err


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("测试镇", "测试镇"),
        ('a/b\\c:d*e?f"g<h>i|j', "a／b＼c：d＊e？f＂g＜h＞i｜j"),
        ("..甲\n\u202e乙 ", "甲乙"),
        ("长" * 90, "长" * 50),
    ],
)
def test_every_file_system_takes_the_name(body, name):
    assert file_name(body, 2024, REPORT, "docx") == f"{name}2024年政府信息公开工作年度报告.docx"
