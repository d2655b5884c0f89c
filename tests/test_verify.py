"""Verifying: whatever was done to a published site is found, what was not done is not, and no manifest is believed as it is."""

import argparse
import ast
import hashlib
import http.server
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from urllib.parse import unquote

import pytest

from gongkai import cli
from gongkai.cli import main
from gongkai.release import verifier
from gongkai.release.manifest import Unlisted, contents_of, entry_of, text_of
from gongkai.release.verifier import Damaged, Entry, Fault, Trust, as_text, parse, verify
from release_site import NEW, OLD, OTHER, numbered, put
from support import ROOT

FILE = ROOT / "src" / "gongkai" / "release" / "verifier.py"


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(os, "sync", lambda: None)
    monkeypatch.setattr("time.sleep", lambda _: None)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "www"


def trusted(target, number):
    """The manifest kept elsewhere."""
    kept = target.parent / f"kept-{number}.txt"
    if not kept.exists():
        shutil.copy(target / "manifests" / f"{number:06d}.txt", kept)
    return Trust(manifest=str(kept))


def kinds(found):
    return [one.kind for one in found]


# --- tampering ----------------------------------------------------------------------------------------

MANY = {f"{n % 7}/{n}/index.html": f"<p>{n}</p>".encode() * (n + 3) for n in range(98)} | {
    "index.html": b"home",
    "404.html": b"none",
}


def _swap(one, other):
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    return lambda: _swap(one, other)


def _rewrite(path, change):
    """A file changed; what undoes it."""
    before = path.read_bytes()
    path.write_bytes(change(before))
    return lambda: path.write_bytes(before)


def _flip(data, rng):
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def _remove(path, instead=lambda _: None):
    before = path.read_bytes()
    path.unlink()
    instead(path)

    def undo():
        path.unlink(missing_ok=True)
        path.write_bytes(before)

    return undo


def _add(path):
    path.write_bytes(b"x")
    return path.unlink


def _show(target, leads_to):
    before = (target / "current").readlink()
    (target / "current").unlink()
    (target / "current").symlink_to(leads_to)
    return lambda: _show(target, before)


def _older(target):
    return _show(target, "releases/" + parse(log(target, 1).read_bytes()).head.release)


def _both(*undos):
    return lambda: [undo() for undo in reversed(undos)]


def _relist(target, path, rng):
    """A file changed, and the manifest made to fit it, name and all."""
    root = (target / "current").resolve()
    page = _rewrite(root / path, lambda _: rng.randbytes(20))
    names = [p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()]
    contents = contents_of(entry_of(name, (root / name).read_bytes()) for name in names)
    before = parse(log(target, 1).read_bytes()).head
    listed = _rewrite(log(target, 2), lambda _: text_of(contents, "publish", before.release, before, "-"))
    new = root.with_name(contents.name)
    root.rename(new)
    return _both(page, listed, lambda: new.rename(root), _show(target, f"releases/{contents.name}"))


def log(target, number):
    return target / "manifests" / f"{number:06d}.txt"


TAMPERINGS = {
    "a bit": (lambda t, p, r: _rewrite(t / "current" / p, lambda d: _flip(d, r)), {"changed"}),
    "longer": (lambda t, p, r: _rewrite(t / "current" / p, lambda d: d + r.randbytes(r.randint(1, 50))), {"changed"}),
    "cut": (lambda t, p, r: _rewrite(t / "current" / p, lambda d: d[: r.randrange(len(d))]), {"truncated"}),
    "deleted": (lambda t, p, _: _remove(t / "current" / p), {"missing"}),
    "added": (lambda t, p, r: _add(t / "current" / f"{p}.{r.randrange(10**9)}.html"), {"added"}),
    "swapped": (
        lambda t, p, r: _swap(t / "current" / p, t / "current" / r.choice([q for q in MANY if q != p])),
        {"swapped"},
    ),
    "linked": (lambda t, p, _: _remove(t / "current" / p, lambda f: f.symlink_to("/etc/hostname")), {"special"}),
    "rolled back": (lambda t, *_: _older(t), {"rolled-back"}),
    "frozen": (lambda t, *_: _both(_older(t), _remove(log(t, 2))), {"frozen"}),
    "listed anew": (_relist, {"manifest"}),
}


