"""Is a published site still what was published? One file that needs only Python 3.8 or later, and nothing of gongkai.

python3 verify.py 上线文件夹                       核对上线文件夹（里面有 releases、manifests、current）
python3 verify.py 网站文件夹 --manifest 清单        核对一个文件夹
python3 verify.py https://网址/ --manifest 清单     从网上逐个取来核对
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

MATCHES, DIFFERS, FAULT = 0, 1, 2
MAX_MANIFEST = 256 * 1024 * 1024
MAX_SHOWN = 50
MAX_PATH = 1024  # bytes
BLOCK = 1 << 20
PATIENCE = 60  # seconds for ssh-keygen
NAMESPACE = "gongkai-manifest"  # what a signature is for
NUMBERED = re.compile(r"([0-9]{6})\.txt(\.sig)?")
FOLDER = re.compile(r"([0-9a-f]{32})(-[0-9]{1,4})?")  # a release; with a number if the first of its name was damaged
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Fault(Exception):
    """Why nothing can be said: a Chinese sentence."""


class Damaged(Exception):
    """Why a manifest is none: a Chinese sentence without its file."""


class Finding(NamedTuple):
    """What differs: a kind for programs, the path it is about (or ""), and a Chinese sentence."""

    kind: str
    path: str
    message: str


class Entry(NamedTuple):
    """A file of a release."""

    digest: str
    size: int
    path: str


class Head(NamedTuple):
    """What a manifest says besides its files, and its own digest."""

    number: int
    action: str  # publish, rollback
    release: str
    replaces: str  # the release that visitors saw until then, or -
    previous: str  # digest of the manifest before, or -
    commit: str
    digest: str


class Manifest(NamedTuple):
    """A manifest, read."""

    head: Head
    entries: tuple[Entry, ...]  # in the order of paths


# --- the manifest -------------------------------------------------------------------------------------

_HEAD = re.compile(
    rb"gongkai-manifest 1\n"
    rb"number ([1-9][0-9]{0,5})\n"
    rb"action (publish|rollback)\n"
    rb"release ([0-9a-f]{32})\n"
    rb"replaces ([0-9a-f]{32}|-)\n"
    rb"previous ([0-9a-f]{64}|-)\n"
    rb"commit ([0-9a-f]{7,64}|-)\n"
    rb"\n"
)
_LINE = re.compile(rb"([0-9a-f]{64})  (0|[1-9][0-9]{0,14})  ([^\n]+)")


def head_of(data: bytes) -> Head:
    """The head of a manifest; Damaged if it is none."""
    found = _HEAD.match(data)
    if not found:
        if re.match(rb"gongkai-manifest [0-9]{1,9}\n", data) and not data.startswith(b"gongkai-manifest 1\n"):
            raise Damaged("清单的格式比这个核对程序新，请换新的核对程序")
        if data.startswith(b"gongkai-manifest 1\n"):
            raise Damaged("开头的几行被改动过，或者不完整")
        raise Damaged("开头不是 gongkai 的清单")
    number, action, release, replaces, previous, commit = (part.decode("ascii") for part in found.groups())
    if (number == "1") != (previous == "-"):
        raise Damaged("只有第 1 次的清单没有上一次")
    return Head(int(number), action, release, replaces, previous, commit, hashlib.sha256(data).hexdigest())


def parse(data: bytes) -> Manifest:
    """A manifest, whole and in order; Damaged if anything in it is not as it is written."""
    if len(data) > MAX_MANIFEST:
        raise Damaged("清单太大")
    head = _agreeing(data)
    start = _start(data)
    listed = data[start:]
    entries = []
    before = b""
    seen = set()
    for at, line in enumerate(listed.split(b"\n")[:-1], start=data.count(b"\n", 0, start) + 1):
        found = _LINE.fullmatch(line)
        path = path_of(found.group(3)) if found else None
        if found is None or path is None:
            raise Damaged(f"第 {at} 行不是“摘要  大小  路径”")
        if found.group(3) <= before:
            raise Damaged(f"第 {at} 行的路径没有照顺序")
        before = found.group(3)
        above = path.split("/")[:-1]
        if any("/".join(above[: n + 1]) in seen for n in range(len(above))):
            raise Damaged(f"第 {at} 行的文件放在另一个文件里面")
        seen.add(path)
        entries.append(Entry(found.group(1).decode("ascii"), int(found.group(2)), path))
    if not entries or not listed.endswith(b"\n"):
        raise Damaged("清单不完整")
    return Manifest(head, tuple(entries))


def _agreeing(data: bytes) -> Head:
    """The head of a manifest whose list of files is the one that it names; Damaged if it is another."""
    head = head_of(data)
    if release_name(data[_start(data) :]) != head.release:
        raise Damaged("清单里的文件和它写的版本不符，清单被改动过或者不完整")
    return head


def _start(data: bytes) -> int:
    """Where the list of files begins."""
    return data.index(b"\n\n") + 2


def release_name(listed: bytes) -> str:
    """The name of a release: the first half of the digest of the list of its files."""
    return hashlib.sha256(listed).hexdigest()[:32]


def path_of(raw: bytes) -> str | None:
    """The path of a file of a site; None if it could lead anywhere else."""
    try:
        path = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    parts = path.split("/")
    plain = path.isprintable() and not set(path) & set('\\:*?"<>|') and len(raw) <= MAX_PATH
    return path if plain and not any(part in {"", ".", ".."} or part.startswith(".") for part in parts) else None


# --- files --------------------------------------------------------------------------------------------


def shown(path: str) -> str:
    """A path as it can be printed, whatever bytes it is made of."""
    safe = path.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in safe)


def why(fault: OSError) -> str:
    """What the operating system says."""
    return str(fault.strerror or fault)


def read_plain(path: str, limit: int) -> bytes:
    """The bytes of an ordinary file, at most `limit` of them; OSError for links, devices and pipes."""
    handle = os.open(path, os.O_RDONLY | _NO_FOLLOW)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("不是普通文件")
        return file.read(limit)


def _digest(path: str, limit: int) -> tuple[int, str]:
    """Size and digest of an ordinary file of at most `limit` bytes; what is longer is not read on."""
    handle = os.open(path, os.O_RDONLY | _NO_FOLLOW)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("不是普通文件")
        found, size = hashlib.sha256(), 0
        while size <= limit:
            block = os.read(handle, min(BLOCK, limit + 1 - size))
            if not block:
                break
            found.update(block)
            size += len(block)
        return size, found.hexdigest()
    finally:
        os.close(handle)


def _walk(root: str) -> Iterator[tuple[str, str, int]]:
    """Path, kind (file, folder, link, special) and size of everything below a folder."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(os.path.join(root, *prefix.split("/"))) as found:
            for entry in found:
                name = prefix + entry.name
                state = entry.stat(follow_symlinks=False)
                if stat.S_ISLNK(state.st_mode) or getattr(state, "st_reparse_tag", False):
                    yield name, "link", 0
                elif stat.S_ISDIR(state.st_mode):
                    yield name, "folder", 0
                    waiting.append(name + "/")
                else:
                    yield name, "file" if stat.S_ISREG(state.st_mode) else "special", state.st_size


