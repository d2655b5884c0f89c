"""How does an editor read findings at a terminal? One after the other, and what to begin with if they are many."""

from collections.abc import Mapping, Sequence

from gongkai.codes import CODES
from gongkai.diag import Diagnostic, Severity
from gongkai.show.excerpt import Excerpt, Excerpts
from gongkai.show.tally import MANY, Share, by_code, by_file
from gongkai.show.words import LEVELS, remedy, where
from gongkai.text import harmless, pad, width

MAX_RELATED = 4
MAX_SHARES = 8  # lines of a table of the overview


def as_text(findings: Sequence[Diagnostic], files: Mapping[str, bytes]) -> str:
    """The findings for a terminal, each with its source line from `files` and a mark under the spot."""
    excerpts = Excerpts(files, findings)
    return "".join(_block(found, excerpts) + "\n" for found in findings)


def _block(found: Diagnostic, excerpts: Excerpts) -> str:
    span = found.span
    out = [f"{LEVELS[found.severity]}[{found.code}] {span.file}:{span.line}:{span.column}"]
    if place := where(found.place):
        out.append(f"  {place}")
    out.append(f"  {found.message}")
    if excerpt := excerpts.of(span):
        out += _marked(excerpt)
    out += [f"  另见 {r.span.file}:{r.span.line}:{r.span.column} {r.message}" for r in found.related[:MAX_RELATED]]
    if len(found.related) > MAX_RELATED:
        out.append(f"  另见 …… 还有 {len(found.related) - MAX_RELATED} 处")
    if mend := remedy(found):
        out.append(f"  {mend}")
    return harmless("\n".join(out)) + "\n"


def _marked(excerpt: Excerpt) -> list[str]:
    gutter = str(excerpt.line)
    blank = " " * width(excerpt.before)
    mark = "^" * max(width(excerpt.spot), 1)
    line = excerpt.before + excerpt.spot + excerpt.behind
    return [f"  {gutter} | {line}", f"  {pad('', len(gutter))} | {blank}{mark}"]


def overview(findings: Sequence[Diagnostic]) -> str:
    """Which files and which faults have most errors and warnings; empty for findings that fit a screen."""
    grave = [found for found in findings if found.severity is not Severity.NOTE]
    if len(findings) <= MANY or not grave:
        return ""
    files, codes = by_file(grave), by_code(grave)
    titled = [Share(f"{CODES[share.name].title} [{share.name}]", share.counts) for share in codes]
    parts = [
        _table(f"有错误或警告的文件有 {len(files)} 个，最多的是：", files),
        _table(f"问题有 {len(codes)} 种，最多的是：", titled),
        "check 后面写上文件名，只看这一个文件；写上 --html 检查结果.html，全部写成一张网页，可以打印，可以发邮件。\n",
    ]
    return "\n".join(parts) + "\n"


def _table(head: str, shares: Sequence[Share]) -> str:
    shown = shares[:MAX_SHARES]
    columns = max(width(share.name) for share in shown)
    lines = [head, *(f"  {pad(share.name, columns)}  {share.counts}" for share in shown)]
    if len(shares) > len(shown):
        lines.append(f"  …… 还有 {len(shares) - len(shown)} 个")
    return "".join(line + "\n" for line in lines)
