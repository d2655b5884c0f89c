"""What the supervising office is told: who reported, who not, who late, what is asked and what was explained."""

import csv
import io
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from gongkai.build import load, publish, publish_quality
from gongkai.cli import main
from gongkai.codes import CODES, finding
from gongkai.diag import Place, Severity, Span, in_order
from gongkai.emit.pages import quality_outputs, site_outputs
from gongkai.emit.quality_data import quality_csv
from gongkai.files import FileFault
from gongkai.folders import read_templates
from gongkai.gather import gather
from gongkai.quality import Ledger
from gongkai.theme import Theme
from portal_model import COUNTY, changed, figure, report, texts_of, words, written
from support import AGENCY, CONTENT, NEW, TEMPLATES, TOTAL, forms, tree

COLUMNS = [
    "年度",
    "地区",
    "机关",
    "编码",
    "联系方式",
    "级别",
    "规则",
    "规则名称",
    "表",
    "行",
    "列",
    "位置",
    "本处的数",
    "比对的数",
    "说明",
    "改法",
    "文件",
    "行号",
    "是否已说明",
    "理由",
]
LEVELS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
DEADLINES = {"xian": (3, 31), "bgs": (1, 31), "jyj": (1, 31), "baishi": (1, 31), "hekou": (1, 31)}
ORDER = ["bgs", "jyj", "xian", "baishi", "hekou"]  # by code, then 编码
ZERO = "主动公开: 全部为零\n依申请公开: 全部为零\n行政复议诉讼: 全部为零\n"


@pytest.fixture(scope="module")
def theme():
    return Theme(read_templates(TEMPLATES))


def held(files):
    """The portal of these files and everything that is said about it."""
    portal, found = gather(tree(files), forms())
    return portal, in_order(found)


def made(*changes):
    return held(texts_of(written(changed(COUNTY, *changes))))


def table(data):
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.replace(b"\r\n", b"").count(b"\n") == 0
    head, *rows = csv.reader(io.StringIO(data[3:].decode(), newline=""))
    assert head == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)
    return [dict(zip(head, row, strict=True)) for row in rows]


def rows_of(portal, found, year=None):
    ledger = Ledger(portal, found)
    return table(quality_csv(ledger, portal.atlas.real, year, () if year else ledger.of_none))


def files_of(outputs):
    return {output.path: output.data for output in outputs}


def without(*homes):
    def change(model):
        return replace(model, reports={home: of for home, of in model.reports.items() if home not in homes})

    return change


def published(slug, year, day):
    return report(slug, year, lambda of: replace(of, published=day.isoformat()))


def rng_portal(seed):
    """Some reports taken away, some published later than they may be; what should be said of both."""
    rng = random.Random(seed)
    homes = [(slug, year) for slug in ORDER for year in (2022, 2023, 2024)]
    gone = set(rng.sample(homes, 4))
    late = {}
    changes = [without(*gone)]
    for slug, year in rng.sample([home for home in homes if home not in gone], 5):
        days = rng.randint(-20, 40)
        changes.append(published(slug, year, date(year + 1, *DEADLINES[slug]) + timedelta(days)))
        if days > 0:
            late[slug, year] = days
    return changes, gone, late


@pytest.mark.parametrize("seed", range(4))
def test_who_is_missing_and_who_is_late_is_said_as_the_portal_was_made(seed, theme):
    changes, gone, late = rng_portal(seed)
    portal, found = made(*changes)
    rows = rows_of(portal, found)

    missing = [(row["编码"], int(row["年度"])) for row in rows if row["规则"] == "未收录"]
    assert set(missing) == gone
    assert len(missing) == len(gone)
    told = {
        (r["编码"], int(r["年度"])): int(re.search(r"晚 (\d+) 天", r["说明"])[1]) for r in rows if r["规则"] == "late"
    }
    assert told == late
    files = files_of(quality_outputs(portal, theme, None, found))
    for year in (2022, 2023, 2024):
        page = files[f"{year}/index.html"].decode()
        facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
        assert facts["应报"] == "5 个机关"
        assert facts["已收录"] == f"{5 - sum(y == year for _, y in gone)} 份"
        assert facts["未收录"] == f"{sum(y == year for _, y in gone)} 个机关"
        assert facts["晚于期限"] == f"{sum(y == year for _, y in late)} 份"
        assert page.count('<tr class="is-missing">') == sum(y == year for _, y in gone)
        assert sorted(map(int, re.findall(r"已收录，晚 (\d+) 天", page))) == sorted(
            days for (_, y), days in late.items() if y == year
        )


