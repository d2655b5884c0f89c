"""One slip in a portal of fifteen reports: is all of it found, and nothing but it?

The portals stand in `portal_model`, the slips and what is to be said about them in `mutations`.
"""

from collections import Counter
from functools import cache

import pytest

import gongkai.gather
from gongkai.diag import Diagnostic
from mutations import LEVEL_OF, Case, Finding, cases, expected, reckoned
from portal_model import CITY, COUNTY, Model, changed, texts_of, written
from support import forms, tree

CASES = cases()


@pytest.fixture(autouse=True, scope="module")
def _unchanged_files_are_read_once():
    """Hundreds of portals differ in one file each: what parsing and binding gave for the others is kept.

    Both are functions of their arguments; the lists of findings are copied, as the caller adds to them.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("parse", "parse_record", "bind"):
            patch.setattr(gongkai.gather, name, _kept(getattr(gongkai.gather, name)))
        yield


def _kept(function):
    memory = {}

    def call(*arguments):
        key = tuple(a if isinstance(a, str | bytes | int) else id(a) for a in arguments)
        if key not in memory:
            memory[key] = (*function(*arguments), arguments)  # the arguments, so that no id is used again
        value, found, _ = memory[key]
        return value, list(found)

    return call


def said(files) -> list[Diagnostic]:
    """Everything that is said about the files."""
    return gongkai.gather.gather(tree(texts_of(files)), forms())[1]


def plain(diagnostic: Diagnostic) -> Finding:
    """A finding as the table of mutations writes it."""
    span, place = diagnostic.span, diagnostic.place
    return Finding(diagnostic.code, span.file, span.line, place.table or "", place.row or "", place.column or "")


@pytest.mark.parametrize("model", [COUNTY, CITY], ids=["county", "city"])
def test_nothing_is_said_about_a_portal_in_order(model: Model):
    files = written(model)

    assert reckoned(model, files) == set()
    assert [plain(d) for d in said(files)] == []


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_mutation_is_found_and_nothing_else(case: Case):
    model = changed(case.base, *case.changes)
    files = written(model)
    wanted = expected(case, model, files)
    assert {finding.code for finding in wanted} == set(case.codes.split()), "the table contradicts its reckoning"

    found = said(files)

    assert {plain(d) for d in found} == wanted
    assert {d.code: str(d.severity) for d in found} == {code: LEVEL_OF[code] for code in case.codes.split()}
    repeated = [finding for finding, times in Counter(map(_whole, found)).items() if times > 1]
    assert repeated == []


def _whole(diagnostic: Diagnostic):
    return plain(diagnostic), diagnostic.span.column, diagnostic.message


@cache
def codes_of_all() -> frozenset[str]:
    return frozenset(code for case in CASES for code in case.codes.split())


def test_there_are_enough_mutations_and_every_code_is_among_them():
    assert len(CASES) > 300
    assert len({case.name for case in CASES}) == len(CASES)
    assert codes_of_all() == set(LEVEL_OF)
