"""What is searched is what a reader sees: every word of a page once, where it stands, and nothing of the furniture.

The oracle reads pages with html.parser into a tree and follows the rules word for word; it shares no code with
the reader that is used, and knows inline elements where that one knows blocks.
"""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.build import load, publish
from gongkai.search.page_text import _KNOWN, page_text
from support import CONTENT, TEMPLATES, forms


def words(text):
    return text.split()


INLINE = words(
    "a abbr b bdi bdo button cite code col del em i img input ins kbd label mark q s samp script small span strong"
    " style sub sup template time u unknown var wbr noscript"
)
EMPTY = words("br col hr img input link meta wbr")
NOT_SEEN = {"nav", "script", "style", "template", "noscript"}


class Element:
    def __init__(self, tag, attributes):
        self.tag, self.attributes, self.children = tag, attributes, []

    def anchor(self):
        own = self.attributes.get("id") or ""
        return "" if re.search(r"\s", own) else own

    def seen(self):
        return self.tag not in NOT_SEEN and "hidden" not in self.attributes

    def all(self):
        """The elements within that are seen, in order."""
        for child in self.children:
            if isinstance(child, Element) and child.seen():
                yield child
                yield from child.all()


class TreeBuilder(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.open = [Element("document", {})]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {})
        for name, value in attrs:
            element.attributes.setdefault(name, value or "")
        self.open[-1].children.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert tag in EMPTY or self.open.pop().tag == tag, "the oracle reads well-formed pages only"

    def handle_data(self, data):
        self.open[-1].children.append(data)


def pieces(node, anchor, in_row):
    """Of a tree: None for a boundary, (anchor, text) for a text, [anchor, text, …] for a row."""
    if isinstance(node, str):
        yield anchor, node
        return
    inline = node.tag in INLINE
    if not inline:
        yield None
        anchor = node.anchor() or anchor
    if node.seen() and node.tag == "tr" and not in_row:
        yield [row_anchor(node, anchor), *joined(p for c in node.children for p in pieces(c, "", in_row=True))]
    elif node.seen() and node.tag not in EMPTY:
        for child in node.children:
            yield from pieces(child, anchor, in_row)
    if not inline:
        yield None


def row_anchor(row, around):
    cells = [e for e in row.all() if e.tag in {"td", "th"}]
    heads = [e for e in cells if e.tag == "th" and e.attributes.get("scope") == "row"]
    named = [e.anchor() for e in cells if e.anchor()]
    return (heads[-1].anchor() if heads else "") or (named[0] if named else around)


def joined(found):
    texts = [""]
    for piece in found:
        if piece is None:
            texts.append("")
        else:
            texts[-1] += piece[1]
    return [" ".join(t.split()) for t in texts if t.split()]


def oracle(page):
    document = TreeBuilder(page).open[0]
    main = next((e for e in document.all() if e.tag == "main"), None)
    blocks, text, anchor = [], "", ""
    for piece in [*(p for c in main.children for p in pieces(c, "", in_row=False)), None] if main else []:
        if isinstance(piece, tuple):
            assert not text or anchor == piece[0], "one block has one anchor"
            anchor, text = piece[0], text + piece[1]
            continue
        if text.split():
            blocks.append((anchor, " ".join(text.split())))
        text = ""
        if piece and piece[1:]:
            blocks.append((piece[0], "\t".join(piece[1:])))
    lines, last = [], ""
    for at, block in blocks:
        lines += ["\x1e" + at] * (at != last) + [block]
        last = at
    return "\n".join(lines)


def seen(inside, page="<body><main id='main'>{}</main><footer>脚</footer></body>"):
    """The lines of a page with this in its <main>: `@` before an anchor, ` | ` between cells."""
    text = page_text(page.replace("{}", inside))
    assert text == page_text(page.replace("{}", inside).encode())
    return [line.replace("\x1e", "@").replace("\t", " | ") for line in text.split("\n")] if text else []