def test_the_table_says_each_finding_cell_by_cell():
    portal, found = made(
        figure("jyj", 2023, ("三", NEW, TOTAL), 3),
        words("bgs/2024.md", "收取标准已在网站公布，当年没有收取", "收取标准已在网站公布"),
        without(("hekou", 2024)),
        lambda model: replace(model, bodies={**model.bodies, "xian": model.bodies["xian"] + "多余: 1\n"}),
    )
    rows = [row for row in rows_of(portal, found) if row["规则"] != "未收录"]
    names = {agency.slug: agency.name for agency in portal.agencies}
    years = {2024: 0, 2023: 1, 2022: 2, None: 3}
    wanted = sorted(found, key=lambda d: (years[d.place.year], ORDER.index(d.place.agency)))

    assert len(wanted) == len(rows) > 5
    assert {d.place.year for d in wanted} >= {2023, None}
    for row, d in zip(rows, wanted, strict=True):
        assert row == {
            "年度": str(d.place.year or ""),
            "地区": "松岭县",
            "机关": names[d.place.agency],
            "编码": d.place.agency,
            "联系方式": "",
            "级别": LEVELS[d.severity],
            "规则": d.code,
            "规则名称": CODES[d.code].title,
            "表": d.place.table or "",
            "行": d.place.row or "",
            "列": d.place.column or "",
            "位置": d.position,
            "本处的数": (d.numbers or ("", ""))[0],
            "比对的数": (d.numbers or ("", ""))[1],
            "说明": d.message,
            "改法": d.hint,
            "文件": d.span.file,
            "行号": str(d.span.line),
            "是否已说明": "否",
            "理由": "",
        }


def test_a_finding_that_compares_two_numbers_says_both():
    at = ("三", NEW, TOTAL)
    portal, found = made(figure("jyj", 2023, at, 3))
    was = COUNTY.reports["jyj", 2023].figures[at]
    both = {(row["规则"], row["本处的数"], row["比对的数"]) for row in rows_of(portal, found, 2023)}

    assert ("row-total", str(was + 3), str(was)) in both
    assert ("text-received", str(was), f"{was + 3} 或 {was + 3 + 9}") in both  # nine carried in, as the text says


def test_what_was_explained_is_told_with_its_reason_and_counts_apart(theme):
    late = published("bgs", 2023, date(2024, 2, 20))
    accepted = words("bgs/2023.md", "年度: 2023", "年度: 2023\n说明:\n  - {规则: late, 位置: 发布日期, 理由: 搬迁}")
    portal, found = made(late, accepted)
    (row,) = [row for row in rows_of(portal, found, 2023) if row["编码"] == "bgs"]

    assert (row["级别"], row["规则"], row["是否已说明"], row["理由"], row["改法"]) == ("提示", "late", "是", "搬迁", "")
    page = files_of(quality_outputs(portal, theme, None, found))["2023/index.html"].decode()
    assert re.search(r"<dt>已说明</dt><dd>1 处", page)
    assert re.search(r"<dt>警告</dt><dd>0 处", page)
    assert "说明：搬迁" in page


def test_a_body_with_nothing_to_ask_is_named_in_one_line(theme):
    portal, found = made(published("bgs", 2023, date(2024, 2, 20)))
    page = files_of(quality_outputs(portal, theme, None, found))["2023/index.html"].decode()

    assert "已收录、没有要核对的，4 个：松岭县教育局、松岭县人民政府、白石镇人民政府、河口乡人民政府。" in page
    assert page.count("<h3") == 1


