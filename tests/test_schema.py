"""Do the schemas say what the reader says? Files as an editor program sees them, beside the findings of `check`."""

import json
import random
import re
from functools import cache
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from cases import BASE, REPORT, Case, findings, portal_files, read_cases
from gongkai.cells import read_cell
from gongkai.commands import schema as command
from gongkai.commands.common import Parser
from gongkai.diag import Diagnostic, Severity
from gongkai.schema import agency_schema, report_schema, site_schema, written
from gongkai.show import as_text
from support import CONTENT, FORMS, ROOT, as_object, balanced, forms, text_of

SCHEMAS = ROOT / "schema"
EXAMPLES = ROOT / "docs" / "examples" / "content"  # its report is full of faults
RECORDS = [path for folder in (CONTENT, EXAMPLES) for path in sorted(folder.rglob("*.yaml"))]
AGENCY, SITE = "jia/agency.yaml", "site.yaml"


class Core(yaml.SafeLoader):
    """YAML 1.2 with its core schema, which is what yaml-language-server reads; PyYAML itself reads YAML 1.1."""

    yaml_implicit_resolvers: ClassVar[dict] = {}


def whole(_: Core, node: yaml.ScalarNode) -> int:
    return int(node.value, 0) if node.value.startswith(("0x", "0o")) else int(node.value)


def decimal(_: Core, node: yaml.ScalarNode) -> float:
    return float(re.sub(r"\.(?=[iInN])", "", node.value))


for tag, pattern in {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
}.items():
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), None)
Core.add_constructor("tag:yaml.org,2002:int", whole)
Core.add_constructor("tag:yaml.org,2002:float", decimal)


@cache
def validator(name: str) -> Draft7Validator:
    kind = {"agency.yaml": "agency", "site.yaml": "site"}.get(Path(name).name, "report")
    make = {"agency": agency_schema, "site": lambda: site_schema(forms()), "report": lambda: report_schema(forms())}
    return Draft7Validator(make[kind]())


def front(text: str) -> str:
    """What an editor program is given of a file: of a report what stands between the two `---`."""
    return re.split(r"^--- *$", text, maxsplit=2, flags=re.MULTILINE)[1] if text.startswith("---") else text


def faults(name: str, text: str) -> list[str]:
    """What an editor program marks in a file."""
    value = yaml.load(front(text), Core)  # noqa: S506 - the safe loader, with fewer types
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator(name).iter_errors(value)]


def report(*lines: str, year: object = 2023) -> str:
    """A report with the lines in the place of its tables."""
    return "\n".join(["---", "标题: 甲", f"年度: {year}", *lines, "---", ""])


def errors_of(name: str, text: str) -> list[Diagnostic]:
    """The errors that `check` finds in one of the files of a portal."""
    files = {file: content.encode() for file, content in BASE.items()} | {name: text.encode()}
    return [d for d in findings(files) if d.severity is Severity.ERROR and d.span.file == name]


# --- the schemas themselves ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", [REPORT, AGENCY, SITE])
def test_a_schema_is_one_of_draft_07(name):
    schema = validator(name).schema
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(schema)


def test_the_committed_schemas_are_those_of_the_forms(pytestconfig):
    texts = written(forms())
    if pytestconfig.getoption("bless"):
        for name, text in texts.items():
            (SCHEMAS / name).write_text(text, encoding="utf-8", newline="\n")
    assert {path.name: path.read_text(encoding="utf-8") for path in SCHEMAS.iterdir()} == texts


