"""What a government site has to carry: page tags, regions, marks in the foot, sitemap; said once the record lacks it."""

import re
from xml.etree import ElementTree as ET

import pytest

from gongkai.build import load, publish
from gongkai.diag import Severity
from gongkai.gather import gather
from gongkai.source import Tree
from support import AGENCY, TEMPLATES, forms, tree

SITE = "标题: 测试站\n网站标识码: 3299990001\n网址: https://example.org/zw/\n"
ZERO = "主动公开: 全部为零\n依申请公开: 全部为零\n行政复议诉讼: 全部为零\n"
BODY = "\n## 一、总体情况\n\n本年的公开工作按要求开展。\n\n## 五、存在的主要问题及改进情况\n\n公开目录更新不够及时，准备逐月核对。\n\n## 六、其他需要报告的事项\n\n无。\n"


def report(facts="发布日期: 2024-01-20\n", year=2023):
    return f"---\n标题: 测试局{year}年政府信息公开工作年度报告\n年度: {year}\n{facts}{ZERO}---\n{BODY}"


def said(site=SITE, text=None, agency=AGENCY, others=()):
    files = {"site.yaml": site, "ceshi/agency.yaml": agency, "ceshi/2023.md": text or report()}
    source = Tree({name: data.encode() for name, data in files.items()}, dict(others))
    return gather(source, forms())[1]


def codes(found):
    return [(d.code, str(d.severity)) for d in found]


def test_a_complete_site_has_nothing_to_be_said():
    assert said() == []


@pytest.mark.parametrize(("line", "tag"), [(1, "SiteIDCode"), (2, "SiteDomain")])
def test_a_missing_tag_is_a_warning_until_the_site_is_live_and_then_an_error(line, tag):
    lines = SITE.splitlines(keepends=True)
    without = "".join(lines[:line] + lines[line + 1 :])

    (warning,) = said(without + "正式上线: 否\n")
    (error,) = said(without + "正式上线: 是\n")
    assert (warning.code, warning.severity) == ("record-incomplete", Severity.WARNING)
    assert (error.code, error.severity) == ("site-not-ready", Severity.ERROR)
    assert tag in warning.message
    assert tag in error.message
    assert "请写上" in error.hint


def test_an_unknown_site_code_counts_as_missing():
    unknown = SITE.replace("3299990001", "原文未载明")

    assert codes(said(unknown + "正式上线: 是\n")) == [("site-not-ready", "error")]


@pytest.mark.parametrize("facts", ["", "发布日期: 原文未载明\n"])
def test_an_unknown_day_of_publication_is_a_warning(facts):
    (found,) = said(text=report(facts))

    assert (found.code, found.severity, found.place.year) == ("published-unknown", Severity.WARNING, 2023)
    assert "PubDate" in found.message


@pytest.mark.parametrize(
    ("regions", "message"),
    [
        ("地区:\n  - {名称: 甲县}\n", "『地区』的这一项缺少『代码』"),
        ("地区:\n  - {代码: 329999}\n", "『地区』的这一项缺少『名称』"),
        ("地区:\n  - {代码: 32999, 名称: 甲县}\n", "『代码』写的是『32999』"),
        ("地区:\n  - {代码: 329999, 名称: 甲县, 虚构: 对}\n", "『虚构』写的是『对』"),
        ("地区:\n  - {代码: 329999, 名称: 甲县}\n  - {代码: 329999, 名称: 乙县}\n", "『地区』里写了两次 329999"),
        ("截止日期: {部门: 02-30}\n", "『部门』写的是『02-30』"),
        ("页脚标识:\n  - {图片: ../x.png, 说明: 标识}\n", "『图片』写的是『../x.png』"),
        ("页脚标识:\n  - {图片: x.exe, 说明: 标识}\n", "『图片』写的是『x.exe』"),
        ("页脚标识:\n  - {图片: x.png}\n", "『页脚标识』的这一项缺少『说明』"),
        ("页脚标识:\n  - {图片: x.png, 说明: 标识, 网址: 'javascript:1'}\n", "『网址』写的是『javascript:1』"),
        ("页脚标识:\n  - {图片: x.png, 说明: 标识}\n", "找不到页脚标识的图片『x.png』"),
    ],
)
def test_a_fault_in_the_record_of_the_site_names_itself(regions, message):
    found = said(SITE + regions)

    assert message in [d.message for d in found]
    assert all(d.hint for d in found)