EACH = 20  # files for each kind; all hundred were tried when this was written


def test_ten_kinds_of_tampering_are_found_in_every_file_and_nothing_else_is(target):
    put(target, {**MANY, "index.html": b"before"})
    put(target, MANY)
    trust = trusted(target, 2)
    rng = random.Random(22)
    found = 0
    for what, (tamper, expected) in TAMPERINGS.items():
        for path in rng.sample([*MANY], EACH):
            undo = tamper(target, path, rng)
            met = verify(str(target), trust).found
            assert expected <= set(kinds(met)), (what, path, met)
            if expected <= {"changed", "truncated", "missing", "special"}:
                assert [one.path for one in met] == [path]
            found += 1
            undo()
        assert verify(str(target), trust).found == [], "a false alarm"
    assert found == 10 * EACH


def test_dates_and_permissions_are_no_change(target):
    put(target, OLD)
    for path in (target / "current").resolve().rglob("*"):
        os.utime(path, (1, 1))
    (target / "current" / "index.html").chmod(0o640)
    assert verify(str(target), trusted(target, 1)).found == []


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda r: os.mkfifo(r / "index.html.fifo"), [("special", "index.html.fifo")]),
        (lambda r: (r / "empty" / "er").mkdir(parents=True), [("added", "empty"), ("added", "empty/er")]),
        (lambda r: (r / ".htaccess").write_text("x"), [("added", ".htaccess")]),
        (lambda r: (r / "a" / "shell.php").write_text("x"), [("added", "a/shell.php")]),
        (lambda r: (r / "out").symlink_to("/etc"), [("special", "out")]),
        (lambda r: ((r / "404.html").unlink(), (r / "404.html").mkdir()), [("added", "404.html")]),
        (lambda r: (r / "\udcff\udcfe").mkdir(), [("added", "\udcff\udcfe")]),
    ],
)
def test_what_does_not_belong_there_is_named(target, make, expected):
    put(target, OLD)
    make((target / "current").resolve())
    result = verify(str(target))
    assert [(one.kind, one.path) for one in result.found] == expected
    as_text(result).encode()
    json.loads(verifier.as_json(result))


def test_a_fifo_in_the_place_of_a_file_does_not_hold_it_up(target):
    put(target, OLD)
    page = (target / "current").resolve() / "index.html"
    page.unlink()
    os.mkfifo(page)
    assert kinds(verify(str(target)).found) == ["special"]


def test_two_files_of_one_content_are_not_mixed_up(target):
    put(target, {**OLD, "b.html": b"x", "c.html": b"x"})
    root = (target / "current").resolve()
    _swap(root / "b.html", root / "c.html")
    assert verify(str(target)).found == []
    _swap(root / "b.html", root / "index.html")
    assert [(f.kind, f.path) for f in verify(str(target)).found] == [("swapped", "b.html"), ("swapped", "index.html")]


