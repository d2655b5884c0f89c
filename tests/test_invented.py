"""The invented county is marked on every page of its own, and stands in no list, sum, chart or due-list with real bodies."""

import re

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
def test_where_both_are_named_they_stand_in_lists_of_their_own(name, pages, portal):
    for items in re.findall(r"<(?:ul|ol|table|tbody)[^>]*>(.*?)</(?:ul|ol|table|tbody)>", pages[name], re.DOTALL):
        real = [agency.name for agency in portal.atlas.real if agency.name in items]
        invented = "示例县" in items
        assert not (real and invented)
    assert "虚构" in pages[name].split("示例县")[0]
