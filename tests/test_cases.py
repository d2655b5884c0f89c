"""The strict loader: what it refuses and in which words, what it accepts and how that is written back.

Every case is read twice, with libyaml and without; the findings must not tell which.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import REPORT, both, findings, named, portal_files, read_cases, with_windows_habits, written
from gongkai.canon import dump, dump_record
from gongkai.catalogue import entries
from gongkai.codes import CODES
from gongkai.diag import Severity, Span
from gongkai.scan import plain
from gongkai.show import as_text
from gongkai.source import Draft, Entry, Item, Mapping, Node, Scalar, Sequence, parse, parse_record
from support import CONTENT

REFUSALS, ACCEPTED = list(read_cases("refusals")), list(read_cases("accepted"))
RULES = {e.name for _, group in entries() for e in group if e.is_rule}  # whose cases tests/test_rules.py reads
# Whose case is not one file that cannot be read: series, the site, import and the disk have tests of their own.
ELSEWHERE = {
    *("published-unknown", "site-not-ready", "badge", "agency-successor", "total-not-computed"),
    *("agency-not-there", "region-unnamed", "invented-live"),
    *("acceptance-unused", "edition-year", "import-ignored", "import-refused", "not-a-regular-file"),
}


@named(REFUSALS)
def test_a_refusal_names_the_place_the_cause_and_the_mend(case):
    files = portal_files(case.input)
    found = both(lambda: findings(files))
    assert written(found) == case.expected
    assert case.code in {d.code for d in found}
    assert all(d.hint for d in found)
    assert all(d.message in as_text(found, files) for d in found)


@named([case for case in REFUSALS if "×" not in case.input and "\\x" not in case.input])
def test_the_habits_of_windows_change_no_finding(case):
    files = with_windows_habits(portal_files(case.input))
    assert written(both(lambda: findings(files))) == case.expected


def test_every_code_has_its_cases():
    assert {case.code for case in REFUSALS} == set(CODES) - ELSEWHERE - RULES


@named(ACCEPTED)
def test_what_is_accepted_is_written_back_in_one_form(case):
    files = portal_files(case.input)
    assert not [d for d in both(lambda: findings(files)) if d.severity is Severity.ERROR]
    draft, _ = parse(files[REPORT], REPORT)
    assert draft is not None
    assert dump(draft).encode() == portal_files(case.expected)[REPORT]


@pytest.mark.parametrize(
    "path",
    sorted(p for p in CONTENT.rglob("*") if p.suffix in {".md", ".yaml"}),
    ids=lambda p: str(p.relative_to(CONTENT)),
)
def test_every_file_of_the_content_is_canonical(path):
    data = path.read_bytes()
    read, write = (parse, dump) if path.suffix == ".md" else (parse_record, dump_record)
    draft, found = both(lambda: read(data, path.name))
    assert found == []
    assert draft is not None
    assert write(draft).encode() == data


# --- dump ∘ parse, over drafts that nobody wrote by hand ---------------------------------------------

AT = Span("f.md")
TEXTS = st.text(st.sampled_from("甲乙1290abc，：、【】（）#:,[]{}\"'\\-?&*!|>%@`~ 　/.=<é😀"), max_size=12)
NAMES = st.text(st.sampled_from("甲乙丙1a-._（）/"), min_size=1, max_size=8).filter(lambda n: plain("x", n + ": %s"))
COMMENTS = st.text(st.sampled_from("甲# :-'\"[]{}　&"), max_size=8).map(lambda t: ("# " + t).rstrip(" "))
BEFORE = st.lists(COMMENTS | st.just(""), max_size=2).map(tuple)
BEHIND = st.just("") | COMMENTS
SCALARS = TEXTS.map(lambda text: Scalar(text, AT, quoted=True))


def flows(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    lists = st.lists(inner.map(Item), max_size=4).map(lambda items: Sequence(tuple(items), AT, flow=True))
    return lists | entries(inner.map(lambda value: (value, (), "")), 0).map(lambda e: Mapping(e, AT, flow=True))


def entries(values: st.SearchStrategy, least: int = 1) -> st.SearchStrategy[tuple[Entry, ...]]:
    pairs = st.lists(st.tuples(NAMES, values), min_size=least, max_size=3, unique_by=lambda pair: pair[0])
    return pairs.map(lambda ps: tuple(Entry(Scalar(name, AT), v, before, behind) for name, (v, before, behind) in ps))


INLINE = SCALARS | flows(SCALARS) | flows(flows(SCALARS))


def blocks(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    items = st.lists(st.builds(Item, INLINE, BEFORE, BEHIND), min_size=1, max_size=3)
    maps = entries(st.tuples(inner, BEFORE, BEHIND)).filter(lambda e: not e[0].before)
    grouped = st.lists(st.builds(Item, maps.map(lambda e: Mapping(e, AT)), BEFORE), min_size=1, max_size=2)
    return (items | grouped).map(lambda found: Sequence(tuple(found), AT)) | entries(
        st.tuples(inner, BEFORE, BEHIND)
    ).map(lambda e: Mapping(e, AT))


FRONTS = entries(st.tuples(INLINE | blocks(INLINE) | blocks(blocks(INLINE)), BEFORE, BEHIND), 0)
DRAFTS = st.builds(Draft, st.just("f.md"), FRONTS.map(lambda e: Mapping(e, AT)), TEXTS, st.just(1), BEFORE)


def bare(node: Node) -> object:
    """What a node says, without places and quotation marks."""
    if isinstance(node, Scalar):
        return node.text
    assert isinstance(node, Mapping | Sequence)
    if isinstance(node, Sequence):
        return [(bare(item.value), item.before, item.comment) for item in node.items]
    return {e.key.text: (bare(e.value), e.before, e.comment) for e in node.entries}


@settings(max_examples=300)
@given(DRAFTS)
def test_a_written_draft_reads_as_it_was(draft):
    text = dump(draft)
    read, found = both(lambda: parse(text.encode(), "f.md"))
    assert found == []
    assert read is not None
    assert bare(read.front) == bare(draft.front)
    assert (read.tail, read.body) == (draft.tail, draft.body)
    assert dump(read) == text
