"""Does a visitor ever see anything but one whole version while releases are switched, and are the headers right?

    python bench/serving.py [--switches 50] [--readers 8] [--linger 0.3]

Debian's nginx with the files of server/nginx, on a free port of the loopback, at the root and below /zwgk/ndbg/. Three
versions of a small content are published and rolled back in turn, by the command line, under readers in processes of
their own. A reader fetches a page, waits as a slow line would, fetches every style, script and picture that the page
names, and now and then another file. Each response is compared with the manifests: failed is what is no 200, torn what
stands in none; mixed is a page whose styles, scripts or pictures are of another version, gone one of these that was
there when the page was read and is no longer. What has no digest in its name (opensearch.xml) may be of another version.
Once only the texts differ, once the styles and scripts too. Then every file of a release is asked for its headers.
"""

import argparse
import hashlib
import http.client
import multiprocessing
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from gongkai.bind import ATTACHMENT_TYPES  # noqa: E402 - after the path is set
from gongkai.emit.values import CSP  # noqa: E402
from gongkai.release.verifier import parse  # noqa: E402

VERSIONS = ("甲", "乙", "丙")
SITES = (("ndbg.ceshi.example", "/"), ("www.ceshi.example", "/zwgk/ndbg/"))  # of server/nginx/gongkai.conf
NAMED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"')
KEPT_FOR_EVER = re.compile(r"assets/[^/]+\.[0-9a-f]{10}\.\w+")
ATTACHED = re.compile(r"(?:.*/)?[0-9]{4}/files/.*")
FIXED = "of another version, under a fixed name"
WAIT = 30  # seconds for nginx to start

# What a response has to say, written down here and not read from the settings.
POLICY = {*CSP.split("; "), "frame-ancestors 'none'"}
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "zip": "application/zip",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "bin": "application/octet-stream",
    "wps": "application/octet-stream",
    "et": "application/octet-stream",
}
COMPRESSED = {"html", "css", "js", "txt", "csv", "xml", "json", "svg"}
SMALLEST_COMPRESSED = 1024
OURS = {"content-security-policy", "x-content-type-options", "referrer-policy", "cache-control"}
OF_HTTP = {"server", "date", "content-type", "connection"}  # with every response; the next also, as the case may be
OF_FILES = {"content-length", "last-modified", "etag", "accept-ranges", "vary", "content-encoding", "transfer-encoding"}


class Version(NamedTuple):
    """A content with its templates, and once published its release and the digests of its files."""

    content: Path
    templates: Path
    release: str = ""
    digests: dict[str, str] = {}  # noqa: RUF012 - never changed


class Answer(NamedTuple):
    """A response."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def unpacked(self) -> bytes:
        """The body as it is in the file."""
        packed = ("content-encoding", "gzip") in self.headers
        return zlib.decompress(self.body, wbits=31) if packed else self.body

    @property
    def digest(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.unpacked()).hexdigest()


class Client:
    """One connection that is kept alive, to one of the two sites."""

    def __init__(self, port: int, site: tuple[str, str]) -> None:
        self.host, self.base = site
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str, *, gzip: bool = False, method: str = "GET") -> Answer:
        """The answer for a path below the site's base; OSError, HTTPException if there is none."""
        headers = {"Host": self.host, **({"Accept-Encoding": "gzip"} if gzip else {})}
        try:
            self.line.request(method, self.base + quote(path), headers=headers)
            response = self.line.getresponse()
            body = response.read()
        except BaseException:
            self.line.close()
            raise
        return Answer(response.status, [(name.lower(), value) for name, value in response.getheaders()], body)


# --- contents and servers ------------------------------------------------------------------------------


def make_versions(work: Path, *, styles: bool) -> list[Version]:
    """Versions of a small content: another title of the site on every page, and other styles and scripts if asked."""
    made = []
    for number, name in enumerate(VERSIONS):
        content, templates = work / f"content{number}", work / f"templates{number}"
        for part in ("jiangsu", "shili/shili-xian"):
            shutil.copytree(ROOT / "content" / part, content / part)
        text = (ROOT / "content" / "site.yaml").read_text("utf-8")
        (content / "site.yaml").write_text(re.sub(r"(?m)^标题: .*$", f"标题: 第{name}版的演示站", text), "utf-8")
        report = content / "shili" / "shili-xian" / "2024.md"
        listed = "".join(f"  - {{文件: 例.{ending}, 名称: 例 {ending}}}\n" for ending in ATTACHMENT_TYPES)
        report.write_text(report.read_text("utf-8").replace("附件:\n", f"附件:\n{listed}", 1), "utf-8")
        for ending in ATTACHMENT_TYPES:
            (report.parent / f"例.{ending}").write_bytes(f"{ending} {name}\n".encode() * 100)
        shutil.copytree(ROOT / "templates", templates)
        for file in sorted((templates / "assets").glob("*.*s")) if styles else ():
            with file.open("ab") as more:
                more.write(f"\n/* {number} */\n".encode())
        made.append(Version(content, templates))
    return made


