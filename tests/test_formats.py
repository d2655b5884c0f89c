"""Can an editor, a mail and a merge request each act on what `check` finds? Every form of output, and the page."""

import hashlib
import json
import random
import re
from base64 import b64encode
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gongkai.cli import main
from gongkai.codes import CODES, finding
from gongkai.commands import check
from gongkai.commands.check import prefix_of
from gongkai.commands.common import HERE
from gongkai.diag import Diagnostic, Place, Related, Severity, Span
from gongkai.show import FORMATS, as_page, as_text
from gongkai.show.identity import digests
from gongkai.show.page import MARK, Subject
from gongkai.show.sarif import FINGERPRINT
from support import AGENCY, BODY, SITE, as_object, balanced, text_of

TEMPLATE, STYLE = ((HERE / "show" / name).read_text(encoding="utf-8") for name in ("report.html", "report.css"))
FILE = "jia/2023.md"
SOURCE = "---\n年度: 2024\n  行政许可:  1,808\n"


def said(code: str, line: int = 1, message: str = "不对", **more: object) -> Diagnostic:
    return finding(code, Span(FILE, line, 5, 4), message, "请改正。", **more)


def shown(form: str, *findings: Diagnostic, prefix: str = "content") -> str:
    return FORMATS[form](findings, {FILE: SOURCE.encode()}, prefix)


@pytest.fixture
def faulty(tmp_path, monkeypatch):
    """A content folder in the folder we stand in: a broken sum, a comma in a number, and an accepted sum."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "content" / "ceshi"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "agency.yaml").write_text(AGENCY, encoding="utf-8")
    report = text_of(as_object(balanced("2021", random.Random(1)), "2021", 2023)) + BODY
    lines = report.split("\n")

    def put(key: str, value: str) -> None:
        (at,) = [n for n, line in enumerate(lines) if line.startswith(f"  {key}:")]
        lines[at] = f"  {key}: {value}"

    put("行政复议", "[1, 2, 3, 4, 11]")
    put("复议后起诉", "[5, 0, 0, 0, 6]")
    put("行政处罚", "1,286")
    accepted = "说明:\n  - {规则: review-total, 位置: 四／复议后起诉／总计, 理由: 原表<如此>}"
    text = "\n".join(lines).replace("年度: 2023", f"年度: 2023\n{accepted}")
    (folder / "2023.md").write_text(text, encoding="utf-8")
    return tmp_path / "content"


# What is wrong in it, and how that is marked; whatever else is said of it are warnings and notes.
EXPECTED = {("review-total", "note"): "6", ("review-total", "error"): "11", ("thousands-comma", "error"): "1,286"}
OURS = {code for code, _ in EXPECTED}


@pytest.fixture
def run(faulty, capsys):
    """`gongkai check` beside that content: its status, what it printed and what it said."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["check", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    assert faulty.is_dir()
    return run


# --- the command -----------------------------------------------------------------------------------


def test_the_forms_that_are_offered_are_those_there_are():
    assert list(check.FORMATS) == list(FORMATS)


def test_the_fault_of_the_fixture_is_what_the_tests_below_are_about(run):
    found = [(f["code"], f["level"], f["file"]) for f in json.loads(run("--format", "json")[1])["findings"]]

    assert sorted(f[:2] for f in found if f[0] in OURS) == sorted(EXPECTED)
    assert {f[0] for f in found if f[1] == "error"} <= OURS
    assert {f[2] for f in found if f[0] in OURS} == {"ceshi/2023.md"}


@pytest.mark.parametrize("form", [None, *FORMATS])
def test_the_exit_status_does_not_depend_on_the_form(run, form):
    chosen = ["--format", form] if form else []

    assert run(*chosen)[0] == 1
    assert run(*chosen, "content/site.yaml")[0] == 0
    assert run(*chosen, "content/nowhere")[0] == 2


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab"])
def test_a_program_gets_nothing_but_its_form(run, form):
    _, out, err = run("--format", form)

    json.loads(out)
    assert err == ""
    assert run("--format", form)[1] == out


