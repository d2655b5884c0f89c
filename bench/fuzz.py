"""Which bytes break a parser? Atheris looks for them, led by the lines of the program that an input reaches.

    python bench/fuzz.py loader --minutes 20 --scratch DIR
    python bench/fuzz.py tables --minutes 20 --scratch DIR

`loader` is the whole way of the file of one report: bytes to report, findings, and the sentences that show them.
`tables` is a front matter whose tables are bound to each edition of the form. An input breaks the program if it is
answered by an exception, differently the second time, or after more than ten seconds; or if a finding has no place in
the file, or a cell holds a figure that was not written. What breaks it ends the run and is left in DIR.

The corpus begins with the reports of content/; DIR keeps it, so that a later run goes on where this one ended.
"""

import argparse
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]

with atheris.instrument_imports(include=["gongkai"]):
    from gongkai.alone import File, read_alone
    from gongkai.cells import State
    from gongkai.commands.common import FORMS
    from gongkai.diag import Diagnostic
    from gongkai.editions import read_forms
    from gongkai.records import Agency
    from gongkai.show import as_text
    from gongkai.source import parse
    from gongkai.tables import bind_table

FILE = "a/2023.md"
AGENCY = Agency("a", "a/agency.yaml", "测试县测试局")
EDITIONS = read_forms(FORMS)
TABLES = [table for edition in EDITIONS.editions for table in edition.tables]
SECONDS = 10  # by the clock on the wall, which other work on the machine stretches
AGAIN = 16  # of so many inputs one is read twice
MARKS = [
    *(
        "：",
        ":",
        "，",
        ",",
        "、",
        "[",
        "]",
        "{",
        "}",
        "#",
        '"',
        "'",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "?",
        "-",
        "—",
    ),
    *("\t", "\n", "\r", "　", "\u200b", "\u2028", "\x85", "\ufeff", "\0", "<", "\\", "/", "０", "²", "①", "一", "😀"),
    *("  ", "\n  ", "- ", "---", "\n---\n", "...", ": ", " #", "<<: ", "''", '""', "? ", "[a]", "{a: b}", "[", "[[[["),
    *(
        "1,808",
        "1e9",
        "0x1",
        "007",
        "-0",
        "+1",
        ".5",
        "NaN",
        "9" * 16,
        "12（其中3件）",
        "待核（1｜2）",
        "全部为零",
        "缺表",
    ),
    *("## ", "## 一、", "> ", "| a |\n|---|\n", "](javascript:x)", "![", "<b>", "110101199003070011", "13800138000"),
    *("年度: ", "版式: 2019\n", "说明:\n", "附件:\n", "- {规则: ", "来源: ", "更正:\n", "非个人信息:\n", "发布日期: "),
    *(key for table in TABLES for line in table.lines for key in line.keys),
    *(table.key + ": " for table in TABLES),
]


def loader(data: bytes) -> None:
    """Ask that the file of a report is read or refused in sentences."""
    file = File(data, FILE, AGENCY, b"", 2023)
    first, _ = read_alone(file, EDITIONS)
    if not crc32(data) % AGAIN and read_alone(file, EDITIONS)[0] != first:
        raise AssertionError("read otherwise the second time")
    found = [*first.read, *first.judged, *first.private.findings]
    _well_said(found, data)
    if first.brief is None and not found:
        raise AssertionError("no report, and no reason")


def tables(data: bytes) -> None:
    """Ask that whatever stands in a front matter is bound to every table of every edition, or refused in sentences."""
    text = b"---\n" + data + b"\n---\n"
    draft, found = parse(text, FILE)
    _well_said(found, text)
    if draft is None:
        return
    written = text.decode("utf-8-sig", "replace")
    for entry in draft.front.entries:
        for table in TABLES:
            filing, found = bind_table(table, entry, damaged=draft.damaged)
            _well_said(found, text)
            if list(filing.cells) != list(table.keys):
                raise AssertionError("other cells than those of the form")
            for cell in filing.cells.values():
                if (cell.number is not None) is not (cell.state is State.NUMBER):
                    raise AssertionError(f"{cell}: number and state differ")
                if cell.number is not None and not re.fullmatch(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", cell.number):
                    raise AssertionError(f"{cell}: no number")
                if cell.span and cell.raw and cell.raw not in written and "'" not in written and "\\" not in written:
                    raise AssertionError(f"{cell}: not as written")
                if cell.raw and cell.number and cell.number.lstrip("-") not in cell.raw:
                    raise AssertionError(f"{cell}: not as written")


def _well_said(found: list[Diagnostic], data: bytes) -> None:
    lines = data.count(b"\n") + 1
    for one in found:
        if not (one.message and 1 <= one.span.line <= lines and one.span.column >= 1 and one.span.length >= 1):
            raise AssertionError(f"{one}: no message, or no place in a file of {lines} lines")
    as_text(found, {FILE: data})


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """The bytes, changed by the rules of libFuzzer or, as often, as a text: marks and lines put in, taken out, moved."""
    rng = random.Random(seed)
    if rng.getrandbits(1):
        return atheris.Mutate(data, most)
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randint(0, len(text))
        lines = text.split("\n")
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.randrange(7):
            case 0 | 1:
                text = text[:at] + rng.choice(MARKS) + text[at + rng.randint(0, 3) :]
            case 2:
                text = text[:at] + text[at + rng.randint(1, 40) :]
            case 3:
                lines.insert(one, lines[other])
                text = "\n".join(lines)
            case 4:
                del lines[one]
                text = "\n".join(lines)
            case 5:
                lines[one] = " " * rng.randint(0, 5) + lines[one].lstrip(" ")
                text = "\n".join(lines)
            case _:
                piece = text[at : at + rng.randint(1, 12)]
                text = text[:at] + piece * rng.choice((2, 3, 30)) + text[at + len(piece) :]
    return text.encode("utf-8", "surrogateescape")[:most]


def _seeds(target: str, folder: Path) -> None:
    """Put the reports of content/ into the corpus; for `tables` each table alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(sorted((ROOT / "content").rglob("[12]*.md"))):
        data = path.read_bytes()
        if target == "loader":
            pieces = [data]
        else:
            front = data.decode().split("\n---\n")[0].removeprefix("---\n")
            pieces = [part.encode() for part in re.split(r"\n(?=\S)", front) if "\n" in part or "全部" in part]
        for at, piece in enumerate(pieces):
            (folder / f"seed-{number:03}-{at}").write_bytes(piece)


TARGETS: dict[str, tuple[Callable[[bytes], None], int]] = {"loader": (loader, 8192), "tables": (tables, 4096)}


def main() -> None:
    """Fuzz one target for so many minutes; libFuzzer prints executions, coverage and what it found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--scratch", type=Path, required=True, help="a folder for corpus and finds")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    target, longest = TARGETS[options.target]
    corpus = options.scratch / options.target
    _seeds(options.target, corpus)
    arguments = [
        sys.argv[0],
        str(corpus),
        f"-max_total_time={options.minutes * 60:.0f}",
        f"-max_len={longest}",
        f"-timeout={SECONDS}",
        "-rss_limit_mb=2048",
        f"-seed={options.seed}",
        f"-artifact_prefix={options.scratch}/{options.target}-",
        "-print_final_stats=1",
    ]
    atheris.Setup(arguments, target, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