def compare_tree(root: str, entries: Iterable[Entry], allowed: Iterable[str] = ()) -> list[Finding]:
    """Everything in which a folder differs from the files that should be in it."""
    if not stat.S_ISDIR(os.lstat(root).st_mode):
        return [Finding("link", "", f"{shown(root)} 不是文件夹")]
    expected = {entry.path: entry for entry in entries}
    sizes = {entry.size for entry in expected.values()}
    digests: dict[str, str] = {}
    for entry in expected.values():
        digests.setdefault(entry.digest, entry.path)
    folders = {path[:at] for path in expected for at in range(len(path)) if path[at] == "/"}
    ignored = {*allowed}
    found, met = [], set()
    try:
        for path, kind, size in _walk(root):
            if path in ignored and kind == "file":
                continue
            met.add(path)
            due = expected.get(path)
            if kind == "folder":
                if path not in folders:
                    what = "应当是文件，现在是文件夹" if due else "多出来的文件夹"
                    found.append(Finding("added", path, what))
            elif kind != "file":
                what = "是一个链接，不是文件" if kind == "link" else "是设备或者管道，不是文件"
                found.append(Finding("special", path, what))
            elif due is None:
                found.append(Finding("added", path, "多出来的文件，清单里没有"))
            else:
                found.extend(_compare_file(os.path.join(root, *path.split("/")), due, size, sizes, digests))
    except OSError as fault:
        found.append(Finding("unreadable", "", f"{shown(str(fault.filename or root))} 读不了：{why(fault)}"))
    found.extend(Finding("missing", path, "缺了") for path in expected if path not in met)
    return sorted(found, key=lambda one: one.path.encode("utf-8", "surrogateescape"))


