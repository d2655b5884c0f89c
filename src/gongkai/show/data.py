"""How does a program of one's own read findings? As JSON with every part of a finding by name."""

import json
from collections.abc import Sequence

from gongkai.diag import Diagnostic


def as_json(findings: Sequence[Diagnostic]) -> str:
    """The findings as one JSON object with the key `findings`."""
    return json.dumps({"findings": [record(f) for f in findings]}, ensure_ascii=False, indent=1) + "\n"


def record(found: Diagnostic) -> dict[str, object]:
    """A finding with every part by its name."""
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