def test_a_file_that_cannot_be_read_is_neither_missing_nor_silent(theme):
    files = texts_of(written(COUNTY)) | {"bgs/2023.md": "没有三条短横\n"}
    portal, found = held(files)
    rows = rows_of(portal, found, 2023)

    assert "未收录" not in [row["规则"] for row in rows if row["编码"] == "bgs"]
    assert "front-matter-missing" in [row["规则"] for row in rows if row["编码"] == "bgs"]
    assert "有文件，还读不出来" in files_of(quality_outputs(portal, theme, None, found))["2023/index.html"].decode()


def test_cells_that_look_like_formulas_are_texts():
    record = (
        '全称: "=HYPERLINK(1)局"\n层级: 县\n类别: 部门\n行政区划代码: 329999\n'
        "依申请公开: {受理机构: '@办公室', 电话: '+86-999-1'}\n"
    )
    site = "标题: 测试站\n应报年度: [2023]\n地区:\n  - {代码: 329999, 名称: '-甲县'}\n"
    portal, found = held({"site.yaml": site, "ceshi/agency.yaml": record})
    (row,) = rows_of(portal, found, 2023)

    assert (row["机关"], row["地区"], row["联系方式"]) == ("'=HYPERLINK(1)局", "'-甲县", "'@办公室 +86-999-1")
    place = Place("ceshi", 2023)
    odd = finding("jump", Span("=x/2023.md", 3), "+1", "-改", place=place, position="@", numbers=("-8", "=2"))
    (row,) = rows_of(portal, (odd,), 2023)
    assert [row[name] for name in ("说明", "改法", "位置", "文件")] == ["'+1", "'-改", "'@", "'=x/2023.md"]
    assert [row["本处的数"], row["比对的数"]] == ["-8", "'=2"]  # a number stays one


def test_nobodys_number_stands_anywhere(theme):
    number = "13800138000"
    files = texts_of(
        written(changed(COUNTY, words("bgs/2023.md", "公报编印4期", f"收到公开申请{number}件，电话{number}")))
    )
    portal, found = held(files)

    assert "personal-data" in [d.code for d in found]
    for path, data in files_of(quality_outputs(portal, theme, None, found)).items():
        assert number.encode() not in data, path


def test_by_default_the_site_holds_nothing_of_it(theme):
    portal, found = made(published("bgs", 2023, date(2024, 2, 20)))
    files = files_of(site_outputs(portal, theme, "https://songling.example/", found))

    assert [path for path in files if "quality" in path] == []
    assert [path for path, data in files.items() if "质量核对".encode() in data or b"quality/" in data] == []


