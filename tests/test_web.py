"""Every page of the demo in a real browser: accessible, valid, quiet, small; with scripts and without, by http and from a file."""

import gzip
import random
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from browser import axe, html_validate, overflow, serve, watch
from build import WEB
from gongkai.build import load, publish
from gongkai.emit.values import CSP
from support import AGENCY, BODY, CONTENT, SITE, TEMPLATES, as_object, balanced, following, forms, text_of

KINDS = {
    "home": "index.html",
    "year": "year/2023/index.html",
    "regions": "region/index.html",
    "region": "region/990101/index.html",
    "year of a region": "region/990101/2020/index.html",
    "level": "level/town/index.html",
    "agency of six years": "shili-zrzyj/index.html",
    "agency with a gap": "shili-wjw/index.html",
    "report": "suqian/2023/index.html",
    "report with accepted findings": "hongze/2023/index.html",
    "report of 2019's form with blanks": "dongfanghong/2023/index.html",
    "report with a correction": "shili-zrzyj/2022/index.html",
    "report that was copied and not checked": "shili-lsj/2019/index.html",
    "report with an attachment": "shili-xian/2024/index.html",
    "form": "form/index.html",
    "rules": "rules/index.html",
    "rule": "rules/published-unknown/index.html",
    "quality": "quality/index.html",
    "quality of a year": "quality/2023/index.html",
    "quality of an invented region": "quality/990101/2023/index.html",
    "search": "search/index.html",
    "about": "about/index.html",
    "accessibility": "accessibility/index.html",
    "site map": "sitemap/index.html",
    "not found": "404.html",
}
SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True},
    "narrow": {"viewport": {"width": 320, "height": 256}},  # 1280 px at 400 %
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "dark phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "forced colours": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
    "high contrast": {"viewport": {"width": 1280, "height": 900}, "contrast": "more"},
    "大字版": {"viewport": {"width": 1280, "height": 900}},
    "大字版 on a phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True},
    "no script": {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False},
}
BIG = "try { localStorage.setItem('gongkai-big', '1') } catch (refused) {}"  # as the button leaves it


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("web") / "site"
    loaded = load(CONTENT, forms())
    portal = replace(loaded.portal, site=replace(loaded.portal.site, quality_public=True))
    assert publish(loaded._replace(portal=portal), CONTENT, TEMPLATES, out, None)
    return out


@pytest.fixture(scope="module")
def address(site):
    with serve(site, headers={"Content-Security-Policy": CSP}) as base:
        yield base


ASKED = ["desktop", "phone"]  # of every kind of page; of the widest ones on every screen
WIDEST = ["home", "year of a region", "region", "agency of six years", "report", "search"]
RUNS = [(k, s) for s in SCREENS if s != "no script" for k in (KINDS if s in ASKED else WIDEST)]


@pytest.mark.parametrize(("kind", "screen"), RUNS)
def test_axe_finds_no_violation_and_the_console_is_silent(kind, screen, browser, address):
    with browser.new_context(**SCREENS[screen]) as context:
        if "大字版" in screen:
            context.add_init_script(BIG)
        page = context.new_page()
        seen = watch(page)
        page.goto(address + KINDS[kind])

        assert (seen.console, seen.errors, seen.csp, seen.foreign) == ([], [], [], [])
        assert overflow(page) <= 0
        if kind != "not found":
            assert page.evaluate("document.documentElement.classList.contains('big')") == ("大字版" in screen)
        violations, incomplete = axe(page)
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []
        # Text in pictures and under sticky cells: tests/test_palette.py reckons what axe cannot see.
        assert {undecided["id"] for undecided in incomplete} <= {"color-contrast"}


@pytest.mark.parametrize("screen", ["narrow", "大字版", "大字版 on a phone"])  # colours make none wider
def test_no_page_is_wider_than_its_screen(screen, browser, address):
    with browser.new_context(**SCREENS[screen]) as context:
        if "大字版" in screen:
            context.add_init_script(BIG)
        page = context.new_page()
        wider = {}
        for kind, path in KINDS.items():
            page.goto(address + path)
            wider[kind] = overflow(page)

        assert {kind: pixels for kind, pixels in wider.items() if pixels > 0} == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("screen", ["phone", "no script"])