# The pages of the demo


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The report pages of the demo, by body and year."""
    out = tmp_path_factory.mktemp("page_text") / "site"
    loaded = load(CONTENT, forms())
    assert publish(loaded, CONTENT, TEMPLATES, out, None)
    return {key: (out / key[0] / str(key[1]) / "index.html").read_bytes() for key in loaded.portal.reports}


def test_every_report_of_the_demo_reads_as_the_oracle_reads_it(reports):
    assert len(reports) >= 59
    for key, page in reports.items():
        assert page_text(page).split("\n") == oracle(page.decode()).split("\n"), key


def test_every_anchor_is_an_id_of_the_page_and_every_chapter_is_one(reports):
    for key, page in reports.items():
        ids = set(re.findall(r'\sid="([^"]*)"', page.decode()))
        anchors = [line[1:] for line in page_text(page).split("\n") if line[0] == "\x1e"]
        assert {*anchors} <= ids, key
        assert {f"chapter-{n}" for n in range(1, 7)} <= {*anchors}, key


def test_a_report_of_the_demo_as_a_person_reads_it(reports):
    lines = page_text(reports["shili-xian", 2023]).replace("\x1e", "@").split("\n")

    assert lines[:4] == ["2023年度", "示例县人民政府2023年政府信息公开工作年度报告", "编制机关", "示例县人民政府"]
    for passage in (
        ["本年新收申请", "348件", "比上年：＋66，增23.4%", "予以公开"],
        ["@chapter-1", "一、总体情况", "（一）主动公开"],
        ["@t2-r-permits", "行政许可\t2381"],
        ["@t3-r-granted", "三、本年度办理结果\t（一）予以公开\t119\t14\t0\t1\t9\t2\t145"],
        ["@t3-r-state_secret", "（三）不予公开\t1.属于国家秘密\t0\t0\t0\t0\t0\t0\t0"],
        ["@t3-r-carried_out", "四、结转下年度继续办理\t16\t3\t0\t0\t1\t0\t20", "@chapter-3", "表格各栏是什么意思"],
        ["@t4", "20\t3\t4\t3\t30\t6\t0\t2\t1\t9\t6\t0\t1\t2\t9", "@chapter-4"],
        ["电话", "0999-1000215"],
    ):
        assert passage in [lines[at : at + len(passage)] for at in range(len(lines))]
    assert lines.count("本页目录") == 1, "the summary of the folded contents; the contents are <nav>"
    assert not [line for line in lines if "历年报告和数据" in line or "主办单位" in line or "跳到正文" in line]


# By hand


def test_the_heads_of_rows_name_rows_and_the_heads_of_groups_do_not():
    table = """<section id="chapter-3"><h2>三、收到和处理</h2><div class="scroll"><table id="t3">