def _compare_file(place: str, entry: Entry, size: int, sizes: set[int], digests: dict[str, str]) -> list[Finding]:
    try:
        real, digest = _digest(place, size) if size in sizes else (size, "")
    except OSError as fault:
        return [Finding("unreadable", entry.path, "读不了：" + why(fault))]
    return [] if (real, digest) == (entry.size, entry.digest) else [_changed(entry, real, digest, digests)]


def _changed(entry: Entry, size: int, digest: str, digests: dict[str, str]) -> Finding:
    other = digests.get(digest)
    if other:
        return Finding("swapped", entry.path, f"里面是 {other} 的内容")
    if size < entry.size:
        return Finding("truncated", entry.path, f"变短了：应为 {entry.size} 字节，现在 {size} 字节")
    if size > entry.size:
        return Finding("changed", entry.path, f"变长了：应为 {entry.size} 字节，现在 {size} 字节")
    return Finding("changed", entry.path, "内容被改动，长短没有变")


# --- the log ------------------------------------------------------------------------------------------


class Log(NamedTuple):
    """The manifests of a target by number, and what is wrong with them."""

    heads: dict[int, Head]
    found: list[Finding]


def read_log(folder: str) -> Log:
    """Every manifest of a target and whether each follows from the one before."""
    heads: dict[int, Head] = {}
    found = []
    for name in sorted(os.listdir(folder)):
        numbered = NUMBERED.fullmatch(name)
        if name.startswith("."):
            continue  # left over from a step that did not end
        if not numbered:
            found.append(Finding("manifest", "manifests/" + name, "不是清单，是多出来的"))
        elif not numbered.group(2):
            head = _numbered(folder, name, int(numbered.group(1)))
            if isinstance(head, Finding):
                found.append(head)
            else:
                heads[head.number] = head
    return Log(heads, [*found, *_unchained(heads, {one.path for one in found})])


def _numbered(folder: str, name: str, number: int) -> Head | Finding:
    place = "manifests/" + name
    try:
        head = _agreeing(read_plain(os.path.join(folder, name), MAX_MANIFEST))
    except Damaged as fault:
        return Finding("manifest", place, str(fault))
    except OSError as fault:
        return Finding("manifest", place, "读不了：" + why(fault))
    return head if head.number == number else Finding("manifest", place, f"里面写的是第 {head.number} 次")


def _unchained(heads: dict[int, Head], named: set[str]) -> Iterator[Finding]:
    """The gaps of a log, and the entries that do not follow from the one before."""
    gaps = 0
    for number in range(1, max(heads, default=0) + 1):
        here, before = heads.get(number), heads.get(number - 1)
        place = "manifests/" + manifest_name(number)
        if here is None and place not in named:
            gaps += 1
            if gaps > MAX_SHOWN:
                return  # a number out of the air; enough has been said
            yield Finding("manifest", place, "缺了：清单应当一次不少")
        if here and before and here.previous != before.digest:
            yield Finding("chain", place, f"里面记着的上一次清单，与第 {number - 1} 次的不符")


