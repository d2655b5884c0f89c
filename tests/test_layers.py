"""Do the modules keep to their places? docs/ARCHITECTURE.md says what each asks and imports; the code is compared."""

import ast
import re
from functools import cache

import pytest

from support import ROOT

SOURCE = ROOT / "src" / "gongkai"
DOCUMENT = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")

# What touches the machine, and the modules that may. `datetime.date` as a type of value is fine.
MACHINE = {"os", "sys", "subprocess", "shutil", "tempfile", "socket", "time", "random", "secrets", "locale", "platform"}
DISK = {"open", "exists", "is_dir", "is_file", "iterdir", "glob", "rglob", "stat", "lstat", "mkdir", "rename", "unlink"}
DISK |= {"read_text", "read_bytes", "write_text", "write_bytes", "chmod", "touch", "symlink_to", "print", "input"}
CLOCK = {"now", "utcnow", "today"}
MAY_TOUCH = {
    "files": MACHINE | DISK,  # its work
    "folders": {"os", "time", "stat", "is_dir", "is_file"},  # its work: what stands in a folder, and since when
    "cli": {"open", "os", "sys"},  # terminal, environment
    "commands": {
        "os",
        "sys",
        "print",
        "exists",
        "is_dir",
        "glob",
    },  # arguments, terminal, processors, what an editor named
    "archive": {"sys", "open"},  # confine: where Python's own modules lie; guard: a part of a zip file in memory
    "editions": {"glob", "read_text"},  # read_forms: data files that belong to the program
    "search": {"read_text", "tempfile"},  # fold, phrases: likewise; grams: what memory would not hold
    "serve": {"os", "socket", "stat", "sys", "time", "is_dir"},  # a server, and what it looks at
    "lock": {"os", "open", "lstat", "time"},  # a lock that ends with the process
    # Its work: what stands beside a site, and whether a file may still change without a sign.
    "kept": {
        "os",
        "time",
        "sys",
        "chmod",
        "exists",
        "is_dir",
        "is_file",
        "mkdir",
        "rename",
        "stat",
        "touch",
        "unlink",
        "rglob",
        "read_bytes",
    },
    # Its work too: places that visitors see, the lock, other people's programs; nothing of it goes into a site.
    "release": {"os", "shutil", "socket", "subprocess", "sys", "tempfile", "time", *DISK},
}


def name_of(path):
    """The module as the document names it: emit, emit.pages, gongkai."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "gongkai"


MODULES = {name_of(path): path for path in sorted(SOURCE.rglob("*.py"))}


@cache
def code_of(module):
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(module):
    """The modules of ours that a module imports, inside functions too."""
    found = set()
    for node in ast.walk(code_of(module)):
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{module}: relative import"
        if isinstance(node, ast.Import):
            assert not [a for a in node.names if a.name.startswith("gongkai")], f"{module}: import gongkai.…"
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "gongkai":
            base = node.module.removeprefix("gongkai").lstrip(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}".lstrip(".")
                found.add(inner if inner in MODULES else base or "gongkai")
    return found


def question(module):
    """The first sentence of the docstring up to its question mark; its first line if it asks nothing."""
    first = (ast.get_docstring(code_of(module)) or "").split("\n")[0]
    return first[: first.index("?") + 1] if "?" in first else first


TABLE = {
    module: (asked, {name for name in re.split(", |—", named) if name})
    for module, asked, named in re.findall(r"^\| `([\w.]+)` \| (.+?) \| (.+?) \|$", DOCUMENT, re.MULTILINE)
}


def row(module):
    return f"| `{module}` | {question(module)} | {', '.join(sorted(imports(module))) or '—'} |"


def test_the_document_lists_every_module_and_no_other():
    assert sorted(TABLE) == sorted(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_asks_and_imports_what_the_document_says(module):
    assert TABLE[module] == (question(module), imports(module)), f"the code says:\n{row(module)}"


def test_no_module_imports_itself_by_a_detour():
    order = []

    def visit(module, above):
        assert module not in above, " -> ".join([*above, module])
        if module not in order:
            for other in sorted(imports(module)):
                visit(other, [*above, module])
            order.append(module)

    for module in MODULES:
        visit(module, [])


def test_the_document_lists_a_module_below_what_it_imports():
    listed = list(TABLE)
    for module in listed:
        above = listed[: listed.index(module)]
        assert imports(module) - {"gongkai"} <= set(above), module


def test_a_module_without_a_question_is_named():
    (sentence,) = re.findall(r"^No question: (.*?);", DOCUMENT, re.MULTILINE)

    assert set(re.findall(r"`([\w.]+)`", sentence)) == {m for m in MODULES if not question(m).endswith("?")}


def touches(module):
    """Names of the operating system, disk, terminal and clock that a module imports or calls."""
    found = set()
    for node in ast.walk(code_of(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names} & MACHINE
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").split(".")[0]} & MACHINE
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            found |= {called} & (DISK | CLOCK)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_only_the_rim_touches_disk_terminal_and_clock(module):
    assert touches(module) <= MAY_TOUCH.get(module.split(".")[0], set())


def test_no_permission_is_left_over():
    for place, names in MAY_TOUCH.items():
        touched = set().union(*(touches(module) for module in MODULES if module.split(".")[0] == place))
        assert touched == names if place not in {"files", "release"} else touched, place
    assert all(f"`{module}" in DOCUMENT.split("## Invariants")[1] for module in MAY_TOUCH)


def test_rules_know_no_drafts_and_pages_no_files():
    assert not [m for m in MODULES if m.startswith("rules") and imports(m) & {"source", "layout", "tables", "bind"}]
    assert not [
        m for m in MODULES if m.startswith("emit") and imports(m) & {"source", "layout", "tables", "files", "folders"}
    ]
