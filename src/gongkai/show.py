"""How are findings shown? As text that an editor reads, and as JSON that a program reads."""

import json
from collections.abc import Mapping, Sequence

from gongkai.diag import Diagnostic, Place, Severity, Span
from gongkai.text import pad, width

LEVELS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
MAX_RELATED = 4
MAX_LINE = 80  # characters of a source line that are shown


def as_json(findings: Sequence[Diagnostic]) -> str:
    """The findings as one JSON object with the key `findings`."""
    return json.dumps({"findings": [_record(f) for f in findings]}, ensure_ascii=False, indent=1) + "\n"


def _record(found: Diagnostic) -> dict[str, object]:
    return {
        "code": found.code,
        "level": str(found.severity),
        "file": found.span.file,
        "line": found.span.line,
        "column": found.span.column,
        "机关": found.place.agency,
        "年度": found.place.year,
        "表": found.place.table,
        "行": found.place.row,
        "列": found.place.column,
        "message": found.message,
        "hint": found.hint,
        "related": [
            {
                "file": r.span.file,
                "line": r.span.line,
                "column": r.span.column,
                "message": r.message,
            }
            for r in found.related
        ],
    }


def as_text(findings: Sequence[Diagnostic], sources: Mapping[str, bytes]) -> str:
    """The findings for a terminal, each with its source line from `sources` and a mark under the spot."""
    lines: dict[str, list[str]] = {}
    blocks = [_block(found, lines, sources) for found in findings]
    return "".join(block + "\n" for block in blocks)


def summary(findings: Sequence[Diagnostic]) -> str:
    """One sentence that counts the findings."""
    counts = {level: sum(f.severity is level for f in findings) for level in LEVELS}
    if not findings:
        return "没有发现问题。"
    return "共 " + "、".join(f"{n} 个{LEVELS[level]}" for level, n in counts.items() if n) + "。"


def _block(found: Diagnostic, lines: dict[str, list[str]], sources: Mapping[str, bytes]) -> str:
    span = found.span
    out = [
        f"{LEVELS[found.severity]}[{found.code}] {span.file}:{span.line}:{span.column}",
        f"  {found.message}",
    ]
    if where := _where(found.place):
        out.insert(1, f"  {where}")
    if span.file not in lines:
        lines[span.file] = _source_lines(sources.get(span.file, b""))
    out += _excerpt(span, lines[span.file])
    out += [f"  另见 {r.span.file}:{r.span.line}:{r.span.column} {r.message}" for r in found.related[:MAX_RELATED]]
    if len(found.related) > MAX_RELATED:
        out.append(f"  另见 …… 还有 {len(found.related) - MAX_RELATED} 处")
    if found.hint:
        out.append(f"  改法：{found.hint}" if not found.hint.startswith("已说明") else f"  {found.hint}")
    return "\n".join(out) + "\n"


def _where(place: Place) -> str:
    heads = [head for head in (place.row, place.column) if head]
    return "，".join([f"表{place.table}", *heads]) if heads else ""


def _source_lines(data: bytes) -> list[str]:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:  # nothing of it could be shown as it was written
        return []


def _excerpt(span: Span, lines: list[str]) -> list[str]:
    if span.line > len(lines) or not lines[span.line - 1].strip():
        return []
    line = _visible(lines[span.line - 1])
    first = max(0, span.column - 1 - MAX_LINE // 2)
    shown = line[first : first + MAX_LINE]
    before = "…" if first else ""
    gutter = str(span.line)
    marked = line[span.column - 1 : span.column - 1 + span.length]
    at = width(before + line[first : span.column - 1])
    room = max(width(before + shown) - at, 1)
    mark = "^" * min(max(width(marked), 1), room)
    return [f"  {gutter} | {before}{shown}", f"  {pad('', len(gutter))} | {' ' * at}{mark}"]


def _visible(line: str) -> str:
    """The line with every character that a terminal would not show as one replaced by a dot."""
    return "".join(c if c.isprintable() else "·" for c in line)
