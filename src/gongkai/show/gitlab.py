"""How does a merge request on GitLab read findings? As a Code Quality report."""

import json
from collections.abc import Sequence

from gongkai.diag import Diagnostic, Severity
from gongkai.show.identity import digests, in_repository
from gongkai.show.words import in_full

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def as_gitlab(findings: Sequence[Diagnostic], prefix: str) -> str:
    """The findings as a JSON array of issues."""
    issues = [
        {
            "description": in_full(found),
            "check_name": found.code,
            "fingerprint": digest,
            "severity": SEVERITIES[found.severity],
            "location": {"path": in_repository(found.span.file, prefix), "lines": {"begin": found.span.line}},
        }
        for found, digest in zip(findings, digests(findings), strict=True)
    ]
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"
