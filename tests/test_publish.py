"""A build that fails leaves the site as it was; what is not ours is not touched."""

import json
import os
import stat

import pytest

from gongkai import files
from gongkai.cli import main
from support import SITE, TEMPLATES, one_report


@pytest.fixture
def content(tmp_path):
    return one_report(tmp_path / "content")


def build(content, out, *more):
    return main(["build", "--content", str(content), "--templates", str(TEMPLATES), "--out", str(out), *more])


def snapshot(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def left(folder):
    """What stands in a folder, but for what is kept for the next build."""
    return sorted(p.name for p in folder.iterdir() if p.name not in {".site.kept", ".site.lock", ".site.new"})


def test_an_error_leaves_the_published_site_as_it_was(content, tmp_path, capsys):
    out = tmp_path / "site"
    assert build(content, out) == 0
    before = snapshot(out)
    report = content / "ceshi" / "2023.md"
    report.write_text(report.read_text(encoding="utf-8").replace("年度: 2023", "年度: 2022"), encoding="utf-8")
    capsys.readouterr()

    assert build(content, out) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "错误[year-differs] ceshi/2023.md:3:5" in said.err
    assert snapshot(out) == before
    assert left(tmp_path) == ["content", "site"]


@pytest.mark.parametrize("call", range(1, 8))
def test_a_disk_that_fails_leaves_the_published_site_as_it_was(content, tmp_path, capsys, monkeypatch, call):
    out = tmp_path / "site"
    assert build(content, out) == 0
    before = snapshot(out)
    (content / "site.yaml").write_text(
        SITE.replace("测试站", "另一个名称"), encoding="utf-8"
    )  # every page is written anew
    calls = 0
    write_bytes = files.Path.write_bytes

    def failing(self, data):
        nonlocal calls
        calls += 1
        if calls == call:
            raise OSError(28, "No space left on device", str(self))
        return write_bytes(self, data)

    monkeypatch.setattr(files.Path, "write_bytes", failing)

    assert build(content, out) == 2
    assert "原来的网站没有动" in capsys.readouterr().err
    assert snapshot(out) == before
    assert left(tmp_path) == ["content", "site"]


@pytest.mark.parametrize("fault", [OSError(13, "no"), KeyboardInterrupt(), SystemExit(3)])
def test_the_switch_itself_may_fail(content, tmp_path, monkeypatch, fault):
    out = tmp_path / "site"
    assert build(content, out) == 0
    before = snapshot(out)
    rename = files.Path.rename

    def failing(self, to):
        if self.name == ".site.new":
            raise fault
        return rename(self, to)

    monkeypatch.setattr(files.Path, "rename", failing)
    if isinstance(fault, SystemExit):
        with pytest.raises(SystemExit):
            build(content, out)
    else:
        assert build(content, out) == 2
    assert snapshot(out) == before
    assert left(tmp_path) == ["content", "site"]


@pytest.mark.parametrize("killed_at", ["writing", "switching", "clearing"])
def test_a_killed_build_is_cleared_up_by_the_next(content, tmp_path, killed_at):
    out = tmp_path / "site"
    assert build(content, out) == 0
    before = snapshot(out)
    if killed_at == "switching":
        out.rename(tmp_path / ".site.old")
    if killed_at == "clearing":
        (tmp_path / ".site.old").mkdir()
    (tmp_path / ".site.new").mkdir(exist_ok=True)
    (tmp_path / ".site.new" / "index.html").unlink(missing_ok=True)
    (tmp_path / ".site.new" / "index.html").write_bytes(b"<!do")

    assert build(content, out) == 0
    assert snapshot(out) == before
    assert left(tmp_path) == ["content", "site"]


def test_a_site_that_cannot_be_brought_back_is_named(content, tmp_path, monkeypatch, capsys):
    out = tmp_path / "site"
    assert build(content, out) == 0
    rename = files.Path.rename

    def failing(self, to):
        if self.name.startswith(".site."):
            raise OSError(13, "no")
        return rename(self, to)

    monkeypatch.setattr(files.Path, "rename", failing)
    assert build(content, out) == 2
    said = capsys.readouterr().err
    assert "没有动" not in said
    assert f"原来的网站在 {tmp_path / '.site.old'}" in said
    assert (tmp_path / ".site.old" / "index.html").is_file()


@pytest.mark.parametrize("name", [".git/config", "CNAME", "年鉴.pdf", "old/index.html"])
def test_a_site_with_something_else_in_it_is_not_replaced(content, tmp_path, name):
    out = tmp_path / "site"
    assert build(content, out) == 0
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("mine", encoding="utf-8")

    assert build(content, out) == 2
    assert (out / name).read_text(encoding="utf-8") == "mine"


def test_the_site_is_not_put_into_the_content(content, tmp_path):
    assert build(content, content / "site") == 2
    assert build(content, tmp_path) == 2
    assert not (content / "site").exists()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)//", "www.example.org", "https://example.org/?a=1", "//example.org"]
)
def test_a_base_address_must_be_one(content, tmp_path, address, capsys):
    assert build(content, tmp_path / "site", "--base-url", address) == 2
    assert "--base-url" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["notes.txt", "index.html"])