def test_a_picture_in_the_foot_has_a_limit():
    badge = "页脚标识:\n  - {图片: x.png, 说明: 标识}\n"

    assert said(SITE + badge, others={"x.png": 1000}) == []
    assert [d.code for d in said(SITE + badge, others={"x.png": 300_000})] == ["badge"]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("并入: nirgends\n存续期间: {止: 2023}\n", "并入的机关『nirgends』没有档案"),
        ("并入: ceshi\n存续期间: {止: 2023}\n", "或者就是它自己"),
    ],
)
def test_a_body_is_taken_over_by_another_that_has_a_record(facts, message):
    (found,) = said(agency=AGENCY + facts)

    assert found.code == "agency-successor"
    assert message in found.message


def test_bodies_do_not_take_each_other_over_in_a_circle():
    both = AGENCY + "存续期间: {止: 2023}\n"
    files = {
        "site.yaml": SITE,
        "jia/agency.yaml": both + "并入: ceshi\n",
        "ceshi/agency.yaml": both + "并入: jia\n",
    }
    found = gather(tree(files), forms())[1]

    assert [d.code for d in found] == ["agency-successor"] * 2
    assert "绕成了一圈" in found[0].message


@pytest.mark.parametrize("facts", ["存续期间: {止: 2022}\n", "存续期间: {起: 2024}\n"])
def test_a_report_of_a_year_without_its_body_is_pointed_out(facts):
    (found,) = said(agency=AGENCY + facts)

    assert (found.code, found.severity) == ("agency-not-there", Severity.WARNING)
    assert "2023年" in found.message


def test_a_period_does_not_end_before_it_begins():
    found = said(agency=AGENCY + "存续期间: {起: 2024, 止: 2020}\n")

    assert "『存续期间』从 2024 到 2020" in [d.message for d in found]


def test_a_region_that_the_site_does_not_name_is_pointed_out():
    named = SITE + "地区:\n  - {代码: 329999, 名称: 甲县}\n"

    assert said(named, agency=AGENCY + "行政区划代码: 329999101\n") == []
    (found,) = said(named, agency=AGENCY + "行政区划代码: 329998\n")
    assert (found.code, found.severity, found.span.file) == ("region-unnamed", Severity.WARNING, "ceshi/agency.yaml")


def test_a_live_site_is_reminded_of_invented_regions():
    invented = SITE + "地区:\n  - {代码: 990101, 名称: 假县, 虚构: 是}\n"

    assert said(invented) == []
    assert codes(said(invented + "正式上线: 是\n")) == [("invented-live", "warning")]


