"""`gongkai find`: does an editor find the report, and the line to open?"""

import json
import os
import subprocess
import sys
import tempfile

import pytest

from gongkai.cli import main
from gongkai.reports import Reports
from gongkai.search.collection import Body, Document, Place, collection
from gongkai.search.desk import Desk, Every, Field, Not, QueryFault, Words, around, parse, telling
from support import ROOT, loaded_by

HELD = collection(
    [
        Body("jyj", ("示例县教育局", "sxjyj"), "990101", "县"),
        Body("hh", ("后河镇", "hhz"), "410781", "乡"),
        Body("nowhere", ("东方红乡",), None, None),
    ],
    [("jyj", 2023), ("hh", 2024), ("nowhere", 2024)],
    [Place("990101", "示例县"), Place("410781", "卫辉市", "410000"), Place("410000", "河南省")],
)
DOCUMENTS = [
    Document("jyj", 2023, "甲", "\x1etop\n供水管网\n行政许可\t1286\n哈哈哈 Type A b\n\x1e隐藏"),
    Document("hh", 2024, "乙", "（一）予以公开\n供水\n管网\n行政許可\t86"),
    Document("nowhere", 2024, "丙", "12345\n不含 卫辉市"),
]
DESK = Desk(HELD, DOCUMENTS)


def found(query):
    """编码 of the bodies found, in their order; as the whole index has it, and that of one query."""
    condition = parse(query)
    numbers = DESK.ask(condition)
    assert numbers == Desk(HELD, DOCUMENTS, [condition]).ask(condition)
    return " ".join(HELD.body(number).slug for number in numbers)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("供水管网", "jyj"),  # not from one block into the next
        ("供水 管网", "hh jyj"),
        ("许可1286", ""),  # nor from a cell
        ("行政许可 86", "hh jyj"),  # digits inside a number, and traditional forms
        ("哈哈哈", "jyj"),
        ("哈哈哈哈", ""),
        ("哈", "jyj"),
        ("typeA", ""),
        ("“Type A b”", "jyj"),
        ("ＴＹＰＥ", "jyj"),
        ("隐藏", ""),
        ("top", ""),
        ("hhz", "hh"),
        ('"hhz"', ""),
        ("-hhz 供水", "jyj"),
        ('-"hhz" 供水', "hh jyj"),
        ("供水 －管网", ""),
        ("供水 不含 供水管网", "hh"),
        ("供水 NOT 供水管网", "hh"),
        ("供水 AND NOT 供水管网", "hh"),
        ("12345 或者 hhz", "hh nowhere"),
        ("12345 OR hhz", "hh nowhere"),
        ("供水 行政 或者 12345", "hh nowhere jyj"),  # 并且 binds closer
        ("供水 (哈哈 或者 予以)", "hh jyj"),
        ("供水 -(哈哈 或者 予以)", ""),
        ("（（哈哈 或者 予以） 供水） 或者 12345", "hh nowhere jyj"),
        ("（一）予以公开", "hh"),  # brackets of the text
        ("（一） 供水", "hh"),
        ("“不含” 卫辉市", "nowhere"),
        ("年:2024", "hh nowhere"),
        ("年：２０２４年 供水", "hh"),
        ("层级:乡级", "hh"),
        ("机关:教育", "jyj"),
        ('机关:"教育"', "jyj"),
        ("机关:hz", "hh"),
        ("-机关:教育 供水", "hh"),
        ("地区:卫辉", "hh"),
        ("地区:河南省", "hh"),
        ("地区:9901", "jyj"),
        ("电话:12345", ""),  # no field: words
        ("年:2023 或者 年:2024", "hh nowhere jyj"),
    ],
)
def test_a_query_finds_what_its_words_say(query, slugs):
    assert sorted(found(query).split()) == sorted(slugs.split())


def test_newer_reports_come_first():
    assert found("供水").split() == ["hh", "jyj"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "没有写要找的词。"),
        ("“” \u200b", "没有写要找的词。"),
        ("OR 甲", "『OR』前面没有词；要找这几个字的，请加引号。"),
        ("甲 或者", "『或者』后面没有词；要找这几个字的，请加引号。"),
        ("甲 AND OR 乙", "『OR』前面没有词；要找这几个字的，请加引号。"),
        ("(甲 OR) 乙", "『OR』后面没有词；要找这几个字的，请加引号。"),
        ("年:23", "『年:』后面要写四位数字，例如 年:2023，这里是『23』。"),
        ("层级:村", "『层级:』后面写省、市、县、乡之一，这里是『村』。"),
        ("机关: 甲", "『机关:』后面要紧跟着写，中间不空格。"),
        ("章节:三", "『章节:』只能在网站的查找页上用。"),
        ("(" * 30 + "甲 乙" + ")" * 30, "括号套得太深。"),
    ],
)
def test_what_is_no_query_is_said(query, said):
    with pytest.raises(QueryFault) as fault:
        parse(query)
    assert str(fault.value) == said


