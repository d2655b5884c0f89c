"""Is this report another one over again? 内容雷同, shown with its source."""

from collections.abc import Iterator, Sequence

from gongkai.codes import finding
from gongkai.diag import Diagnostic, Related
from gongkai.rules.copies import CHAPTERS, Sentence
from gongkai.rules.rule import rule
from gongkai.rules.subject import Neighbour
from gongkai.rules.words import listed
from gongkai.text import shorten

_FEWEST = 3  # sentences
_SHARE = 50  # percent of the characters
_SHOWN = 5
_ENOUGH = 40  # characters, below which nobody can help saying the same


@rule("copied-text")
def copied_text(subject: Neighbour) -> Iterator[Diagnostic]:
    """第一章和第五章的句子，是不是大半与自己上年的年报相同，或者与同一上级的其他机关当年的年报相同？逐句指出出处。

    公式：一章里相同的句子（标点、空格、年份、自己的名称不计，12 字以上）≥ 3 句或者全部，字数占一半以上
    依据：国办公开办函〔2021〕30号（四）：内容雷同要依第四十七条追责（E6）
    不问：本站的概述；表格；其他各章；依据、统计期限、联系方式等人人都要写的句子；不到 40 字的章。
    例：第五章五句话里四句与上年年报一字不差。
    改法：写本年的实际情况；确实没有变化的，说明整改到了哪一步。
    """
    key = (subject.report.agency, subject.report.year)
    if subject.report.summary:
        return
    own = subject.copies.of_report(key)
    former = subject.copies.of_report((key[0], key[1] - 1))
    again = [(sentence, former[folded]) for folded, sentence in own.items() if folded in former]
    yield from _alike(list(own.values()), again, f"自己{key[1] - 1}年的年报")
    others = [
        (sentence, bearer) for folded, sentence in own.items() if (bearer := subject.copies.other(key[0], folded))
    ]
    names = list(dict.fromkeys(subject.portal.by_slug[bearer.agency].name for _, bearer in others))
    borrowed = [(sentence, bearer.sentence) for sentence, bearer in others]
    yield from _alike(list(own.values()), borrowed, f"{listed(names, 3)}当年的年报")


def _is_copied(own: Sequence[Sentence], same: Sequence[tuple[Sentence, Sentence]]) -> bool:
    """Whether most of a chapter stands in the other report too; of a short one all of it."""
    mine = {sentence.folded for sentence in own}
    copied = [sentence for sentence, _ in same if sentence.folded in mine]
    share = sum(len(s.folded) for s in copied) * 100
    total = sum(len(s.folded) for s in own)
    few = len(copied) < _FEWEST and len(copied) < len(own)
    return bool(copied) and total >= _ENOUGH and not few and share >= total * _SHARE


def _alike(own: Sequence[Sentence], same: list[tuple[Sentence, Sentence]], source: str) -> Iterator[Diagnostic]:
    chapters = [c for c in CHAPTERS if _is_copied([s for s in own if s.paragraph.where == c], same)]
    same = [pair for pair in same if pair[0].paragraph.where in chapters]
    if not same:
        return
    total = sum(len(sentence.folded) for sentence in own if sentence.paragraph.where in chapters)
    alike = sum(len(sentence.folded) for sentence, _ in same)
    related = [
        Related(there.span, f"第 {here.span.line} 行的“{shorten(here.text.strip(), 30)}”也在这里")
        for here, there in same[:_SHOWN]
    ]
    message = f"第{'、'.join(chapters)}章有 {len(same)} 句、{alike * 100 // total}% 的文字与{source}相同"
    hint = "请写本年的实际情况；确实没有变化的，说明整改到了哪一步。"
    yield finding("copied-text", same[0][0].span, message, hint, related)
