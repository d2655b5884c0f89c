"""The search page in a browser: every state, the way back, the keyboard, an input method, no script, from a file; the marks on a report."""

import json
import re
import zlib
from itertools import product
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree as ET

import pytest

from browser import axe, overflow, serve, watch
from gongkai.build import load, publish
from gongkai.emit import entries
from gongkai.emit.frame import Frame
from gongkai.emit.opensearch import opensearch
from gongkai.emit.values import CSP
from gongkai.folders import read_templates
from gongkai.output import OPENSEARCH
from gongkai.theme import Theme
from hostile_queries import ADDRESSES, QUERIES
from support import CONTENT, TEMPLATES, forms
from test_palette import SCHEMES, contrast

SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True},
}
ROW = "行政许可 1808595"  # stands in one report's table only

# An engine of ours, for what the demo is too small to show: 60 reports, the first seven with one paragraph in common.
ENGINE = """
window.asked = [];
const HITS = Array.from({length: 60}, (_, i) => ({
  url: `b${i}/2023/index.html`, anchor: i % 2 ? "t2-r-permits" : "", title: `第${i + 1}局2023年政府信息公开工作年度报告`,
  excerpt: i % 2 ? "行政许可｜96" : "公开了甲乙丙丁", agency: `第${i + 1}局`, year: 2023, region: "甲县", level: "县",
  marks: i % 2 ? [[0, 4]] : [[3, 5], [6, 7]], words: ["行政许可"], place: "二、主动公开政府信息情况",
  twins: i < 7 ? 312 : 1, paragraph: i < 7 ? "同" : ""}));
window.gongkaiSearch = {
  open() { return Promise.resolve(); },
  async search(q, how) {
    asked.push([q, how]);
    await new Promise(done => setTimeout(done, q.includes("慢") ? 1200 : 0));
    const pieces = q.split(" ").filter(Boolean).map(source => ({source, said: source, name: "", value: source}));
    return {pieces, total: how.exact ? 60 : 64, exact: how.exact || q.includes("准"), problems: q.includes("误") ? ["不明白。"] : [],
      hits: HITS.slice(how.offset, how.offset + how.limit), hint: q.includes("误") ? "示例" : null,
      bodies: q.includes("局") ? {name: q, count: 143, names: []} : q.includes("办") ? {name: q, count: 2, names: ["甲县办", "乙县办"]} : null};
  },
  async facets(q, how) {
    asked.push([q, how]);
    const dear = q.includes("贵") && how.spend < 1e6;
    return {years: dear ? null : [[2023, 40], [2022, 20]], regions: dear ? null : [["甲县", "110101", 30], ["乙县", "110102", 30]],
      levels: dear ? null : [["县", 50], ["乡", 10]], chapters: dear ? null : [[3, "三、收到和处理政府信息公开申请情况", 12]],
      exact: !dear, cost: dear ? 90000 : null};
  },
  async similar() { return {names: [], fewer: []}; },
};
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("search") / "site"
    assert publish(load(CONTENT, forms()), CONTENT, TEMPLATES, out, "https://example.org/zw/")
    return out


@pytest.fixture(scope="module")
def address(site):
    with serve(site, headers={"Content-Security-Policy": CSP}) as base:
        yield base


@pytest.fixture
def page(browser):
    with browser.new_context(**SCREENS["desktop"]) as context:
        page = context.new_page()
        page.seen = watch(page)
        yield page


def ours(page):
    page.route("**/search-engine.*.js", lambda route: route.fulfill(body=ENGINE, content_type="text/javascript"))


def ask(page, address, q="", more=""):
    page.goto(f"{address}search/index.html{'?q=' + quote(q) if q else ''}{more}")


def titles(page):
    return page.locator("#hits h3").all_inner_texts()


def total(page):
    return page.locator("#total").inner_text()


def until(page, expression):
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {expression}")


def settled(page, words):
    page.locator("#total", has_text=words).wait_for()


# Every state

SHARDS = "**/search/g/**"


def answering(body, status=200):
    return lambda page, _: page.route(SHARDS, lambda route: route.fulfill(status=status, body=body))


def of_another_publication(page, site):
    def other(route):
        path = site / urlsplit(route.request.url).path.split("/zwgk/ndbg/", 1)[1]
        inflated = zlib.decompress(path.read_bytes(), -15)
        deflate = zlib.compressobj(wbits=-15)
        route.fulfill(body=deflate.compress(b"\0\0\0\0" + inflated[4:]) + deflate.flush())

    page.route(SHARDS, other)


def of_another_format(page, site):
    facts = json.loads((site / "search/manifest.json").read_text("utf-8"))
    page.route("**/manifest.json", lambda route: route.fulfill(json={**facts, "format": facts["format"] + 1}))


STATES = {  # what is asked, what is done to the network or the engine, what is read at last
    "lists": ("", None, "机关"),
    "found": ("申请", None, "份年报"),
    "table": (ROW, None, "找到 1 份年报"),
    "narrowed": ("申请 年:2023 层级:县", None, "去掉年:2023"),
    "nothing": ("没有这个词 年:2023", None, "不限年度、地区等，只查"),
    "offline": ("申请", lambda page, _: page.route(SHARDS, lambda route: route.abort()), "连不上网络"),
    "missing": ("申请", answering("", 404), "没有给出查找用的文件"),
    "broken": ("申请", answering("??"), "没有传完整"),
    "mixed": ("申请", of_another_publication, "网站刚刚更新过"),
    "format": ("申请", of_another_format, "不是同一版"),
    "rough": ("公开", lambda page, _: ours(page), "约 64 份年报"),
    "waiting": ("慢", lambda page, _: ours(page), "正在查找"),
    "problem": ("误", lambda page, _: ours(page), "您要查的是不是"),
    "bodies": ("办", lambda page, _: ours(page), "有 2 个机关叫“办”，只看其中一个："),
    "many bodies": ("局", lambda page, _: ours(page), "有 143 个机关叫“局”，请在“筛选”里选地区。"),
    "dear": ("贵", lambda page, _: ours(page), "统计各项份数"),
}
HELD = ["offline", "missing"]  # the browser itself says that a file did not come


@pytest.mark.parametrize(("state", "screen"), [*product(STATES, SCREENS)])
def test_every_state_is_accessible_and_quiet(state, screen, browser, address, site):
    q, prepare, words = STATES[state]
    with browser.new_context(**SCREENS[screen]) as context:
        page = context.new_page()
        seen = watch(page)
        if prepare:
            prepare(page, site)
        ask(page, address, q)
        if state == "dear" and screen == "phone":
            page.locator("#facets > summary").click()
        page.locator("main").get_by_text(words).locator("visible=true").first.wait_for()

        said = [text for text in seen.console if "Failed to load resource" not in text or state not in HELD]
        assert (said, seen.errors, seen.foreign) == ([], [], [])
        assert overflow(page) <= 0
        violations, incomplete = axe(page)
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []
        assert {undecided["id"] for undecided in incomplete} <= {"color-contrast"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marked_words_are_legible(scheme):
    assert contrast(SCHEMES[scheme], "ink", "hit") >= 4.5


def test_after_a_failure_it_is_asked_again(page, address):
    page.route(SHARDS, lambda route: route.abort())
    ask(page, address, "申请")
    settled(page, "查找没有完成")
    page.unroute(SHARDS)
    page.get_by_role("button", name="重试").click()
    settled(page, "找到 59 份年报")

    assert page.locator("#faults .notice:visible").count() == 0
    assert page.evaluate("document.activeElement.id") == "total"


def test_it_is_asked_again_once_the_line_is_back(page, address):
    page.route(SHARDS, lambda route: route.abort())
    ask(page, address, "申请")
    page.get_by_text("连不上网络").wait_for()
    page.unroute(SHARDS)
    page.context.set_offline(True)
    page.context.set_offline(False)

    settled(page, "找到 59 份年报")


def test_without_its_engine_the_page_still_finds_bodies_by_name(page, address):
    page.route("**/search-engine.*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    ask(page, address, "洪泽")

    assert "查找程序没有载入" in page.locator("main").inner_text()
    assert page.locator("#lists .entry-name:visible > a").all_inner_texts() == ["淮安市洪泽区人民政府"]


# What is found


def test_a_place_names_its_report_its_chapter_and_its_words(page, address):
    ask(page, address, ROW)
    settled(page, "找到 1 份年报")
    card = page.locator("#hits > li")

    assert titles(page) == ["宿迁市2023年政府信息公开工作年度报告"]
    assert card.locator(".tags span").all_inner_texts() == ["宿迁市人民政府", "宿迁市", "市级", "2023年度"]
    assert "二、主动公开政府信息情况" in card.inner_text()
    assert card.locator("mark").all_inner_texts() == ["行政许可", "1808595"]


def test_a_name_and_a_year_lead_to_the_place_of_the_other_words(page, address):
    ask(page, address, "宿迁 2023 行政许可")
    page.locator("#hits a").first.wait_for()

    assert page.locator("#hits mark").first.inner_text() == "行政许可"
    assert urlsplit(page.locator("#hits a").first.get_attribute("href")).fragment == "t2-r-permits"


def test_of_a_body_all_reports_are_listed(page, address):
    ask(page, address, "示例县教育局")
    settled(page, "找到 6 份年报")

    assert [int(re.findall(r"\d{4}", title)[0]) for title in titles(page)] == [*range(2024, 2018, -1)]


def test_another_name_of_a_body_is_explained(page, address):
    ask(page, address, "hhz")
    settled(page, "找到 1 份年报")

    assert page.locator("#said").inner_text() == "“hhz”是“卫辉市后河镇”的简称、曾用名或拼音首字母。"


def test_on_a_phone_the_button_leads_to_what_was_found(browser, address):
    with browser.new_context(**SCREENS["phone"]) as context:
        page = context.new_page()
        ask(page, address)
        page.fill("#q", "申请")
        page.press("#q", "Enter")
        settled(page, "找到 59 份年报")
        until(page, "document.activeElement !== q")

        assert page.locator("#hits a").first.bounding_box()["y"] < 844


def test_a_place_opens_at_the_row_with_the_words_marked(page, address):
    ask(page, address, ROW)
    page.locator("#hits a").click()
    page.wait_for_url("**/suqian/2023/index.html?*")
    page.wait_for_timeout(300)

    assert parse_qs(urlsplit(page.url).query)["hl"] == ["行政许可", "1808595"]
    assert urlsplit(page.url).fragment == "t2-r-permits"
    assert page.locator("tr.sought mark").all_inner_texts() == ["行政许可", "1808595"]
    assert page.locator("mark").count() == 2
    assert 0 < page.locator("mark").first.bounding_box()["y"] < 850
    assert (page.seen.console, page.seen.errors) == ([], [])


def test_the_lists_stand_there_only_while_nothing_is_asked(page, address):
    ask(page, address)
    lists = page.locator("#lists")
    assert lists.is_visible()
    page.fill("#q", "申请")
    settled(page, "找到 59 份年报")
    assert not lists.is_visible()
    page.fill("#q", "")
    page.locator("#sought").wait_for(state="hidden")
    assert lists.is_visible()


def test_one_paragraph_of_many_reports_is_one_place(page, address):
    ours(page)
    ask(page, address, "准")
    settled(page, "找到 64 份年报")

    assert [t.split("局")[0] for t in titles(page)] == ["第1", "第8", "第9", "第10"]
    first = page.locator("#hits > li").first
    assert first.locator("summary").inner_text() == "同一段文字见于 312 份年报，看另外 6 份"
    assert not first.locator("details a").first.is_visible()
    first.locator("summary").click()
    assert [t.split("局")[0] for t in first.locator("details a").all_inner_texts()] == [f"第{n}" for n in range(2, 8)]


def test_a_rough_total_can_be_counted(page, address):
    ours(page)
    ask(page, address, "公开")
    settled(page, "约 64 份年报")
    page.get_by_role("button", name="精确统计").click()
    settled(page, "找到 60 份年报")

    assert not page.locator("#exact").is_visible()
    assert page.evaluate("asked.filter(a => a[1].exact).length") == 1


def test_counts_that_cost_much_wait_for_a_wish(page, address):
    ours(page)
    ask(page, address, "贵")
    page.get_by_role("button", name="统计各项份数").click()
    page.locator("#facets").get_by_text("2022年度").wait_for()

    assert page.evaluate("asked.filter(a => 'spend' in a[1]).map(a => a[1].spend)")[0] == 40 * 1024
    assert page.locator("[data-field=地区] li").all_inner_texts() == ["甲县\n30", "乙县\n30"]
    assert not page.locator("#count").is_visible()


def test_what_is_found_late_does_not_replace_what_was_asked_since(page, address):
    ours(page)
    ask(page, address)
    page.fill("#q", "慢")
    until(page, "asked.length == 1")
    page.fill("#q", "准")
    settled(page, "找到 64 份年报")
    page.wait_for_timeout(1500)

    assert total(page) == "找到 64 份年报"
    assert parse_qs(urlsplit(page.url).query)["q"] == ["准"]


def test_the_result_is_said_once_the_typing_pauses(page, address):
    ask(page, address)
    page.evaluate(
        "window.heard = []; new MutationObserver(() => heard.push(told.textContent)).observe(told, {childList: true})"
    )
    page.locator("#q").press_sequentially("申请", delay=120)
    until(page, "heard.length > 0")
    page.wait_for_timeout(900)

    assert page.evaluate("heard") == ["找到 59 份年报"]
    assert page.locator("[role=status], [aria-live]").count() == 1


def test_where_nothing_is_found_the_next_step_is_named(page, address):
    ask(page, address, "宿迁市人民正府 没有这个词")
    settled(page, "没有找到")
    page.locator("#alike a", has_text="宿迁市人民政府").wait_for()

    assert page.get_by_role("link", name="按地区").last.get_attribute("href") == "../region/index.html"
    page.locator("#alike a", has_text="宿迁市人民政府").click()
    settled(page, "找到 2 份年报")


# The address and the way back


def test_typing_changes_the_address_and_a_choice_makes_a_step(page, address):
    ask(page, address)
    entries_before = page.evaluate("history.length")
    page.locator("#q").press_sequentially("宿迁", delay=30)
    settled(page, "找到")
    assert page.evaluate("history.length") == entries_before
    assert parse_qs(urlsplit(page.url).query) == {"q": ["宿迁"]}
    page.press("#q", "Enter")
    page.fill("#q", "洪泽")
    page.press("#q", "Enter")
    settled(page, "找到 2 份年报")
    assert page.evaluate("history.length") == entries_before + 2

    page.go_back()
    assert page.input_value("#q") == "宿迁"
    page.locator("#hits a", has_text="宿迁").first.wait_for()
    page.go_back()
    page.locator("#lists").wait_for()
    assert page.input_value("#q") == ""
    page.go_forward()
    page.go_forward()
    page.locator("#hits a", has_text="洪泽").first.wait_for()
    assert page.input_value("#q") == "洪泽"


def test_counts_narrow_and_what_narrows_can_be_taken_away(page, address):
    ask(page, address, "申请")
    page.locator("[data-field=年] a", has_text="2022").click()
    settled(page, "找到 8 份年报")
    assert page.input_value("#q") == "申请 年:2022"
    assert page.evaluate("document.activeElement.id") == "total"
    page.locator("[data-field=层级] a", has_text="乡级").click()
    page.locator("#chips a").nth(1).wait_for()
    page.locator("#chips a", has_text="年:2022").click()
    page.wait_for_url(f"**/search/index.html?q={quote('申请')}+{quote('层级:乡')}")
    settled(page, "找到 17 份年报")
    page.go_back()
    page.go_back()
    settled(page, "找到 8 份年报")

    assert page.locator("#chips a").all_text_contents() == ["去掉年:2022 ✕"]


def test_the_order_is_chosen_and_shared(page, address):
    ask(page, address, "申请")
    settled(page, "找到 59 份年报")
    page.select_option("#sort", "old")
    page.locator("#hits a", has_text="2019年").first.wait_for()
    shared = page.url
    page.go_back()
    until(page, "document.querySelector('#sort').value === ''")
    page.goto(shared)
    page.locator("#hits a").first.wait_for()

    assert parse_qs(urlsplit(shared).query) == {"q": ["申请"], "sort": ["old"]}
    assert page.input_value("#sort") == "old"
    assert "2019年" in titles(page)[0]


def test_more_is_listed_and_the_way_back_lists_less(page, address):
    ask(page, address, "申请")
    settled(page, "找到 59 份年报")
    before = page.locator("#hits a").all_inner_texts()
    page.get_by_role("button", name="再看几份").click()
    until(page, "document.querySelectorAll('#hits a').length === 20")

    assert page.locator("#hits a").all_inner_texts()[:10] == before
    assert page.evaluate("document.activeElement.textContent") == page.locator("#hits a").nth(10).inner_text()
    page.reload()
    until(page, "document.querySelectorAll('#hits a').length === 20")
    page.go_back()
    until(page, "document.querySelectorAll('#hits a').length === 10")


THERE = "document.readyState === 'complete'"  # its scripts have run
ANSWERED = f"{THERE} && (sought.hidden || /份年报|没有找到/.test(total.textContent))"


def quiet(page):
    return page.seen.console == page.seen.errors == page.seen.foreign == [] and overflow(page) <= 0


def test_whatever_is_typed_is_answered(page, address):
    for at, words in enumerate(QUERIES):
        if at % 40 == 0:  # a browser lets a page make only so many steps
            ask(page, address)
        page.evaluate(f"total.textContent = ''; q.value = {json.dumps(words)}; search.requestSubmit()")
        until(page, ANSWERED)
        assert quiet(page), words[:99]


def test_whatever_an_address_says_is_answered(page, address, site):
    document = (site / "search/index.html").read_bytes()
    head = {"Content-Security-Policy": CSP, "Content-Type": "text/html; charset=utf-8"}
    page.route("**/search/index.html?*", lambda route: route.fulfill(body=document, headers=head))  # of any length
    queries = QUERIES[:60]  # all are typed above
    for words in [*ADDRESSES, *("?q=" + quote(words, errors="surrogatepass") for words in queries)]:
        page.goto(f"{address}search/index.html{words}", wait_until="commit")
        until(page, ANSWERED)
        assert quiet(page), words[:99]


def test_every_example_of_the_help_finds_something(page, address):
    ask(page, address)
    page.locator("#help summary").click()
    examples = page.locator("#help a").all_inner_texts()
    shown = re.findall("“([^”]+ [^”]+)”", page.locator("#q-help").inner_text())
    found = {q: page.evaluate("async q => (await gongkaiSearch.query(q)).total", q) for q in [*examples, *shown]}

    assert len(found) >= 7
    assert [q for q, total in found.items() if not total] == []


# Hands


def test_nothing_is_asked_while_an_input_method_composes(page, address):
    ours(page)
    ask(page, address)
    page.focus("#q")
    session = page.context.new_cdp_session(page)
    for text in ("s", "sh", "shen"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(250)
    assert page.evaluate("asked") == []
    assert urlsplit(page.url).query == ""
    session.send("Input.insertText", {"text": "申准"})
    settled(page, "找到 64 份年报")

    assert page.evaluate("asked.filter(a => 'offset' in a[1]).map(a => a[0])") == ["申准"]


def test_the_keyboard_reaches_the_box_and_moves_through_the_places(page, address):
    ask(page, address, "申请")
    settled(page, "找到 59 份年报")
    focus = "document.activeElement.id || document.activeElement.textContent"
    page.keyboard.press("/")
    assert page.evaluate(focus) == "q"
    assert page.input_value("#q") == "申请"
    places = page.locator("#hits a").all_inner_texts()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focus) == places[0]
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focus) == places[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focus) == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.locator("#lists").wait_for()
    assert (page.evaluate(focus), page.input_value("#q")) == ("q", "")


def test_the_key_that_leads_to_the_box_can_be_switched_off(page, address):
    ask(page, address, "申请")
    settled(page, "找到 59 份年报")
    page.locator(".help summary").click()
    page.locator("#slash").uncheck()
    page.keyboard.press("Tab")
    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.id") != "q"


@pytest.mark.parametrize("screen", SCREENS)
def test_what_narrows_stands_beside_the_places_or_closed_above_them(screen, browser, address):
    with browser.new_context(**SCREENS[screen]) as context:
        page = context.new_page()
        ask(page, address, "申请")
        page.locator("#facets").wait_for()
        page.locator("[data-field=年] a").first.wait_for(state="attached")
        beside = page.locator("#facets").bounding_box()["width"] < 400 and screen == "desktop"

        assert page.locator("[data-field=年] a").first.is_visible() == beside
        for target in page.locator("#sought a:visible, #sought button:visible, #sought select:visible").all():
            box = target.bounding_box()
            assert box["height"] >= 43.5 or target.evaluate("e => !!e.closest('#hits, .notice p')"), target.inner_text()


# Without


def test_without_script_one_sentence_says_so_and_the_lists_stand_there(browser, address):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        ask(page, address, "申请")
        main = page.locator("main").inner_text()

    assert "查全文要靠脚本" in main
    assert "宿迁市人民政府" in main
    assert "正在查找" not in main


def test_from_a_file_bodies_are_found_by_name(page, site):
    page.goto((site / "search/index.html").as_uri() + "?q=" + quote("江苏　２０２４"))
    shown = page.locator("#lists .entry-name:visible > a")

    assert "直接从文件打开" in page.locator("main").inner_text()
    assert shown.all_inner_texts() == ["宿迁市人民政府", "淮安市洪泽区人民政府"]
    page.fill("#q", "<b>没有这个机关</b>")
    page.locator("#nothing").wait_for()
    assert shown.count() == 0
    page.locator("#all").click()
    page.locator("#nothing").wait_for(state="hidden")
    assert shown.count() == 16
    assert (page.seen.console, page.seen.errors, page.seen.foreign) == ([], [], [])


def test_very_many_bodies_are_not_listed(monkeypatch):
    portal = load(CONTENT, forms()).portal
    frame = Frame(portal, Theme(read_templates(TEMPLATES)), None)
    assert (len(entries.search_page(frame).entries), entries.search_page(frame).ways) == (7, ())
    monkeypatch.setattr(entries, "MAX_ON_HOME", 15)
    many = entries.search_page(frame)

    assert (many.entries, many.examples) == ((), ())
    assert [group.heading for group in many.ways] == ["按地区", "按层级", "按年度", "虚构示例"]
    assert "示例县" not in [entry.text for group in many.ways[:3] for entry in group.entries]


# Marks on a report


def marks(page, address, rest):
    page.goto(f"{address}suqian/2023/index.html{rest}")
    return page.locator("mark").all_inner_texts()


def test_words_are_marked_only_at_the_place_that_is_named(page, address):
    assert marks(page, address, "?hl=行政许可#t2-r-permits") == ["行政许可"]
    there, everywhere = (marks(page, address, f"?hl=申请{place}") for place in ("#chapter-1", ""))
    assert 0 < len(there) < len(everywhere)
    assert set(everywhere) == {"申请"}
    assert marks(page, address, "") == []
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_a_word_is_marked_across_tags_and_never_across_blocks(page, address):
    pieces = page.goto(f"{address}suqian/2023/index.html") and page.locator("h1 .phrase").all_inner_texts()
    across = pieces[0][-2:] + pieces[1][:2]

    assert "".join(marks(page, address, f"?hl={across}")[:2]) == across
    assert marks(page, address, "?hl=行政许可1808595") == []


@pytest.mark.parametrize(
    "rest",
    [
        "?hl=" + "公" * 6_000,
        "?hl=%ED%A0%80&hl=%&hl=%E4%B8",
        "?hl=%20&hl=",
        "?" + "hl=a&" * 500,
        "?hl=<img>#%E4%",
        "?hl=公#no",
        "?hl=公#q%22%5D",
    ],
)
def test_no_word_breaks_a_report(rest, page, address):
    found = marks(page, address, rest)

    assert (page.seen.console, page.seen.errors, page.seen.foreign) == ([], [], [])
    assert len(found) <= 200
    assert bool(found) == ("公#" in rest)


def test_marks_work_from_a_file_and_leave_no_trace_on_paper(page, site):
    page.goto((site / "suqian/2023/index.html").as_uri() + "?hl=行政许可#t2-r-permits")
    assert page.locator("mark").all_inner_texts() == ["行政许可"]
    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.querySelector('mark')).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.sought')).outlineStyle") == "none"


# The browser's own search box


def test_a_browser_learns_of_the_search(site):
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    told = ET.fromstring((site / OPENSEARCH).read_text("utf-8"))  # noqa: S314 - our own
    url = told.find("o:Url", space)

    assert url.get("template") == "https://example.org/zw/search/index.html?q={searchTerms}"
    assert url.get("type") == "text/html"
    assert len(told.findtext("o:ShortName", namespaces=space)) <= 16
    head = (site / "suqian/2023/index.html").read_text("utf-8").split("</head>")[0]
    assert '<link rel="search" href="../../opensearch.xml" type="application/opensearchdescription+xml"' in head


def test_a_name_with_signs_of_markup_stays_a_name():
    told = ET.fromstring(opensearch('甲 & <乙> "丙" 的很长很长很长的名称', "https://example.org/a'b&c/").data)  # noqa: S314 - our own

    assert told[0].text == '甲 & <乙> "丙" 的很长…'
    assert told[-1].get("template") == "https://example.org/a'b&c/search/index.html?q={searchTerms}"