def parts(schema: object):
    """A schema and everything in it."""
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from parts(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from parts(inner)


@pytest.mark.parametrize("name", [REPORT, AGENCY, SITE])
def test_a_pattern_means_the_same_to_every_program(name):
    patterns = {p["pattern"] for p in parts(validator(name).schema) if isinstance(p.get("pattern"), str)}
    assert patterns
    for pattern in patterns:
        # With the flag `u`, ECMAScript refuses every other escape; \d and \w are not the same in Python.
        assert set(re.findall(r"\\(.)", pattern.replace("\\\\", ""))) <= set("sS.[]"), pattern
        assert not re.search(r"\(\?[^:=!]", pattern), pattern


def test_every_reference_leads_somewhere():
    schema = validator(REPORT).schema
    used = {p["$ref"].removeprefix("#/definitions/") for p in parts(schema) if "$ref" in p}
    assert used == set(schema["definitions"])


# --- whole files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [*sorted(CONTENT.rglob("*.md")), *RECORDS],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_every_file_of_the_content_passes(path):
    assert faults(path.name, path.read_text(encoding="utf-8")) == []


@settings(max_examples=30)  # each takes a tenth of a second
@given(st.sampled_from(["2019", "2021"]), st.integers(0, 10**6))
def test_a_report_passes_under_the_edition_of_its_year(edition, seed):
    data = as_object(balanced(edition, random.Random(seed)), edition, int(edition))
    assert faults(REPORT, text_of(data)) == []


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_report_without_one_of_its_rows_does_not_pass(edition):
    text = text_of(as_object(balanced(edition, random.Random(1)), edition, int(edition)))
    lines = text.split("\n")
    rows = [n for n, line in enumerate(lines) if re.match(r" +[^#]*: *[\[{\d]", line)]
    assert len(rows) == {"2019": 8, "2021": 6}[edition] + {"2019": 23, "2021": 25}[edition] + 3
    passed = [lines[n].split(":")[0].strip() for n in rows if not faults(REPORT, "\n".join(lines[:n] + lines[n + 1 :]))]
    assert passed == ["总计"]  # which the program adds up


# --- the cases of the reader --------------------------------------------------------------------------

STRUCTURE = {
    *("field-unknown", "field-missing", "field-empty", "field-shape", "field-value", "edition-unknown"),
    *("edition-differs", "acceptance-refused", "attachment", "table-missing", "row-unknown", "row-missing"),
    *("row-duplicate", "row-length", "column-unknown", "column-duplicate", "cell-missing", "number"),
    *("number-negative", "number-fraction"),
}
UNSEEN = {  # what needs another file or item, the file's name or bytes, or the digits as they were written
    *(("attachment", title) for title in ("没有这个文件", "同名", "Windows 保留的名称", "文件名太长")),
    *(("field-value", title) for title in ("页脚标识写了两次", "页脚标识的图片不能存")),
    *(("number", title) for title in ("八进制", "科学记数", "十六进制", "没有小数部分", "正号", "前导零")),
    *(("number-fraction", "件数"), ("field-missing", "政府没有写统计范围")),
}
REFUSALS = [case for case in read_cases("refusals") if case.name.partition(":")[0] in STRUCTURE]


def known_by(case: Case) -> tuple[str, str]:
    return case.name.partition(":")[0], case.title


@pytest.mark.parametrize("case", REFUSALS, ids=[case.name for case in REFUSALS])
def test_what_the_reader_refuses_for_its_structure_is_marked(case):
    files = {name: data.decode() for name, data in portal_files(case.input).items() if name.endswith((".md", ".yaml"))}
    try:
        marked = [fault for name, text in files.items() for fault in faults(name, text)]
    except yaml.YAMLError:
        marked = ["no YAML"]
    assert bool(marked) == (known_by(case) not in UNSEEN), marked


def test_nothing_is_called_unseen_that_is_no_case():
    assert {known_by(case) for case in REFUSALS} >= UNSEEN


@pytest.mark.parametrize("case", list(read_cases("accepted")), ids=lambda case: case.name)
def test_what_the_reader_accepts_is_not_marked(case):
    for difference in (case.input, case.expected):
        for name, data in portal_files(difference).items():
            marked = faults(name, data.decode("utf-8-sig").replace("\r\n", "\n"))
            if "行 政 许 可" in difference and name == REPORT:
                assert len(marked) == 2, marked  # a name with blanks in it is forgiven, but not proposed
            else:
                assert marked == []


# --- facts --------------------------------------------------------------------------------------------

NONSENSE = "仝仝仝: 1"
EVERYWHERE = {
    REPORT: report(
        NONSENSE,
        *(f"{name}:\n  - {{{NONSENSE}}}" for name in ("附件", "更正", "说明", "非个人信息")),
        f"来源: {{{NONSENSE}}}",
        *(f"{name}: 全部为零" for name in ("主动公开", "依申请公开", "行政复议诉讼")),
    ),
    AGENCY: f"全称: 甲\n{NONSENSE}\n存续期间: {{{NONSENSE}}}\n依申请公开: {{{NONSENSE}}}\n"
    f"曾用名:\n  - {{{NONSENSE}}}\n非个人信息:\n  - {{{NONSENSE}}}\n",
    SITE: f"标题: 甲\n{NONSENSE}\n截止日期: {{{NONSENSE}}}\n地区:\n  - {{{NONSENSE}}}\n"
    f"页脚标识:\n  - {{{NONSENSE}}}\n非个人信息:\n  - {{{NONSENSE}}}\n",
}


def proposed(schema: dict) -> dict[str, set[str]]:
    """The names that a schema knows, of the file (under an empty name) and of each fact that has parts."""
    found = {"": set(schema["properties"])}
    for name, fact in schema["properties"].items():
        inner = fact.get("items", fact) if isinstance(fact.get("items", fact), dict) else {}
        if "properties" in inner:
            found[name] = set(inner["properties"])
    return found


@pytest.mark.parametrize("name", [REPORT, AGENCY, SITE])
def test_a_schema_knows_the_facts_that_the_reader_asks_for(name):
    asked = {}
    for found in errors_of(name, EVERYWHERE[name]):
        if found.code == "field-unknown":
            what = re.match("『(.*?)』", found.message.split("没有『仝仝仝』")[0])
            names = re.fullmatch("这里可以写：(.*)。", found.hint)
            asked[what[1] if what else ""] = set(names[1].split("、"))
    assert proposed(validator(name).schema) == asked


@pytest.mark.parametrize("name", [REPORT, AGENCY, SITE])
def test_a_schema_asks_for_the_facts_that_must_be_there(name):
    missing = {(d.span.line, d.message) for d in errors_of(name, EVERYWHERE[name]) if d.code == "field-missing"}
    asked = {(m[1], m[2]) for _, text in missing if (m := re.match("『(.*?)』的这一项缺少『(.*)』", text))}
    schema = validator(name).schema["properties"]
    required = {(fact, name) for fact in schema for name in schema[fact].get("items", {}).get("required", ())}
    # Without 类别 an answer is of no use; the reader passes it over in silence.
    assert required - {("非个人信息", "类别")} == asked


@pytest.mark.parametrize(
    ("name", "line"),
    [
        *(
            (REPORT, f"发布日期: {d}")
            for d in ("2024-01-31", "2024-1-31", "2024-04-31", "2024年1月31日", "原文未载明", "")
        ),
        *((REPORT, f"统计范围: {w}") for w in ("本机关", "全辖区", "原文未载明", "全市", "1")),
        *((REPORT, f"正文性质: {w}") for w in ("原文", "概述", "摘要")),
        *((REPORT, f"文号: {w}") for w in ("甲〔2024〕1号", "12", '"  "', "1e5", "[甲]", "")),
        *(
            (REPORT, f"来源: {w}")
            for w in ("https://a.cn/b?c#d", "HTTP://a.cn", "a.cn", "https://甲@a.cn/", "https://")
        ),
        *((REPORT, f"来源: {{地址: {w}}}") for w in ("https://a.cn/b", "http//a.cn", "ftp://a.cn", "[甲]")),
        *((REPORT, f"来源: {{说明: {w}}}") for w in ("甲", "5")),
        *((REPORT, f"来源: {{形式: {w}}}") for w in ("网页", "Word 文件", "Word文件", "照片", "[网页]")),
        *((REPORT, f"来源: {{{p}: {w}}}") for p in ("转录", "核对") for w in ("甲", "2024", '""', "[甲]", "{甲: 乙}")),
        *((REPORT, f"来源:\n  {p}:") for p in ("地址", "说明", "形式", "转录", "核对")),
        *((REPORT, f"版式: {w}") for w in ("2021", '"2021"', "2020", "[2021]", "二", "{二: 2020}", "{五: 2021}")),
        *(
            (REPORT, f"附件: [{{文件: {w}}}]")
            for w in ("甲/乙.pdf", "甲.exe", "甲..乙.pdf", "..甲.pdf", ".pdf", "甲.pdf.", "甲", "-")
        ),
        *((REPORT, f"更正: [{{日期: {w}, 内容: 甲, 原因: 乙}}]") for w in ("2024-02-29", "2024-02-30", "原文未载明")),
        *(
            (REPORT, f"非个人信息: [{{位置: 六, 类别: {w}, 理由: 办公电话}}]")
            for w in ("身份证号", "手机号", "银行卡号", "车牌号")
        ),
        *((AGENCY, f"层级: {w}") for w in ("省", "市", "县", "乡", "区", "")),
        *((AGENCY, f"类别: {w}") for w in ("政府", "部门", "乡镇街道", "镇")),
        *((AGENCY, f"排序: {w}") for w in ("0", "7", "999999", "1000000", "-1", "1.5", '"12"', "十")),
        *(
            (AGENCY, f"行政区划代码: {w}")
            for w in ("321300", "321300000", "321300000000", "32130", "3213001", '"321300"')
        ),
        *((AGENCY, f"统一社会信用代码: {w}") for w in ("11320000", "11320000012345678k")),
        *((AGENCY, f"简称: {w}") for w in ("甲", "[甲, 乙]", "[甲, [乙]]", "{甲: 乙}", "12", "[]")),
        *(
            (AGENCY, f"存续期间: {w}")
            for w in ("{起: 2001}", "{起: 2001, 止: 2018}", "{起: 2001年}", "2001", "{始: 1}")
        ),
        *((AGENCY, f"曾用名: {w}") for w in ("甲", "[甲]", "[{名称: 甲, 起: 2001}]", "[{起: 2001}]")),
        *((AGENCY, f"依申请公开: {w}") for w in ("{电话: 0999-1234567, 邮编: 010000}", "{网址: a.cn}", "甲")),
        *((SITE, f"网站标识码: {w}") for w in ("3299990001", "bm12345678", "BM12345678", "329999001", '"3299990001"')),
        *((SITE, f"网址: {w}") for w in ("https://a.cn", "https://a.cn/b/", "https://a.cn/?b", "https://a.cn/#b")),
        *(
            (SITE, f"应报年度: {w}")
            for w in ("[2023, 2024]", "2023", "[23]", "2023年", '["3000"]', '["2023"]', "[3000]")
        ),
        *((SITE, f"截止日期: {{政府: {w}}}") for w in ("03-31", "3-31", "02-29", "02-28", "04-31", "13-01")),
        *((SITE, f"正式上线: {w}") for w in ("否", "不", "true")),
        *((SITE, f"质量页: {w}") for w in ("公开", "内部", "不公开")),
        *((SITE, f"地区: [{{代码: {w}, 名称: 甲}}]") for w in ("321300", "3213", "32130a")),
        *((SITE, f"地区: [{{代码: 321300, 名称: 甲, 虚构: {w}}}]") for w in ("是", "否", "真")),
        *(
            (SITE, f"页脚标识: [{{图片: {w}, 说明: 甲}}]")
            for w in ("甲/乙.png", "甲.PNG", "甲.webp", "https://a.cn/b.png")
        ),
    ],
)
def test_a_fact_is_marked_if_the_reader_refuses_it(name, line):
    tables = [f"{table}: 全部为零" for table in ("主动公开", "依申请公开", "行政复议诉讼")]
    text = {REPORT: report(line, *tables), AGENCY: f"全称: 甲\n{line}\n", SITE: f"标题: 甲\n{line}\n"}[name]
    refused = [d for d in errors_of(name, text) if "没有这个文件" not in d.message]
    assert bool(faults(name, text)) == bool(refused), refused


# --- tables -------------------------------------------------------------------------------------------


@cache
def cell(kind: str) -> Draft7Validator:
    """The schema of one cell of a kind, as it stands in a row of the forms."""
    name, row = {
        "count": ("2021", "permits"),
        "money": ("2021", "fees"),
        "signed": ("2019", "cells2"),
        "amount": ("2019", "cells4"),
    }[kind]
    schema = validator(REPORT).schema["definitions"][f"{name}-proactive-{row}"]
    return Draft7Validator(schema["items"][{"signed": 1, "amount": 1}.get(kind, 0)])


WRITTEN = st.text("0123456789.+-/（）()【】 ,，万元件亿空白待核不适用其中—―甲１", max_size=9)
NUMBERS = st.from_regex(
    r"[+-]?(?:0|[1-9][0-9]{0,16})(?:\.[0-9]{1,4})?(?:万?元)?(?:[（(][其中元件待核空白1 ]{0,4}[)）])?", fullmatch=True
)


KINDS = st.sampled_from(["count", "signed", "money", "amount"])


@given(KINDS, WRITTEN | NUMBERS)
@example("count", "1" * 15)
@example("count", "1" * 16)
@example("money", "1" * 11 + ".0001")
@example("money", "1" * 12 + ".0001")
@example("count", "1" * 15 + "（其中修订16件）")
@example("count", "————")
@example("count", "—————")
@example("amount", "120.5 百万元人民币（其中1元）")
def test_a_text_in_a_cell_is_marked_if_the_reader_refuses_it(kind, text):
    _, fault = read_cell(text, kind, None)
    undecided = bool(re.fullmatch(r"待核([(（].*[)）])?", text))
    assert cell(kind).is_valid(text) == (fault is None or undecided)


@given(
    KINDS,
    st.integers(-(10**17), 10**17) | st.decimals(-99, 99, places=2),
)
def test_a_number_in_a_cell_is_marked_if_the_reader_refuses_it(kind, number):
    text = str(number)
    _, fault = read_cell(text, kind, None)
    if fault and fault.code == "number-fraction" and text.endswith(".00"):
        return  # 12.00 is a whole number to YAML
    value = yaml.load(text, Core)  # noqa: S506 - the safe loader, with fewer types
    assert cell(kind).is_valid(value) == (fault is None)


@pytest.mark.parametrize("kind", ["count", "money"])
def test_what_is_no_number_and_no_text_is_marked_in_a_cell(kind):
    assert not [value for value in (None, True, [1], {"甲": 1}, float("inf")) if cell(kind).is_valid(value)]


NEW, OLD = "{制发: 0, 废止: 0, 现行有效: 0}", "{新制作: 0, 新公开: 0, 对外公开总数: 0}"
REST = ("依申请公开: 全部为零", "行政复议诉讼: 缺表")


@pytest.mark.parametrize(
    ("year", "layout", "edition"),
    [
        (2019, "", "2019"),
        (2020, "", "2019"),
        ('"2020"', "", "2019"),
        (2021, "", "2021"),
        (2024, "", "2021"),
        (2023, "版式: 2019", "2019"),
        (2020, "版式: 2021", "2021"),
        (2020, '版式: "2021"', "2021"),
        (2023, "版式: {二: 2019}", "2019"),
        (2023, "版式: {表二: 2019}", "2019"),
        (2023, "版式: {三: 2019}", "2021"),
        (2020, "版式: {三: 2021}", "2019"),
        (2020, "版式: {二: 2021}", "2021"),
    ],
)
def test_the_rows_are_those_of_the_edition_that_is_meant(year, layout, edition):
    rows = {
        "2021": ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"],
        "2019": [
            "规章",
            "规范性文件",
            "行政许可",
            "其他对外管理服务事项",
            "行政处罚",
            "行政强制",
            "行政事业性收费",
            "政府集中采购",
        ],
    }
    cells = {
        "2021": dict.fromkeys(rows["2021"], "0") | {"规章": NEW, "行政规范性文件": NEW},
        "2019": dict.fromkeys(rows["2019"], "[0, 0, 0]")
        | {"规章": OLD, "规范性文件": OLD, "行政事业性收费": "[0, 0]", "政府集中采购": "[0, 空白]"},
    }
    for written_in in ("2019", "2021"):
        table = ["主动公开:", *(f"  {row}: {cells[written_in][row]}" for row in rows[written_in])]
        text = report(*([layout] if layout else []), *table, *REST, year=year)
        assert bool(faults(REPORT, text)) == (written_in != edition)


NONE = "{结果维持: 0, 结果纠正: 0, 其他结果: 0, 尚未审结: 0}"


@pytest.mark.parametrize(
    ("cells", "passes"),
    [
        ("[1, 0, 0, 0, 1]", True),
        ("[1, 0, 0, 0]", True),
        ("[1, 0, 0]", False),
        ("[1, 0, 0, 0, 1, 0]", False),
        ("[]", False),
        ("1", False),
        ("全部为零", False),
        ("{结果维持: 1, 结果纠正: 0, 其他结果: 0, 尚未审结: 0, 总计: 1}", True),
        ("{结果维持: 1, 结果纠正: 0, 其他结果: 0, 尚未审结: 0}", True),
        ("{结果维持: 1, 结果纠正: 0, 其他结果: 0}", False),
        ("{结果维持: 1, 结果纠正: 0, 其他结果: 0, 尚未审结: 0, 合计: 1}", False),
        ("[1, 空白, /, 不适用, —]", True),
        ("[1, 0, 0, 0, 22（其中修订16件）]", True),
        ("[1, 0, 0, 0, 22（件）]", False),
        ("[待核, 0, 0, 0, 待核(1|2)]", True),
        ("[1, 0, 0, 0, 无]", False),
        ("[1, 0, 0, 0, 1.5]", False),
        ("[1, 0, 0, 0, -1]", False),
    ],
)
def test_a_line_of_cells(cells, passes):
    text = report(
        "主动公开: 全部为零",
        "依申请公开: 全部空白",
        "行政复议诉讼:",
        f"  行政复议: {cells}",
        f"  未经复议直接起诉: {NONE}",
        f"  复议后起诉: {NONE}",
    )
    assert (faults(REPORT, text) == []) is passes
    assert ([d for d in errors_of(REPORT, text) if d.code not in {"cell-open", "review-total"}] == []) is passes


def renamed(**names: str) -> str:
    """A text of the base case with rows under other names."""
    text = BASE[REPORT]
    for name, other in names.items():
        assert f"  {name}:" in text
        text = text.replace(f"  {name}:", f"  {other}:")
    return text


def test_a_row_may_have_its_official_label_but_is_not_proposed_under_it():
    assert faults(REPORT, text_of(as_object(balanced("2021", random.Random(2)), "2021", 2021))) == []
    rows = validator(REPORT).schema["definitions"]["2021-requests-refused"]["properties"]
    assert rows["1.属于国家秘密"]["doNotSuggest"]
    assert "deprecationMessage" not in rows["1.属于国家秘密"]
    assert "doNotSuggest" not in rows["属于国家秘密"]


def test_a_row_under_a_spelling_from_elsewhere_passes_with_a_word_on_it():
    text = renamed(行政规范性文件="规范性文件")
    assert faults(REPORT, text) == []
    row = validator(REPORT).schema["definitions"]["2021-proactive"]["properties"]["规范性文件"]
    assert row["doNotSuggest"]
    assert row["deprecationMessage"] == "『规范性文件』不是规范名称，请写『行政规范性文件』。"


def test_a_row_under_two_of_its_names_is_marked():
    twice = BASE[REPORT].replace("  行政许可:", "  规范性文件: {制发: 0, 废止: 0, 现行有效: 0}\n  行政许可:")
    assert "规范性文件: {制发: 0" in twice
    assert faults(REPORT, twice) != []


def as_written(body: object, indent: str) -> str:
    """What becomes of the body of a snippet in the file: `^` stands before what is put in as it is."""
    if isinstance(body, dict):
        return "".join(f"\n{indent}{name}:{as_written(inner, indent + '  ')}" for name, inner in body.items())
    return " " + re.sub(r"\$\{\d+:(.*?)\}", r"\1", str(body).removeprefix("^"))


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_what_an_editor_program_puts_in_is_read_and_has_to_be_filled_in(edition):
    definitions = validator(REPORT).schema["definitions"]
    tables = {table.key: definitions[f"{edition}-{table.id}"] for table in forms().get(edition).tables}
    text = report(*(f"{key}:{as_written(t['defaultSnippets'][0]['body'], '  ')}" for key, t in tables.items()))
    text = text.replace("年度: 2023", f"年度: 2023\n版式: {edition}")
    assert {d.code for d in errors_of(REPORT, text)} == {"cell-open"}
    assert faults(REPORT, text) == []
    assert [s["label"] for s in tables["主动公开"]["defaultSnippets"][1:]] == ["全部为零", "全部空白", "缺表"]


# --- the editor that is provided for ------------------------------------------------------------------


def settings(name: str) -> dict:
    return json.loads((ROOT / ".vscode" / f"{name}.json").read_text(encoding="utf-8"))


def matches(pattern: str, path: str) -> bool:
    """Whether a path is meant by a glob with `**`."""
    return bool(re.fullmatch(re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*"), path))


def test_every_record_has_its_schema_in_vs_code():
    wanted = {"agency.yaml": "./schema/agency.schema.json", "site.yaml": "./schema/site.schema.json"}
    given_to = settings("settings")["yaml.schemas"]
    for path in RECORDS:
        name = path.relative_to(ROOT).as_posix()
        found = [schema for schema, globs in given_to.items() if any(matches(g, name) for g in globs)]
        assert found == [wanted[path.name]]
    assert all((ROOT / schema).is_file() for schema in given_to)


def problems(matchers: list[dict], output: str) -> list[tuple]:
    """What VS Code makes of the output of a task: a matcher as long as the last lines are is asked of them."""
    found, window = [], []
    for line in output.split("\n"):
        window = [*window, line][-max(len(m["pattern"]) for m in matchers) :]
        for length in range(len(window), 0, -1):
            hit = next(
                (h for m in matchers if len(m["pattern"]) == length and (h := problem(m, window[-length:]))), None
            )
            if hit:
                found.append(hit)
                window = []
                break
    return found


def problem(matcher: dict, lines: list[str]) -> tuple | None:
    values: dict[str, str] = {}
    for pattern, line in zip(matcher["pattern"], lines, strict=True):
        match = re.search(pattern["regexp"], line)
        if match is None:
            return None
        for name in pattern.keys() - {"regexp"}:
            values[name] = values[name] + "\n" + match[pattern[name]] if name in values else match[pattern[name]]
    return (
        matcher["severity"],
        values["code"],
        values["file"],
        int(values["line"]),
        int(values["column"]),
        values["message"],
    )


def test_every_finding_becomes_a_problem_at_its_place():
    severities = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}
    task = next(t for t in settings("tasks")["tasks"] if t["label"] == "检查")
    assert {m["fileLocation"][1] for m in task["problemMatcher"]} == {"${workspaceFolder}/content"}
    seen = set()
    for case in read_cases("refusals"):
        files = portal_files(case.input)
        said = findings(files)
        got = problems(task["problemMatcher"], as_text(said, files))
        assert [p[:5] for p in got] == [(severities[d.severity], d.code, *d.span[:3]) for d in said]
        for (*_, message), d in zip(got, said, strict=True):
            assert message.split("\n")[-1] == d.message
            assert ("\n" in message) == bool(d.place.row or d.place.column)
            seen.add((d.severity, "\n" in message))
    assert {(Severity.ERROR, True), (Severity.ERROR, False), (Severity.WARNING, False)} <= seen


def test_the_tasks_are_commands_of_the_program():
    from gongkai.cli import _parser

    tasks = {task["label"]: task["args"] for task in settings("tasks")["tasks"]}
    assert list(tasks) == ["检查", "生成网站", "整理格式"]
    for script, *arguments in tasks.values():
        assert script == "build.py"
        assert _parser().parse_args(arguments).run


# --- the command --------------------------------------------------------------------------------------


def run(out: Path) -> int:
    parser = Parser(prog="gongkai")
    command.add(parser.add_subparsers(parser_class=Parser))
    options = parser.parse_args(["schema", "--forms", str(FORMS), "--out", str(out)])
    return options.run(options)


def test_the_command_writes_the_schemas_and_names_what_it_wrote(tmp_path, capsys):
    out = tmp_path / "schema"
    names = ["report.schema.json", "agency.schema.json", "site.schema.json"]
    assert run(out) == 0
    assert capsys.readouterr().out.split() == [str(out / name) for name in names]
    assert {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()} == written(forms())

    (out / "site.schema.json").write_text("{}", encoding="utf-8")
    assert run(out) == 0
    assert capsys.readouterr().out.split() == [str(out / "site.schema.json")]
    assert {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()} == written(forms())


def test_the_command_says_where_it_cannot_write(tmp_path):
    from gongkai.files import FileFault

    (tmp_path / "schema").write_text("a file", encoding="utf-8")
    with pytest.raises(FileFault, match="写不了"):
        run(tmp_path / "schema")