def manifest_name(number: int) -> str:
    """The name of the file of a manifest."""
    return f"{number:06d}.txt"


def shown_release(target: str) -> tuple[str, str] | None:
    """The folder in releases/ and the name of the release that visitors see; None if it is not one of ours."""
    try:
        link = os.readlink(os.path.join(target, "current")).replace("\\", "/")
    except (OSError, ValueError):
        return None
    above, _, folder = link.rpartition("/")
    found = FOLDER.fullmatch(folder)
    return (folder, found.group(1)) if found and above == "releases" else None


# --- what is verified ---------------------------------------------------------------------------------


class Trust(NamedTuple):
    """What is trusted: a manifest kept elsewhere, keys."""

    manifest: str | None = None
    signers: str | None = None
    identity: str | None = None


NOBODY = Trust()


class Result(NamedTuple):
    """What was compared, and what was found."""

    target: str
    number: int
    release: str
    files: int
    found: list[Finding]
    notes: list[str]


def load_manifest(path: str) -> Manifest:
    """A manifest that was named; Fault if it is none."""
    try:
        return parse(read_plain(path, MAX_MANIFEST + 1))
    except OSError as fault:
        raise Fault(f"读不了清单 {shown(path)}：{why(fault)}。") from fault
    except Damaged as fault:
        raise Fault(f"{shown(path)} 不能用来核对：{fault}。") from fault


def verify(place: str, trust: Trust = NOBODY, allowed: Iterable[str] = (), timeout: float = 20) -> Result:
    """What differs at an address, in a target or in a folder; Fault if it cannot be said."""
    if place.startswith(("http://", "https://")):
        return verify_address(place, trust, timeout)
    if not os.path.isdir(place):
        raise Fault(_no_place(place))
    if os.path.isdir(os.path.join(place, "manifests")) and os.path.lexists(os.path.join(place, "releases")):
        return verify_target(place, trust)
    return verify_folder(place, trust, allowed)


def _no_place(place: str) -> str:
    """Why a place that is no folder cannot be verified, and what can."""
    if os.path.lexists(place):
        return f"{shown(place)} 不是文件夹；压缩包请先解压，再用里面的 verify.py 核对。"
    if re.match(r"[^/\\]+@[^/\\]*:|ssh://", place):
        return f"{shown(place)} 在另一台机器上：请在那里用 verify.py 核对，或者写网址，从网上核对。"
    return f"没有 {shown(place)}；网址要从 https:// 或 http:// 写起。"


def verify_folder(folder: str, trust: Trust, allowed: Iterable[str] = ()) -> Result:
    """What differs in a folder that holds a site and nothing else."""
    if not trust.manifest:
        raise Fault(
            f"{shown(folder)} 里没有 releases 和 manifests，不是上线文件夹；核对普通文件夹要用 --manifest 给出清单。"
        )
    manifest = load_manifest(trust.manifest)
    allowed = [*allowed]
    found = [*_signed(trust.manifest, trust), *compare_tree(os.path.join(folder, ""), manifest.entries, allowed)]
    notes = ["没有核对：{}。".format("、".join(allowed))] if allowed else []
    return Result(folder, manifest.head.number, manifest.head.release, len(manifest.entries), found, notes)


def verify_target(target: str, trust: Trust) -> Result:
    """What differs in a target: its files, its log, and which release it shows."""
    trusted = load_manifest(trust.manifest) if trust.manifest else None
    folder = os.path.join(target, "manifests")
    try:
        log, visible = _settled(target, folder)
    except OSError as fault:
        raise Fault(f"读不了 {shown(str(fault.filename or folder))}：{why(fault)}。") from fault
    newest = max(log.heads, default=0)
    found = [*log.found, *_linked(target)]
    if trusted:
        found += _against_trusted(log, trusted.head, newest, trust)
    if newest and not (trusted and trusted.head.number > newest):
        found += _signed(os.path.join(folder, manifest_name(newest)), trust)
    elif trust.manifest:
        found += _signed(trust.manifest, trust)
    notes = _doubts(trust)
    due = trusted if trusted and trusted.head.number >= newest else _read(folder, newest, found)
    if due is None:
        if not found:
            raise Fault(f"{shown(target)} 里还没有上线过。")
        return Result(target, newest, "", 0, found, notes)
    if visible is None:
        found.append(Finding("current", "current", "不是指向 releases 里一个版本的链接"))
    else:
        due = _about_visible(target, visible, due, log, found)
    return Result(target, due.head.number, due.head.release, len(due.entries), found, notes)


