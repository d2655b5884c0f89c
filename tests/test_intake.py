"""What a report.json says comes back cell for cell; what cannot come in unchanged is refused whole."""

import json
import random
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.archive.importing import Asked
from gongkai.build import load, publish
from gongkai.codes import CODES
from gongkai.commands.take import Known, take_in
from gongkai.emit.data import report_json
from support import BODY, CONTENT, TEMPLATES, as_object, balanced, findings_of, forms, judged, text_of


def cells_of(data):
    """The cells in an order of their own: that of the form is looked at in test_figures."""
    return sorted((c["表"], c["行"], c["列"], str(c["值"]), c["状态"], c["原文"]) for c in data["cells"])


@pytest.fixture(scope="module")
def demo():
    return load(CONTENT, forms()).portal


def exported(portal, key):
    report = portal.reports[key]
    name = next(a.name for a in portal.agencies if a.slug == report.agency)
    return report_json(report, name)


def import_file(file, into, forms):
    """What was written, and what there was to say about the file itself."""
    taken = take_in(file, into, Known(Asked(), texts_of(into), {}), forms)
    return taken.written, [found for found in taken.findings if found.code.startswith("import")]


def texts_of(into):
    return {
        path.relative_to(into).as_posix(): path.read_bytes() for path in sorted(into.rglob("*.*")) if path.is_file()
    }


def test_every_report_of_the_demo_comes_back_the_same(demo, tmp_path):
    into, out = tmp_path / "content", tmp_path / "site"
    for key in demo.reports:
        file = tmp_path / f"{key[0]}-{key[1]}.json"
        file.write_bytes(exported(demo, key))
        written, found = import_file(file, into, forms())

        assert not found
        assert [p.rsplit("/", 1)[-1] for p in written][-1] == f"{key[1]}.md"
    loaded = load(into, forms())
    # What a report accepts is no part of report.json: those findings are errors again.
    accepting = {
        slug
        for (slug, _), accepted in demo.accepted.items()
        if any(CODES[a.finding.code].severity == "error" for a in accepted)
    }
    errors = [f for f in loaded.findings if f.severity == "error"]
    assert {f.place.agency for f in errors} == accepting
    assert {f.code for f in errors} == {
        a.finding.code
        for accepted in demo.accepted.values()
        for a in accepted
        if CODES[a.finding.code].severity == "error"
    }
    for slug in accepting:
        shutil.rmtree(into / slug)
    assert publish(load(into, forms()), into, TEMPLATES, out, None)
    for slug, year in demo.reports:
        if slug not in accepting:
            back = json.loads((out / slug / str(year) / "report.json").read_text(encoding="utf-8"), parse_float=str)
            assert back == json.loads(exported(demo, (slug, year)), parse_float=str)


STATES = [
    {"值": None, "状态": "空白", "原文": ""},
    {"值": None, "状态": "空白", "原文": "—"},
    {"值": None, "状态": "斜线", "原文": "/"},
    {"值": None, "状态": "斜线", "原文": "／"},
    {"值": None, "状态": "不适用", "原文": "不适用"},
    {"值": None, "状态": "待核", "原文": "待核(1|12)"},
    {"值": 22, "状态": "数", "原文": "22（其中修订16件）"},
]


@given(st.data())
def test_any_mixture_of_states_comes_back_the_same(data):
    edition = data.draw(st.sampled_from(["2019", "2021"]))
    year = 2020 if edition == "2019" else 2023
    rng = random.Random(data.draw(st.integers(0, 999)))
    given_object = as_object(balanced(edition, rng), edition, year)
    for cell in given_object["cells"]:
        if rng.random() < 0.2:
            cell.update(rng.choice(STATES))
    portal, _ = judged(text_of(given_object) + BODY, year)
    report = portal.reports["ceshi", year]

    assert cells_of(json.loads(report_json(report, "测试县测试局"))) == cells_of(given_object)


