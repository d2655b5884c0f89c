"""What is asked of a report? Every rule with its page, and the list of all."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from gongkai.catalogue import BASES, entries
from gongkai.catalogue import Entry as Rule
from gongkai.emit import places
from gongkai.emit.frame import SITE_NAMES, Frame, column_metas
from gongkai.emit.values import Entry, EntryGroup, Fact, ListPage, Part, Piece, RulePage
from gongkai.show.words import LEVELS

LEAD = "年报录入以后，程序逐项核对。这里列出能提出的全部问题：问什么，依据什么，怎样改。"
WEIGHTS = dict(
    zip(
        LEVELS.values(),
        ("错误：改正以前不发布", "警告：多半有问题，请看一看；不影响发布", "提示：不一定有问题，供参考"),
        strict=True,
    )
)
MAY, MAY_NOT = "可以：原表就是这样的，写明理由，照录并公开理由", "不可以"
_ARTICLE = re.compile(r"第[一二三四五六七八九十]+条")
_CODE = re.compile(r"`([^`]+)`")


def rules_page(frame: Frame) -> ListPage:
    """The list of all rules, in groups."""
    here, name = places.RULES, SITE_NAMES[places.RULES]
    groups = tuple(EntryGroup(title, tuple(_entry(rule, here) for rule in rules)) for title, rules in entries())
    return frame.page(ListPage, name, here, ((name, None),), metas=column_metas(name, LEAD), lead=LEAD, groups=groups)


def rule_pages(frame: Frame) -> Iterator[tuple[str, Callable[[], RulePage]]]:
    """The page of each rule, as what makes it, with its place."""
    for title, rules in entries():
        for rule in rules:
            yield places.rule_place(rule.name), partial(_rule_page, frame, rule, title)


def _entry(rule: Rule, here: str) -> Entry:
    notes = (LEVELS[rule.code.severity], rule.name)
    return Entry(rule.code.title, places.link(here, places.rule_place(rule.name)), notes)


def _rule_page(frame: Frame, rule: Rule, group: str) -> RulePage:
    title = rule.code.title
    asks = rule.page.asks or f"{title}。"
    crumbs = ((SITE_NAMES[places.RULES], places.RULES), (title, None))
    return frame.page(
        RulePage,
        title,
        places.rule_place(rule.name),
        crumbs,
        metas=column_metas(title, _plain(asks)),
        group=group,
        asks=_pieces(asks),
        facts=(
            Fact("代码", rule.name),
            Fact("级别", WEIGHTS[LEVELS[rule.code.severity]]),
            Fact("可否说明", MAY if rule.code.acceptable else MAY_NOT),
        ),
        parts=tuple(Part(label, _pieces(_full(text, rule))) for label, text in rule.parts),
    )


def _full(text: str, rule: Rule) -> str:
    """A text in which a basis that is nothing but its id or its article is written out."""
    if text != rule.code.basis:
        return text
    if text in BASES:
        return f"{BASES[text].removesuffix('。')}（{text}）。"
    return f"《中华人民共和国政府信息公开条例》{text}" if _ARTICLE.fullmatch(text) else text


def _pieces(text: str) -> tuple[Piece, ...]:
    """A text with what stands between backquotes apart.

    >>> [(piece.text, piece.code) for piece in _pieces("写 `待核`。")]
    [('写 ', False), ('待核', True), ('。', False)]
    """
    return tuple(Piece(part, bool(n % 2)) for n, part in enumerate(_CODE.split(text)) if part)


def _plain(text: str) -> str:
    return _CODE.sub(r"\1", text)