<caption>收到和处理</caption><colgroup><col><col></colgroup>
<thead><tr><td rowspan="2">（勾稽关系）</td><th id="c-all" scope="colgroup">申请人情况</th></tr>
<tr><th id="c-one" scope="col"><span>自然<wbr>人</span></th><th id="c-total" scope="col">总计</th></tr></thead>
<tbody><tr><th id="r-new" scope="row" colspan="2">一、本年新收</th><td headers="r-new c-one">5</td><td>9</td></tr>
<tr><th id="r-done" scope="rowgroup" rowspan="2">三、办理结果</th><th id="r-open" scope="row">（一）予以公开</th><td>4</td></tr>
<tr><th scope="row" id="r-part">（二）部分公开</th><td> </td><td>0</td></tr>
<tr><td>没有名称的行</td><td>7</td></tr><tr><td></td></tr></tbody></table></div>
<ul class="legend"><li>说明一</li><li><a href="#x">各栏是什么意思</a></li></ul></section><p>章外</p>"""

    assert seen(table) == [
        *("@chapter-3", "三、收到和处理", "@t3", "收到和处理"),
        *("@c-all", "（勾稽关系） | 申请人情况", "@c-one", "自然人 | 总计"),
        *("@r-new", "一、本年新收 | 5 | 9", "@r-open", "三、办理结果 | （一）予以公开 | 4"),
        *("@r-part", "（二）部分公开 | 0", "@t3", "没有名称的行 | 7"),
        *("@chapter-3", "说明一", "各栏是什么意思", "@", "章外"),
    ]


@pytest.mark.parametrize(
    ("cells", "anchor"),
    [
        ('<th id="a" scope="row">x</th><th id="b" scope="row">y</th>', "b"),
        ('<th id="a" scope="row">x</th><th scope="row">y</th>', "a"),
        ('<td id="a">x</td><th id="b" scope="row">y</th><th scope="row">z</th>', "a"),
        ('<td id="a">x</td><th id="b" scope="row"><b>y</b></th>\n<th scope="row"><i>z</i></th>', "a"),
        ('<td id="a">x</td><th id="b" scope="row"><p id="p">y</p></th><th scope="row">z</th>', "a"),
        ('<td>x<hr id="h">y</td><td id="b">z</td>', "b"),
        ('<td>x<div id="d"><b>y</b></div></td>', "row"),
        ('<td>x</td><td id="a">y</td><td id="b">z</td>', "a"),
        ('<th id="a" scope="rowgroup">x</th><TH SCOPE=ROW ID=b>y</TH><td id="c">z</td>', "b"),
        ('<td hidden id="a">x</td><td id="b">y</td>', "b"),
        ("<th scope='row'>x</th><td>y</td>", "row"),
        ('<td>x<p id="p">y</p><br>z</td>', "row"),
        ('<td>x<table id="inner"><tr><th scope="row" id="i">y</th></tr></table></td><td>z</td>', "i"),
    ],
)
def test_a_row_is_one_line_under_its_own_anchor(cells, anchor):
    first, line, *rest = seen(f'<table id="t"><tr id="row">{cells}</tr></table>尾')

    assert (first, rest) == (f"@{anchor}", ["@", "尾"])
    assert line == " | ".join(t for t in re.findall(r"[xyz]", re.sub(r"<td hidden.*?</td>", "", cells)))


def test_a_row_without_any_id_around_stands_where_the_text_stands():
    assert seen("<p>前</p><table><tr><td>甲</td><td>1</td></tr></table>") == ["前", "甲 | 1"]


def test_facts_are_a_block_each_and_the_unit_belongs_to_its_number():
    facts = (
        '<dl class="facts">\n<div><dt>本年新收</dt><dd>348<span class="unit">件</span></dd><dd>增23%</dd></div>\n</dl>'
    )

    assert seen(facts) == ["本年新收", "348件", "增23%"]


def test_the_contents_are_not_searched_but_what_stands_beside_them_is():
    page = (
        '<details><summary>本页目录</summary><nav aria-label="x"><ul><li>甲</li></ul><nav>乙</nav>丙</nav></details>'
        '<div class="columns"><NAV class="toc" id="n"><h2 id="toc">本页目录</h2></NAV><article>正文</article></div>'
    )

    assert seen(page) == ["本页目录", "正文"]
    assert seen("前<nav>x</nav>后") == ["前", "后"]


def test_accepted_notes_and_the_appendix_stand_in_their_own_chapters():
    page = (
        '<section id="chapter-4"><h2>四</h2><table id="t4"><tr><td>1</td></tr></table><section class="beside"><h3>说明</h3>'
        '<dl class="accepted"><div><dt>合计不等</dt><dd>说明：原文如此</dd></div></dl></section><p>章尾</p></section>'
        '<section id="appendix"><h2>格式以外</h2></section>'
    )
    chapter = ["@chapter-4", "四", "@t4", "1", "@chapter-4", "说明", "合计不等", "说明：原文如此", "章尾"]

    assert seen(page) == [*chapter, "@appendix", "格式以外"]


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("&lt;b&gt; &amp;amp; &#34;甲&#x4e59;&quot; &copy;", ['<b> &amp; "甲乙" ©']),
        ("&am<b>p;</b>", ["&amp;"]),  # two texts, none of which is a sign
        ("a > b >", ["a > b >"]),
        ("a < b 1<2", ["a < b 1<2"]),
        ("甲\n\t 乙\u3000\xa0丙&nbsp;&#9;丁", ["甲 乙 丙 丁"]),
        ("甲\x1e乙\x1f丙\x00丁\x01戊\x02己\u2028庚", ["甲 乙 丙 丁 戊 己 庚"]),
        ("\U00020bb7野\U0001f600", ["\U00020bb7野\U0001f600"]),
    ],
)
def test_signs_and_white_space_are_those_that_a_reader_sees(written, lines):
    assert seen(f"<p>{written}</p>") == lines


@pytest.mark.parametrize(
    "tag", words("a abbr b code del em i ins mark q s small span strong sub sup time u bdi unknown")
)
def test_no_word_is_cut_by_an_inline_element(tag):
    assert seen(f'<p>公<{tag} id="x">开</{tag}>条<{tag}> </{tag}>例</p>') == ["公开条 例"]


@pytest.mark.parametrize("tag", words("p div li dt dd h1 h6 blockquote pre caption summary figcaption section td th"))
def test_no_word_runs_over_the_edge_of_a_block(tag):
    assert seen(f"<div>甲<{tag}>乙<b>丙</b></{tag}>丁</div>") == ["甲", "乙丙", "丁"]
    assert seen(f"<div>甲\n<{tag}>\n乙<b>丙</b>\n</{tag}>\n丁</div>") == ["甲", "乙丙", "丁"]


def test_a_line_break_is_an_edge_and_a_place_for_one_is_none():
    assert seen("<p>甲<br>乙<BR/>丙<wbr>丁</p><hr>戊") == ["甲", "乙", "丙丁", "戊"]
    assert seen("<table><tr><td>甲<br>乙</td><td>丙</td></tr></table>") == ["甲 | 乙 | 丙"]


@pytest.mark.parametrize(
    "nothing",
    [
        "<!-- <p>x</p> -->",
        '<script>if (a < b) document.write("<p>x</p>")</script>',
        "<STYLE>p > a {}</STYLE>",
        "<template><p id='t'>x</p></template>",
        "<noscript>x</noscript>",
        "<span hidden>x<span>y</span></span>",
        "<span hidden> x</span>",
        "<style>/* <style> */</style>",
        '<b class="x" hidden="">x</b>',
        '<svg aria-hidden="true"><path d="M0"/></svg>',
        "<input hidden type=text>",
        "<?x y?>",
    ],
)
def test_what_is_not_seen_is_not_there_and_cuts_no_word(nothing):
    assert seen(f"<p>公{nothing}开</p>") == ["公开"]


def test_a_hidden_block_is_passed_over_with_all_that_is_in_it():
    assert seen("<div>前<div hidden id=a>x<div>y</div><p id=b>z</p></div>后</div>") == ["前", "后"]
    assert seen("<table id=t><tr hidden><td>x</td></tr><tr><td hidden>y</td><td>z</td></tr></table>") == ["@t", "z"]
    assert page_text("<main hidden><p>x</p></main>") == ""


def test_what_only_a_screen_reader_passes_over_is_seen():
    assert seen('<p aria-hidden="true">左右滑动</p><p data-hidden="1" title="hidden id=x">甲</p>') == ["左右滑动", "甲"]


@pytest.mark.parametrize(
    "tag",
    [
        '<SECTION ID="s">',
        "<section id='s'>",
        "<section\n\tclass=x\n id = s\n>",
        '<section title="a > b <c id=no" id="s">',
        """<section data-a='"' data-b="'>" id="s" id="second">""",
        '<section id="s" hiddenx data-id="no">',
    ],
)
def test_attributes_stand_in_any_order_and_hold_anything(tag):
    assert seen(f"<p>前</p>{tag}甲</section>后") == ["前", "@s", "甲", "@", "后"]


def test_an_anchor_is_what_an_address_needs():
    assert seen('<p id="a&amp;b">甲</p><p id="">乙</p><p id="c d">丙</p><p id="表">丁</p>') == [
        *("@a&b", "甲", "@", "乙", "丙", "@表", "丁"),
    ]


def test_elements_of_one_name_end_each_its_own_anchor():
    page = "<div id=a>1<div>2<div id=b>3</div>4</div>5</div><div>6</div>7"

    assert seen(page) == ["@a", "1", "2", "@b", "3", "@a", "4", "5", "@", "6", "7"]


def test_an_anchor_is_named_only_where_it_changes():
    assert seen("<section id=a><p>1</p><div id=b><p> </p></div><p>2</p></section>") == ["@a", "1", "2"]


def test_only_main_is_read():
    page = (
        "<title>题</title><!-- <main>x</main> --><script>'<main>'</script><header>头</header>"
        "<Main class='a>b' id=m>甲</mAIN><table><tr><td>表</td></tr></table><footer>脚<!-- </main> --></footer>"
    )

    assert page_text(page) == "甲"
    assert page_text("<p>没有正文</p>") == page_text("") == page_text("<main></main>") == ""


@pytest.mark.parametrize(
    "rest",
    ["<", "</", "<p", "<p id='", "<!--", "<script>", '<script"x">', "</div></section>", "<tr><td>", "&", "<nav>"],
)
def test_of_a_broken_page_the_whole_part_is_read(rest):
    assert page_text(f"<main><p>甲</p>{rest}").startswith("甲")
    assert page_text(f"<main><p>甲</p>{rest}</main>").startswith("甲")
    assert page_text(f"<main><p>甲</p>{rest}".encode() + b"\xff\xe4").startswith("甲")


def test_what_is_remembered_of_tags_stays_small():
    page = "".join(f'<p id="n{n}">{n}</p>' for n in range(10_000))

    assert seen(page) == [line for n in range(10_000) for line in (f"@n{n}", str(n))]
    assert len(_KNOWN) <= 8192


# Trees

WORDS = st.text(st.sampled_from("甲乙ab1 \n\t\u3000\x1e'\">&<—"), max_size=5).map(
    lambda t: t.replace("&", "&amp;").replace("<", "&lt;"),
)
ATTRIBUTES = st.sampled_from(
    [
        *[""] * 4,
        *(' id="a"', " class='x > y' id='b'", " ID=c-1 data-id=q", ' title="<p>" id="表"', ' id="d e"', ' id=""'),
        *(' scope="row"', ' scope="row" id="r"', " id='h' scope=row", " scope='col' id=k", ' aria-hidden="true"'),
        *(" hidden", " class=x id=y hidden=''"),
    ],
)
LEAVES = st.one_of(
    WORDS,
    WORDS,
    st.sampled_from(
        ["<!-- <p id='z'> -->", "<script>'<div>'</script>", "<br>", "<hr id='i'/>", "<wbr>", "<img id='i'>"]
    ),
)


def element(tags, content):
    """Elements with one of the tags, lower case and upper, around some of what the content draws."""
    parts = st.tuples(
        st.sampled_from(tags), ATTRIBUTES, st.lists(content, max_size=3), st.sampled_from([str.upper, str])
    )
    return parts.map(lambda p: f"<{p[3](p[0])}{p[1]}>{''.join(p[2])}</{p[0]}>")


BLOCKS = ["p", "div", "section", "h2", "li", "ul", "dd", "nav", "article", "summary", "blockquote"]
SPANS = ["span", "a", "strong", "code", "template", "noscript"]


def nodes(inner):
    cells = element(["td", "th"], inner)
    rows = element(["tr"], st.one_of(cells, cells, st.just("\n")))
    bodies = element(["tbody", "thead"], rows)
    tables = element(["table"], st.one_of(rows, bodies, element(["caption"], inner)))
    return st.one_of(element(BLOCKS, inner), element(SPANS, inner), tables)


TREES = st.recursive(LEAVES, nodes, max_leaves=12)


@given(st.lists(TREES, max_size=4))
def test_any_tree_reads_as_the_oracle_reads_it(trees):
    page = f"<body><p>头</p><main id='m'>{''.join(trees)}</main><p>脚</p></body>"

    assert page_text(page) == oracle(page)