def test_signs_decimals_and_units_stay_as_written():
    data = as_object(balanced("2019", random.Random(1)), "2019", 2020)
    wanted = {"本年增/减": ("+126", 126), "采购总金额": ("120.50万元", 120.5)}
    for cell in data["cells"]:
        if cell["列"] in wanted:
            cell["原文"], cell["值"] = wanted[cell["列"]]
    text = json.dumps(data, ensure_ascii=False).replace('"值": 120.5,', '"值": 120.50,')
    from gongkai.intake import _Number, draft_of

    report, _, _ = draft_of(json.loads(text, parse_int=_Number, parse_float=_Number), forms())
    portal, found = judged(report + BODY, 2020)
    back = report_json(portal.reports["ceshi", 2020], "测试县测试局").decode()

    assert not [f for f in found if f.severity == "error"]
    assert '"值": 120.50, "状态": "数", "原文": "120.50万元"' in back
    assert '"值": 126, "状态": "数", "原文": "+126"' in back


def test_a_missing_table_stays_missing():
    data = as_object(balanced("2021", random.Random(1)), "2021", 2023)
    data["版式"]["四"] = None
    for cell in data["cells"]:
        if cell["表"] == "四":
            cell.update({"值": None, "状态": "缺表", "原文": ""})
    portal, found = judged(text_of(data) + BODY)
    back = json.loads(report_json(portal.reports["ceshi", 2023], "测试县测试局"))

    assert [f.code for f in found] == ["table-absent"]
    assert back["版式"]["四"] is None
    assert cells_of(back) == cells_of(data)


def import_object(data, tmp_path, into="content"):
    file = tmp_path / "in.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return import_file(file, tmp_path / into, forms())


def test_text_scope_and_date_come_in(tmp_path):
    data = as_object(balanced("2021", random.Random(1)), "2021", 2023)
    data |= {"统计范围": "本机关", "发布日期": "2024-01-20", "正文": BODY}
    written, found = import_object(data, tmp_path)
    text = (tmp_path / "content" / "ceshi" / "2023.md").read_text(encoding="utf-8")

    assert len(written) == 2
    assert not found
    assert "发布日期: 2024-01-20\n统计范围: 本机关\n" in text
    assert text.endswith("## 六、其他需要报告的事项\n\n无。\n")
    assert {f.code for f in findings_of(tmp_path / "content")} == {"record-incomplete"}  # site.yaml, 层级, 类别


def broken(change):
    data = as_object(balanced("2021", random.Random(1)), "2021", 2023)
    change(data)
    return data