def test_pages_work_from_a_file_with_script_and_without(kind, screen, browser, site):
    with browser.new_context(**SCREENS[screen]) as context:
        page = context.new_page()
        seen = watch(page)
        page.goto((site / KINDS[kind]).as_uri())

        assert (seen.console, seen.errors, seen.foreign) == ([], [], [])
        assert page.locator("h1").count() == 1
        if kind == "not found":
            return
        # The stylesheet took effect: the skip link is out of sight until it has the focus.
        skip = page.locator("a.skip").bounding_box()
        assert skip["y"] < 0 or skip["x"] < 0
        # Buttons that need a script are there only with one.
        assert page.locator("button[aria-pressed]").count() == (0 if screen == "no script" else 2)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_without_script_by_http(kind, browser, address):
    with browser.new_context(**SCREENS["no script"]) as context:
        page = context.new_page()
        seen = watch(page)
        page.goto(address + KINDS[kind])

        assert (seen.console, seen.errors, seen.foreign) == ([], [], [])
        assert page.locator("h1").is_visible()
        # Without scripts nothing can be asked of the page from inside; a picture of all of it is as wide as it is.
        picture = page.screenshot(full_page=True)
        assert int.from_bytes(picture[16:20], "big") == 390  # IHDR


def test_the_large_print_is_remembered_from_page_to_page(browser, address):
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(address)
        size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
        usual = page.evaluate(size)
        page.get_by_role("button", name="大字版").click()
        large = page.evaluate(size)
        page.goto(address + KINDS["report"])
        there = page.evaluate(size)
        page.get_by_role("button", name="大字版").click()

        assert usual == 17
        assert large == there == 22
        assert page.evaluate(size) == usual


def test_the_box_of_every_page_leads_to_what_was_asked(browser, address):
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        seen = watch(page)
        page.goto(address + KINDS["about"])
        page.get_by_role("searchbox").fill("宿迁　２０２４")
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_url("**/search/index.html?q=*")
        page.locator("#hits a").first.wait_for()

        assert page.locator("#hits h3").first.inner_text() == "宿迁市2024年政府信息公开工作年度报告"
        page.get_by_role("searchbox").fill("<b>没有这个机关</b>")
        page.locator("#nothing").wait_for()
        assert page.locator("#total").inner_text() == "没有找到"
        assert page.locator("#hits li").count() == 0
        assert (seen.console, seen.errors) == ([], [])


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone_table_three_keeps_its_heads_while_it_scrolls(width, browser, address):
    with browser.new_context(viewport={"width": width, "height": 700}, is_mobile=True) as context:
        page = context.new_page()
        page.goto(address + KINDS["report"])
        boxes = page.evaluate(
            """() => {
              const table = document.getElementById('t3'), box = table.closest('.scroll');
              box.scrollIntoView();
              box.scrollTo(1000, 600);
              const place = e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
              const named = text => [...table.querySelectorAll('th')].find(th => th.textContent.includes(text));
              return {
                box: place(box), scrolled: [box.scrollLeft, box.scrollTop],
                total: place(named('总计')), group: place(named('不予处理')), row: place(named('重复申请')),
              };
            }"""
        )

    left, top, right, _ = boxes["box"]
    assert boxes["scrolled"][0] > 0
    assert boxes["scrolled"][1] > 0
    assert top - 1 <= boxes["total"][1] < top + 200, "the column head is still at the top"
    assert boxes["total"][2] <= right + 1, "its column is in view"
    assert left - 1 <= boxes["group"][0] < left + 60, "the group label is still at the left"
    assert left - 1 <= boxes["row"][0] < left + 120, "so is the label of the row"


def test_on_a_phone_the_newest_year_stands_next_to_the_label(browser, address):
    with browser.new_context(**SCREENS["phone"]) as context:
        page = context.new_page()
        page.goto(address + KINDS["agency of six years"])
        row = page.locator("#s3 tbody tr").first
        label, newest = row.locator("th").bounding_box(), row.locator("td").first.bounding_box()

        assert "2024" in page.locator("#s3 thead th").nth(1).inner_text()
        assert newest["x"] == pytest.approx(label["x"] + label["width"], abs=2)
        assert newest["x"] + newest["width"] <= 390