def test_a_folder_that_is_not_ours_is_not_replaced(content, tmp_path, capsys, name):
    out = tmp_path / "documents"
    out.mkdir()
    (out / name).write_text("mine", encoding="utf-8")

    assert build(content, out) == 2
    assert "没有动它" in capsys.readouterr().err
    assert (out / name).read_text(encoding="utf-8") == "mine"


def test_a_link_in_the_place_of_the_site_is_not_followed(content, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "elsewhere")

    assert build(content, tmp_path / "site") == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_nothing_outside_the_content_folder_is_read(content, tmp_path, capsys):
    secret = tmp_path / "secret.md"
    secret.write_text("---\n年度: 2022\n---\n", encoding="utf-8")
    (content / "ceshi" / "2022.md").symlink_to(secret)
    (content / "linked").symlink_to(tmp_path)
    os.mkfifo(content / "ceshi" / "2021.md")

    assert main(["check", "--content", str(content), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(f["code"], f["file"]) for f in found] == [
        ("not-a-regular-file", "ceshi/2021.md"),
        ("not-a-regular-file", "ceshi/2022.md"),
        ("not-a-regular-file", "linked"),
    ]


def test_attachments_are_published_beside_the_report(content, tmp_path):
    report = content / "ceshi" / "2023.md"
    text = report.read_text(encoding="utf-8").replace(
        "年度: 2023", "年度: 2023\n附件:\n  - {文件: 年报.pdf, 名称: 盖章件}"
    )
    report.write_text(
        text.replace("本年的公开工作按要求开展。", "公开工作按要求开展，见[盖章件](年报.pdf)。", 1), encoding="utf-8"
    )
    (content / "ceshi" / "年报.pdf").write_bytes(b"%PDF-1.4")

    assert build(content, tmp_path / "site") == 0
    page = (tmp_path / "site" / "ceshi" / "2023" / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / "site" / "ceshi" / "2023" / "files" / "年报.pdf").read_bytes() == b"%PDF-1.4"
    assert page.count('href="files/%E5%B9%B4%E6%8A%A5.pdf"') == 2


def test_an_attachment_that_is_missing_or_unlisted_is_named(content, capsys):
    report = content / "ceshi" / "2023.md"
    report.write_text(
        report.read_text(encoding="utf-8").replace("年度: 2023", "年度: 2023\n附件:\n  - {文件: 年报.pdf}"),
        encoding="utf-8",
    )
    (content / "ceshi" / "别的.pdf").write_bytes(b"%PDF-1.4")

    assert main(["check", "--content", str(content), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(f["code"], f["level"], f["line"]) for f in found] == [
        ("attachment", "error", 5),
        ("file-unused", "warning", 1),
    ]


def test_404_has_full_addresses_or_none(content, tmp_path):
    assert build(content, tmp_path / "a") == 0
    assert build(content, tmp_path / "b", "--base-url", "https://www.example.gov.cn/zwgk/ndbg") == 0
    (content / "site.yaml").write_text("标题: 测试站\n", encoding="utf-8")
    assert build(content, tmp_path / "c") == 0
    pages = [(tmp_path / n / "404.html").read_text(encoding="utf-8") for n in "abc"]

    assert 'href="https://example.org/zw/index.html"' in pages[0]
    assert 'href="https://www.example.gov.cn/zwgk/ndbg/index.html"' in pages[1]
    assert "<a " not in pages[2]
    for page in pages:
        assert not [tag for tag in ("<link", "<script", "<img", "<style", "url(") if tag in page]


def test_the_site_is_readable_by_a_web_server(content, tmp_path):
    before = os.umask(0o077)
    try:
        assert build(content, tmp_path / "deep" / "er" / "site") == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "deep" / "er" / "site").stat().st_mode) == 0o755
