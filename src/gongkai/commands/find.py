"""`gongkai find`: which reports hold these words, and on which line of which file?"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.commands.common import FAULT, FINDINGS, OK, command, load_content, say, templates_of, with_templates, write

if TYPE_CHECKING:
    from gongkai.build import Loaded
    from gongkai.search.collection import Document

FORMATS = ("text", "json")


class Hit(NamedTuple):
    """A report that was found: its file, the lines there with their numbers, and those that stand on its page only."""

    file: str
    lines: list[tuple[int, str]]
    agency: str
    name: str
    year: int
    title: str
    page: list[str]


def add(commands: Any) -> None:
    """The command and its arguments."""
    find = command(commands, "find", "查找年报的标题、正文和表格，列出所在的文件", run)
    what = "要找的词；隔开的几个词都要有，另可写 或者、不含、括号，机关: 年: 地区: 层级:"
    find.arguments.add_argument("query", nargs="+", metavar="词", help=what)
    what = f"输出形式：{'、'.join(FORMATS)}（缺省：text）"
    find.options.add_argument("--format", choices=FORMATS, default=FORMATS[0], metavar="形式", help=what)
    with_templates(find)


def run(options: argparse.Namespace) -> int:
    """Print what was found; FINDINGS, as with grep, if it was nothing, and FAULT if the query says nothing."""
    from gongkai.diag import has_errors
    from gongkai.search.desk import QueryFault, parse

    query = " ".join(options.query)
    try:
        condition = parse(query)
    except QueryFault as fault:
        say(str(fault))
        return FAULT
    loaded = load_content(options)
    hits = _hits(options, loaded, condition)
    if options.format == "json":
        write(_as_json(query, hits))
    else:
        sys.stdout.write("".join(_as_text(hit, options.content) for hit in hits))
        sys.stdout.flush()
    if has_errors(loaded.findings):
        say("内容里有错误，读不进来的年报没有找过；请运行 check。")
    say(f"在 {len(loaded.portal.reports)} 份年报里找到 {len(hits)} 份。" if hits else f"没有找到『{query}』。")
    return OK if hits else FINDINGS


def _hits(options: argparse.Namespace, loaded: "Loaded", condition: Any) -> list[Hit]:
    """The reports for which the condition holds, newest first."""
    from gongkai.emit.search_files import search_collection, search_documents
    from gongkai.folders import read_templates
    from gongkai.search.desk import Desk, words_of
    from gongkai.theme import Theme

    held = search_collection(loaded.portal)
    theme = Theme(read_templates(templates_of(options)))
    documents = {(one.slug, one.year): one for one in search_documents(loaded.portal, theme)}
    found = Desk(held, documents.values(), [condition]).ask(condition)
    words = [*words_of(condition)]
    return [_hit(loaded, documents[held.body(number).slug, held.year(number)], words) for number in found]


def _hit(loaded: "Loaded", document: "Document", words: list[str]) -> Hit:
    from gongkai.search.desk import around, lines_of, telling
    from gongkai.search.fold import fold

    file = loaded.portal.briefs[document.slug, document.year].file
    source = loaded.tree.texts[file].decode("utf-8-sig", "replace").splitlines()
    lines = [(at + 1, around(source[at].strip(), words)) for at in telling(source, words)]
    left = [word for word in words if not any(word in fold(source[number - 1]) for number, _ in lines)]
    shown = lines_of(document)
    page = [around(shown[at].replace("\t", "  "), left) for at in telling(shown, left)]
    name = loaded.portal.by_slug[document.slug].name
    return Hit(file, lines, document.slug, name, document.year, document.title, page)


def _as_text(hit: Hit, content: Path) -> str:
    place = content / hit.file
    first = f"{place}:{hit.lines[0][0]}" if hit.lines else f"{place}"
    told = [*(f"第{number}行：{text}" for number, text in hit.lines), *(f"网页上：{text}" for text in hit.page)]
    return "\n  ".join([first, f"{hit.name} {hit.year}年", *told]) + "\n"


def _as_json(query: str, hits: list[Hit]) -> str:
    import json

    told = [
        {
            "file": hit.file,
            "line": hit.lines[0][0] if hit.lines else None,
            "机关": hit.agency,
            "名称": hit.name,
            "年度": hit.year,
            "标题": hit.title,
            "text": [text for _, text in hit.lines],
            "网页": hit.page,
        }
        for hit in hits
    ]
    return json.dumps({"query": query, "total": len(hits), "hits": told}, ensure_ascii=False, indent=2) + "\n"
