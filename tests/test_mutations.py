"""One slip in a portal of fifteen reports: is all of it found, and nothing but it?

The portals stand in `portal_model`, the slips and what is to be said about them in `mutations`.
"""

from collections import Counter
from functools import cache

import pytest

from gongkai.diag import Diagnostic
from gongkai.gather import gather
from gongkai.memory import Recent
from mutations import LEVEL_OF, Case, Finding, cases, expected, reckoned
from portal_model import CITY, COUNTY, Model, changed, texts_of, written
from support import forms, tree

CASES = cases()


MEMORY = (
    Recent()
)  # hundreds of portals differ in one file each: what is kept of the others is judged here with the rules


def said(files) -> list[Diagnostic]:
    """Everything that is said about the files."""
    return gather(tree(texts_of(files)), forms(), MEMORY)[1]


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
