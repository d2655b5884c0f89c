"""How does a service for static analysis read findings? As SARIF 2.1.0, the format that such services share."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from gongkai import __version__
from gongkai.codes import CODES
from gongkai.diag import Diagnostic, Span
from gongkai.show.identity import digests, in_repository
from gongkai.show.words import in_full, reason

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"  # by custom: the root of the repository
FINGERPRINT = "gongkaiFinding/v1"  # what `digests` is made from: a change of that is a new version
_LANGUAGE = "zh-CN"


def as_sarif(findings: Sequence[Diagnostic], prefix: str) -> str:
    """The findings as one SARIF log with one run."""
    used = sorted({found.code for found in findings})
    results = [
        _result(found, used.index(found.code), digest, prefix)
        for found, digest in zip(findings, digests(findings), strict=True)
    ]
    driver = {
        "name": "gongkai",
        "version": __version__,
        "language": _LANGUAGE,
        "rules": [_rule(code) for code in used],
    }
    run = {
        "tool": {"driver": driver},
        "language": _LANGUAGE,
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _rule(code: str) -> dict[str, Any]:
    known = CODES[code]
    basis = f"依据：{known.basis}。" if known.basis else ""
    accept = "原文就是这样的，可以在年报的『说明』里写明理由。" if known.acceptable else ""
    return {
        "id": code,
        "shortDescription": _text(known.title),
        "fullDescription": _text(f"{known.title}。{basis}"),
        "help": _text(f"{known.title}。{basis}{accept}各项检查的解释见文档《检查项目》。"),
        "defaultConfiguration": {"level": str(known.severity)},
    }


def _result(found: Diagnostic, rule: int, digest: str, prefix: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": str(found.severity),
        "message": _text(in_full(found)),
        "locations": [{"physicalLocation": _location(found.span, prefix)}],
        "partialFingerprints": {FINGERPRINT: digest},
        # Either every result of a run says whether it was let stand, or none does.
        "suppressions": [{"kind": "inSource", "justification": why}] if (why := reason(found)) else [],
    }
    if found.related:
        result["relatedLocations"] = [
            {"id": number, "message": _text(r.message), "physicalLocation": _location(r.span, prefix)}
            for number, r in enumerate(found.related, 1)
        ]
    return result


def _text(text: str) -> dict[str, str]:
    """A message: braces are doubled because they could be placeholders, and nothing becomes a link."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _location(span: Span, prefix: str) -> dict[str, Any]:
    return {
        "artifactLocation": _artifact(in_repository(span.file, prefix)),
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endColumn": span.column + span.length,  # the column behind the last one
        },
    }


def _artifact(path: str) -> dict[str, str]:
    """The file: relative to the repository, or where it stands on the machine if it lies outside."""
    if path.startswith("/"):
        return {"uri": "file://" + quote(path)}
    if path[1:2] == ":":  # a drive of Windows
        return {"uri": f"file:///{path[:2]}{quote(path[2:])}"}
    return {"uri": quote(path), "uriBaseId": ROOT}