@pytest.mark.parametrize("form", FORMATS)
def test_no_findings_are_no_fault_of_a_form(form):
    wanted = {
        "text": lambda out: out == "",
        "json": lambda out: json.loads(out) == {"findings": []},
        "sarif": lambda out: json.loads(out)["runs"][0]["results"] == [],
        "github": lambda out: out == "",
        "gitlab": lambda out: json.loads(out) == [],
    }
    assert wanted[form](shown(form))


# --- which file of the repository ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "prefix"),
    [
        ("content", "content"),
        ("./content/", "content"),
        ("a/b", "a/b"),
        (".", "."),
        ("a/../content", "content"),
        ("{here}/content", "content"),
        ("{here}", "."),
        ("../elsewhere", "../elsewhere"),
        ("{here}/../elsewhere", "{here}/../elsewhere"),
    ],
)
def test_the_content_folder_is_named_as_the_repository_names_it(tmp_path, monkeypatch, given, prefix):
    here = tmp_path / "repository"
    (here / "a").mkdir(parents=True)
    monkeypatch.chdir(here)

    assert prefix_of(Path(given.format(here=here))) == prefix.format(here=here)


def line_of(file: str, number: int) -> str:
    return Path(file).read_text(encoding="utf-8").split("\n")[number - 1]


def test_a_finding_lands_on_its_line_of_the_repository(faulty, run):
    marked = []
    for result in json.loads(run("--format", "sarif", "--content", str(faulty))[1])["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        line = line_of(place["artifactLocation"]["uri"], region["startLine"])
        marked += [line[region["startColumn"] - 1 : region["endColumn"] - 1]] * (result["ruleId"] in OURS)
    assert sorted(marked) == sorted(EXPECTED.values())

    marked = []
    for command in run("--format", "github")[1].splitlines():
        parts = re.match(r"::\w+ file=(.+?),line=(\d+),col=(\d+),endColumn=(\d+),title=.+? \[(.+?)\]::", command)
        file, number, first, last, code = parts.groups()
        marked += [line_of(file, int(number))[int(first) - 1 : int(last)]] * (code in OURS)
    assert sorted(marked) == sorted(EXPECTED.values())

    lines = []
    for issue in json.loads(run("--format", "gitlab")[1]):
        location = issue["location"]
        lines += [line_of(location["path"], location["lines"]["begin"])] * (issue["check_name"] in OURS)
    assert {line.split(":")[0].strip() for line in lines} == {"行政处罚", "行政复议", "复议后起诉"}
    assert len(lines) == len(EXPECTED)


# --- SARIF 2.1.0 -----------------------------------------------------------------------------------

# By the specification: which properties an object must have, and which others of those we may write it may have.
OBJECTS = {
    "log": ({"version", "runs"}, {"$schema"}),
    "run": ({"tool", "results", "columnKind"}, {"language"}),
    "driver": ({"name"}, {"version", "language", "rules"}),
    "rule": ({"id"}, {"shortDescription", "fullDescription", "help", "defaultConfiguration"}),
    "result": (
        {"message", "ruleId", "ruleIndex"},
        {"level", "locations", "relatedLocations", "partialFingerprints", "suppressions"},
    ),
    "location": ({"physicalLocation"}, {"id", "message"}),
    "physicalLocation": ({"artifactLocation", "region"}, set()),
    "artifactLocation": ({"uri"}, {"uriBaseId"}),
    "region": ({"startLine", "startColumn", "endColumn"}, set()),
    "message": ({"text"}, set()),
    "suppression": ({"kind", "justification"}, set()),
}


def has(kind: str, value: dict[str, object]) -> None:
    must, may = OBJECTS[kind]
    assert must <= set(value) <= must | may, (kind, sorted(value))


def assert_is_sarif(text: str) -> None:
    log = json.loads(text)
    has("log", log)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    has("run", run)
    assert set(run["tool"]) == {"driver"}
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    assert re.fullmatch("[a-z]{2}-[A-Z]{2}", run["language"])
    driver = run["tool"]["driver"]
    has("driver", driver)
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(set(rules)) == len(rules)
    for rule in driver["rules"]:
        has("rule", rule)
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
        for part in ("shortDescription", "fullDescription", "help"):
            has("message", rule[part])
    for result in run["results"]:
        has("result", result)
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        for location in [*result["locations"], *result.get("relatedLocations", ())]:
            assert_is_location(location)
        ids = [location["id"] for location in result.get("relatedLocations", ())]
        assert len(set(ids)) == len(ids)
        has("message", result["message"])
        for suppression in result["suppressions"]:
            has("suppression", suppression)
            assert suppression["kind"] in {"inSource", "external"}
    assert set(rules) == {result["ruleId"] for result in run["results"]}


def assert_is_location(location: dict[str, dict[str, dict[str, object]]]) -> None:
    has("location", location)
    place = location["physicalLocation"]
    has("physicalLocation", place)
    has("artifactLocation", place["artifactLocation"])
    has("region", place["region"])
    assert re.fullmatch(r"[\w.~!$&'()*+,;=:@/%-]+", str(place["artifactLocation"]["uri"]), re.ASCII)
    assert place["region"]["startLine"] >= 1
    assert 1 <= place["region"]["startColumn"] <= place["region"]["endColumn"]


def test_it_is_sarif(run):
    assert_is_sarif(run("--format", "sarif")[1])
    assert_is_sarif(shown("sarif"))
    assert_is_sarif(shown("sarif", *[said(code, n) for n, code in enumerate(CODES, 1)]))


def test_a_sarif_result_says_it_all():
    related = [Related(Span("乙/2022.md", 7, 3, 2), "去年的数 {1}")]
    text = "见 [x](javascript:1)，写 {规则: 一}"
    log = json.loads(
        shown("sarif", said("balance", 3, text, related=related, place=Place("jia", 2023, "三", "行", "列")))
    )
    (result,) = log["runs"][0]["results"]

    assert result["message"]["text"] == "见 [x] (javascript:1)，写 {{规则: 一}}\n位置：表三，行，列\n改法：请改正。"
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 5, "endColumn": 9}
    assert result["relatedLocations"] == [
        {
            "id": 1,
            "message": {"text": "去年的数 {{1}}"},
            "physicalLocation": {
                "artifactLocation": {"uri": "content/%E4%B9%99/2022.md", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 7, "startColumn": 3, "endColumn": 5},
            },
        }
    ]
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == ("balance", "勾稽关系不成立")