# --- the log ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trick", "expected"),
    [
        (lambda t: log(t, 2).unlink(), "manifest"),
        (lambda t: log(t, 2).write_bytes(log(t, 3).read_bytes()), "manifest"),
        (lambda t: log(t, 2).write_bytes(b""), "manifest"),
        (lambda t: log(t, 2).write_bytes(log(t, 2).read_bytes().replace(b"commit -", b"commit abcdef0")), "chain"),
        (lambda t: log(t, 1).write_bytes(log(t, 1).read_bytes()[:-1]), "manifest"),
        (lambda t: (log(t, 2).unlink(), log(t, 2).symlink_to("000001.txt")), "manifest"),
        (lambda t: log(t, 5).write_bytes(log(t, 4).read_bytes().replace(b"number 4", b"number 5")), "chain"),
        (lambda t: log(t, 7).write_bytes(log(t, 4).read_bytes().replace(b"number 4", b"number 7")), "manifest"),
        (
            lambda t: log(t, 999999).write_bytes(log(t, 4).read_bytes().replace(b"number 4", b"number 999999")),
            "manifest",
        ),
        (lambda t: (t / "releases").rename(t / "r") and (t / "releases").symlink_to("r"), "link"),
        (lambda t: (t / "manifests").rename(t / "m") and (t / "manifests").symlink_to("m"), "link"),
        (lambda t: (t / "manifests" / "extra.txt").write_bytes(b"x"), "manifest"),
        (lambda t: (t / "current").unlink(), "current"),
        (lambda t: ((t / "current").unlink(), (t / "current").symlink_to("/tmp")), "current"),  # noqa: S108
        (lambda t: ((t / "current").unlink(), (t / "current").symlink_to(f"releases/{'0' * 32}")), "current"),
        (lambda t: shutil.rmtree((t / "current").resolve()), "missing"),
    ],
)
def test_a_trick_with_the_log_or_the_link_is_found_without_a_trusted_manifest(target, trick, expected):
    for n in range(4):
        put(target, numbered(n))
    assert verify(str(target)).found == []
    trick(target)
    found = verify(str(target)).found
    assert expected in kinds(found)
    assert len(found) < 100


def test_a_log_that_was_written_anew_is_found_with_a_trusted_manifest_only(target):
    put(target, OLD)
    put(target, NEW)
    trust = trusted(target, 2)
    shutil.rmtree(target)
    put(target, OLD)
    put(target, OTHER)
    without = verify(str(target))
    assert without.found == []
    assert "也可能连清单一起改了" in "".join(without.notes)
    assert kinds(verify(str(target), trust).found)[0] == "manifest"


def test_a_site_that_stopped_and_one_that_went_back_are_told_apart(target):
    put(target, OLD)
    put(target, NEW)
    trust = trusted(target, 2)
    _older(target)
    (back,) = verify(str(target), trust).found
    assert back.kind == "rolled-back"
    assert "第 1 次的版本，应当是第 2 次的" in back.message
    log(target, 2).unlink()
    frozen = verify(str(target), trust).found
    assert frozen[0].kind == "frozen"
    assert "清单只到第 1 次，可信的清单是第 2 次" in frozen[0].message


def test_a_newer_site_is_not_vouched_for_by_an_older_manifest(target):
    put(target, OLD)
    trust = trusted(target, 1)
    put(target, NEW)
    assert kinds(verify(str(target), trust).found) == ["newer"]
    assert verify(str(target), trusted(target, 2)).found == []


# --- hostile manifests --------------------------------------------------------------------------------


def small():
    contents = contents_of(entry_of(path, data) for path, data in OLD.items())
    return text_of(contents, "publish", "-", None, "-")


def listing(*lines):
    """A manifest whose name fits these lines, whatever they are."""
    listed = b"".join(lines)
    name = hashlib.sha256(listed).hexdigest()[:32].encode()
    head = b"gongkai-manifest 1\nnumber 1\naction publish\nrelease " + name + b"\nreplaces -\nprevious -\ncommit -\n\n"
    return head + listed


DIGEST = b"0" * 64


def test_a_manifest_is_read_as_it_was_written():
    assert parse(small()).entries == contents_of(entry_of(p, d) for p, d in OLD.items()).entries
    assert parse(listing(DIGEST + b"  0  a.html\n")).entries == (Entry("0" * 64, 0, "a.html"),)


