"""What if something else stands where a file is read? A link, a pipe, a socket, a folder: one sentence, nothing followed.

Each place that somebody else may have written is taken by each of these, and the command that reads it is run. It has
to end, in Chinese, without a word of ours about a fault of the program, and without a word of what lies outside.
"""

import io
import os
import re
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest

from cases import BASE, REPORT
from gongkai.cli import main
from gongkai.files import FileFault
from gongkai.folders import read_tree
from support import FORMS, ROOT, TEMPLATES

OUTSIDE = "外面的文件里的话"
PATIENCE = 60  # seconds until a command is said to hang


def a_link(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "2023.md")


def a_link_to_a_folder(place: Path, outside: Path) -> None:
    place.symlink_to(outside)


def a_link_without_end(place: Path, outside: Path) -> None:  # noqa: ARG001
    place.symlink_to("/dev/zero")


def a_link_to_nothing(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "nothing")


def a_link_to_itself(place: Path, outside: Path) -> None:  # noqa: ARG001
    place.symlink_to(place.name)


def a_pipe(place: Path, outside: Path) -> None:  # noqa: ARG001
    os.mkfifo(place)


def a_socket(place: Path, outside: Path) -> None:  # noqa: ARG001
    before = Path.cwd()
    os.chdir(place.parent)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(place.name)
    finally:
        os.chdir(before)


def a_folder(place: Path, outside: Path) -> None:  # noqa: ARG001
    place.mkdir()


THINGS: tuple[Callable[[Path, Path], None], ...] = (
    *(a_link, a_link_to_a_folder, a_link_without_end, a_link_to_nothing, a_link_to_itself, a_pipe, a_socket, a_folder),
)
CONTENT = ("--content", "content", "--forms", "forms")
TEMPLATE = ("--templates", "templates")
# Where it stands, and the commands that read it.
PLACES: dict[str, list[list[str]]] = {
    "content/site.yaml": [["check", *CONTENT]],
    "content/jia/agency.yaml": [["check", *CONTENT], ["new", *CONTENT, "jia", "2024"]],
    "content/jia/2023.md": [["check", *CONTENT]],
    "content/jia/甲.pdf": [["check", *CONTENT]],
    "templates/base.html": [["build", *CONTENT, *TEMPLATE, "--out", "site"]],
    "templates/assets/site.css": [["build", *CONTENT, *TEMPLATE, "--out", "site"]],
    "forms/2021.yaml": [["check", *CONTENT]],
    "in.docx": [["import", "in.docx"]],
    "report.json": [["import", "report.json"]],
    "page.html": [["check", *CONTENT, "--html", "page.html"]],
    ".site.lock": [["build", *CONTENT, *TEMPLATE, "--out", "site"]],
    ".site.kept": [["build", *CONTENT, *TEMPLATE, "--out", "site"]],
    "site": [["build", *CONTENT, *TEMPLATE, "--out", "site"]],
    "www": [["publish", *CONTENT, *TEMPLATE, "--to", "www"]],
    "site.zip": [["publish", *CONTENT, *TEMPLATE, "--to", "site.zip"]],
    "manifest.txt": [["verify", "content", "--manifest", "manifest.txt"]],
    "schema/agency.schema.json": [["schema", "--out", "schema"]],
}
DONE_WITHOUT = {".site.kept", ".site.lock"}  # a cache; a pipe can be locked as well as a file


class Hangs(BaseException):
    """A command that does not come to its end."""


@contextmanager
def in_time() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A small world, and something outside it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "2023.md").write_text(OUTSIDE, encoding="utf-8")
    world = tmp_path / "world"
    for name, text in BASE.items():
        (world / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (world / "content" / name).write_text(text, encoding="utf-8")
    shutil.copytree(FORMS, world / "forms")
    shutil.copytree(TEMPLATES, world / "templates")
    shutil.copytree(ROOT / "schema", world / "schema")
    monkeypatch.chdir(world)
    return world


def run(command: list[str]) -> tuple[int, str]:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out), in_time():
        status = main(command)
    return status, out.getvalue()


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.__name__)
@pytest.mark.parametrize("path", PLACES)
def test_it_ends_in_a_sentence_and_nothing_outside_is_read(path, thing, place):
    if path.endswith("甲.pdf"):
        report = place / "content" / REPORT
        report.write_text(BASE[REPORT].replace("---\n", "---\n附件: [{文件: 甲.pdf}]\n", 1), encoding="utf-8")
    at = place / path
    at.unlink(missing_ok=True)
    thing(at, place.parent / "outside")
    for command in PLACES[path]:
        status, told = run(command)
        assert re.search(r"[\u4e00-\u9fff]", told)
        assert "自身出错" not in told
        assert OUTSIDE not in told
        assert status in {1, 2} or path in DONE_WITHOUT or thing is a_folder, told
    written = [one for one in (place / "site").rglob("*") if one.is_file()] if path != "site" else []
    assert not [one for one in written if OUTSIDE.encode() in one.read_bytes()]
    assert (place.parent / "outside" / "2023.md").read_text(encoding="utf-8") == OUTSIDE


