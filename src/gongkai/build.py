"""The verbs in order: read, parse, bind, check, gather, emit, write."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gongkai.diag import Diagnostic, has_errors, in_order
from gongkai.fields import is_site_address
from gongkai.files import BARE, FileFault, Put, refuse_within_site, write_site
from gongkai.folders import look_at_tree, read_templates, read_tree
from gongkai.form import Forms
from gongkai.gather import gather, records_of, site_of
from gongkai.hands import OWN, Hands
from gongkai.kept.beside import Kept
from gongkai.kept.explained import Account, account
from gongkai.kept.site import Site
from gongkai.memory import FORGETFUL, Memory, origin_of
from gongkai.output import NOTHING, QUALITY, File, Output, Published
from gongkai.portal import Portal
from gongkai.source import Tree

NOTES = "notes"

# Warnings and notes do not stop a build; a single error does: half a portal is not published.


class Loaded(NamedTuple):
    """A content folder, read and judged."""

    tree: Tree
    portal: Portal
    findings: tuple[Diagnostic, ...]


class Built(NamedTuple):
    """How many files the site has, and which of them were made anew."""

    files: int
    account: Account


def load(content: Path, forms: Forms, memory: Memory = FORGETFUL, hands: Hands = OWN) -> Loaded:
    """The portal of a content folder and every finding about it, in order; `memory` keeps what can be taken over."""
    place = origin_of(bytes(content.absolute()))
    if memory is FORGETFUL:
        tree, found = read_tree(content)
    else:
        tree, found, notes = look_at_tree(content, memory.get(NOTES, place) or {})
    portal, more = gather(tree, forms, memory, hands)
    loaded = Loaded(tree, portal, in_order([*found, *more]))
    if memory is not FORGETFUL and not has_errors(loaded.findings):  # which may be personal data, in a name perhaps
        memory.put(NOTES, place, notes)
    return loaded


def within(file: str, paths: Sequence[str]) -> bool:
    """Whether a file is one of the given files or lies in one of the folders; any file if none is given."""
    return not paths or any(path in {file, "."} or file.startswith(path.rstrip("/") + "/") for path in paths)


def publish(  # noqa: PLR0913 - where from, where to, and whom to tell
    loaded: Loaded,
    content: Path,
    templates: Path,
    out: Path,
    base_url: str | None,
    *,
    kept: Kept | None = None,
    hands: Hands = OWN,
    say: Callable[[str], None] = lambda _: None,
) -> Built | None:
    """Write the whole site; None, and nothing done, if there are errors.

    Of the site that stands at `out` is taken over what `kept` says would be made again.
    """
    published = kept.site(out) if kept else Site(out, {})
    memory = kept.memory if kept else FORGETFUL
    outputs = outputs_of(loaded, templates, base_url, published=published, memory=memory, hands=hands, say=say)
    if outputs is None:
        return None
    files: list[Put] = []

    def note(put: Put) -> None:
        if put.data is not None:  # that it has been written, not what
            put = put._replace(data=b" ")
        if isinstance(put.file, Output):
            put = put._replace(file=put.file._replace(data=b""))
        files.append(put)

    count = write_site(out, content, outputs, note=note, ground=published if kept else BARE)
    if kept:
        kept.wrote(out, files)
    return Built(count, account(files, published.files))


def outputs_of(  # noqa: PLR0913 - what a site is made from, and whom to tell
    loaded: Loaded,
    templates: Path,
    base_url: str | None,
    *,
    published: Published = NOTHING,
    memory: Memory = FORGETFUL,
    hands: Hands = OWN,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[File] | None:
    """Every file of the site, made as they are asked for; None if there are errors."""
    if has_errors(loaded.findings):
        return None
    from gongkai.emit.pages import site_outputs
    from gongkai.theme import Theme

    address = address_of(loaded, base_url)
    theme = Theme(read_templates(templates))
    shared = (
        ("网址", origin_of(address or "")),
        ("网站的档案", site_of(loaded.tree)),
    )
    return site_outputs(
        loaded.portal,
        theme,
        address,
        loaded.findings,
        shared=shared,
        records=records_of(loaded.tree),
        published=published,
        memory=memory,
        hands=hands,
        say=say,
    )


def publish_quality(loaded: Loaded, content: Path, templates: Path, out: Path, base_url: str | None) -> int:
    """Write the quality pages as a site of their own, whatever was found, and return the number of its files."""
    from gongkai.emit.pages import quality_outputs
    from gongkai.theme import Theme

    address = address_of(loaded, base_url)
    refuse_within_site(out)
    theme = Theme(read_templates(templates))
    return write_site(out, content, quality_outputs(loaded.portal, theme, address, loaded.findings), QUALITY)


def address_of(loaded: Loaded, base_url: str | None) -> str | None:
    """The full address of the root of the published site, ending in a slash; None where it is not known."""
    if base_url and not is_site_address(base_url):
        message = f"--base-url 写的是『{base_url}』，应当是以 https:// 或 http:// 开头的完整网址，不带 ? 和 #。"
        raise FileFault(message)
    address = base_url or loaded.portal.site.address
    return address.rstrip("/") + "/" if address else None