@pytest.mark.parametrize(
    "path",
    [
        *(b"../a", b"/a", b"a/../b", b"./a", b"a//b", b"a/", b"", b"a\\b", b"C:/a", b"a\x00b", b"a\rb", b"\xff"),
        *("a\u2028b".encode(), "a\u202eb".encode(), b".git/config", b"x" * 2000, b"a?b", b"a*b"),
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path):
    with pytest.raises(Damaged):
        parse(listing(DIGEST + b"  0  " + path + b"\n"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        listing(),
        listing(DIGEST + b"  0  a.html"),
        listing(DIGEST + b"  0  b.html\n", DIGEST + b"  0  a.html\n"),
        listing(DIGEST + b"  0  a.html\n", DIGEST + b"  0  a.html\n"),
        listing(DIGEST + b"  0  a\n", DIGEST + b"  0  a/b\n"),
        listing(DIGEST + b" 0  a.html\n"),
        listing(DIGEST + b"  00  a.html\n"),
        listing(DIGEST + b"  -1  a.html\n"),
        listing(DIGEST + b"  " + b"9" * 40 + b"  a.html\n"),
        listing(b"G" * 64 + b"  0  a.html\n"),
        listing(b"\n", DIGEST + b"  0  a.html\n"),
        listing(DIGEST + b"  0  a.html\n").replace(b"number 1", b"number 01"),
        listing(DIGEST + b"  0  a.html\n").replace(b"number 1", b"number 2"),
        listing(DIGEST + b"  0  a.html\n").replace(b"previous -", b"previous " + DIGEST),
        listing(DIGEST + b"  0  a.html\n").replace(b"manifest 1", b"manifest 2"),
        listing(DIGEST + b"  0  a.html\n").replace(b"\n", b"\r\n"),
        listing(DIGEST + b"  0  a.html\n").replace(b"commit -", b"commit -\ncommit -"),
        b"\xef\xbb\xbf" + listing(DIGEST + b"  0  a.html\n"),
    ],
)
def test_what_is_not_a_manifest_is_refused_with_a_sentence(data, tmp_path, capsys):
    with pytest.raises(Damaged) as fault:
        parse(data)
    assert any("\u4e00" <= c <= "\u9fff" for c in str(fault.value))
    (tmp_path / "m.txt").write_bytes(data)
    assert main(["verify", str(tmp_path), "--manifest", str(tmp_path / "m.txt")]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_a_manifest_cut_anywhere_is_refused_and_one_changed_anywhere_is_another():
    data = small()
    rng = random.Random(5)
    before = parse(data)
    for at in range(len(data)):
        with pytest.raises(Damaged):
            parse(data[:at])
        changed = bytearray(data)
        changed[at] ^= 1 << rng.randrange(8)
        try:
            other = parse(bytes(changed))
        except Damaged:
            continue
        assert other.head.digest != before.head.digest
        assert other.entries == before.entries  # only what is not in the name may differ and still be read


def test_what_cannot_be_listed_is_not_written():
    with pytest.raises(Unlisted):
        contents_of([Entry("0" * 64, 1, "a\nb.html")])


# --- by address ---------------------------------------------------------------------------------------


@contextmanager
def served(site, behave=None):
    """A server on loopback; `behave(handler, path)` may answer by itself and says whether it did."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = unquote(self.path).removeprefix("/zw/")
            asked.append(self.path)
            if behave and behave(self, path):
                return
            data = site.get(path)
            self.send_response(404 if data is None or path == "404.html" else 200)
            body = data if data is not None else b"none"
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/zw", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def listed(tmp_path):
    (tmp_path / "m.txt").write_bytes(small())
    return Trust(manifest=str(tmp_path / "m.txt"))


def test_a_site_is_verified_from_outside(listed):
    with served(OLD) as (address, asked):
        result = verify(address, listed)
    assert result.found == []
    assert "多出来的文件" in result.notes[0]
    assert len(asked) == len(OLD)
    assert all(path.isascii() and path.startswith("/zw/") for path in asked)


@pytest.mark.parametrize("end", ["", "/"])
@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ({**OLD, "index.html": b"<p>bad</p>"}, [("changed", "index.html")]),
        ({**OLD, "index.html": b"<p>ol"}, [("truncated", "index.html")]),
        ({**OLD, "index.html": b"<p>old</p><script>"}, [("changed", "index.html")]),
        ({**OLD, "404.html": b"x"}, [("truncated", "404.html")]),
        ({p: d for p, d in OLD.items() if p != "a/2023/files/附件.pdf"}, [("missing", "a/2023/files/附件.pdf")]),
        ({**OLD, "index.html": OLD["404.html"]}, [("swapped", "index.html")]),
    ],
)
def test_what_was_changed_is_seen_from_outside(listed, site, expected, end):
    with served(site) as (address, _):
        assert [(f.kind, f.path) for f in verify(address + end, listed).found] == expected


def _answer(handler, status, headers=(), body=b""):
    handler.send_response(status)
    for name, value in headers:
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def _endless(handler):
    _answer(handler, 200)
    while True:
        handler.wfile.write(bytes(65536))


def _dripping(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(100):
        handler.wfile.write(b"X: y\r\n")
        handler.wfile.flush()
        threading.Event().wait(0.05)


@pytest.mark.parametrize(
    ("trick", "expected"),
    [
        (lambda h: _answer(h, 302, [("Location", "http://evil.example/")]), "redirect"),
        (lambda h: _answer(h, 301, [("Location", "//evil.example/\x1b[2J")]), "redirect"),
        (lambda h: _answer(h, 500), "unreadable"),
        (lambda h: _answer(h, 206, [("Content-Length", "10")], OLD["index.html"]), "unreadable"),
        (lambda h: _answer(h, 200, [("Content-Encoding", "gzip")], b"\x1f\x8b"), "unreadable"),
        (lambda h: _answer(h, 200, [("Content-Length", "10")], b"<p>"), "truncated"),
        (lambda h: setattr(h, "close_connection", True), "unreadable"),
        (lambda h: h.wfile.write(b"\xff\xfe nonsense\r\n\r\n"), "unreadable"),
        (lambda h: h.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"), "unreadable"),
        (_endless, "changed"),
        (_dripping, "unreadable"),
    ],
)
def test_a_server_that_does_not_play_fair_is_named_and_does_not_hold_it_up(listed, trick, expected):
    def behave(handler, path):
        if path == "index.html":
            trick(handler)
        return path == "index.html"

    with served(OLD, behave) as (address, _):
        result = verify(address, listed, timeout=0.4)
    assert [(f.kind, f.path) for f in result.found] == [(expected, "index.html")]
    assert "\x1b" not in as_text(result)


def test_a_server_that_is_not_there_is_no_finding(listed):
    with served(OLD) as (address, _):
        pass
    with pytest.raises(Fault, match="连不上"):
        verify(address, listed, timeout=1)


NO_ADDRESSES = [
    *("http://", "https://a:b:c/", "http://x/?a=1", "http://x/#a", "http://u:p@x/", "http://[::1", "http://a..b/"),
    *("http://x:99999/", f"http://{'a' * 64}.cn/", f"https://{'甲' * 64}/", "http://x\u2100y/", "http://x/\udcff"),
]


@pytest.mark.parametrize("address", NO_ADDRESSES, ids=ascii)
def test_an_address_that_is_none_is_said_so(listed, address):
    with pytest.raises(Fault, match="不是网址"):
        verify(address, listed)


@pytest.mark.parametrize(
    ("program", "said"), [("#!/bin/sh\nexec sleep 60\n", "没有核对完签名"), ("#!/nowhere\n", "运行不了")]
)
def test_an_ssh_keygen_that_does_not_answer_is_told_in_a_sentence(listed, tmp_path, monkeypatch, program, said):
    keygen = tmp_path / "bin" / "ssh-keygen"
    keygen.parent.mkdir()
    keygen.write_text(program, encoding="utf-8")
    keygen.chmod(0o755)
    (tmp_path / "signers").write_text("a ssh-ed25519 AAAA\n", encoding="utf-8")
    shutil.copy(listed.manifest, f"{listed.manifest}.sig")
    monkeypatch.setenv("PATH", f"{keygen.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(verifier, "PATIENCE", 0.1)

    with pytest.raises(Fault, match=said):
        verify("http://127.0.0.1:9/", listed._replace(signers=str(tmp_path / "signers")))


def test_an_address_needs_a_manifest():
    with pytest.raises(Fault, match="--manifest"):
        verify("https://example.org/")


# --- the command and the file by itself ---------------------------------------------------------------


def test_the_command_says_what_it_found(target, capsys):
    put(target, OLD)
    assert main(["verify", str(target)]) == 0
    assert capsys.readouterr().out.startswith("核对无误：第 1 次上线")
    (target / "current" / "index.html").write_bytes(b"<p>bad</p>")
    assert main(["verify", str(target)]) == 1
    assert "[改动] index.html：内容被改动，长短没有变" in capsys.readouterr().out
    assert main(["verify", str(target), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == [{"kind": "changed", "path": "index.html", "message": "内容被改动，长短没有变"}]
    assert (told["ok"], told["number"], told["files"]) == (False, 1, len(OLD))
    for nothing in ([], [str(target / "nothing")], [str(target / "releases")]):
        assert main(["verify", *nothing]) == 2
        assert capsys.readouterr().out == ""


def test_the_link_that_visitors_follow_may_be_named_itself(target):
    put(target, OLD)
    trust = trusted(target, 1)

    assert not verify(str(target / "current"), trust).found
    (target / "current" / "index.html").write_bytes(b"another")
    assert [one.path for one in verify(str(target / "current"), trust).found] == ["index.html"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("site.zip", "压缩包请先解压"),
        ("web@host:/srv", "在另一台机器上"),
        ("ssh://host/srv", "在另一台机器上"),
        ("x", "网址要从"),
    ],
)
def test_what_cannot_be_verified_is_told_with_what_can(tmp_path, monkeypatch, place, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.zip").touch()
    with pytest.raises(Fault, match=told):
        verify(place)


def test_an_address_in_numbers_needs_no_port():
    for address, host, port in (("http://[::1]/x", "::1", 80), ("https://[2001:db8::1]/", "2001:db8::1", 443)):
        job = verifier._Job(address, (), 1)
        assert (job.host, job.port) == (host, port)


def test_a_plain_folder_is_compared_with_a_manifest_and_what_a_server_needs_is_allowed(tmp_path, listed):
    folder = tmp_path / "site"
    for path, data in {**OLD, "web.config": b"<x/>"}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    assert kinds(verify(str(folder), listed).found) == ["added"]
    result = verify(str(folder), listed, ["web.config"])
    assert result.found == []
    assert result.notes == ["没有核对：web.config。"]
    with pytest.raises(Fault, match="--manifest"):
        verify(str(folder))


def test_every_kind_of_finding_has_a_word():
    named = {
        node.args[0].value
        for node in ast.walk(ast.parse(FILE.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
    }
    assert named == {*verifier.KINDS}


def test_the_verifier_stands_alone(target, tmp_path, capsys):
    put(target, OLD)
    assert main(["verify", "--save", str(tmp_path / "verify.py")]) == 0
    assert main(["verify", "--save", str(tmp_path / "verify.py")]) == 2
    capsys.readouterr()
    alone = [sys.executable, "-I", "-S", "verify.py"]
    done = subprocess.run([*alone, str(target)], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout[:4]) == (0, "核对无误")
    (target / "current" / "404.html").unlink()
    for coding in ("cp936", "ascii"):
        env = {"PYTHONIOENCODING": coding}
        line = [sys.executable, "-S", "verify.py", str(target)]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, env=env, check=False)
        assert (done.returncode, done.stderr) == (1, b"")


def test_the_command_takes_what_the_file_takes():
    def taken(parser):
        return {
            (*a.option_strings, a.dest, str(a.default), str(a.choices), str(a.type), a.metavar, a.help)
            for a in parser._actions
            if a.dest not in {"help", "save"}
        }

    alone = argparse.ArgumentParser()
    verifier.add_arguments(alone)
    (commands,) = cli._parser()._subparsers._group_actions
    assert taken(commands.choices["verify"]) == taken(alone)


def test_the_verifier_is_written_in_python_3_8_and_imports_nothing_else():
    tree = ast.parse(FILE.read_text(encoding="utf-8"), feature_version=(3, 8))
    named = set()
    for node in ast.walk(tree):
        named |= {a.name for a in node.names} if isinstance(node, ast.Import) else set()
        named |= {node.module} if isinstance(node, ast.ImportFrom) else set()
        if isinstance(node, ast.Attribute):  # what came with 3.9 and later
            assert node.attr not in {
                "removeprefix",
                "removesuffix",
                "is_relative_to",
                "file_digest",
                "readlink_",
                "cache",
            }
    assert {name.split(".")[0] for name in named} <= sys.stdlib_module_names
