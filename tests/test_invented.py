"""The invented county is marked on every page of its own, and stands in no list, sum, chart or due-list with real bodies."""

import pytest

from gongkai.build import load, publish
from support import CONTENT, TEMPLATES, forms

MARK = "都是虚构的"
BOTH = {"index.html", "region/index.html", "search/index.html", "sitemap/index.html"}  # in a list of its own, marked


@pytest.fixture(scope="module")
def portal():
    return load(CONTENT, forms()).portal


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("invented") / "site"
    assert publish(load(CONTENT, forms()), CONTENT, TEMPLATES, out, None)
    return out


@pytest.fixture(scope="module")
def pages(site):
    return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in sorted(site.rglob("*.html"))}


def of_county(name):
    return name.startswith(("shili-", "region/990101/"))


def test_there_are_nine_bodies_and_fifty_reports(portal):
    invented = [agency for agency in portal.agencies if portal.atlas.is_invented(agency)]

    assert (len(invented), sum(len(portal.reports_of(a)) for a in invented)) == (9, 50)
    assert len(portal.atlas.real) == len(portal.agencies) - 9


def test_every_page_of_the_county_says_that_it_is_invented_and_no_other_does(pages):
    marked = {name for name, page in pages.items() if MARK in page.split("<main")[0]}

    assert marked == {name for name in pages if of_county(name)}
    assert len(marked) > 60


def test_search_engines_are_not_given_what_is_invented(pages, site):
    hidden = {name for name, page in pages.items() if '<meta name="robots" content="noindex">' in page}

    assert hidden == {name for name in pages if of_county(name)} | {"404.html", "search/index.html"}
    assert not [word for word in ("shili", "990101") if word in (site / "sitemap.xml").read_text("utf-8")]


def test_no_other_page_names_a_body_of_the_county(pages, portal):
    names = [agency.name for agency in portal.agencies if portal.atlas.is_invented(agency)]
    for name, page in pages.items():
        if of_county(name) or name in BOTH:
            continue
        assert not [body for body in (*names, "示例县") if body in page], name


def test_no_page_of_the_county_names_a_real_body(pages, portal):
    for name, page in pages.items():
        if of_county(name):
            assert not [agency.name for agency in portal.atlas.real if agency.name in page], name


@pytest.mark.parametrize("name", sorted(BOTH))
def test_where_both_are_named_the_real_ones_come_first_and_the_others_below_a_mark(name, pages, portal):
    main = pages[name].split("<main", 1)[1].split("</main>", 1)[0]
    invented = [a.name for a in portal.agencies if portal.atlas.is_invented(a)] + ["示例县"]
    last_real = max((main.rfind(agency.name) for agency in portal.atlas.real), default=-1)
    first_invented = min(at for body in invented if (at := main.find(body)) >= 0)

    assert last_real < first_invented
    assert "虚构" in main[max(last_real, 0) : first_invented]


def test_real_and_invented_bodies_do_not_name_each_other(tmp_path):
    files = {
        "site.yaml": "标题: 测试站\n地区:\n  - {代码: 320999, 名称: 真县}\n  - {代码: 990101, 名称: 假县, 虚构: 是}\n",
        "zhen/agency.yaml": "全称: 真县人民政府\n层级: 县\n类别: 政府\n行政区划代码: 320999\n",
        "jia/agency.yaml": "全称: 假局\n存续期间: {止: 2020}\n并入: zhen\n层级: 县\n类别: 部门\n上级: zhen\n"
        "行政区划代码: 990101\n",
    }
    for path, text in files.items():
        (tmp_path / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / path).write_text(text, encoding="utf-8")
    assert publish(load(tmp_path / "content", forms()), tmp_path / "content", TEMPLATES, tmp_path / "site", None)

    assert "假" not in (tmp_path / "site/zhen/index.html").read_text("utf-8")
    assert "真" not in (tmp_path / "site/jia/index.html").read_text("utf-8")
