"""Does the preview show what would be published, at once, and to nobody else?"""

import http.client
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from browser import watch
from gongkai.build import load, outputs_of
from gongkai.commands.common import HERE
from gongkai.emit.data import report_csv, report_json
from gongkai.gather import gather
from gongkai.output import Output
from gongkai.serve import watch as watching
from gongkai.serve.desk import Desk, Folders, Parts
from gongkai.serve.edit import edited
from gongkai.serve.server import Server, opened
from gongkai.serve.watch import Watch
from support import AGENCY, BODY, ROOT, SITE, TEMPLATES, as_object, balanced, following, forms, text_of
from test_server_files import sent_by_nginx, types_of

TEMPLATE, STYLE, OWN_SCRIPT = (
    (HERE / "serve" / name).read_bytes() for name in ("overlay.html", "overlay.css", "reload.js")
)
PARTS = Parts(TEMPLATE.decode(), STYLE, OWN_SCRIPT)
SCRIPT = re.compile(rb'<script src="/__gongkai/reload\.js\?v=([0-9a-f]+)" defer></script>\n(?=</body>)')
SENTENCE = "公开目录更新不够及时"
REPORT = "ceshi/2023.md"
PAGE = "/ceshi/2023/"
ATTACHMENT = "说明 1.pdf"
ERRORS = 500


class Got(NamedTuple):
    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def digest(self) -> str:
        return SCRIPT.search(self.data)[1].decode()


class Preview(NamedTuple):
    desk: Desk
    content: Path
    port: int
    said: list[str]

    def get(self, path: str, method: str = "GET", host: str | None = "127.0.0.1") -> Got:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection._validate_path = lambda _: None
        try:
            connection.putrequest(method, path, skip_host=True)
            if host is not None:
                connection.putheader("Host", host)
            connection.endheaders()
            answer = connection.getresponse()
            return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def save(self, path: str, old: str, new: str) -> None:
        """What an editor does: change a passage, and save."""
        file = self.content / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")

    def settle(self) -> None:
        """Look until what is gone or empty is believed, and judge what is due."""
        self.desk.look(whole=True)
        time.sleep(watching.DOUBT)
        self.desk.look(whole=True)
        self.desk.judge()


def report(year: int) -> str:
    """A report without an error, whose 上年结转 is last year's 结转."""
    before = balanced("2021", random.Random(1), 9)
    figures = before if year == 2022 else following(balanced("2021", random.Random(2), 30), before)
    return text_of(as_object(figures, "2021", year)).rstrip("\n") + "\n" + BODY


def written(folder: Path) -> Path:
    """A content folder: one body, two reports, an attachment."""
    files = {"site.yaml": SITE, "ceshi/agency.yaml": AGENCY}
    files |= {f"ceshi/{year}.md": report(year) for year in (2022, 2023)}
    listed = f"附件:\n  - {{文件: {ATTACHMENT}, 名称: 说明}}\n---\n\n## 一"
    files[REPORT] = files[REPORT].replace("---\n\n## 一", listed, 1)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    (folder / "ceshi" / ATTACHMENT).write_bytes(b"%PDF-1.4 as it is")
    return folder


@pytest.fixture
def content(tmp_path):
    return written(tmp_path / "content")


@contextmanager
def serving(
    content: Path, templates: Path = TEMPLATES, patience: float = 5.0, *, live: bool = False
) -> Iterator[Preview]:
    """A preview on a free port; `live` if it looks for itself, else a test says when."""
    said: list[str] = []
    desk = Desk(Folders(content, templates), forms(), PARTS, said.append)
    desk.judge()
    with Server(desk, 0, said.append, patience) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        if live:
            threading.Thread(target=desk.run, daemon=True).start()
        try:
            yield Preview(desk, content, server.port, said)
        finally:
            server.shutdown()


@pytest.fixture
def preview(content):
    with serving(content) as served:
        yield served


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """One in which nothing is saved."""
    with serving(written(tmp_path_factory.mktemp("standing") / "content")) as served:
        yield served


# --- what is served ----------------------------------------------------------------------------------