def test_what_a_body_lets_stand_is_suppressed_with_its_reason(run):
    results = json.loads(run("--format", "sarif")[1])["runs"][0]["results"]

    stood = [(r["level"], r["suppressions"]) for r in results if r["suppressions"]]
    assert stood == [("note", [{"kind": "inSource", "justification": "原表<如此>"}])]
    assert sum(r["suppressions"] == [] for r in results) == len(results) - 1


@pytest.mark.parametrize(
    ("prefix", "uri", "base"),
    [
        ("content", "content/jia/2023.md", "%SRCROOT%"),
        (".", "jia/2023.md", "%SRCROOT%"),
        ("内容 #1", "%E5%86%85%E5%AE%B9%20%231/jia/2023.md", "%SRCROOT%"),
        ("50%", "50%25/jia/2023.md", "%SRCROOT%"),
        ("/srv/内", "file:///srv/%E5%86%85/jia/2023.md", None),
        ("C:/内", "file:///C:/%E5%86%85/jia/2023.md", None),
    ],
)
def test_an_address_in_sarif_is_encoded_and_relative_where_it_can_be(prefix, uri, base):
    (result,) = json.loads(shown("sarif", said("tab"), prefix=prefix))["runs"][0]["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]

    assert (artifact["uri"], artifact.get("uriBaseId")) == (uri, base)


# --- GitHub and GitLab -----------------------------------------------------------------------------


def test_a_workflow_command_is_one_escaped_line():
    odd = finding(
        "tab",
        Span("a,b:c%d/2023.md", 3, 5, 4),
        "一行\r\n两行\x1b[31m：100%, a:b",
        "改::\u202e吧",
        place=Place(table="二", row="甲"),
    )

    assert FORMATS["github"]([odd], {}, "content") == (
        "::error file=content/a%2Cb%3Ac%25d/2023.md,line=3,col=5,endColumn=8,title=制表符 [tab]"
        "::一行·%0A两行·[31m：100%25, a:b%0A位置：表二，甲%0A改法：改::·吧\n"
    )


def test_levels_have_their_names_on_each_service():
    findings = [said("tab"), said("file-unused"), said("not-checkable")]

    commands = [line.split()[0] for line in shown("github", *findings).splitlines()]
    assert commands == ["::error", "::warning", "::notice"]
    assert [issue["severity"] for issue in json.loads(shown("gitlab", *findings))] == ["critical", "minor", "info"]
    assert [r["level"] for r in json.loads(shown("sarif", *findings))["runs"][0]["results"]] == [
        "error",
        "warning",
        "note",
    ]


def test_a_code_quality_issue_has_what_gitlab_asks_for():
    (issue,) = json.loads(shown("gitlab", said("tab", 3)))

    assert re.fullmatch("[0-9a-f]{32}", issue.pop("fingerprint"))
    assert issue == {
        "description": "不对\n改法：请改正。",
        "check_name": "tab",
        "severity": "critical",
        "location": {"path": "content/jia/2023.md", "lines": {"begin": 3}},
    }


# --- a finding is known again ----------------------------------------------------------------------


def test_lines_put_in_above_do_not_change_a_fingerprint():
    first = [said("tab", 3), said("duplicate-key", 9, "第 3 行已经写过『年度』")]
    moved = [said("tab", 13), said("duplicate-key", 19, "第 13 行已经写过『年度』")]

    assert digests(first) == digests(moved)
    assert len(set(digests(first))) == 2


@pytest.mark.parametrize(
    "other",
    [
        said("ideographic-space"),
        said("tab", message="另一处不对"),
        said("tab", place=Place(table="三")),
        said("tab", position="三／总计"),
        finding("tab", Span("yi/2023.md"), "不对"),
    ],
    ids=["code", "message", "place", "position", "file"],
)
def test_another_finding_has_another_fingerprint(other):
    assert digests([said("tab")]) != digests([other])


def test_equal_findings_are_counted_and_the_first_keeps_its_name():
    alike = [said("tab", line) for line in (3, 4, 5)]

    assert len(set(digests(alike))) == 3
    assert digests(alike)[:2] == digests(alike[:2])


def test_a_finding_that_is_accepted_is_still_the_same():
    open_ = said("balance", place=Place("jia", 2023, "三"), position="三／总计")
    accepted = Diagnostic(
        **{f: getattr(open_, f) for f in open_.__slots__} | {"severity": Severity.NOTE, "hint": "已说明：x"}
    )

    assert digests([open_]) == digests([accepted])


def test_both_services_know_a_finding_by_the_same_name():
    findings = [said("tab", line) for line in (3, 4)]
    results = json.loads(shown("sarif", *findings))["runs"][0]["results"]

    assert [r["partialFingerprints"][FINGERPRINT] for r in results] == digests(findings)
    assert [issue["fingerprint"] for issue in json.loads(shown("gitlab", *findings))] == digests(findings)


# --- a terminal full of findings -------------------------------------------------------------------


def many(number: int) -> list[Diagnostic]:
    """So many findings: the first a warning in a file of its own, the others errors of two codes in another."""
    codes = ["row-total" if n % 3 else "tab" for n in range(number - 1)]
    return [finding("file-unused", Span("yi/年报.docx"), "没有用到"), *(said(c, n) for n, c in enumerate(codes, 1))]


def test_twenty_findings_need_no_overview():
    assert shown("text", *many(20)) == as_text(many(20), {FILE: SOURCE.encode()})


def test_more_findings_end_with_where_to_begin():
    tail = shown("text", *many(21)).removeprefix(as_text(many(21), {FILE: SOURCE.encode()}))

    assert tail.split("\n")[:7] == [
        "有错误或警告的文件有 2 个，最多的是：",
        "  jia/2023.md   20 个错误",
        "  yi/年报.docx  1 个警告",
        "",
        "问题有 3 种，最多的是：",
        "  一行的总计不等于各列之和 [row-total]  13 个错误",
        "  制表符 [tab]                          7 个错误",
    ]
    assert "--html" in tail


def test_a_long_table_is_cut_and_says_so():
    files = [finding("tab", Span(f"jia-{n:02}/2023.md"), "不对") for n in range(30)]
    tail = shown("text", *files).split("有错误或警告的文件有 30 个")[1]

    assert [f"jia-{n:02}/2023.md  1 个错误" in tail for n in range(9)] == [True] * 8 + [False]
    assert "  …… 还有 22 个\n" in tail


def test_notes_alone_need_no_overview():
    notes = [said("not-checkable", line) for line in range(1, 40)]

    assert "最多的是" not in shown("text", *notes)


def test_personal_data_is_not_passed_on():
    text = "联系人手机 13800000000，办公室在二楼 <b>。"
    hidden = Diagnostic("personal-data", Severity.ERROR, Span(FILE, 1, 7, 11), "像是有一个手机号", "请删去。")
    beside = finding("raw-html", Span(FILE, 1, 26, 3), "正文里有 HTML 标记")
    files = {FILE: text.encode()}

    assert "personal-data" in CODES
    for out in (as_text([hidden, beside], files), page_of(hidden, beside, files=files)):
        assert "13800000000" not in out
        assert out.count("■" * 11) == 2
        assert out.count("办公室在二楼") == 2


# --- the page --------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """What the tests ask of a page: its elements in order, that each is closed, and its text."""

    VOID = frozenset({"meta", "br", "link", "img", "hr", "input"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += "" if self.open[-1:] == ["style"] else data

    def all(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.attributes if attrs.get(name)]


def page_of(*findings: Diagnostic, files: dict[str, bytes] | None = None, **about: object) -> str:
    given = {"folder": "content", "parts": (), "bodies": {"jia": "甲镇人民政府"}, "reports": 1, **about}
    return as_page(findings, {FILE: SOURCE.encode()} if files is None else files, Subject(**given), TEMPLATE, STYLE)


def flat(page: str) -> str:
    return re.sub(r"\s+", " ", Outline(page).words)


def test_the_page_needs_nothing_but_itself_and_no_script():
    page = page_of(*many(30))
    outline = Outline(page)

    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(outline.tags)
    assert not [name for _, attrs in outline.attributes for name in attrs if name.startswith("on") or name == "style"]
    assert not outline.all("src")
    assert {href[0] for href in outline.all("href")} == {"#"}
    assert not re.search(r"url\(|@import|https?:", STYLE)
    assert MARK in page.encode()[:1000]


def test_its_policy_allows_its_style_and_nothing_else():
    page = page_of(said("tab"))
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [a["content"] for _, a in Outline(page).attributes if a.get("http-equiv") == "Content-Security-Policy"]

    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_a_browser_shows_the_style_and_asks_for_nothing(browser, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(page_of(*many(30)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(path.as_uri())

    assert asked == [path.as_uri()]
    assert complaints == []
    error = page.locator("td .level.error").first
    assert error.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(161, 31, 18)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.emulate_media(media="print")
    assert page.locator("tr.error .box").first.is_visible()
    page.close()


def test_the_list_of_contents_leads_to_every_file_the_worst_first():
    findings = [
        finding("tab", Span("bing/agency.yaml"), "不对"),
        *many(5),
        finding("not-checkable", Span("jia/2022.md"), "无法核对"),
        finding("tab", Span("site.yaml"), "不对"),
    ]
    outline = Outline(page_of(*findings))
    targets = [href.removeprefix("#") for href in outline.all("href")]

    assert set(targets) <= set(outline.all("id"))
    assert len(outline.all("id")) == len(set(outline.all("id")))
    words = re.sub(r"\s+", " ", outline.words.split("目录")[1])
    listed = [
        "甲镇人民政府 2023年年报",
        "2022年年报",
        "不属于某个机关的文件 网站档案",
        "文件夹 bing 机关档案",
        "文件夹 yi 年报.docx",
    ]
    places = [words.index(part) for part in listed]
    assert places == sorted(places)
    assert len(targets) == 5


def test_a_finding_about_the_folder_of_a_body_stands_with_the_body():
    page = page_of(
        finding("file-name", Span("jia"), "有一个文件的名称不对"),
        said("tab"),
        finding("tab", Span("jia/附件/x.md"), "不对"),
    )

    assert flat(page).count("甲镇人民政府") == 2  # in the list of contents, and once above all three
    assert "文件夹" not in flat(page)


def test_a_finding_is_told_in_full():
    related = [Related(Span(FILE, 2, 5), "这里写着 2024"), Related(Span("jia/2022.md", 4, 1), "去年")]
    place = Place("jia", 2023, "二", "行政许可", "数量")
    found = finding(
        "thousands-comma", Span(FILE, 3, 10, 5), "『1,808』用了千分位逗号", "请写 1808。", related, place=place
    )
    page = page_of(found)

    words = flat(page)
    for part in (
        "错误 表二，行政许可，数量 第 3 行第 10 字 『1,808』用了千分位逗号 3 行政许可: 1,808 改法请写 1808。",
        "另见 这里写着 2024 第 2 行第 5 字 去年 jia/2022.md 第 4 行第 1 字",
        "千分位逗号 thousands-comma",
        "检查了 1 份年报。共 1 个错误。",
        "检查结果：content",
    ):
        assert part in words, part
    assert "<mark>1,808</mark>" in page


def test_a_sum_is_drawn_line_by_line(run):
    run("--html", "r.html")
    words = flat(Path("r.html").read_text(encoding="utf-8"))

    assert "『四／行政复议／总计』不等于各项之和 各项相加1 + 2 + 3 + 4 = 10 写的是11 相差多 1" in words
    assert "，请在两条『---』之间的『说明:』下写： - {规则: review-total, 位置: 四／行政复议／总计, 理由: …}" in words


@pytest.mark.parametrize(
    ("message", "drawn"),
    [
        (
            "『三／自然人』一列勾稽关系不成立：本年新收 11 + 上年结转 0 = 11；总计 10 + 结转下年度 0 = 10；后者少 1",
            "『三／自然人』一列勾稽关系不成立 前者本年新收 11 + 上年结转 0 = 11 后者总计 10 + 结转下年度 0 = 10 相差后者少 1",
        ),
        (
            "『三／总计』写的是 3，只把已填的各项相加就有 5（2+3）",
            "『三／总计』不等于各项之和 已填的各项相加2 + 3 = 5 写的是3",
        ),
        ("『三／总计』写的是 3，各项相加是 5，少 2", "『三／总计』不等于各项之和 各项相加5 写的是3 相差少 2"),
        ("上年结转 3，上年年报的结转下年度是 4", "上年结转 3，上年年报的结转下年度是 4"),
    ],
)
def test_only_a_sum_is_drawn_and_nothing_of_it_is_lost(message, drawn):
    assert drawn in flat(page_of(said("balance", message=message)))


def test_what_a_body_lets_stand_shows_its_reason_and_no_mend(run):
    run("--html", "r.html")
    page = Path("r.html").read_text(encoding="utf-8")
    (row,) = re.findall('<tr class="accepted">.*?<p class="code">', page, re.DOTALL)

    assert "已说明" in row
    assert "<strong>理由</strong>原表&lt;如此&gt;" in row
    assert "改法" not in row


def test_everything_from_outside_is_escaped():
    evil = "<script>alert(1)</script>\"'&"
    span = Span(f"{evil}/2023.md", 1, 1, 3)
    found = finding("balance", span, evil, evil, [Related(span, evil)], place=Place("a", 1, evil, evil, evil))
    accepted = finding("tab", Span(FILE), evil, "已说明：" + evil)
    page = page_of(
        found,
        accepted,
        files={span.file: evil.encode(), FILE: evil.encode()},
        folder=evil,
        parts=(evil,),
        bodies={"jia": evil},
    )

    assert "script" not in Outline(page).tags
    assert page.count(escape(evil, quote=False).split("alert")[0]) >= 10
    assert not re.search(r"\son\w+=", page)


def test_a_spot_that_cannot_be_seen_still_has_a_mark():
    beyond = finding("field-empty", Span(FILE, 2, 9), "没有内容")
    odd = finding("ideographic-space", Span(FILE, 1, 1), "行首有全角空格")
    page = page_of(beyond, odd, files={FILE: "\u3000年\n年度: \n".encode()})

    assert "<mark> </mark>" in page
    assert "<mark>·</mark>年" in page


def test_a_long_line_is_cut_on_both_sides():
    line = "甲" * 200 + "乙" + "丙" * 200
    page = page_of(finding("tab", Span(FILE, 1, 201), "不对"), files={FILE: line.encode()})

    assert f"<code>…{'甲' * 40}<mark>乙</mark>{'丙' * 39}…</code>" in page


def test_a_page_without_findings_says_so():
    page = page_of()

    assert "没有发现问题。" in page
    assert not {"table", "nav"} & set(Outline(page).tags)


# --- where the page may be written -----------------------------------------------------------------


def test_the_page_is_written_instead_of_the_list_and_the_same_twice(run):
    status, out, err = run("--html", "r.html")
    first = Path("r.html").read_bytes()

    assert (status, out) == (1, "")
    assert re.fullmatch(
        "检查了 1 份年报。共 2 个错误.*。\n检查结果写在 r.html，请用浏览器打开，也可以打印、发邮件。\n", err
    )
    assert run("--html", "r.html") == (status, out, err)
    assert Path("r.html").read_bytes() == first
    assert sorted(p.name for p in Path().iterdir()) == ["content", "r.html"]


def test_the_page_can_be_had_beside_a_form(run):
    status, out, _ = run("--html", "new/r.html", "--format", "json", "ceshi")

    assert status == 1
    assert {f["code"] for f in json.loads(out)["findings"]} >= OURS
    page = Path("new/r.html").read_text(encoding="utf-8")
    assert "测试县测试局" in page
    assert "只检查了：ceshi。" in page


def test_an_older_page_is_replaced_and_any_other_file_is_not(run):
    ours, other = Path("ours.html"), Path("other.html")
    ours.write_bytes(b'<meta name="application-name" content="gongkai check">old')
    other.write_bytes(b'<meta name="generator" content="gongkai 0.1">')

    assert run("--html", "ours.html")[0] == 1
    assert ours.read_bytes().startswith(b"<!DOCTYPE html>")
    status, _, err = run("--html", "other.html")
    assert (status, "不是以前的检查结果" in err) == (2, True)
    assert other.read_bytes() == b'<meta name="generator" content="gongkai 0.1">'


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("content/ceshi/2023.md", ".html 结尾"),
        ("r.yaml", ".html 结尾"),
        ("r", ".html 结尾"),
        ("content/r.html", "在内容文件夹"),
        ("content/../content/ceshi/r.html", "在内容文件夹"),
        ("folder.html", "写不了 folder.html"),
        ("link.html", "写不了 link.html"),
    ],
)
def test_the_page_is_not_written_where_it_must_not_be(faulty, run, place, why):
    Path("folder.html").mkdir()
    Path("link.html").symlink_to("elsewhere.html")
    before = {path: path.read_bytes() for path in faulty.rglob("*.*")}
    status, _, err = run("--html", place)

    assert status == 2
    assert why in err
    assert {path: path.read_bytes() for path in faulty.rglob("*.*")} == before