def gongkai(*words: object) -> None:
    """Run a command as an administrator does; the end if it fails."""
    where = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "gongkai", *map(str, words)]
    done = subprocess.run(command, env=where, capture_output=True, check=False, encoding="utf-8")  # noqa: S603 - ourselves
    if done.returncode:
        sys.exit(f"{words[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")


def publish(version: Version, target: Path) -> Version:
    """The version, published and with what its manifest says."""
    gongkai("publish", "--to", target, "--content", version.content, "--templates", version.templates)
    manifest = parse(max((target / "manifests").glob("*.txt")).read_bytes())
    digests = {entry.path: entry.digest for entry in manifest.entries}
    return version._replace(release=manifest.head.release, digests=digests)


@contextmanager
def nginx(work: Path, target: Path) -> Iterator[int]:
    """The port of an nginx that serves a target with the files of server/nginx, only port and folder put in."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if not program:
        sys.exit("nginx is not installed: apt-get install nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    (work / "gongkai").mkdir()
    for name in ("gongkai-headers.conf", "gongkai-rules.conf"):
        shutil.copyfile(ROOT / "server" / "nginx" / name, work / "gongkai" / name)
    places = (ROOT / "server" / "nginx" / "gongkai.conf").read_text("utf-8")
    for pattern, new in (
        (r"\blisten 80;", f"listen 127.0.0.1:{port};"),
        (r"\blisten \[::\]:80;.*", ""),
        (r"/srv/gongkai/current", f"{target}/current"),
    ):
        places, changed = re.subn(pattern, new, places)
        if changed < len(SITES):
            sys.exit(f"server/nginx/gongkai.conf is not what this script knows: {pattern}")
    (work / "places.conf").write_text(places, "utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"  {kind}_temp_path {work}/{kind};\n" for kind in kinds)
    user = "user root;\n" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""  # the scratch folder is ours alone
    (work / "nginx.conf").write_text(
        f"{user}daemon off;\nworker_processes 2;\npid {work}/nginx.pid;\nerror_log {work}/error.log warn;\n"
        f"events {{ worker_connections 512; }}\nhttp {{\n{temporary}  access_log off;\n  include places.conf;\n}}\n",
        "utf-8",
    )
    server = subprocess.Popen([program, "-p", str(work), "-c", str(work / "nginx.conf")])  # noqa: S603
    try:
        for _ in range(WAIT * 10):
            with socket.socket() as asked:
                if server.poll() is None and asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            sys.exit(f"nginx did not start: {(work / 'error.log').read_text('utf-8')}")
        yield port
    finally:
        server.terminate()
        server.wait()


# --- reading while it changes ----------------------------------------------------------------------------


class Reader:
    """Reads at random, counts what it saw and keeps what was wrong."""

    def __init__(self, seed: int, port: int, versions: list[Version]) -> None:
        self.chance, self.client, self.versions = random.Random(seed), Client(port, SITES[seed % 2]), versions
        self.seen: Counter[str] = Counter()
        self.faults: list[str] = []
        self.paths = sorted(set.intersection(*(set(version.digests) for version in versions)))
        self.pages = [path for path in self.paths if path.endswith(".html")]

    def note(self, fault: str, what: object) -> None:
        """Count a fault."""
        self.seen[fault] += 1
        self.faults.append(f"{fault}: {what}")

    def fetch(self, path: str, fault: str) -> tuple[bytes, set[int]] | None:
        """The file and the versions in which it stands like this; None and a fault if it is no whole file of any."""
        self.seen["responses"] += 1
        try:
            answer = self.client.get(path, gzip=self.chance.random() < 1 / 2)
            data = answer.unpacked()
        except (OSError, http.client.HTTPException, zlib.error) as why:
            self.note("failed", f"{path}: {why!r}")
            return None
        if answer.status != http.HTTPStatus.OK:
            self.note(fault, f"{path}: {answer.status}")
            return None
        digest = hashlib.sha256(data).hexdigest()
        its = {number for number, version in enumerate(self.versions) if version.digests.get(path) == digest}
        if not its:
            self.note("torn", f"{path}: {len(data)} bytes")
            return None
        return data, its

    def visit(self, page: str, linger: float) -> None:
        """A page, and after a while all that it names."""
        got = self.fetch(page, "failed")
        if got is None:
            return
        self.seen["pages"] += 1
        time.sleep(self.chance.uniform(0, linger))
        gone = self.seen["gone"]
        for path in self.named(page, got[0]):
            self.seen["files named by pages"] += 1
            file = self.fetch(path, "gone")
            if file and not file[1] & got[1]:
                self.note("mixed" if KEPT_FOR_EVER.fullmatch(path) else FIXED, f"{page} with {path}")
        self.seen["pages with a file gone"] += self.seen["gone"] > gone

    def named(self, page: str, data: bytes) -> list[str]:
        """The paths of the files that a page needs; links of rel=canonical lead to another address."""
        address = f"http://{self.client.host}{self.client.base}"
        whole = {urljoin(address + quote(page), named) for named in NAMED.findall(data.decode("utf-8"))}
        return sorted(unquote(named.removeprefix(address)) for named in whole if named.startswith(address))


def read_on(seed: int, port: int, versions: list[Version], linger: float, stop: Event, told: Queue) -> None:
    """Visit pages until told to stop, and say what was seen."""
    reader = Reader(seed, port, versions)
    while not stop.is_set():
        reader.visit(reader.chance.choice(reader.pages), linger)
        reader.fetch(reader.chance.choice(reader.paths), "failed")
    told.put((reader.seen, reader.faults[:20]))


def switch(versions: list[Version], target: Path, switches: int) -> tuple[Counter[str], float]:
    """Show another version, again and again, by a publish and by a rollback in turn; how often, in which time."""
    chance, done, began = random.Random(1), Counter[str](), time.perf_counter()
    shown = len(versions) - 1
    for number in range(switches):
        shown = chance.choice([n for n in range(len(versions)) if n != shown])
        if number % 2:
            gongkai("rollback", target, "--to", versions[shown].release)
        else:
            publish(versions[shown], target)
        if (target / "current").resolve().name != versions[shown].release:
            sys.exit(f"switch {number}: {versions[shown].release} is not what is shown")
        done["rollbacks" if number % 2 else "publishes"] += 1
    return done, time.perf_counter() - began


def under_readers(work: Path, asked: argparse.Namespace, *, styles: bool) -> tuple[Counter[str], list[str], list[str]]:
    """Switch under readers, then scan the headers: what was counted, the faults, and what is wrong with headers."""
    work.mkdir()
    target = work / "target"
    versions = [publish(version, target) for version in make_versions(work, styles=styles)]
    stop, told = multiprocessing.Event(), multiprocessing.Queue()
    with nginx(work, target) as port:
        readers = [
            multiprocessing.Process(target=read_on, args=(seed, port, versions, asked.linger, stop, told))
            for seed in range(asked.readers)
        ]
        for reader in readers:
            reader.start()
        try:
            total, seconds = switch(versions, target, asked.switches)
        finally:
            stop.set()
            results = [told.get(timeout=120) for _ in readers]
            for reader in readers:
                reader.join()
        for seen, _ in results:
            total += seen
        total["seconds"] = round(seconds)
        shown = next(v for v in versions if v.release == (target / "current").resolve().name)
        scanned, wrong = scan(port, shown)
        total["responses scanned"] = scanned
    log = (work / "error.log").read_text("utf-8")
    total["serious lines in the log of nginx"] = len(re.findall(r"\[(?:crit|alert|emerg)\]", log))
    return total, [fault for _, faults in results for fault in faults], wrong


# --- headers ---------------------------------------------------------------------------------------------


def scan(port: int, version: Version) -> tuple[int, list[str]]:
    """Every file of a version plain and packed, and what is no file, at both places: how many, and what is wrong."""
    wrong: list[str] = []
    count = 0
    kinds: Counter[str] = Counter()
    for site in SITES:
        client = Client(port, site)
        for path in version.digests:
            for gzip in (False, True):
                count += 1
                kinds[PurePosixPath(path).suffix] += 1
                answer = client.get(path, gzip=gzip)
                where = f"{site[1]}{path}{' gzip' if gzip else ''}"
                wrong += [f"{where}: {what}" for what in wrong_of_file(path, answer, version, gzip=gzip)]
        for path, method, status, ours in (
            ("meiyou", "GET", 404, True),
            ("meiyou/index.html", "GET", 404, True),
            (".git/config", "GET", 404, True),
            ("assets/", "GET", 404, True),
            ("assets/site.0123456789.css", "GET", 404, True),
            ("assets", "GET", 301, True),
            ("index.html", "HEAD", 200, True),
            ("index.html", "POST", 405, True),
            ("index.html", "DELETE", 405, True),
        ):
            count += 1
            answer = client.get(path, method=method)
            where = f"{site[1]}{path} {method}"
            if answer.status != status:
                wrong.append(f"{where}: {answer.status}, not {status}")
            missing = http.HTTPStatus.NOT_FOUND
            if status == missing and answer.digest != version.digests["404.html"]:
                wrong.append(f"{where}: not the page 404.html of the site")
            wrong += [f"{where}: {what}" for what in wrong_of_ours(answer)] if ours else []
    print("kinds scanned: " + ", ".join(f"{kind[1:]} {number}" for kind, number in sorted(kinds.items())))
    return count, wrong


def wrong_of_ours(answer: Answer) -> Iterator[str]:
    """What is wrong with the headers that every answer has."""
    names = [name for name, _ in answer.headers]
    sent = dict(answer.headers)
    for name in sorted(set(names)):
        if names.count(name) > 1:
            yield f"{name} is there {names.count(name)} times"
    policy = sent.get("content-security-policy", "").split("; ")
    if set(policy) != POLICY or len(policy) != len(POLICY):
        yield f"content-security-policy: {sent.get('content-security-policy')}"
    for name, value in (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"), ("server", "nginx")):
        if sent.get(name) != value:
            yield f"{name}: {sent.get(name)}, not {value}"


def wrong_of_file(path: str, answer: Answer, version: Version, *, gzip: bool) -> Iterator[str]:
    """What is wrong with the answer for a file of the site."""
    yield from wrong_of_ours(answer)
    sent = dict(answer.headers)
    if answer.status != http.HTTPStatus.OK or answer.digest != version.digests[path]:
        yield f"{answer.status}, or not the file"
    ending = PurePosixPath(path).suffix[1:].lower()
    attached, for_ever = ATTACHED.fullmatch(path), KEPT_FOR_EVER.fullmatch(path)
    wanted = {
        "content-type": TYPES.get(ending, "unknown"),
        "cache-control": "public, max-age=31536000, immutable" if for_ever else "no-cache",
    }
    if attached:
        wanted["content-disposition"] = "attachment"
    size = int(sent.get("content-length", SMALLEST_COMPRESSED))
    if gzip and ending in COMPRESSED and size >= SMALLEST_COMPRESSED:
        wanted |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
    elif "content-encoding" in sent:
        yield f"content-encoding: {sent['content-encoding']}, which nobody asked for"
    for name, value in wanted.items():
        if sent.get(name) != value:
            yield f"{name}: {sent.get(name)}, not {value}"
    if strange := set(sent) - set(wanted) - OURS - OF_HTTP - OF_FILES:
        yield f"headers besides: {sorted(strange)}"


# --- told ------------------------------------------------------------------------------------------------

LINES = (
    "publishes",
    "rollbacks",
    "seconds",
    "responses",
    "pages",
    "files named by pages",
    "failed",
    "torn",
    "mixed",
    FIXED,
    "gone",
    "pages with a file gone",
    "serious lines in the log of nginx",
    "responses scanned",
    "headers wrong",
)


def main() -> int:
    """Two rounds and a table; 1 if anything failed, was torn or mixed, or a header is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--switches", type=int, default=50)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--linger", type=float, default=0.3, help="seconds at most between a page and its files")
    asked = parser.parse_args()
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        for name, styles in (("texts", False), ("styles", True)):
            total, faults, wrong = under_readers(Path(folder) / name, asked, styles=styles)
            total["headers wrong"] = len(wrong)
            rounds.append(total)
            print(*faults[:10], *wrong[:10], sep="\n", file=sys.stderr)
    print("| what differs between the versions | texts | styles and scripts too |\n|---|---|---|")
    for line in LINES:
        print(f"| {line} | " + " | ".join(f"{total[line]:,}" for total in rounds) + " |")
    return int(any(total[line] for total in rounds for line in ("failed", "torn", "mixed", "headers wrong")))


if __name__ == "__main__":
    sys.exit(main())