def test_a_query_is_read_from_left_to_right():
    assert parse("甲 -乙 年:2023") == Every((Words("甲"), Not(Words("乙")), Field("年", "2023")))
    assert parse("“甲 Ａ”") == Words("甲a", exact=True)
    assert parse("甲: ") == Words("甲:")


def test_the_lines_that_tell_where_the_words_stand():
    lines = ["一、甲", "乙 96", "甲 乙", "９６"]

    assert telling(lines, ["甲", "乙", "96"]) == [1, 0]
    assert telling(lines, ["96"]) == [1]
    assert telling(lines, ["丙"]) == []
    assert telling([], ["甲"]) == []
    assert len(telling(list("一二三四五"), list("一二三四五"))) == 3


def test_a_long_line_is_cut_around_the_word():
    line = "前" * 100 + "供 水" + "后" * 100

    assert around(line, ["供水"]) == "…" + "前" * 24 + "供 水" + "后" * 53 + "…"
    assert around("短 句", ["短句"]) == "短 句"
    assert around("前" * 90, ["没有"]) == "前" * 80 + "…"
    assert around("供水" + "后" * 100, ["供水"]) == "供水" + "后" * 78 + "…"
    assert around("前" * 100 + "供水", ["供水"]) == "…" + "前" * 24 + "供水"


# --- the command -----------------------------------------------------------------------------------


def test_a_figure_of_a_row_leads_to_its_line(capsys):
    assert main(["find", "--content", str(ROOT / "content"), "行政许可", "1808595"]) == 0
    said = capsys.readouterr()
    place, body, line = said.out.splitlines()
    file, _, number = place.rpartition(":")

    assert file == str(ROOT / "content" / "jiangsu" / "suqian" / "2023.md")
    assert "1808595" in (ROOT / file).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    assert (body, line) == ("  宿迁市人民政府 2023年", f"  第{number}行：行政许可:       1808595")
    assert said.err == "在 59 份年报里找到 1 份。\n"


def test_what_stands_on_the_page_only_is_told_apart(capsys):
    assert main(["find", "--content", str(ROOT / "content"), "机关:宿迁", "年:2023", "上年结转", "勾稽关系"]) == 0
    place, _, *told = capsys.readouterr().out.splitlines()

    assert [line.partition("：")[0] for line in told] == [f"  第{place.rpartition(':')[2]}行", "  网页上"]
    assert ["上年结转" in told[0], "勾稽关系" in told[1]] == [True, True]


def test_a_program_reads_all_of_it(capsys):
    assert main(["find", "--content", str(ROOT / "content"), "--format", "json", "HHZ"]) == 0
    title = "卫辉市后河镇2023年政府信息公开工作年度报告"

    assert json.loads(capsys.readouterr().out) == {
        "query": "HHZ",
        "total": 1,
        "hits": [
            {
                "file": "henan/weihui-houhe/2023.md",
                "line": None,
                "机关": "weihui-houhe",
                "名称": "卫辉市后河镇",
                "年度": 2023,
                "标题": title,
                "text": [],
                "网页": [],
            }
        ],
    }


def test_nothing_found_is_1_as_with_grep(capsys):
    assert main(["find", "--content", str(ROOT / "docs" / "examples" / "content"), "没有这几个字"]) == 1
    said = capsys.readouterr()

    assert said.out == ""
    assert said.err.splitlines()[-1] == "没有找到『没有这几个字』。"


def test_what_is_found_is_not_read_once_more(monkeypatch):
    read = []
    whole = Reports.__getitem__
    monkeypatch.setattr(Reports, "__getitem__", lambda self, key: [read.append(key), whole(self, key)][1])
    statuses, counts = [], []
    for query in ("行政许可", "没有这几个字"):
        statuses.append(main(["find", "--content", str(ROOT / "docs" / "examples" / "content"), query]))
        counts.append(len(read))
        read.clear()
    assert (statuses, counts[0]) == ([0, 1], counts[1])


def test_a_wrong_query_is_2_and_read_before_the_content(capsys):
    assert main(["find", "--content", "nowhere", "甲", "或者"]) == 2
    assert capsys.readouterr().err == "『或者』后面没有词；要找这几个字的，请加引号。\n"


def test_a_chinese_windows_console_shows_what_was_found():
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", "find", "年:2023 (依申请 或者 供水) 地区:示例县"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "cp936", "PYTHONUTF8": "0"},
        cwd=ROOT,
        check=False,
    )

    assert done.returncode == 0
    assert "\\u" not in done.stdout.decode("cp936") + done.stderr.decode("cp936")


def test_two_who_search_at_once_do_not_meet_and_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    both = []

    def while_another_searches():
        Desk(HELD, (both.append(sorted(tmp_path.iterdir())) or one for one in DOCUMENTS))
        yield from DOCUMENTS

    Desk(HELD, while_another_searches())

    assert {len(set(folders)) for folders in both} == {2}
    assert list(tmp_path.iterdir()) == []


def test_whoosh_is_loaded_only_when_it_is_asked():
    assert not {"whoosh", "pypinyin"} & loaded_by("gongkai.search.desk", "gongkai.commands.find")