REFUSED = {
    "value and text differ": lambda d: d["cells"][0].update({"值": 5, "原文": "6"}),
    "value without state": lambda d: d["cells"][0].update({"值": 5, "状态": "空白"}),
    "state without value": lambda d: d["cells"][0].update({"值": None}),
    "no value": lambda d: d["cells"][0].pop("值"),
    "no row": lambda d: d["cells"][0].pop("行"),
    "row is no text": lambda d: d["cells"][0].update({"行": ["规章"]}),
    "state is no text": lambda d: d["cells"][0].update({"状态": []}),
    "numbers in a table that is absent": lambda d: d["版式"].update({"三": None}),
    "absent cell in a table that is there": lambda d: d["cells"][0].update({"值": None, "状态": "缺表", "原文": ""}),
    "unknown state": lambda d: d["cells"][0].update({"状态": "零"}),
    "text as value": lambda d: d["cells"][0].update({"值": "5"}),
    "unknown cell": lambda d: d["cells"][0].update({"行": "第二十条第（七）项／规章"}),
    "cell twice": lambda d: d["cells"].append(dict(d["cells"][0])),
    "cell missing": lambda d: d["cells"].pop(0),
    "negative": lambda d: d["cells"][0].update({"值": -1, "原文": "-1"}),
    "fraction": lambda d: d["cells"][0].update({"值": 1.5, "原文": "1.5"}),
    "exponent": lambda d: d["cells"][0].update({"值": 1e30, "原文": None}),
    "left-out total that is wrong": lambda d: d["cells"][-1].update({"值": 10**6, "原文": None}),
    "reserved slug": lambda d: d.update({"编码": "search"}),
    "path as slug": lambda d: d.update({"编码": "../x"}),
    "year before the form": lambda d: d.update({"年度": 2015}),
    "year as text": lambda d: d.update({"年度": "2023"}),
    "unknown edition": lambda d: d["版式"].update({"三": "1999"}),
    "no editions": lambda d: d.pop("版式"),
    "no name": lambda d: d.update({"机关": ""}),
    "name over two lines": lambda d: d.update({"机关": "甲\n上级: 乙"}),
    "unknown scope": lambda d: d.update({"统计范围": "全国"}),
    "no such day": lambda d: d.update({"发布日期": "2024-02-30"}),
    "cells are no list": lambda d: d.update({"cells": {}}),
    "html in the text": lambda d: d.update({"正文": "## 一、总体情况\n\n<script>alert(1)</script>"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_come_in_unchanged_is_refused_and_nothing_written(name, tmp_path):
    written, found = import_object(broken(REFUSED[name]), tmp_path)

    assert written == []
    assert [(f.code, f.severity) for f in found] == [("import-refused", "error")]
    assert found[0].message
    assert not (tmp_path / "content").exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", "[" * 100_000, '{"a": 1, "a": 2}', "\ud800".encode("utf-8", "surrogatepass")]
)
def test_what_is_no_report_json_is_refused(text, tmp_path):
    file = tmp_path / "in.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    written, found = import_file(file, tmp_path / "content", forms())

    assert (written, [f.code for f in found]) == ([], ["import-refused"])


def test_an_existing_report_is_never_replaced(tmp_path):
    first = as_object(balanced("2021", random.Random(1)), "2021", 2023)
    assert import_object(first, tmp_path)[0]
    before = (tmp_path / "content" / "ceshi" / "2023.md").read_bytes()
    written, found = import_object(as_object(balanced("2021", random.Random(2)), "2021", 2023), tmp_path)

    assert written == []
    assert "已经存在" in found[0].message
    assert (tmp_path / "content" / "ceshi" / "2023.md").read_bytes() == before
    assert import_object(first, tmp_path)[0]  # the same again is no conflict


def test_the_body_of_an_existing_record_is_kept(tmp_path):
    folder = tmp_path / "content" / "county" / "ceshi"
    folder.mkdir(parents=True)
    (folder / "agency.yaml").write_text("全称: 另一个局\n", encoding="utf-8")
    _, found = import_object(as_object(balanced("2021", random.Random(1)), "2021", 2023), tmp_path)
    assert "另一个局" in found[0].message

    (folder / "agency.yaml").write_text("全称: 测试县测试局\n", encoding="utf-8")
    written, _ = import_object(as_object(balanced("2021", random.Random(1)), "2021", 2023), tmp_path)
    assert [p.endswith("county/ceshi/2023.md") for p in written] == [True]


def test_the_row_of_table_four_may_be_left_out_and_equal_numbers_are_equal(tmp_path):
    data = as_object(balanced("2021", random.Random(1)), "2021", 2023)
    for cell in data["cells"]:
        if cell["表"] == "四":
            del cell["行"]
    data["cells"][0].update({"值": 7.0, "原文": "7"})
    written, found = import_object(data, tmp_path)

    assert (len(written), found) == (2, [])


def test_totals_left_out_here_and_there_come_back_the_same():
    data = as_object(balanced("2021", random.Random(4)), "2021", 2023)
    for number, cell in enumerate(data["cells"]):
        if cell["列"].endswith("总计") and number % 3 == 0:
            cell["原文"] = None
    portal, found = judged(text_of(data) + BODY)

    assert found == ()
    back = json.loads(report_json(portal.reports["ceshi", 2023], "测试县测试局"))
    assert {(c[0], c[1], c[2]): c[5] for c in cells_of(back)} == {(c[0], c[1], c[2]): c[5] for c in cells_of(data)}


def test_nothing_is_written_through_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "ceshi").symlink_to(tmp_path / "elsewhere")
    written, found = import_object(as_object(balanced("2021", random.Random(1)), "2021", 2023), tmp_path)

    assert (written, [f.code for f in found]) == ([], ["import-refused"])
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_entry_that_is_not_taken_over_is_named(tmp_path):
    data = as_object(balanced("2021", random.Random(1)), "2021", 2023) | {"备注": "甲"}
    written, found = import_object(data, tmp_path)

    assert len(written) == 2
    assert [(f.code, f.severity, "备注" in f.message) for f in found] == [("import-ignored", "warning", True)]
