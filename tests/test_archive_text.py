"""Which paragraphs does plain text or Markdown have?"""

from gongkai.archive.containers import read
from gongkai.archive.raw import Paragraph
from support import loaded_by


def test_each_line_is_a_paragraph_with_its_number():
    source = read("标题\r\n\r\n第二段\t0\t1\r第四行\n".encode(), "a.txt")
    assert source.blocks == (
        Paragraph("标题", "第1行"),
        Paragraph("", "第2行"),
        Paragraph("第二段\t0\t1", "第3行"),
        Paragraph("第四行", "第4行"),
    )
    assert (source.kind, source.encoding, source.name) == ("纯文本", "UTF-8", "a.txt")


def test_headings_of_markdown_have_levels_and_lose_their_marks_only():
    source = read("# 年度报告\n### **（一）主动公开** ##\n#1 号文件\n####### 七\n|---|---|\n".encode(), "a.md")
    assert [(b.text, b.level) for b in source.blocks] == [
        ("年度报告", 1),
        ("**（一）主动公开**", 3),
        ("#1 号文件", 0),
        ("####### 七", 0),
        ("|---|---|", 0),
    ]
    assert source.kind == "Markdown"


def test_a_page_break_ends_a_paragraph_but_not_a_line():
    source = read("第一页\f第二页\n下一行".encode(), "a.txt")
    assert [(b.text, b.where) for b in source.blocks] == [("第一页", "第1行"), ("第二页", "第1行"), ("下一行", "第2行")]


def test_a_table_in_a_text_is_left_to_others():
    source = read("| 规章 | 0 |\n|---|---|\n| 件 | 1 |\n".encode(), "a.md")
    assert [b.text for b in source.blocks] == ["| 规章 | 0 |", "|---|---|", "| 件 | 1 |"]


def test_a_text_that_begins_like_another_kind_is_a_text():
    for text in ("PK 两队", "BM 编号", "<关于公开>的通知", "GIF 图"):
        assert read(text.encode(), "").kind == "纯文本"


def test_libraries_are_loaded_when_a_file_needs_them():
    loaded = loaded_by("gongkai.archive.confine", "gongkai.archive.containers")
    assert "gongkai.archive.xlsx" in loaded
    assert not loaded & {"lxml", "pypdfium2", "pypdfium2_raw", "openpyxl", "docx"}
