"""A small portal, file by file: what it builds to and what is said of it stands beside it in the tree."""

import shutil

import pytest

from gongkai.build import load, publish
from gongkai.show import as_text
from support import ROOT, TEMPLATES, forms

GOLDEN = ROOT / "tests" / "golden" / "small"
# Of the pages on the rules, which say what docs/rules.md says, one of a rule and one of a way of writing are kept.
RULES = {"balance", "tab"}


def files(folder):
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: data for name, data in found.items() if not left_out(name)}


def left_out(name):
    parts = name.split("/")
    if name.endswith(".bin"):  # of the search: tests/test_search_index.py says what is in them
        return True
    return parts[0] == "rules" and len(parts) > 2 and parts[1] not in RULES


@pytest.fixture(scope="module")
def made(tmp_path_factory, request):
    out = tmp_path_factory.mktemp("golden")
    loaded = load(GOLDEN / "content", forms())
    assert publish(loaded, GOLDEN / "content", TEMPLATES, out / "site", None)
    (out / "findings.txt").write_text(as_text(loaded.findings, loaded.tree.texts), encoding="utf-8", newline="\n")
    if request.config.getoption("--bless"):
        shutil.rmtree(GOLDEN / "site", ignore_errors=True)
        for name, data in files(out / "site").items():
            (GOLDEN / "site" / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / "site" / name).write_bytes(data)
        shutil.copy(out / "findings.txt", GOLDEN / "findings.txt")
    return out


def test_the_site_is_the_one_that_was_read_and_committed(made):
    wanted, found = files(GOLDEN / "site"), files(made / "site")

    assert list(found) == list(wanted)
    for name, data in wanted.items():
        assert found[name].decode() == data.decode(), name


def test_the_findings_are_those_that_were_read_and_committed(made):
    wanted = (GOLDEN / "findings.txt").read_text(encoding="utf-8")

    assert (made / "findings.txt").read_text(encoding="utf-8") == wanted
