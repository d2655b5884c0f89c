"""Every page of the demo in a real browser: accessible, valid, quiet, without scripts, by http and from a file."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from browser import axe, html_validate, overflow, serve, watch
from gongkai.build import load, publish
from gongkai.emit.values import CSP
from support import CONTENT, TEMPLATES, forms

KINDS = {
    "home": "index.html",
    "agency": "suqian/index.html",
    "agency with a gap in its form": "dongfanghong/index.html",
    "report": "suqian/2023/index.html",
    "report with accepted findings": "hongze/2023/index.html",
    "report of 2019's form with blanks": "dongfanghong/2023/index.html",
    "not found": "404.html",
}
SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True},
    "narrow": {"viewport": {"width": 320, "height": 256}},  # 1280 px at 400 %
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "forced colours": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
    "no script": {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("web") / "site"
    assert publish(load(CONTENT, forms()), CONTENT, TEMPLATES, out, None)
    return out


@pytest.fixture(scope="module")
def address(site):
    with serve(site, headers={"Content-Security-Policy": CSP}) as base:
        yield base


@pytest.mark.parametrize("screen", [s for s in SCREENS if s != "no script"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation_and_the_console_is_silent(kind, screen, browser, address):
    with browser.new_context(**SCREENS[screen]) as context:
        page = context.new_page()
        seen = watch(page)
        page.goto(address + KINDS[kind])

        assert (seen.console, seen.errors, seen.csp, seen.foreign) == ([], [], [], [])
        assert overflow(page) <= 0
        violations, _ = axe(page)
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []


@pytest.mark.parametrize("kind", KINDS)
def test_pages_work_from_a_file_and_without_script(kind, browser, site):
    with browser.new_context(**SCREENS["no script"]) as context:
        page = context.new_page()
        seen = watch(page)
        page.goto((site / KINDS[kind]).as_uri())

        assert (seen.console, seen.errors, seen.foreign) == ([], [], [])
        assert page.locator("h1").count() == 1
        if kind != "not found":
            # The stylesheet took effect: the skip link is out of sight until it has the focus.
            assert page.locator("a.skip").bounding_box()["y"] < 0 or page.locator("a.skip").bounding_box()["x"] < 0


def test_html_is_valid(site):
    assert [(m["file"], m.get("ruleId"), m.get("message")) for m in html_validate(site)] == []


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.ids = [], set()

    def handle_starttag(self, _tag, attrs):
        attrs = dict(attrs)
        self.ids |= {attrs["id"]} if attrs.get("id") else set()
        for name in ("href", "src"):
            if attrs.get(name):
                self.links.append(attrs[name])


def test_every_link_resolves_and_none_is_root_absolute(site):
    pages = {}
    for path in site.rglob("*.html"):
        pages[path.relative_to(site).as_posix()] = reader = Links()
        reader.feed(path.read_text(encoding="utf-8"))
    checked = 0
    for name, reader in pages.items():
        for link in reader.links:
            if urlsplit(link).scheme:
                assert urlsplit(link).scheme in {"http", "https"}
                continue
            assert not link.startswith("/"), (name, link)
            assert name != "404.html", "404.html may be shown at any address"
            target = urlsplit(urljoin(f"https://x/{name}", link))
            path = unquote(target.path)[1:]
            assert (site / path).is_file(), (name, link)
            assert not link.endswith("/"), (name, link)
            if target.fragment:
                assert unquote(target.fragment) in pages[path].ids, (name, link)
            checked += 1
    assert checked > 150


def test_no_page_has_script_or_inline_style(site):
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")

        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page), path
        assert f'content="{CSP}"'.replace("'", "&#39;") in page


def test_tables_name_their_heads(browser, address):
    """Each figure of the three tables has heads that exist, one caption a table, no id twice."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + KINDS["report"])
        told = page.evaluate(
            """() => {
              const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
              const cells = [...document.querySelectorAll('table.form td[headers]')];
              return {
                twice: ids.filter((id, i) => ids.indexOf(id) !== i),
                cells: cells.length,
                lost: cells.flatMap(c => c.getAttribute('headers').split(' ')).filter(h => !ids.includes(h)),
                captions: [...document.querySelectorAll('table.form')].map(t => t.querySelectorAll('caption').length),
                scopeless: document.querySelectorAll('table.form th:not([scope])').length,
              };
            }"""
        )

    assert told == {"twice": [], "cells": 200, "lost": [], "captions": [1, 1, 1], "scopeless": 0}