def _linked(target: str) -> list[Finding]:
    """The folders of a target that are none."""
    names = [name for name in ("manifests", "releases") if os.path.islink(os.path.join(target, name))]
    return [Finding("link", name, "应当是文件夹，现在是链接") for name in names]


def _doubts(trust: Trust) -> list[str]:
    """What cannot be seen without a manifest from elsewhere."""
    if trust.manifest:
        return []
    if trust.signers:
        return ["只核对了签名，看不出网站是不是停在以前签过名的版本；请同时用 --manifest 给出另存的清单。"]
    return [
        "用的是同一个文件夹里的清单：能改网站的人，也可能连清单一起改了。请把清单另存一份在别处，用 --manifest 核对。"
    ]


def _settled(target: str, folder: str) -> tuple[Log, tuple[str, str] | None]:
    """The log and what visitors see; looked at again for a moment if they differ, as during a switch."""
    for again in range(4):
        before = shown_release(target)
        log = read_log(folder)
        visible = shown_release(target)
        newest = log.heads.get(max(log.heads, default=0))
        if visible == before and (newest is None or (visible is not None and visible[1] == newest.release)):
            break
        if again < 3:
            time.sleep(0.2)
    return log, visible


def _read(folder: str, number: int, found: list[Finding]) -> Manifest | None:
    try:
        return parse(read_plain(os.path.join(folder, manifest_name(number)), MAX_MANIFEST + 1)) if number else None
    except (Damaged, OSError) as fault:
        found.append(Finding("manifest", "manifests/" + manifest_name(number), str(fault)))
        return None


def _against_trusted(log: Log, trusted: Head, newest: int, trust: Trust) -> list[Finding]:
    """Whether the log goes on from the trusted manifest."""
    here = log.heads.get(trusted.number)
    if newest < trusted.number:
        told = f"清单只到第 {newest} 次，可信的清单是第 {trusted.number} 次：网站停在、或者被退回到旧的版本"
        return [Finding("frozen", "manifests", told)]
    place = "manifests/" + manifest_name(trusted.number)
    if here and here.digest != trusted.digest:
        return [Finding("manifest", place, "与可信的清单不同，被换过")]
    if newest > trusted.number and not trust.signers:
        told = f"已经上线到第 {newest} 次，可信的清单是第 {trusted.number} 次。是您上线的，请用第 {newest} 次的清单核对"
        return [Finding("newer", "manifests", told)]
    return []


def _about_visible(target: str, visible: tuple[str, str], due: Manifest, log: Log, found: list[Finding]) -> Manifest:
    """Add what differs in the release that visitors see; the manifest it was compared with."""
    folder, release = visible
    if release != due.head.release:
        known = [number for number, head in log.heads.items() if head.release == release]
        if not known:
            found.append(Finding("current", "current", f"网站显示的 {release} 没有上线过，应当是 {due.head.release}"))
        else:
            told = (
                f"网站显示的是第 {max(known)} 次的版本，应当是第 {due.head.number} 次的："
                "网站被退回，或者上一次上线没有做完。没有做完的，请再上线一次"
            )
            found.append(Finding("rolled-back", "current", told))
            due = _read(os.path.join(target, "manifests"), max(known), found) or due
    root = os.path.join(target, "releases", folder)
    try:
        found += compare_tree(root, due.entries)
    except OSError as fault:
        found.append(Finding("missing", "releases/" + folder, "网站的文件夹读不了：" + why(fault)))
    return due