NAMES = [
    *("a\nb.md", "a\x1b[31m.md", "a\u202eb.md", "a\u200bb.md", "a\ufeff.md", "\udcff.md", "x" * 250 + ".md"),
    *(
        "CON.md",
        "nul.yaml",
        "2023.md.",
        "2023.md ",
        "2023:a.md",
        "..2023.md",
        "-rf.md",
        "$(id).md",
        "<b>.md",
        "e\u0301.md",
    ),
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_file_with_any_name_is_told_of_and_not_published(name, place):
    at = place / "content" / "jia" / name
    with suppress(UnicodeEncodeError):
        at.write_bytes(b"a")
    status, told = run(["check", *CONTENT])
    assert "自身出错" not in told
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e\u200b\ufeff]", told)  # a terminal would obey it
    assert name.isprintable() or ascii(name)[1:-1] in told
    assert status == 1 or "file-unused" in told or name.startswith(".")


@pytest.mark.parametrize("name", ["2０23", "２０２３", "2٠23", "20२3"], ids=ascii)
def test_a_year_in_other_digits_takes_the_place_of_no_report(name, place):
    beside = (place / "content" / REPORT).with_name(f"{name}.md")
    beside.write_text(BASE[REPORT].replace("行政许可:       12", "行政许可:       13"), encoding="utf-8")
    status, told = run(["check", *CONTENT])
    assert (status, f"错误[file-name] jia/{name}.md" in told) == (1, True), told


@pytest.mark.parametrize(
    ("name", "stored"),
    [("Caf\u00e9.pdf", "Cafe\u0301.pdf"), ("\uf900.pdf", "\u8c48.pdf"), ("\u8c48.pdf", "\uf900.pdf")],
    ids=ascii,
)
def test_an_attachment_that_only_looks_like_the_one_that_is_named_is_told_apart(name, stored, place):
    report = place / "content" / REPORT
    report.write_text(BASE[REPORT].replace("---\n", f"---\n附件: [{{文件: {name}}}]\n", 1), encoding="utf-8")
    (report.parent / stored).write_bytes(b"%PDF")
    status, told = run(["check", *CONTENT])
    assert (status, f"找不到附件『{name}』：文件夹里有一个文件，名称看起来一样" in told) == (1, True), told
    (report.parent / stored).rename(report.parent / name)
    assert run(["check", *CONTENT])[0] == 0


@pytest.mark.parametrize(
    "slug", ["Jia", "JIA", "con", "nul", "jia.", "jia ", "ji\u0430", "é", "e\u0301", "a" * 61, "-jia"]
)
def test_a_folder_that_is_no_address_or_another_on_other_disks_is_refused(slug, place):
    folder = place / "content" / "other" / slug
    folder.mkdir(parents=True)
    (folder / "agency.yaml").write_text(BASE["jia/agency.yaml"], encoding="utf-8")
    _, found = read_tree(place / "content")
    status, told = run(["check", *CONTENT])
    assert (status, found) == (1, [])
    assert "错误[slug]" in told


def test_two_folders_of_one_address_are_refused(place):
    folder = place / "content" / "other" / "jia"
    folder.mkdir(parents=True)
    (folder / "agency.yaml").write_text(BASE["jia/agency.yaml"], encoding="utf-8")
    status, told = run(["check", *CONTENT])
    assert (status, "错误[agency-duplicate]" in told) == (1, True)


def test_a_faulty_data_file_of_somebody_is_named_as_theirs(place):
    (place / "forms" / "2021.yaml").write_text("甲: 1\n", encoding="utf-8")
    status, told = run(["check", *CONTENT])
    assert (status, told.startswith("forms：格式的数据文件 2021.yaml 有误")) == (2, True)
    (place / "forms" / "2021.yaml").write_bytes("甲".encode("gb18030"))
    status, told = run(["check", *CONTENT])
    assert (status, told) == (2, "格式的数据文件 forms/2021.yaml 不是 UTF-8 编码；请另存为 UTF-8。\n")


def test_a_content_folder_that_is_a_pipe_or_a_loop_is_none(place):
    for thing in (a_pipe, a_link_to_itself, a_socket):
        at = place / thing.__name__
        thing(at, place)
        with pytest.raises(FileFault, match="没有内容文件夹"):
            read_tree(at)


def test_a_folder_with_a_bad_name_is_told_of_once(place):
    (place / "content" / "jia").rename(place / "content" / "示例 镇")
    status, told = run(["check", *CONTENT])
    assert (status, told.count("错误[slug]"), "agency-missing" in told) == (1, 1, False), told
