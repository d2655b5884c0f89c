"""A new edition is one data file: pages, JSON, CSV, checks and the years' table follow without code."""

import json
import random
import re
import shutil

import pytest
import yaml

from gongkai.bind import MAX_WAITING
from gongkai.build import load, publish
from gongkai.canon import dump
from gongkai.editions import load_forms, read_forms
from gongkai.form import CellKey
from gongkai.gather import gather
from gongkai.scaffold import blank_tables, mapping
from gongkai.source import Draft
from support import AGENCY, BODY, CONTENT, FORMS, SITE, TEMPLATES, as_object, balanced, text_of, tree


@pytest.fixture
def forms_2027(tmp_path):
    """The editions, and one of 2027: a row more in table 三, a row less in table 二."""
    folder = tmp_path / "forms"
    shutil.copytree(FORMS, folder)
    form = yaml.safe_load((FORMS / "2021.yaml").read_text(encoding="utf-8"))
    form.update(
        edition="2027", name="2027年格式", authority="国办公开办函〔2026〕99号", former="2021", **{"from": 2027}
    )

    def continue_rows(nodes):
        for node in nodes:
            node.pop("continues", None)
            node["continues"] = node["id"]
            continue_rows(node.get("parts", []))

    proactive, requests, _ = form["tables"]
    for table in form["tables"]:
        for block in table["blocks"]:
            continue_rows(block["rows"])
    proactive["blocks"][2]["rows"] = [r for r in proactive["blocks"][2]["rows"] if r["id"] != "coercive_measures"]
    unavailable = next(n for n in requests["blocks"][0]["rows"][2]["parts"] if n["id"] == "unavailable")
    unavailable["parts"].append({"id": "destroyed", "label": "4.信息已依法销毁", "key": "信息已依法销毁"})
    (folder / "2027.yaml").write_text(yaml.safe_dump(form, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_forms(folder)


def report_2027(destroyed="[1, 0, 0, 0, 0, 0, 1]"):
    """A balanced report of 2027 in which one request met the new row, made from one of 2021."""
    text = (
        text_of(as_object(balanced("2021", random.Random(5)), "2021", 2026))
        .replace("2027-01", "2028-01")
        .replace("2026", "2027")
    )
    lines = [line for line in text.split("\n") if not line.startswith("  行政强制")]
    at = next(i for i, line in enumerate(lines) if line.startswith("    补正后仍不明确"))
    lines.insert(at + 1, f"    信息已依法销毁: {destroyed}")
    for key in ("总计", "本年新收"):
        at = next(i for i, line in enumerate(lines) if re.match(rf"  {key}: +\[", line))
        lines[at] = re.sub(r"\d+", lambda m: str(int(m[0]) + 1), lines[at], count=1)
        lines[at] = re.sub(r"(\d+)\]", lambda m: f"{int(m[1]) + 1}]", lines[at])
    return "\n".join(lines) + BODY


def test_it_is_the_default_of_its_years(forms_2027):
    assert [forms_2027.for_year(year).id for year in (2019, 2020, 2021, 2026, 2027, 2031)] == [
        *("2019", "2019", "2021", "2021", "2027", "2027")
    ]


def test_its_report_is_checked_by_its_own_sums(forms_2027):
    files = {"site.yaml": SITE, "ceshi/agency.yaml": AGENCY, "ceshi/2027.md": report_2027()}
    _, found = gather(tree(files), forms_2027)
    assert found == []

    files["ceshi/2027.md"] = report_2027("[2, 0, 0, 0, 0, 0, 2]")
    _, found = gather(tree(files), forms_2027)
    assert {(d.code, d.place.column) for d in found} == {("result-total", "自然人"), ("result-total", "总计")}


def test_its_pages_files_and_series_follow(forms_2027, tmp_path):
    content, out = tmp_path / "content", tmp_path / "site"
    (content / "ceshi").mkdir(parents=True)
    (content / "site.yaml").write_text(SITE, encoding="utf-8")
    (content / "ceshi" / "agency.yaml").write_text(AGENCY, encoding="utf-8")
    (content / "ceshi" / "2027.md").write_text(report_2027(), encoding="utf-8")
    old = text_of(as_object(balanced("2021", random.Random(6)), "2021", 2026)) + BODY
    (content / "ceshi" / "2026.md").write_text(old, encoding="utf-8")

    assert publish(load(content, forms_2027), content, TEMPLATES, out, None)
    report = json.loads((out / "ceshi/2027/report.json").read_text(encoding="utf-8"))
    label = "三、本年度办理结果／（四）无法提供／4.信息已依法销毁"
    assert report["版式"] == {"二": "2027", "三": "2027", "四": "2027"}
    assert [c["值"] for c in report["cells"] if c["行"] == label] == [1, 0, 0, 0, 0, 0, 1]
    assert not [c for c in report["cells"] if "行政强制" in c["行"]]
    assert label in (out / "ceshi/2027/report.csv").read_text(encoding="utf-8-sig")
    page = (out / "ceshi/2027/index.html").read_text(encoding="utf-8")
    assert "信息已依法销毁" in page
    assert 'rowspan="23"' in page  # 三、本年度办理结果 spans one row more
    assert "2027年格式（国办公开办函〔2026〕99号）" in page
    agency = (out / "ceshi/index.html").read_text(encoding="utf-8")
    assert "信息已依法销毁" in agency
    assert "无此项" in agency  # 2026 had no such row
    assert "2021年格式" in agency


def test_a_blank_scaffold_asks_for_every_cell_and_nothing_else(forms_2027):
    for edition in forms_2027.editions:
        front = mapping(blank_tables(edition))
        facts = f"标题: 某\n年度: {edition.start}\n发布日期: {edition.start + 1}-01-20\n"
        text = dump(Draft("", front, BODY)).replace("---\n", f"---\n{facts}", 1)
        files = {"site.yaml": SITE, "ceshi/agency.yaml": AGENCY, f"ceshi/{edition.start}.md": text}
        portal, found = gather(tree(files), forms_2027)
        cells = {table.ordinal: len(table.keys) - len(table.totals) for table in edition.tables}

        # Many cells that wait are one finding of their table, which says how many.
        said = [(d.place.table, d.message) for d in found if "第一格在这里" in d.message]
        assert {d.code for d in found} == {"cell-open"}
        assert said == [
            (o, f"表{o}还有 {many} 格待核，第一格在这里") for o, many in cells.items() if many > MAX_WAITING
        ]
        assert len(found) - len(said) == sum(many for many in cells.values() if many <= MAX_WAITING)
        assert len(portal.reports) == 1


def test_each_row_of_2021_continues_the_row_of_2019_that_means_the_same():
    forms = read_forms(FORMS)
    old, new = (forms.get(e).table("requests") for e in ("2019", "2021"))
    labels = {row.id: row.label for row, _ in old.cells}
    continued = {row.label: labels[row.node.continues] for row, _ in new.cells if row.node.continues}

    assert all(now == before for now, before in continued.items())
    assert [r.label for r, _ in new.cells if not r.node.continues][::7] == [
        r.label for r, _ in new.cells if "（六）其他处理" in r.label
    ][::7]
    proactive = forms.get("2021").table("proactive")
    assert {row.id for row, _ in proactive.cells if row.node.continues} == {"permits", "penalties", "coercive_measures"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("left: [received, carried_in]", "left: [received, nowhere]", "nowhere"),
        ("continues: granted", "continues: nowhere", "nowhere"),
        ("kind: money", "kind: gold", "gold"),
        ('former: "2019"', 'former: "1999"', "1999"),
        ("id: penalties", "id: coercive_measures", "two cells"),
        ("key: 制发", "chiave: 制发", "chiave"),
    ],
)
def test_a_faulty_data_file_is_named(old, new, fault):
    texts = {path.name: path.read_text(encoding="utf-8") for path in FORMS.glob("*.yaml")}
    assert old in texts["2021.yaml"]
    texts["2021.yaml"] = texts["2021.yaml"].replace(old, new, 1)

    with pytest.raises(ValueError, match=fault):
        load_forms(texts)


def test_the_code_has_no_word_of_the_form():
    from support import ROOT

    labels = {row.node.label for e in read_forms(FORMS).editions for t in e.tables for row, _ in t.cells}
    labels |= {column.node.label for e in read_forms(FORMS).editions for t in e.tables for _, column in t.cells}
    distinctive = {label for label in labels if len(label) > 3}
    for name in ("form", "editions", "grid", "tables", "filing", "series", "scaffold"):
        code = (ROOT / "src" / "gongkai" / f"{name}.py").read_text(encoding="utf-8")
        code = re.sub(r'"""[\s\S]*?"""', "", code)

        assert not [label for label in distinctive if label in code], name


def test_equations_of_the_form_are_those_of_the_notice():
    table = read_forms(FORMS).get("2021").table("requests")
    by_code = {}
    for equation in table.equations:
        by_code.setdefault(equation.code, []).append(equation)

    assert {code: len(found) for code, found in by_code.items()} == {"row-total": 25, "result-total": 7, "balance": 7}
    assert all(len(e.left) == 21 for e in by_code["result-total"])
    assert all(len(e.left) == 6 for e in by_code["row-total"])
    assert CellKey("handled_total", "total") in table.totals
    assert load(CONTENT, read_forms(FORMS)).portal.reports
