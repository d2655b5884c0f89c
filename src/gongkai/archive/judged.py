"""What do the ordinary rules say of an imported report?"""

from collections.abc import Mapping
from pathlib import PurePosixPath

from gongkai.archive.importing import Imported
from gongkai.canon import dump_record
from gongkai.diag import Diagnostic
from gongkai.form import Forms
from gongkai.gather import AGENCY_RECORD, SITE_RECORD, gather
from gongkai.records import Agency
from gongkai.scaffold import entry, mapping
from gongkai.source import Draft, Tree


def agencies_of(texts: Mapping[str, bytes], forms: Forms) -> tuple[Agency, ...]:
    """The bodies of a content folder."""
    records = {path: data for path, data in texts.items() if not path.endswith(".md")}
    return gather(Tree(records, {}), forms)[0].agencies


def judged(one: Imported, texts: Mapping[str, bytes], forms: Forms) -> list[Diagnostic]:
    """All there is to say about the report, beside the record of its body, that of the site and last year's report.

    Where body or year are not known, only what reading it says.
    """
    if one.agency is None or one.slug is None or one.year is None:
        return one.bound[1]
    home = next((PurePosixPath(path).parent for path in texts if _is_record(path, one.slug)), PurePosixPath(one.slug))
    path, last = str(home / f"{one.year}.md"), str(home / f"{one.year - 1}.md")
    record = dump_record(Draft("", mapping([entry("全称", one.agency)]))).encode()
    own = str(home / AGENCY_RECORD)
    beside = {name: texts[name] for name in (SITE_RECORD, own, last) if name in texts}
    tree = Tree({own: record, **beside, path: one.text.encode()}, {})
    return [found for found in gather(tree, forms)[1] if found.span.file == path]


def _is_record(path: str, slug: str) -> bool:
    pure = PurePosixPath(path)
    return pure.name == AGENCY_RECORD and pure.parent.name == slug