# --- signatures, by ssh-keygen ------------------------------------------------------------------------


def _signed(manifest: str, trust: Trust) -> list[Finding]:
    """Whether a manifest bears a signature of one of the signers."""
    if not trust.signers:
        return []
    program = shutil.which("ssh-keygen")
    if not program:
        raise Fault("没有 ssh-keygen，核对不了签名；请安装 OpenSSH。")
    if not os.path.isfile(trust.signers):
        raise Fault(f"没有 {shown(trust.signers)}。")
    name = "manifests/" + os.path.basename(manifest)
    try:
        data, signature = read_plain(manifest, MAX_MANIFEST), read_plain(manifest + ".sig", 1 << 16)
    except OSError:
        return [Finding("signature", name, "没有签名")]
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "sig")
        with open(copy, "wb") as file:
            file.write(signature)
        who = trust.identity
        if who is None:
            ask = [program, "-Y", "find-principals", "-f", trust.signers, "-s", copy]
            told = _ask(ask, b"")
            named = told.stdout.decode("utf-8", "replace").splitlines()
            if told.returncode or not named:
                return [Finding("signature", name, f"签名的人不在 {shown(trust.signers)} 里")]
            who = named[0]
        ask = [program, "-Y", "verify", "-f", trust.signers, "-I", who, "-n", NAMESPACE, "-s", copy]
        told = _ask(ask, data)
    return (
        [] if told.returncode == 0 else [Finding("signature", name, "签名不对：清单被改动过，或者不是名单里的人签的")]
    )