def test_on_a_phone_the_contents_do_not_push_the_text_away(browser, address):
    with browser.new_context(**SCREENS["phone"]) as context:
        page = context.new_page()
        page.goto(address + KINDS["report"])
        height = page.evaluate(
            "[...document.querySelectorAll('.toc')].reduce((sum, e) => sum + e.getBoundingClientRect().height, 0)"
        )

        assert height < 80


def test_everything_can_be_reached_with_the_keyboard(browser, address):
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(address + KINDS["report"])
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")
        reached = set()
        for _ in range(120):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        links = page.evaluate(
            "[...document.querySelectorAll('main a, footer a')].filter(e => e.getClientRects().length)"
            ".map(e => e.outerHTML.slice(0, 200))"
        )
        assert set(links) <= reached


PRINTED = ["suqian/2023", "dongfanghong/2023", "shili-xian/2024"]


@pytest.mark.parametrize("report", PRINTED)
def test_on_paper_no_row_of_a_statutory_table_is_cut(report, browser, address):
    """In print every table starts on a page that holds all of it, unless it is longer than a page."""
    with browser.new_context(viewport={"width": 643, "height": 900}) as context:  # A4 less its margins, at 96 dpi
        page = context.new_page()
        page.goto(f"{address}{report}/index.html")
        page.emulate_media(media="print")
        told = page.evaluate(
            """() => [...document.querySelectorAll('table.form')].map(t => ({
                 height: t.getBoundingClientRect().height, width: t.getBoundingClientRect().width,
                 kept: getComputedStyle(t).breakInside,
                 rows: [...t.rows].every(r => getComputedStyle(r).breakInside === 'avoid')}))"""
        )
        nav = page.locator("nav:visible").count()

    assert [t["kept"] for t in told] == ["avoid"] * 3
    assert all(t["rows"] for t in told)
    assert all(t["height"] < 960 and t["width"] <= 644 for t in told)  # 257 mm of paper are 971 px
    assert nav == 0


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
    assert checked > 1500


def gzipped(path):
    return len(gzip.compress(path.read_bytes(), 9))


def test_pages_and_assets_keep_to_their_budgets(site):
    reports = [path.parent / "index.html" for path in site.rglob("report.json")]
    agencies = {path.parent.parent / "index.html" for path in reports}
    scripts = [path for path in site.glob("assets/*.js") if not path.name.startswith("search")]

    assert max(gzipped(path) for path in reports) <= 12 * 1024
    assert max(gzipped(path) for path in agencies) <= 14 * 1024
    assert sum(gzipped(path) for path in site.glob("assets/*.css")) <= 8 * 1024
    assert sum(gzipped(path) for path in scripts) <= 3 * 1024


def test_an_agency_of_ten_busy_years_keeps_to_its_budget(tmp_path):
    rng = random.Random(10)
    folder = tmp_path / "content" / "ceshi"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "agency.yaml").write_text(AGENCY, encoding="utf-8")
    last = None
    for year in range(2019, 2029):
        edition = "2019" if year < 2021 else "2021"
        figures = balanced(edition, rng, 3000)
        last = following(figures, last) if last else figures
        data = as_object(last, edition, year)
        (folder / f"{year}.md").write_text(text_of({**data, "正文": BODY}), encoding="utf-8")
    out = tmp_path / "site"
    assert publish(load(tmp_path / "content", forms()), tmp_path / "content", TEMPLATES, out, None)

    assert gzipped(out / "ceshi" / "index.html") <= 14 * 1024
    assert gzipped(out / "ceshi" / "2028" / "index.html") <= 12 * 1024


def test_scripts_parse_in_a_browser_of_2019(site):
    """ES2017 and no later; nothing that turns text into markup."""
    for path in site.glob("assets/*.js"):
        text = path.read_text("utf-8")
        code = f"require('acorn').parse(require('fs').readFileSync({str(path)!r}, 'utf8'), {{ecmaVersion: 2017}})"
        done = subprocess.run([shutil.which("node"), "-e", code], cwd=WEB, capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stderr
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text)


def test_no_page_has_inline_script_or_style(site):
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")

        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|data:|type=.module", page), path
        for attributes, text in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
            assert re.fullmatch(r' src="[\w./-]+\.js" defer', attributes), path
            assert not text, path
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
