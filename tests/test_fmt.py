"""`fmt`: one form for every file, slips of spelling mended, and not a figure, state or word changed."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import BASE, REPORT
from gongkai.bind import bind
from gongkai.cli import main
from gongkai.emit.data import cell_records
from gongkai.files import FileFault, replace_text
from gongkai.source import parse
from gongkai.tidy import agency_file, report_file, site_file, tidy
from support import AGENCY, BODY, SITE, as_object, balanced, forms, text_of

KIND = report_file(2023, forms())
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
CANONICAL = BASE[REPORT]


def cells_of(text):
    """Every cell of a report: what it is, what it says and what was written."""
    report, _ = bind(parse(text.encode(), "")[0], "ceshi", 2023, forms())
    return [(c.table, c.row, c.column, c.state, c.number) for c in cell_records(report)]


def formatted(text):
    """The proper form of a text that has one."""
    done = tidy(text.encode(), KIND)
    assert done.text is not None, done.fault
    return done.text


def changed(old, new):
    """The canonical report with one line written otherwise."""
    assert old in CANONICAL
    return CANONICAL.replace(old, new)


PERMITS = "  行政许可:       12"
REVIEW = "  行政复议:         [0, 0, 0, 0, 0]"
DOCUMENTS = "  行政规范性文件: {制发: 1, 废止: 0, 现行有效: 4}"


@pytest.mark.parametrize(
    ("line", "slip"),
    [
        (PERMITS, "  行政许可：12"),
        (PERMITS, "  行政许可 ： 12"),
        (PERMITS, "  行政许可:12"),
        (PERMITS, "  行政许可:\t12"),
        (PERMITS, "  行政许可:\u300012\u3000"),
        (PERMITS, "  行政许可: １２  "),
        (PERMITS, '  行政许可: "12"'),
        (PERMITS, "\t行政许可: 12"),
        (PERMITS, "\u3000行政许可: 12"),
        (PERMITS, "\u3000\u3000行政许可: 12"),
        (REVIEW, "  行政复议: [0，0、0,0 , 0]"),
        (REVIEW, "  行政复议：【0，0，0，0，0】"),
        (REVIEW, "  行政复议: ［０, ０， 0, 0, 0］"),
        (REVIEW, "  行政复议: [0,\u30000, 0，\u30000, 0]"),
        (DOCUMENTS, "  行政规范性文件: ｛制发：1，废止：0，现行有效：4｝"),
        (DOCUMENTS, "  规范性文件: {本年发件数:1, 本年废止件数: 0, 现行有效件数: 4}"),
        ("年度: 2023\n", "年度：２０２３\n"),
        ("行政复议诉讼:\n", "复议诉讼：\n"),
        ("## 五、存在的主要问题及改进情况", "## 五、存在问题及改进情况"),
        ("## 一、总体情况", "##一、总体情况"),
        ("## 一、总体情况", "＃＃ 一、总体情况"),
    ],
)
def test_a_slip_of_spelling_is_mended(line, slip):
    slipped = changed(line, slip)

    assert formatted(slipped) == CANONICAL
    assert tidy(slipped.encode(), KIND).mends or slip.strip() == '行政许可: "12"'


@pytest.mark.parametrize(
    ("line", "slip", "right"),
    [
        (PERMITS, "  行政许可: 1,286", "  行政许可:       1286"),
        (PERMITS, "  行政许可: １，２８６（其中修订１，６件）", "  行政许可:       1286（其中修订１，６件）"),
        (REVIEW, "  行政复议: [1,286, 0, 0, 0, 1,286]", "  行政复议:         [1286, 0, 0, 0, 1286]"),
        (REVIEW, "  行政复议：[1，286，0，0，0，1286]", "  行政复议:         [1286, 0, 0, 0, 1286]"),
        (
            DOCUMENTS,
            "  行政规范性文件: {制发: 1,286, 废止: 0, 现行有效: 4}",
            "  行政规范性文件: {制发: 1286, 废止: 0, 现行有效: 4}",
        ),
    ],
)
def test_commas_of_thousands_go_where_they_can_be_nothing_else(line, slip, right):
    assert formatted(changed(line, slip)) == changed(line, right)


@pytest.mark.parametrize(
    ("line", "slip"),
    [
        (REVIEW, "  行政复议: [1,286, 0, 0, 0]"),  # four cells with the comma, five without
        (REVIEW, "  行政复议: [1，286, 0, 0, 0]"),
        (REVIEW, "  行政复议: [0, 0, 0, 0, 0"),
        (REVIEW, "  行政复议: [0\t0\t0\t0\t0]"),
        (PERMITS, "  行政许可: 1\u30002"),
        (PERMITS, "  行政许可: 12\n  备注：见附件"),  # a colon, but no row of the form
        (PERMITS, "  行政许可: 12\n  行政许可：13"),
        ("年度: 2023\n", "年度: 2023\n说明:\n  - {规则: balance，位置: 三, 理由: 甲，乙: 丙}\n"),
        ("年度: 2023\n", "年度: 2023\n附件:\n  - {文件: a.pdf, 名称: [甲，乙]}\n"),
        ("年度: 2023\n", "年度: 2023\n年度: 2023\n"),
        ("\n---\n\n", "\n\n"),
        ("---\n标题", "标题"),
        ("甲镇2023年", "甲镇2023年\u200b"),
    ],
)
def test_what_could_be_meant_otherwise_is_left(line, slip):
    done = tidy(changed(line, slip).encode(), KIND)

    assert (done.text, done.mends) == (None, ())
    assert done.line >= 1
    assert done.fault


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (PERMITS, "  行政许可:       35件"),  # an error of another sort stays for `check`
        (PERMITS, "  行政许可:       待核(12|21)"),
        (PERMITS, "  行政许可:       空白"),
        (PERMITS, "  行政许可:       —"),
        (REVIEW, "  行政复议:         [空白, /, ／, 不适用, ―]"),
        ("  行政事业性收费: 1.50", "  行政事业性收费: 1.5000"),
        ("年度: 2023\n", "年度: 2023\n文号: 甲〔２０２３〕１号，（２）：“乙”\n"),
        ("## 五、存在的主要问题及改进情况", "## 五、我们的不足"),  # a title of its own, not a spelling
        ("概况。", "１，２８６件：【甲】  \n\u3000\u3000乙\t丙 "),
        ("概况。", "一、总体情况"),
    ],
)
def test_what_is_no_slip_stays_as_it_is(line, kept):
    text = changed(line, kept)

    assert formatted(text) == text
    assert tidy(text.encode(), KIND).mends == ()


def test_comments_stay_where_they_were():
    comments = changed(PERMITS, "  # 原件看不清，\u3000已电话核实\n\n  行政许可：12 # 甲：乙，丙 1,286").replace(
        "---\n\n## 一", "# 完\n---\n\n## 一"
    )

    assert formatted(comments) == changed(
        PERMITS, "  # 原件看不清，\u3000已电话核实\n\n  行政许可:       12  # 甲：乙，丙 1,286"
    ).replace("---\n\n## 一", "# 完\n---\n\n## 一")


def test_habits_of_windows_go_and_are_told():
    done = tidy(b"\xef\xbb\xbf" + CANONICAL.replace("\n", "\r\n").encode(), KIND)

    assert done.text == CANONICAL
    assert [(m.line, m.what) for m in done.mends] == [(1, "删去文件开头的 BOM"), (1, "换行改成 LF")]


def test_records_have_one_form_too():
    agency = (
        "全称：测试县测试局\n层级:   县\n类别: '部门'\n行政区划代码: ３２９９９９\n曾用名:\n- {名称: 甲，止: 2016}\n"
    )
    site = SITE.replace("网站标识码: ", "网站标识码：")
    done = tidy(agency.encode(), agency_file("ceshi"))

    assert done.text == (
        "全称: 测试县测试局\n层级: 县\n类别: 部门\n行政区划代码: 329999\n曾用名:\n  - {名称: 甲, 止: 2016}\n"
    )
    assert [mend.line for mend in done.mends] == [1, 4, 6]
    assert tidy(site.encode(), site_file()).text == SITE


# --- any report, written in any careless way ---------------------------------------------------------

SLIPS = {
    "colon": lambda line: re.sub(r"^( *[^#:]+): +(?=\S)", r"\1：", line),
    "no space": lambda line: re.sub(r"^( *[^#:]+): +(?=[\[{\d])", r"\1:", line),
    "commas": lambda line: line.replace(", ", "， ") if "[" in line else line,
    "brackets": lambda line: line.replace("[", "【").replace("]", "】"),
    "braces": lambda line: line.replace("{", "｛").replace("}", "｝").replace("{", "｛"),
    "digits": lambda line: line.translate(WIDE),
    "spaces": lambda line: re.sub(r"(?<=[,\[{:]) *(?=\d)", "   ", line) + "  ",
    "alias": lambda line: line.replace("行政规范性文件", "规范性文件").replace("属于国家秘密", "1.属于国家秘密"),
    "tab": lambda line: re.sub("^  ", "\t", line),
}
SEEDS = st.integers(0, 10_000)


def careless(text, rng):
    """A report with slips in a few of its lines, and a comment on some: as it is and as it should be."""
    wrong, right = [], []
    inside = False
    for line in text.split("\n"):
        inside = inside or line == "主动公开:"
        inside = inside and line != "---"
        slipped = line
        if inside and line.startswith(" "):
            for slip in rng.sample(sorted(SLIPS), rng.choice((0, 0, 0, 1, 2))):
                slipped = SLIPS[slip](slipped)
            if rng.random() < 0.1:
                note = f"# 第{len(right)}行，［见］原件：１,286"
                wrong.append(line[: len(line) - len(line.lstrip())] + note)
                right.append(wrong[-1])
        wrong.append(slipped)
        right.append(line)
    return "\n".join(wrong), "\n".join(right)


@settings(max_examples=20)
@given(SEEDS)
def test_any_careless_report_comes_out_as_it_should_be(seed):
    rng = random.Random(seed)
    text = text_of(as_object(balanced("2021", rng, 900), "2021", 2023)) + BODY
    wrong, right = careless(text, rng)

    assert cells_of(formatted(right)) == cells_of(text)
    assert formatted(wrong) == right
    assert formatted(right) == right


@settings(max_examples=60)
@given(SEEDS, st.text(st.sampled_from("0１9,，、:： \t　[]【】{}#-\"'\n空白待核—.()（"), max_size=3))
def test_no_change_of_a_text_makes_another_figure_of_it(seed, typed):
    """Whatever is typed somewhere: what could be read before reads the same after, or the file is left."""
    rng = random.Random(seed)
    at = rng.randrange(len(CANONICAL))
    text = CANONICAL[:at] + typed + CANONICAL[at + rng.randrange(3) :]
    done = tidy(text.encode(), KIND)
    if done.text is None:
        return
    again = tidy(done.text.encode(), KIND)

    assert (again.text, again.mends) == (done.text, ())
    _, found = parse(text.encode(), "")
    if not found:
        assert [c for c in cells_of(text) if c[3] != "待核"] == [
            after for before, after in zip(cells_of(text), cells_of(done.text), strict=True) if before[3] != "待核"
        ]
        assert [line for line in done.text.split("\n")[-12:] if not line.startswith("## ")] == [
            line for line in text.split("\n")[-12:] if not re.match("[#＃]", line)
        ]


# --- the command -----------------------------------------------------------------------------------


@pytest.fixture
def content(tmp_path):
    folder = tmp_path / "content" / "ceshi"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "agency.yaml").write_text(AGENCY, encoding="utf-8")
    (folder / "2023.md").write_text(changed(PERMITS, "  行政许可：12"), encoding="utf-8")
    (folder / "README.md").write_text("说明： [1，2]\n", encoding="utf-8")
    return tmp_path / "content"


def test_check_changes_nothing_and_says_what_it_would(content, capsys):
    before = (content / "ceshi" / "2023.md").read_bytes()

    assert main(["fmt", "--check", "--content", str(content)]) == 1
    said = capsys.readouterr()
    assert said.out == "ceshi/2023.md:7 全角冒号改成半角\n"
    assert said.err == "看了 3 份文件，要整理 1 份。\n"
    assert (content / "ceshi" / "2023.md").read_bytes() == before


def test_a_second_run_finds_nothing_to_do(content, capsys):
    assert main(["fmt", "--content", str(content)]) == 0
    assert (content / "ceshi" / "2023.md").read_text(encoding="utf-8") == CANONICAL
    assert (content / "ceshi" / "README.md").read_text(encoding="utf-8") == "说明： [1，2]\n"
    assert sorted(p.name for p in (content / "ceshi").iterdir()) == ["2023.md", "README.md", "agency.yaml"]
    capsys.readouterr()
    assert main(["fmt", "--check", "--content", str(content)]) == 0
    assert capsys.readouterr().out == ""


def test_lines_that_are_only_set_in_order_are_counted(content, capsys):
    file = content / "ceshi" / "2023.md"
    file.write_text(changed(PERMITS, "  行政许可: 12").replace(REVIEW, "  行政复议: [0,0,0,0,0]"), encoding="utf-8")

    assert main(["fmt", str(file), "--content", str(content)]) == 0
    assert capsys.readouterr().out == "ceshi/2023.md:7 空格、引号排整齐（2 行）\n"


@pytest.mark.parametrize(
    "data",
    [
        CANONICAL.encode("gbk"),
        CANONICAL.encode("utf-16"),
        b"\xff\x00\r\n",
        b"",
        changed(REVIEW, "  行政复议: [0, 0，0").replace("12", "１２").encode(),
        ("　" + CANONICAL).replace("\n", "\r\n").encode(),
        changed("概况。", "概\u200b况。").replace(PERMITS, "  行政许可：12").encode(),
    ],
)
def test_a_file_that_cannot_be_understood_stays_byte_for_byte(data, content, capsys):
    file = content / "ceshi" / "2023.md"
    file.write_bytes(data)

    for options in ([], ["--check"]):
        assert main(["fmt", *options, "--content", str(content)]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert re.match(r"ceshi/2023\.md:\d+ 没有动这个文件：.", said.err)
        assert file.read_bytes() == data


def test_only_what_is_named_is_formatted_and_what_is_no_report_is_said_so(content, capsys):
    (content / "ceshi" / "2022.md").write_text(changed(PERMITS, "  行政许可:12"), encoding="utf-8")

    assert main(["fmt", "ceshi/2023.md", "--content", str(content)]) == 0
    assert "2022" not in capsys.readouterr().out
    assert main(["fmt", "ceshi/README.md", "--content", str(content)]) == 2
    assert "里没有『ceshi/README.md』，或者它不是年报" in capsys.readouterr().err


def test_a_file_that_changed_meanwhile_is_not_replaced(content):
    file = content / "ceshi" / "2023.md"
    before = file.read_bytes()
    with pytest.raises(FileFault, match="别的程序"):
        replace_text(file, CANONICAL, b"something else")

    assert file.read_bytes() == before
    file.chmod(0o640)
    replace_text(file, CANONICAL, before)
    assert file.read_text(encoding="utf-8") == CANONICAL
    assert file.stat().st_mode & 0o777 == 0o640