def test_every_page_and_file_is_what_is_built_and_a_page_has_one_script_more(standing):
    built = {}
    for output in outputs_of(load(standing.content, forms()), TEMPLATES, None):
        if isinstance(output, Output):
            built[output.path] = output.data
        if output.path == "accessibility/index.html":
            break  # the last page; then comes the index of the search
    # For visitors from elsewhere, or saying that there is no index; and one rule is like the other.
    same = {path for path in built if not re.match(r"404\.html|search/|rules/[b-z]", path)}
    report = standing.desk._loaded.portal.reports["ceshi", 2023]
    built |= {
        "ceshi/2023/report.json": report_json(report, "测试县测试局"),
        "ceshi/2023/report.csv": report_csv(report),
        f"ceshi/2023/files/{ATTACHMENT}": (standing.content / "ceshi" / ATTACHMENT).read_bytes(),
    }

    assert len(same) > 25
    for path in sorted(same | {path for path in built if path.startswith("ceshi/2023/")}):
        got = standing.get(_quoted(path))
        assert got.status == 200, path
        assert SCRIPT.sub(b"", got.data) == built[path], path
        assert len(SCRIPT.findall(got.data)) == path.endswith(".html"), path
    assert all(standing.get(_quoted(path)).status == 200 for path in built if path.startswith("rules/"))


def _quoted(path: str) -> str:
    return "/" + "".join(f"%{byte:02X}" if byte > 126 or byte == 32 else chr(byte) for byte in path.encode())


def test_the_headers_and_types_are_those_that_server_sets(standing):
    page = standing.get(PAGE)
    (style,) = re.findall(r'href="\.\./\.\.(/assets/site[^"]+)', page.text)
    attachment = _quoted(f"ceshi/2023/files/{ATTACHMENT}")
    types = types_of("nginx")
    for path in (PAGE, style, PAGE + "report.json", PAGE + "report.csv", attachment):
        got = standing.get(path)
        ours = {name.lower(): got.headers.get(name.lower()) for name in sent_by_nginx(path)}
        theirs = sent_by_nginx(path)
        policies = [{*headers.pop("content-security-policy").split("; ")} for headers in (ours, theirs)]
        assert got.status == 200, path
        assert ours == theirs, path
        assert policies[0] == policies[1], path
        assert got.headers["content-type"] == types["html" if path == PAGE else path.rpartition(".")[2]], path
        assert ("content-disposition" in got.headers) == (path == attachment), path


def test_a_folder_without_its_slash_leads_to_its_page_and_nothing_else_away(standing):
    got = standing.get("/ceshi/2023")

    assert (got.status, got.headers["location"]) == (302, "/ceshi/2023/")
    assert standing.get("//example.org/ceshi").status == 404


def test_what_is_not_there_is_a_404_with_the_page_for_it_whose_ways_stay_in_the_standing(standing):
    got = standing.get("/ceshi/1999/")

    assert got.status == 404
    assert "没有找到这个页面" in got.text
    assert 'href="/search/index.html"' in got.text
    assert "https://example.org" not in got.text
    assert got.digest


def test_the_search_page_says_that_there_is_no_index(standing):
    assert "预览里没有全文索引" in standing.get("/search/").text
    assert "预览里没有全文索引" not in standing.get("/").text


def test_head_sends_the_headers_alone_and_nothing_can_be_written(standing):
    full, head = standing.get(PAGE), standing.get(PAGE, "HEAD")

    assert (head.status, head.data) == (200, b"")
    assert head.headers["content-length"] == str(len(full.data))
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        got = standing.get(PAGE, method)
        assert (got.status, got.headers["allow"]) == (405, "GET, HEAD")
        assert got.text == "预览只能看，不能改。\n"
        assert "content-security-policy" in got.headers


TRICKS = [
    "/../site.yaml",
    "/ceshi/2023/files/../../../site.yaml",
    "/ceshi/2023/files/..%2f..%2f..%2fsite.yaml",
    "/ceshi/2023/files/%2e%2e/2023.md",
    "/ceshi/2023/files/..%5c2023.md",
    "/ceshi/2023/files/..\\2023.md",
    "/ceshi/2023/files/2023.md",
    "/ceshi/2023/files/%E8%AF%B4%E6%98%8E%201.pdf%00.html",
    "/ceshi/2023/files/CON",
    "/ceshi/2023/files/C:/Windows/win.ini",
    "/ceshi/2023/files/secret.pdf",
    "/ceshi/2023/files/",
    "//etc/passwd",
    "/%2fetc%2fpasswd",
    "/etc/passwd",
    "/C:%5cWindows%5cwin.ini",
    "/ceshi/2023.md",
    "/ceshi/agency.yaml",
    "/%ff%fe",
    "/%00",
    "/%u002e%u002e/",
    "/__gongkai/../site.yaml",
    "/__gongkai/overlay.html",
    "http://[/",
    "*",
]