def _ask(line: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(line, input=data, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - no shell
    except subprocess.TimeoutExpired as fault:
        raise Fault(f"等了 {PATIENCE} 秒，ssh-keygen 没有核对完签名；请稍后再核对。") from fault
    except OSError as fault:
        raise Fault(f"ssh-keygen 运行不了，核对不了签名：{why(fault)}。") from fault


# --- by address ---------------------------------------------------------------------------------------


class _Fetch(threading.Thread):
    """Gets files over one connection, compares them, and goes on until there are none left."""

    def __init__(self, job: _Job) -> None:
        super().__init__(daemon=True)
        self.job = job
        self.connection: Any = None
        self.ends = float("inf")  # when the answer has to be there
        self.late = False

    def cut(self) -> None:
        """End a connection over which an answer comes drop by drop."""
        sock = getattr(self.connection, "sock", None)
        if sock is not None and time.monotonic() > self.ends:
            self.ends, self.late = float("inf"), True
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        while True:
            entry = self.job.next()
            if entry is None:
                break
            try:
                self.job.done(self.ask(entry))
            except Exception as fault:  # noqa: BLE001 - a thread must not end without a word
                self.job.done(Finding("unreadable", entry.path, f"取不到：{shown(str(fault) or type(fault).__name__)}"))
        self.drop()

    def drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def ask(self, entry: Entry) -> Finding | None:
        """A file asked for twice at most: a server may end a kept connection at any time."""
        for again in (False, True):
            fresh = self.connection is None
            try:
                return self.once(entry)
            except (OSError, http.client.HTTPException) as fault:
                self.drop()
                if isinstance(fault, (socket.timeout, ssl.SSLError)) or (again and fresh):
                    return self.job.failed(entry, fault)
        return self.job.failed(entry, OSError("连接断了"))

    def once(self, entry: Entry) -> Finding | None:
        job = self.job
        if self.connection is None:
            make = http.client.HTTPSConnection if job.secure else http.client.HTTPConnection
            self.connection = make(job.host, job.port, timeout=job.timeout)
        self.late = False
        self.ends = time.monotonic() + 2 * job.timeout + entry.size / 10_000
        wanted = {"Accept-Encoding": "identity", "User-Agent": "gongkai-verify", "Cache-Control": "no-cache"}
        self.connection.request("GET", job.root + quote(entry.path), headers=wanted)
        answer = self.connection.getresponse()
        job.reached = True
        refused = _refused(answer, entry)
        if refused:
            self.drop()
            return refused
        body = bytearray()
        while len(body) <= entry.size:
            block = answer.read(min(BLOCK, entry.size + 1 - len(body)))
            if not block:
                break
            body += block
        if self.late:
            raise socket.timeout("服务器发得太慢")  # noqa: UP041 - two things before Python 3.10
        if len(body) > entry.size:
            self.drop()
            return Finding("changed", entry.path, f"变长了：应为 {entry.size} 字节")
        digest = hashlib.sha256(body).hexdigest()
        if answer.will_close:
            self.drop()
        return None if digest == entry.digest else _changed(entry, len(body), digest, job.digests)


def _refused(answer: http.client.HTTPResponse, entry: Entry) -> Finding | None:
    """What is wrong with an answer before its body is read."""
    if answer.status in {301, 302, 303, 307, 308}:
        where = shown(answer.getheader("Location") or "")[:200]
        return Finding("redirect", entry.path, f"服务器让转到 {where}，没有跟过去")
    if answer.status in {404, 410} and entry.path != "404.html":
        return Finding("missing", entry.path, f"网站上没有（{answer.status}）")
    if answer.status not in {200, 404, 410}:
        return Finding("unreadable", entry.path, f"服务器回答 {answer.status}")
    if (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
        return Finding("unreadable", entry.path, "服务器发来的是压缩过的，没有要求压缩")
    return None


class _Job:
    """The files still to be asked for, and what was found."""

    def __init__(self, address: str, entries: tuple[Entry, ...], timeout: float) -> None:
        try:
            parts = urlsplit(address)
            self.secure = parts.scheme == "https"
            self.host = (parts.hostname or "").encode("idna").decode("ascii")
            self.port = parts.port or (443 if self.secure else 80)
            self.root = quote(unquote(parts.path)).rstrip("/") + "/"
            whole = self.host and not (parts.query or parts.fragment or parts.username)
        except ValueError:
            whole = False
        if not whole:
            raise Fault(f"{shown(address)} 不是网址：应当是以 https:// 或 http:// 开头的完整网址，不带 ? 和 #。")
        self.timeout = timeout
        self.digests = {entry.digest: entry.path for entry in entries}
        self.found: list[Finding] = []
        self.reached = False
        self.in_a_row = 0
        self._left = list(reversed(entries))
        self._lock = threading.Lock()

    def next(self) -> Entry | None:
        with self._lock:
            gone = self.in_a_row >= 8  # nobody is there
            return None if gone or not self._left else self._left.pop()

    def done(self, found: Finding | None) -> None:
        with self._lock:
            if found is None or found.kind != "unreadable":
                self.in_a_row = 0
            if found:
                self.found.append(found)

    def failed(self, entry: Entry, fault: Exception) -> Finding:
        with self._lock:
            self.in_a_row += 1
        return Finding("unreadable", entry.path, f"取不到：{shown(str(fault) or type(fault).__name__)}")

    def given_up(self) -> bool:
        return bool(self._left)


def verify_address(address: str, trust: Trust, timeout: float = 20, threads: int = 4) -> Result:
    """What differs at an address: every file of the manifest is fetched; what else is there cannot be seen."""
    if not trust.manifest:
        raise Fault("核对网址要用 --manifest 给出清单：清单不放在网站里。")
    manifest = load_manifest(trust.manifest)
    signed = _signed(trust.manifest, trust)
    job = _Job(address, manifest.entries, timeout)
    workers = [_Fetch(job) for _ in range(threads)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        for worker in workers:
            worker.join(0.25)
            worker.cut()
    if not job.reached or job.given_up():
        if not job.reached:
            raise Fault("连不上 {}：{}。".format(shown(address), job.found[-1].message if job.found else "没有回答"))
        raise Fault(f"核对到一半，{shown(address)} 不再回答：{job.found[-1].message}。请稍后再核对。")
    found = [*signed, *sorted(job.found, key=lambda one: one.path)]
    notes = ["从网上核对，看不到清单以外多出来的文件；请在服务器上再核对一次。"]
    if any(one.kind in {"changed", "missing"} for one in job.found):
        notes.append("清单以后又上线过的，请用最新的清单再核对。")
    return Result(address, manifest.head.number, manifest.head.release, len(manifest.entries), found, notes)


# --- the command --------------------------------------------------------------------------------------

KINDS = {
    "added": "多出",
    "chain": "清单",
    "changed": "改动",
    "current": "版本",
    "frozen": "停在旧版",
    "link": "链接",
    "manifest": "清单",
    "missing": "缺少",
    "newer": "清单过旧",
    "redirect": "转到别处",
    "rolled-back": "版本",
    "signature": "签名",
    "special": "不是文件",
    "swapped": "换了内容",
    "truncated": "截短",
    "unreadable": "读不了",
}


def as_text(result: Result) -> str:
    """The result for people."""
    lines = []
    if result.found:
        lines.append(f"{shown(result.target)}：发现 {len(result.found)} 处不符。")
        for one in result.found[:MAX_SHOWN]:
            place = f" {shown(one.path)}" if one.path else ""
            lines.append(f"  [{KINDS[one.kind]}]{place}：{one.message}")
        if len(result.found) > MAX_SHOWN:
            lines.append(f"  ……还有 {len(result.found) - MAX_SHOWN} 处，用 --format json 全部列出。")
    else:
        told = f"核对无误：第 {result.number} 次上线，版本 {result.release}，{result.files} 个文件与清单一致。"
        lines.append(told)
    return "\n".join([*lines, *result.notes]) + "\n"


def as_json(result: Result) -> str:
    """The result for programs."""
    told = {
        "target": result.target,
        "ok": not result.found,
        "number": result.number,
        "release": result.release,
        "files": result.files,
        "findings": [one._asdict() for one in result.found],
        "notes": result.notes,
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this file; `gongkai verify` has the same."""
    parser.add_argument("target", nargs="?", metavar="目标", help="上线文件夹、网站文件夹或者网址")
    parser.add_argument("--manifest", metavar="清单", help="另存在别处的清单，照它核对")
    parser.add_argument("--signers", metavar="文件", help="谁可以签名（OpenSSH 的 allowed_signers 文件）")
    parser.add_argument("--identity", metavar="名称", help="必须是谁签的（缺省：名单里的任何一个）")
    what = "网站文件夹里允许多出的文件，例如 web.config；可以写几次"
    parser.add_argument("--allow", action="append", default=[], metavar="路径", help=what)
    parser.add_argument("--timeout", type=float, default=20, metavar="秒", help="从网上取一个文件等多久（缺省：20）")
    what = "text 或 json（缺省：text）"
    parser.add_argument("--format", choices=("text", "json"), default="text", metavar="形式", help=what)


def run(options: Any) -> tuple[int, str, str]:
    """Exit status, output, and what is said beside it."""
    if not options.target:
        return FAULT, "", "请写要核对的上线文件夹或者网址；用法请看 --help\n"
    try:
        trust = Trust(options.manifest, options.signers, options.identity)
        result = verify(options.target, trust, options.allow, options.timeout)
    except Fault as fault:
        return FAULT, "", f"没有核对成：{fault}\n"
    told = as_json(result) if options.format == "json" else as_text(result)
    return DIFFERS if result.found else MATCHES, told, ""


def main(arguments: list[str] | None = None) -> int:
    """This file as a program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(description="核对网站与上线时的清单是不是一致：一致 0，不一致 1，核对不了 2。")
    add_arguments(parser)
    try:
        status, out, beside = run(parser.parse_args(arguments))
    except KeyboardInterrupt:
        status, out, beside = FAULT, "", "已中断。\n"
    sys.stdout.write(out)
    sys.stderr.write(beside)
    return status


if __name__ == "__main__":
    sys.exit(main())