def test_when_the_record_wants_it_the_pages_are_part_of_the_site(theme):
    public = replace(COUNTY, site=COUNTY.site + "质量页: 公开\n")
    portal, found = held(texts_of(written(changed(public, published("bgs", 2023, date(2024, 2, 20))))))
    files = files_of(site_outputs(portal, theme, "https://songling.example/", found))
    pages = [path for path in files if path.startswith("quality/")]

    assert sorted(pages) == sorted(
        f"quality/{folder}{name}"
        for region in ("", "990201/")
        for year in ("", "2022/", "2023/", "2024/")
        for folder in [region + year]
        for name in ("index.html", "-".join(["quality", *filter(None, folder.split("/"))]) + ".csv")
    )
    assert 'href="quality/index.html"' in files["index.html"].decode()
    assert 'href="../quality/index.html"' in files["sitemap/index.html"].decode()
    assert "https://songling.example/quality/990201/2023/</loc>" in files["sitemap.xml"].decode()
    assert 'href="../../bgs/2023/index.html"' in files["quality/2023/index.html"].decode()


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.ids = [], []

    def handle_starttag(self, _tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if attrs.get("id") else []
        self.links += [attrs[name] for name in ("href", "src") if attrs.get(name)]


def links_of(page):
    reader = Links()
    reader.feed(page)
    return reader


@pytest.mark.parametrize("address", [None, "https://songling.example/zwgk/"])
def test_alone_every_link_leads_to_a_file_of_its_own_or_to_the_public_site(address, theme):
    changes, *_ = rng_portal(1)
    portal, found = made(*changes, figure("jyj", 2023, ("三", NEW, TOTAL), 3))
    files = files_of(quality_outputs(portal, theme, address, found))
    pages = {path: links_of(data.decode()) for path, data in files.items() if path.endswith(".html")}
    outward = 0

    for path, reader in pages.items():
        assert len(reader.ids) == len(set(reader.ids)), path
        for link in reader.links:
            if urlsplit(link).scheme:
                assert address
                assert link.startswith(address)
                outward += 1
                continue
            target = urlsplit(urljoin(f"https://x/{path}", link))
            assert unquote(target.path)[1:] in files, (path, link)
            if target.fragment:
                assert unquote(target.fragment) in pages[target.path[1:]].ids, (path, link)
        assert b'name="robots" content="noindex"' in files[path]
    assert bool(outward) == bool(address)
    assert files["robots.txt"] == b"User-agent: *\nDisallow: /\n"


def test_the_same_content_gives_the_same_bytes_in_whatever_order_it_was_found(theme):
    changes, *_ = rng_portal(2)
    portal, found = made(*changes)
    again, shuffled = made(*changes)

    first = files_of(quality_outputs(portal, theme, None, found))
    assert first == files_of(quality_outputs(again, theme, None, in_order(reversed(shuffled))))


def test_invented_bodies_are_kept_apart():
    loaded = load(CONTENT, forms())
    files = files_of(quality_outputs(loaded.portal, Theme(read_templates(TEMPLATES)), None, loaded.findings))
    invented = [a.name for a in loaded.portal.agencies if loaded.portal.atlas.is_invented(a)] + ["示例县"]
    real = [agency.name for agency in loaded.portal.atlas.real]

    for path, data in files.items():
        text = data.decode() if path.endswith((".html", ".csv")) else ""
        if path.startswith("990101/"):
            assert not [name for name in real if name in text], path
            assert "虚构" in text, path
        elif path == "index.html":
            first = min(text.find(name) for name in invented if name in text)
            assert "虚构的地区" in text[:first]
            assert not [name for name in real if text.rfind(name) > first]
        else:
            assert not [name for name in invented if name in text], path


@pytest.fixture
def content(tmp_path):
    """A folder with an error in it."""
    folder = tmp_path / "content"
    files = texts_of(written(changed(COUNTY, figure("jyj", 2023, ("三", NEW, TOTAL), 3))))
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_command_writes_the_pages_of_content_with_errors(content, tmp_path, capsys):
    out = tmp_path / "zhiliang"
    arguments = ["quality", "--content", str(content), "--out", str(out), "--templates", str(TEMPLATES)]

    assert main(arguments) == 0
    said = capsys.readouterr()
    assert str(out / "index.html") in said.out
    assert "个错误" in said.err
    assert "错误" in (out / "2023/index.html").read_text("utf-8")
    (out / "2023/quality-2023.csv").write_text("", encoding="utf-8")
    assert main(arguments) == 0  # in the place of its own
    assert table((out / "2023/quality-2023.csv").read_bytes())


def test_it_is_refused_where_it_would_be_published_or_lost(content, tmp_path, monkeypatch, capsys):
    sound = load(content, forms())
    sound = sound._replace(findings=tuple(d for d in sound.findings if d.severity is not Severity.ERROR))
    site, foreign = tmp_path / "public", tmp_path / "foreign"
    assert publish(sound, content, TEMPLATES, site, None)
    foreign.mkdir()
    (foreign / "brief.txt").write_text("mine", encoding="utf-8")
    before = sorted(path.name for path in site.rglob("*"))

    for out in (content, content / "q", tmp_path, site, site / "q", foreign):
        with pytest.raises(FileFault):
            publish_quality(sound, content, TEMPLATES, out, None)
    assert sorted(path.name for path in site.rglob("*")) == before
    assert (foreign / "brief.txt").read_text("utf-8") == "mine"
    monkeypatch.chdir(tmp_path)
    assert main(["quality", "--content", str(content), "--out", "site", "--templates", str(TEMPLATES)]) == 2
    assert "公开网站的文件夹" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_a_build_does_not_take_the_place_of_the_pages(content, tmp_path):
    sound = load(content, forms())
    sound = sound._replace(findings=())
    out = tmp_path / "q"
    assert publish_quality(sound, content, TEMPLATES, out, None)

    with pytest.raises(FileFault):
        publish(sound, content, TEMPLATES, out, None)
    assert (out / "quality.csv").is_file()


# --- rules and explanations on the public pages --------------------------------------------------------------------


def test_every_code_has_a_page_and_stands_in_the_list(theme):
    portal, found = made()
    files = files_of(site_outputs(portal, theme, "https://songling.example/", found))
    listing = files["rules/index.html"].decode()

    for code, of in CODES.items():
        page = files[f"rules/{code}/index.html"].decode()
        assert f'href="../rules/{code}/index.html"' in listing
        assert unescape(re.search("<h1>(.*?)</h1>", page)[1]) == of.title
        assert f"<dd>{code}</dd>" in page
        assert {Severity.ERROR: "错误：", Severity.WARNING: "警告：", Severity.NOTE: "提示："}[of.severity] in page
        assert ("可以：原表就是这样的" in page) == of.acceptable
        assert f"https://songling.example/rules/{code}/</loc>" in files["sitemap.xml"].decode()
        assert len(page) < 9000
    page = files["rules/published-unknown/index.html"].decode()
    assert "<code>PubDate</code>" in page
    assert "`" not in page
    assert "《中华人民共和国政府信息公开条例》第五十条" in files["rules/table-missing/index.html"].decode()


def test_whatever_was_accepted_is_shown_on_the_report_with_its_rule(theme):
    text = (
        "---\n标题: 测试局2023年政府信息公开工作年度报告\n年度: 2023\n发布日期: 2024-02-20\n"
        + ZERO.replace(
            "行政复议诉讼: 全部为零",
            "行政复议诉讼:\n  行政复议: [1, 0, 0, 0, 0]\n  未经复议直接起诉: [0, 0, 0, 0, 0]\n  复议后起诉: [0, 0, 0, 0, 0]",
        )
        + "说明:\n  - {规则: late, 位置: 发布日期, 理由: 理由甲}\n"
        "  - {规则: review-total, 位置: 四／行政复议／总计, 理由: 理由乙}\n"
        "  - {规则: text-received, 位置: 一／收到政府信息公开申请5件, 理由: 理由丙}\n---\n"
        "\n## 一、总体情况\n\n本机关认真做好各项工作，收到政府信息公开申请5件。\n"
        "\n## 五、存在的主要问题及改进情况\n\n公开目录更新不够及时，准备逐月核对。\n"
        "\n## 六、其他需要报告的事项\n\n无。\n"
    )
    site = "标题: 测试站\n网站标识码: 3299990001\n网址: https://example.org/zw/\n截止日期: {部门: 01-31}\n"
    portal, found = held({"site.yaml": site, "ceshi/agency.yaml": AGENCY, "ceshi/2023.md": text})

    assert len(portal.accepted["ceshi", 2023]) == 3, found
    page = files_of(site_outputs(portal, theme, None, found))["ceshi/2023/index.html"].decode()
    top, rest = page.split('<div class="columns">')
    chapters = dict(zip("一二三四五六", re.split(r'<section class="chapter[^"]*" id="chapter-', rest)[1:], strict=True))
    where = {"理由甲": top, "理由乙": chapters["四"], "理由丙": chapters["一"]}
    for reason, code in (("理由甲", "late"), ("理由乙", "review-total"), ("理由丙", "text-received")):
        assert page.count(f"说明：{reason}") == 1
        assert f"说明：{reason}" in where[reason]
        link = f'<a href="../../rules/{code}/index.html">{CODES[code].title}</a>'
        assert link in where[reason].split(f"说明：{reason}")[1].split("</div>")[0]
