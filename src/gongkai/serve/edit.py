"""What does the portal look like after an edit, as far as can be said at once?"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from gongkai.build import Loaded
from gongkai.diag import Diagnostic, in_order
from gongkai.form import Forms
from gongkai.gather import AGENCY_RECORD, SITE_RECORD, gather
from gongkai.memory import FORGETFUL, Memory
from gongkai.records import Agency
from gongkai.source import Tree

_REPORT = re.compile(r"([12][0-9]{3})\.md")


def edited(loaded: Loaded, forms: Forms, saved: Mapping[str, bytes], memory: Memory = FORGETFUL) -> Loaded | None:
    """The portal with these files as they were saved; None if that cannot be said without reading all of it.

    Of the reports that were saved, and of those for the year after, all errors are found: no rule about other bodies
    gives any. Warnings and notes that hang on other bodies come with the next full reading.
    """
    texts = {**loaded.tree.texts, **saved}
    bodies = {path: body for path in saved if (body := _body(loaded, path))}
    if len(bodies) < len(saved):
        return None
    judged = {*saved}
    needed = {SITE_RECORD}
    for path, body in bodies.items():
        before, after = (_neighbour(path, step) for step in (-1, 1))
        judged |= {after} & texts.keys()
        joined = {one.file for one in loaded.portal.agencies if one.successor == body.slug}
        needed |= {before, path, after, body.file, *joined} & texts.keys()
    folders = {str(PurePosixPath(path).parent) for path in saved}
    others = {path: size for path, size in loaded.tree.others.items() if str(PurePosixPath(path).parent) in folders}
    portal, found = gather(Tree({path: texts[path] for path in needed & texts.keys()}, others), forms, memory)
    keys = {(bodies[near].slug, int(PurePosixPath(path).stem)) for path in judged for near in _near(path, bodies)}
    reports = {**loaded.portal.reports, **{key: portal.reports[key] for key in keys & portal.reports.keys()}}
    accepted = {**loaded.portal.accepted, **{key: portal.accepted[key] for key in keys & portal.accepted.keys()}}
    for key in keys - portal.reports.keys():
        reports.pop(key, None)
        accepted.pop(key, None)
    whole = replace(loaded.portal, reports={key: reports[key] for key in sorted(reports)}, accepted=accepted)
    return Loaded(Tree(texts, loaded.tree.others), whole, _merged(loaded.findings, found, judged))


def _body(loaded: Loaded, path: str) -> Agency | None:
    """The body whose report a file is; None if it is something else, or new, or not clear whose it is."""
    pure = PurePosixPath(path)
    if path not in loaded.tree.texts or not _REPORT.fullmatch(pure.name):
        return None
    found = [body for body in loaded.portal.agencies if body.slug == pure.parent.name]
    return found[0] if len(found) == 1 and found[0].file == str(pure.parent / AGENCY_RECORD) else None


def _neighbour(path: str, step: int) -> str:
    """The file of the report that many years later."""
    pure = PurePosixPath(path)
    return str(pure.with_name(f"{int(pure.stem) + step}.md"))


def _near(path: str, bodies: Mapping[str, Agency]) -> list[str]:
    """The saved file beside which a file stands, or which it is."""
    return [one for one in bodies if PurePosixPath(one).parent == PurePosixPath(path).parent][:1]


def _merged(old: tuple[Diagnostic, ...], new: list[Diagnostic], judged: set[str]) -> tuple[Diagnostic, ...]:
    """The findings with those about the judged files replaced; those of a file stand together and keep their order."""
    kept = [found for found in old if found.span.file not in judged]
    return tuple(sorted([*kept, *in_order(d for d in new if d.span.file in judged)], key=lambda d: d.span.file))