def test_a_body_that_was_taken_over_has_a_last_year():
    files = {"site.yaml": SITE, "jia/agency.yaml": AGENCY, "ceshi/agency.yaml": AGENCY + "并入: jia\n"}

    assert [d.message for d in gather(tree(files), forms())[1]] == ["写了『并入』，没有写这个机关存续到哪一年"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A small live site with every kind of page, a mark in its foot, and reports of known and unknown day."""
    folder = tmp_path_factory.mktemp("furniture")
    files = {
        "site.yaml": SITE + "正式上线: 是\n质量页: 公开\n主办单位: 测试办\n联系方式: 0999-1\n页脚标识:\n"
        "  - {图片: 党政.png, 说明: 党政机关网站标识, 网址: 'https://example.org/bs'}\n",
        "党政.png": "PNG",
        "ceshi/agency.yaml": AGENCY + "行政区划代码: 329999\n",
        "ceshi/2023.md": report("发布日期: 2024-01-20\n发布机构: 测试县政府办\n"),
        "ceshi/2022.md": report("更正:\n  - {日期: 2023-05-06, 内容: 改一个数, 原因: 录入有误}\n", 2022),
        "ceshi/2021.md": report("", 2021),
    }
    for name, text in files.items():
        (folder / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / name).write_text(text, encoding="utf-8")
    loaded = load(folder / "content", forms())
    assert publish(loaded, folder / "content", TEMPLATES, folder / "site", None), loaded.findings
    return folder / "site"


def metas(path):
    return dict(re.findall(r'<meta name="([A-Z]\w+)" content="([^"]*)">', path.read_text("utf-8")))


def test_every_page_carries_the_tags_of_the_site(site):
    pages = [page for page in site.rglob("*.html") if page.name != "404.html"]

    assert len(pages) > 15
    for page in pages:
        tags = metas(page)
        assert tags["SiteName"] == "测试站", page
        assert tags["SiteDomain"] == "example.org", page
        assert tags["SiteIDCode"] == "3299990001", page
        assert all(tags[name] for name in ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")), page


def test_a_report_carries_the_tags_of_an_article_and_never_a_made_up_day(site):
    known, unknown = metas(site / "ceshi/2023/index.html"), metas(site / "ceshi/2021/index.html")

    assert known["ArticleTitle"] == "测试局2023年政府信息公开工作年度报告"
    assert known["PubDate"] == "2024-01-20 00:00"
    assert known["ContentSource"] == "测试县政府办"
    assert known["ColumnType"] == "信息公开年报"
    assert "PubDate" not in unknown
    assert unknown["ContentSource"] == "测试县测试局"


def test_the_marks_of_the_foot_are_local_pictures(site):
    page = (site / "ceshi/2023/index.html").read_text("utf-8")
    (src,) = re.findall(r'<img[^>]* src="([^"]+)"', page)

    assert src == "../../assets/badges/%E5%85%9A%E6%94%BF.png"
    assert (site / "assets/badges/党政.png").read_bytes() == b"PNG"
    assert 'href="https://example.org/bs"' in page
    assert 'alt="党政机关网站标识"' in page


def test_the_sitemap_lists_every_page_with_the_day_that_the_content_states(site):
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    root = ET.fromstring((site / "sitemap.xml").read_text("utf-8"))  # noqa: S314 - our own
    listed = {
        url.findtext("s:loc", namespaces=space): url.findtext("s:lastmod", namespaces=space)
        for url in root.findall("s:url", space)
    }
    pages = {
        "https://example.org/zw/" + page.relative_to(site).as_posix().removesuffix("index.html")
        for page in site.rglob("index.html")
    }

    assert set(listed) == pages - {"https://example.org/zw/search/"}
    assert listed["https://example.org/zw/ceshi/2023/"] == "2024-01-20"
    assert listed["https://example.org/zw/ceshi/2022/"] == "2023-05-06"
    assert listed["https://example.org/zw/ceshi/2021/"] is None
    assert listed["https://example.org/zw/ceshi/"] == "2024-01-20"
    assert listed["https://example.org/zw/year/2022/"] == "2023-05-06"
    assert listed["https://example.org/zw/about/"] is None
    assert listed["https://example.org/zw/quality/2022/"] == "2023-05-06"
    assert listed["https://example.org/zw/rules/balance/"] is None
    assert (site / "robots.txt").read_text() == "User-agent: *\nAllow: /\nSitemap: https://example.org/zw/sitemap.xml\n"


def test_a_second_build_takes_the_place_of_a_site_with_all_its_files(site):
    content = site.parent / "content"

    assert publish(load(content, forms()), content, TEMPLATES, site, None)


def test_without_an_address_there_is_no_sitemap(tmp_path):
    (tmp_path / "c/ceshi").mkdir(parents=True)
    (tmp_path / "c/site.yaml").write_text("标题: 测试站\n", encoding="utf-8")
    (tmp_path / "c/ceshi/agency.yaml").write_text(AGENCY, encoding="utf-8")
    assert publish(load(tmp_path / "c", forms()), tmp_path / "c", TEMPLATES, tmp_path / "site", None)

    assert not (tmp_path / "site/sitemap.xml").exists()
    assert "Sitemap" not in (tmp_path / "site/robots.txt").read_text()
    assert "SiteDomain" not in metas(tmp_path / "site/index.html")