@pytest.mark.parametrize("path", TRICKS)
def test_no_path_leads_out_of_the_site(path, standing):
    (standing.content / "ceshi" / "secret.pdf").write_bytes(b"not listed")

    got = standing.get(path)

    assert got.status in {400, 404}
    assert not any(word in got.data for word in (b"root:", "标题: ".encode(), "全称: ".encode(), b"not listed"))
    assert b"Traceback" not in got.data


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_an_attachment_that_became_a_link_is_not_followed(preview, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    file = preview.content / "ceshi" / ATTACHMENT
    file.unlink()
    file.symlink_to(tmp_path / "secret.txt")

    assert preview.get(_quoted(f"ceshi/2023/files/{ATTACHMENT}")).status == 404


def test_a_foreign_name_is_refused_and_so_is_none(standing):
    for host in ("example.org", f"example.org:{standing.port}", "127.0.0.1.example.org", "localhost@evil", "", None):
        got = standing.get(PAGE, host=host)
        assert got.status == 403, host
        assert "测试" not in got.text
    for host in ("localhost", f"localhost:{standing.port}", "127.0.0.1", f"[::1]:{standing.port}", "LOCALHOST"):
        assert standing.get(PAGE, host=host).status == 200, host


def test_two_names_of_the_host_are_refused(standing):
    with socket.create_connection(("127.0.0.1", standing.port), timeout=5) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert raw.makefile("rb").readline().split()[1] == b"403"


def test_it_listens_on_this_computer_alone_and_takes_the_next_port_that_is_free(standing):
    with opened(standing.desk, standing.port, standing.said.append) as other:
        assert other.server_address[0] == "127.0.0.1"
        assert standing.port < other.port < standing.port + 20


def test_rubbish_and_a_browser_that_hangs_up_leave_no_trace(standing, capfd):
    for sent in (
        b"\x16\x03\x01 what\r\n\r\n",
        b"GET /" + b"a" * 70000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 1",
        b"",
    ):
        with socket.create_connection(("127.0.0.1", standing.port), timeout=5) as raw:
            raw.sendall(sent)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # a reset, not a farewell

    assert standing.get(PAGE).status == 200
    assert capfd.readouterr() == ("", "")
    assert not any("没有回答" in line for line in standing.said)


def test_many_requests_at_once_are_answered_while_others_wait_for_a_change(preview):
    digest = preview.get(PAGE).digest
    with ThreadPoolExecutor(12) as pool:
        waiting = [pool.submit(preview.get, f"/__gongkai/changed?v={digest}&p={PAGE}") for _ in range(6)]
        pages = [pool.submit(preview.get, path) for path in (PAGE, "/", "/ceshi/", "/year/2023/") * 3]
        assert {page.result().status for page in pages} == {200}
        assert not any(one.done() for one in waiting)
        preview.save(REPORT, SENTENCE, "公开目录已经更新")
        preview.desk.look(whole=True)
        assert {one.result().data for one in waiting} == {b"1"}


# --- what a save does --------------------------------------------------------------------------------


def test_a_save_is_told_to_the_page_that_shows_it_and_to_no_other(content):
    with serving(content, patience=0.4, live=True) as preview:
        report, body = preview.get(PAGE).digest, preview.get("/about/").digest
        with ThreadPoolExecutor(2) as pool:
            told = pool.submit(preview.get, f"/__gongkai/changed?v={report}&p={PAGE}")
            other = pool.submit(preview.get, f"/__gongkai/changed?v={body}&p=/about/")
            time.sleep(0.1)
            preview.save(REPORT, SENTENCE, "公开目录已经更新")
            assert (told.result().data, other.result().data) == (b"1", b"0")

        assert "公开目录已经更新" in preview.get(PAGE).text


def test_a_page_that_was_hidden_while_it_changed_is_told_as_soon_as_it_asks(preview):
    before = preview.get(PAGE).digest
    preview.save(REPORT, SENTENCE, "公开目录已经更新")
    preview.desk.look(whole=True)

    assert preview.get(f"/__gongkai/changed?v={before}&p={PAGE}").data == b"1"


def test_an_error_stands_before_every_page_until_it_is_mended(preview):
    before = preview.get("/")
    preview.save(REPORT, "年度: 2023", "年度: 2O23<b>")
    preview.desk.look(whole=True)

    for path in (PAGE, "/", "/nowhere/"):
        got = preview.get(path)
        line = (preview.content / REPORT).read_text(encoding="utf-8").splitlines().index("年度: 2O23<b>") + 1
        assert got.status == ERRORS
        assert f"{REPORT} 第 {line} 行第 5 字" in got.text
        assert "改法：" in got.text
        assert "2O23&lt;b&gt;" in got.text
        assert "<b>" not in got.text
        assert not re.search(r"<style|<script>| style=|Traceback", got.text)
        assert got.digest != before.digest
    assert preview.get("/__gongkai/site.css").data == (TEMPLATES / "assets" / "site.css").read_bytes()
    assert preview.get(PAGE + "report.json").status == 200  # of the last good site

    preview.save(REPORT, "年度: 2O23<b>", "年度: 2023")
    preview.desk.look(whole=True)
    assert preview.get("/").data == before.data


def test_an_error_in_next_years_report_that_a_save_brings_about_is_seen_at_once(preview):
    (line,) = re.findall(r"  结转下年度: .*\n", (preview.content / "ceshi/2022.md").read_text(encoding="utf-8"))
    figures = [int(figure) for figure in re.findall(r"\d+", line)]
    up = re.sub(r"\d+", "{}", line).format(figures[0] + 1, *figures[1:-1], figures[-1] + 1)
    preview.save("ceshi/2022.md", line, up)
    preview.desk.look(whole=True)

    assert f"{REPORT} 第" in preview.get("/").text
    assert "carried-in" in preview.get("/").text


def test_what_is_said_at_once_is_what_reading_everything_says(preview):
    """For one body alone there are no others whose warnings could wait."""
    loaded = load(preview.content, forms())
    for old, new in (
        (SENTENCE, "公开目录已经更新"),
        ("年度: 2023", "年度: 2024"),
        ("---\n\n## 一", "发布机构: 别人\n---\n\n## 一"),
        ("## 一、总体情况", "## 一、总体情况\n\n请填写"),
        ("标题:", "标题："),
    ):
        text = (preview.content / REPORT).read_text(encoding="utf-8")
        assert old in text
        (preview.content / REPORT).write_text(text.replace(old, new), encoding="utf-8", newline="\n")
        quick = edited(loaded, forms(), {REPORT: text.replace(old, new).encode()})
        whole = load(preview.content, forms())
        assert quick.findings == whole.findings
        assert (quick.portal.reports, quick.portal.accepted) == (whole.portal.reports, whole.portal.accepted)
        assert list(quick.portal.reports) == list(whole.portal.reports)
        (preview.content / REPORT).write_text(text, encoding="utf-8", newline="\n")


def test_new_and_vanished_files_and_records_are_taken_in_too(preview):
    assert preview.get("/ceshi/2022/").status == 200
    (preview.content / "ceshi/2022.md").unlink()
    preview.save("ceshi/agency.yaml", "全称: 测试县测试局", "全称: 测试县别名局")
    preview.settle()

    assert preview.get("/ceshi/2022/").status == 404
    assert "测试县别名局" in preview.get("/ceshi/").text
    preview.save("site.yaml", "标题: 测试站", "标题： 测试站")
    preview.settle()
    assert "site.yaml 第 1 行" in preview.get("/").text
    shutil.rmtree(preview.content)
    preview.settle()
    assert f"没有内容文件夹 {preview.content}" in preview.get("/").text


def test_a_save_while_everything_is_judged_is_not_lost(preview, monkeypatch):
    def slow(*asked):
        gathered = gather(*asked)
        preview.save(REPORT, SENTENCE, "公开目录已经更新")
        preview.desk.look(whole=True)
        return gathered

    monkeypatch.setattr("gongkai.serve.desk.gather", slow)
    preview.desk.judge()

    assert "公开目录已经更新" in preview.get(PAGE).text


def test_a_faulty_template_is_named_with_its_line_and_mended_by_itself(content, tmp_path):
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    with serving(content, templates) as preview:
        before = preview.get(PAGE)
        good = (templates / "report.html").read_text(encoding="utf-8")
        line = good.splitlines().index("{% block main %}") + 1
        for fault, place in (("{% if %}", f"report.html:{line + 1}"), ("{{ page.nothing.more }}", f"第 {line + 1} 行")):
            (templates / "report.html").write_text(good.replace("{% block main %}", "{% block main %}\n" + fault))
            preview.desk.look(whole=True)
            got = preview.get(PAGE)
            assert got.status == ERRORS
            assert "模板有问题" in got.text
            assert "report.html" in got.text
            assert place in got.text
            assert preview.get("/").status == 200
        (templates / "report.html").write_text(good, encoding="utf-8", newline="\n")
        preview.desk.look(whole=True)
        assert preview.get(PAGE).data == before.data
        (templates / "assets" / "site.css").unlink()
        preview.desk.look(whole=True)
        time.sleep(watching.DOUBT)
        preview.desk.look(whole=True)
        assert "assets/site.css" in preview.get("/").text
        assert preview.get("/").status == ERRORS


# --- what is seen of a folder ------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "1.md").write_text("one")
    return tmp_path


def test_a_look_tells_what_was_saved_added_and_taken_away_once(folder, monkeypatch):
    seen = Watch(folder)
    assert seen.look() == frozenset()
    (folder / "a" / "b" / "1.md").write_text("two!")
    (folder / "new.md").write_text("x")
    (folder / "~$new.md").write_text("x")
    (folder / ".hidden").write_text("x")
    assert seen.look() == {"a/b/1.md", "new.md"}
    assert seen.look() == frozenset()
    shutil.rmtree(folder / "a")
    monkeypatch.setattr(watching, "DOUBT", 0)
    assert seen.look() == {"a/b/1.md"}
    assert seen.look() == frozenset()


def test_a_glance_sees_its_folders_and_no_others(folder):
    seen = Watch(folder)
    (folder / "a" / "b" / "1.md").write_text("two!")

    assert seen.glance(["a", ""]) == frozenset()
    assert seen.glance(["a/b"]) == {"a/b/1.md"}


def test_a_file_that_is_empty_or_away_for_a_moment_was_not_lost(folder):
    seen, file = Watch(folder), folder / "a" / "b" / "1.md"
    file.write_text("")
    assert seen.look() == frozenset()
    file.unlink()
    assert seen.look() == frozenset()
    file.write_text("two!")
    assert seen.look() == {"a/b/1.md"}
    file.write_text("")
    assert seen.look() == frozenset()
    time.sleep(watching.DOUBT)
    assert seen.look() == {"a/b/1.md"}


def test_a_second_save_within_the_clock_of_the_disk_is_seen(folder):
    seen, file = Watch(folder), folder / "a" / "b" / "1.md"
    file.write_text("12")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert seen.look() == {"a/b/1.md"}
    file.write_text("13")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert seen.look() == {"a/b/1.md"}
    assert seen.look() == frozenset()


def test_files_that_were_saved_together_may_cease_to_be_fresh_together(folder, monkeypatch):
    monkeypatch.setattr(watching, "FRESH", 0.01)
    seen = Watch(folder)
    for name in ("1.md", "2.md", "3.md"):
        (folder / name).write_text("two!")
    assert seen.look() == {"1.md", "2.md", "3.md"}
    time.sleep(0.02)

    assert seen.look() == frozenset()


# --- the command, and a browser ----------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="there a test cannot send Ctrl+C to one process alone")
def test_the_command_says_where_and_ends_with_a_sentence(content):
    import signal

    command = [sys.executable, "-m", "gongkai", "serve", "--content", str(content), "--templates", str(TEMPLATES)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}

    def heed() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # which a shell without a terminal has its children ignore

    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8", "preexec_fn": heed}
    with subprocess.Popen(command, env=env, **how) as run:
        try:
            first = run.stdout.readline()
            run.send_signal(signal.SIGINT)
            rest, said = run.communicate(timeout=60)
        finally:
            run.kill()  # if it did not end

    assert re.fullmatch(r"请用浏览器打开 http://127\.0\.0\.1:\d+/ ，只有本机能看。\n", first)
    assert (rest, run.returncode) == ("", 0)
    assert said.endswith("预览结束了。\n")
    assert "Traceback" not in said


def test_an_open_page_refreshes_itself_under_the_policy(content, browser):
    with serving(content, live=True) as preview, browser.new_context() as context:
        page = context.new_page()
        seen = watch(page)
        page.goto(f"http://127.0.0.1:{preview.port}{PAGE}")
        preview.save(REPORT, SENTENCE, "公开目录已经更新")
        page.get_by_text("公开目录已经更新").wait_for()
        preview.save(REPORT, "年度: 2023", "年度: 2O23")
        page.get_by_text("有 1 个错误").wait_for()
        preview.save(REPORT, "年度: 2O23", "年度: 2023")
        page.get_by_text("公开目录已经更新").wait_for()

        assert [line for line in seen.console if "500" not in line] == []
        assert (seen.errors, seen.csp, seen.foreign) == ([], [], [])
