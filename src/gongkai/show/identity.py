"""Which finding is it, and in which file of the repository? What a service needs to know it again."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence

from gongkai.diag import Diagnostic

_LINE_NUMBER = re.compile(r"第\s*\d+\s*行")
_LENGTH = 32  # hexadecimal digits: enough to tell any two findings apart


def in_repository(file: str, prefix: str) -> str:
    """A file of the content folder as the repository knows it, `prefix` being the way to that folder.

    >>> in_repository("jia/2023.md", "content")
    'content/jia/2023.md'
    >>> in_repository("jia/2023.md", ".")
    'jia/2023.md'
    """
    return file if prefix in {"", "."} else f"{prefix.rstrip('/')}/{file}"


def digests(findings: Sequence[Diagnostic]) -> list[str]:
    """A name for each finding that lines put in above it do not change; no two findings have the same.

    It is made from code, file, place, position and message, never from the text of the report.
    """
    seen: Counter[str] = Counter()
    names = []
    for found in findings:
        message = _LINE_NUMBER.sub("", found.message)
        parts = [found.code, found.span.file, *found.place, found.position, message]
        same = json.dumps(parts, ensure_ascii=False)
        names.append(hashlib.sha256(f"{same}{seen[same] or ''}".encode()).hexdigest()[:_LENGTH])
        seen[same] += 1
    return names
