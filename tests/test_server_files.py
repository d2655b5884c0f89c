"""Do the settings in server/ send what the pages need and refuse the rest? Read as data: no server has to run."""

import re
import shlex
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from gongkai import site as site_record
from gongkai.bind import ATTACHMENT_TYPES
from gongkai.cli import main
from gongkai.emit.frame import BADGES
from gongkai.emit.places import attachment_place
from gongkai.emit.values import CSP
from support import CONTENT, ROOT, TEMPLATES

SERVER = ROOT / "server"
SERVERS = ("nginx", "apache", "iis")
TEXT = {"html", "css", "js", "txt", "csv", "xml"}
COMPRESSED = {*TEXT, "json", "svg"}
NO_CACHE, FOR_EVER = {"no-cache"}, {"public", "max-age=31536000", "immutable"}
COMMON = {"content-security-policy", "x-content-type-options", "referrer-policy"}


def read(name: str) -> str:
    return (SERVER / name).read_text(encoding="utf-8")


# --- three languages, read ---------------------------------------------------------------------------


class Directive(NamedTuple):
    """A directive of nginx with its arguments, and the directives of its block if it has one."""

    name: str
    args: tuple[str, ...]
    inner: tuple["Directive", ...] = ()

    def all(self, name: str) -> list["Directive"]:
        return [d for d in self.inner if d.name == name]

    def one(self, name: str) -> tuple[str, ...]:
        (found,) = self.all(name)
        return found.args


def parse_nginx(text: str) -> Directive:
    pieces = re.findall(r"""#[^\n]*|"(?:[^"\\]|\\.)*"|[{};]|[^\s{};"#]+""", text)
    words: list[str] = []
    stack: list[tuple[list[str], list[Directive]]] = [([], [])]
    for piece in pieces:
        if piece.startswith("#"):
            continue
        if piece == "{":
            stack.append((words, []))
        elif piece == ";":
            stack[-1][1].append(Directive(words[0], tuple(words[1:])))
        elif piece == "}":
            head, inner = stack.pop()
            stack[-1][1].append(Directive(head[0], tuple(head[1:]), tuple(inner)))
        else:
            words.append(piece.removeprefix('"').removesuffix('"').replace('\\"', '"'))
            continue
        words = []
    ((_, found),) = stack
    return Directive("", (), tuple(found))


HEADERS = parse_nginx(read("nginx/gongkai-headers.conf"))
RULES = parse_nginx(read("nginx/gongkai-rules.conf"))
PLACES = parse_nginx(read("nginx/gongkai.conf"))
INCLUDE_HEADERS = ("gongkai/gongkai-headers.conf",)
INCLUDE_RULES = ("gongkai/gongkai-rules.conf",)

APACHE = [
    tuple(shlex.split(line.strip().removeprefix("<").removesuffix(">")))
    for line in read("apache/gongkai.conf").splitlines()
    if line.strip() and not line.strip().startswith("#")
]
IIS = ET.fromstring(read("iis/web.config").split("?>", 1)[1])  # noqa: S314 - our own


def apache(name: str) -> list[tuple[str, ...]]:
    return [line[1:] for line in APACHE if line[0] == name]


def sent_by_nginx(path: str) -> dict[str, str]:
    """The headers of a file: those of the first location that matches, or of the rules themselves."""
    block = RULES
    for location in RULES.all("location"):
        how, pattern = location.args
        assert how in {"~", "~*"}
        if re.search(pattern, path, re.IGNORECASE if how == "~*" else 0):
            block = location
            break
    if block.all("return"):
        return {"status": block.one("return")[0]}
    added = [d.args for d in block.all("add_header")]
    if INCLUDE_HEADERS in [d.args for d in block.all("include")]:
        added += [d.args for d in HEADERS.inner]
    assert len({args[0].lower() for args in added}) == len(added)
    return {args[0].lower(): args[1] for args in added}


def sent_by_apache(path: str) -> dict[str, str]:
    for status, pattern in apache("RedirectMatch"):
        if re.search(pattern, path):
            return {"status": status}
    sent = {}
    for line in apache("Header"):
        if line[0] == "unset":  # what an outer block set without `always`
            continue
        assert line[:2] == ("always", "set")
        name, value, *only = line[2:]
        if only:
            _, pattern, flags = re.fullmatch(r"expr=%\{(REQUEST_URI)\} =~ m#(.+)#(i?)", only[0]).groups()
            if not re.search(pattern, path, re.IGNORECASE if flags else 0):
                continue
        sent[name.lower()] = value
    return sent


def sent_by_iis(path: str) -> dict[str, str]:
    server = IIS.find("system.webServer")
    if any(add.get("sequence") in path for add in server.iterfind(".//denyUrlSequences/add")):
        return {"status": "404"}
    sent = {add.get("name").lower(): add.get("value") for add in server.iterfind("httpProtocol/customHeaders/add")}
    rule = server.find("rewrite/outboundRules/rule")
    if re.search(rule.find("conditions/add").get("pattern"), path):
        assert rule.find("match").get("serverVariable") == "RESPONSE_Content_Disposition"
        sent["content-disposition"] = rule.find("action").get("value")
    inside = [at for at in IIS.iterfind("location") if path.startswith(f"/{at.get('path')}/")]
    deepest = max(inside, key=lambda at: len(at.get("path")), default=None)
    cache = (server if deepest is None else deepest).find(".//clientCache")
    if cache.get("cacheControlMode") == "DisableCache":
        sent["cache-control"] = "no-cache"
    else:
        days, hours = re.fullmatch(r"(?:(\d+)\.)?(\d\d):00:00", cache.get("cacheControlMaxAge")).groups()
        seconds = int(days or 0) * 86400 + int(hours) * 3600
        sent["cache-control"] = cache.get("cacheControlCustom") + (f", max-age={seconds}" if seconds else "")
    return sent


SENT = {"nginx": sent_by_nginx, "apache": sent_by_apache, "iis": sent_by_iis}


def types_of(server: str) -> dict[str, str]:
    """The media type of each extension, with its charset."""
    if server == "nginx":
        (block,) = RULES.all("types")
        named = [(d.name, ext) for d in block.inner for ext in d.args]
        charset, with_charset = RULES.one("charset")[0], {"text/html", *RULES.one("charset_types")}
        pairs = [(ext, f"{kind}; charset={charset}" if kind in with_charset else kind) for kind, ext in named]
    elif server == "apache":
        pairs = [(ext.removeprefix("."), kind) for kind, *extensions in apache("AddType") for ext in extensions]
    else:
        maps = IIS.iterfind("system.webServer/staticContent/mimeMap")
        pairs = [(m.get("fileExtension").removeprefix("."), m.get("mimeType")) for m in maps]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


# --- what is published ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out: Path = tmp_path_factory.mktemp("server") / "site"
    assert main(["build", "--content", str(CONTENT), "--templates", str(TEMPLATES), "--out", str(out)]) == 0
    return ["/" + p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()]


ATTACHED = ["/" + attachment_place("ceshi-zhen", 2023, f"2023年报.{ext}") for ext in ATTACHMENT_TYPES]
BADGE = f"/{BADGES}dangzhengjiguan.png"


# --- headers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("server", SERVERS)
def test_the_policy_is_that_of_the_pages_and_nobody_may_frame_them(server):
    policy = SENT[server]("/index.html")["content-security-policy"].split("; ")

    assert len(policy) == len(set(policy))
    assert set(policy) == {*CSP.split("; "), "frame-ancestors 'none'"}


@pytest.mark.parametrize("server", SERVERS)
def test_every_file_has_the_same_headers_and_no_others(server, built):
    for path in (*built, *ATTACHED, BADGE):
        sent = SENT[server](path)
        assert set(sent) - {"content-disposition"} == COMMON | {"cache-control"}, path
        assert sent["x-content-type-options"] == "nosniff"
        assert sent["referrer-policy"] == "no-referrer"
        assert sent["content-security-policy"] == SENT["nginx"]("/")["content-security-policy"]


@pytest.mark.parametrize("server", SERVERS)
def test_attachments_are_for_keeping_and_nothing_else_is(server, built):
    for path in (*ATTACHED, "/ceshi-zhen/2023/files/a.html"):
        assert SENT[server](path)["content-disposition"] == "attachment"
    for path in (*(p for p in built if "/files/" not in p), BADGE, "/files/2023/index.html"):
        assert "content-disposition" not in SENT[server](path), path


@pytest.mark.parametrize("server", SERVERS)
def test_only_names_with_a_digest_are_kept_for_ever(server, built):
    digest = re.compile(r"/assets/[^/]+\.[0-9a-f]{10}\.\w+")
    kept = {path for path in built if digest.fullmatch(path)}

    assert {PurePosixPath(path).suffix for path in kept} >= {".css", ".js"}
    for path in (*built, *ATTACHED, BADGE):
        cache = set(SENT[server](path)["cache-control"].split(", "))
        assert cache == (FOR_EVER if path in kept else NO_CACHE), path


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("path", ["/.env", "/.git/config", "/ceshi-zhen/.htaccess", "/ceshi-zhen/2023/files/.a.pdf"])
def test_names_with_a_leading_dot_are_not_found(server, path):
    assert SENT[server](path) == {"status": "404"}


@pytest.mark.parametrize("name", ["nginx/gongkai-headers.conf", "apache/gongkai.conf", "iis/web.config"])
def test_strict_transport_is_left_to_the_administrator(name):
    lines = [line.strip() for line in read(name).splitlines() if "Strict-Transport-Security" in line]

    assert len(lines) == 1
    assert lines[0].startswith(("#", "<!--"))
    assert "HSTS" in read(name)


# --- types ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("server", SERVERS)
def test_every_type_that_can_be_published_is_declared(server, built):
    published = {PurePosixPath(path).suffix.removeprefix(".") for path in built}
    known = ("png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "avif")
    pictures = {ext for ext in known if site_record._PICTURE.fullmatch(f"a.{ext}")}

    assert {"html", "css", "js", "json", "csv", "svg", "xml", "txt"} <= published
    assert {"png", "svg"} <= pictures
    assert (published | pictures | set(ATTACHMENT_TYPES)) - set(types_of(server)) == set()


def test_the_servers_agree_on_types_and_texts_are_utf_8():
    nginx, apache_types, iis = map(types_of, SERVERS)
    unknown = {iis.pop(""), iis.pop("*")}  # no extension, any other extension

    assert nginx == apache_types == iis
    assert {ext for ext, kind in nginx.items() if kind.startswith("text/")} == TEXT
    assert {kind.partition("; ")[2] for ext, kind in nginx.items() if ext in TEXT} == {"charset=utf-8"}
    assert not any("charset" in kind for ext, kind in nginx.items() if ext not in TEXT)
    assert unknown == {"text/plain; charset=utf-8"} == {nginx["txt"]}
    assert RULES.one("default_type") == ("text/plain",)


def test_what_apache_does_not_know_is_plain_text():
    ((pattern,),) = apache("FilesMatch")
    unknown = re.compile(pattern)

    assert apache("ForceType") == [("text/plain; charset=utf-8",)]
    for ext in types_of("apache"):
        assert not unknown.search(f"a.{ext}")
        assert not unknown.search(f"a.{ext.upper()}")
    for name in ("a.foo", "README", "index.html.bak", "a.php", "a.shtml", "a.xhtml"):
        assert unknown.search(name), name


def test_what_is_text_is_compressed():
    kinds = {kind.partition(";")[0] for ext, kind in types_of("nginx").items() if ext in COMPRESSED}
    ((_, *deflated),) = apache("AddOutputFilterByType")

    assert {"text/html", *RULES.one("gzip_types")} == kinds == set(deflated)
    assert IIS.find("system.webServer/urlCompression").get("doStaticCompression") == "true"


# --- the rest ------------------------------------------------------------------------------------------


def test_in_nginx_whoever_adds_a_header_includes_them_all():
    """An add_header of a location makes nginx drop all that it would inherit."""

    def see(block: Directive) -> None:
        included = [d.args for d in block.all("include")]
        assert included.count(INCLUDE_HEADERS) + included.count(INCLUDE_RULES) <= 1
        if block.all("add_header"):
            assert INCLUDE_HEADERS in included, block.args
        for inner in block.inner:
            see(inner)

    see(RULES)
    see(PLACES)
    assert {d.name for d in HEADERS.inner} == {"add_header"}
    assert all(d.args[-1] == "always" for d in HEADERS.inner)
    ways = [location for server in PLACES.all("server") for location in server.all("location")]
    assert all({INCLUDE_HEADERS, INCLUDE_RULES} & {d.args for d in way.all("include")} for way in ways)


def test_nginx_serves_a_root_and_a_folder_and_each_has_its_own_404_page():
    whole, column = PLACES.all("server")
    (root,) = whole.all("location")
    redirect, folder = column.all("location")

    assert root.args == ("/",)
    assert root.one("root") == ("/srv/gongkai/current",)
    assert folder.args == ("^~", "/zwgk/ndbg/")
    assert folder.one("alias") == ("/srv/gongkai/current/",)  # without the last slash one could leave the folder
    assert (redirect.args, redirect.one("return")) == (("=", "/zwgk/ndbg"), ("301", "/zwgk/ndbg/"))
    for location, page in ((root, "/404.html"), (folder, "/zwgk/ndbg/404.html")):
        assert [d.args for d in location.all("error_page")] == [("404", page), ("403", "=404", page)]
    assert all(["80"] in [list(d.args) for d in s.all("listen")] for s in (whole, column))
    assert all(["[::]:80"] in [list(d.args) for d in s.all("listen")] for s in (whole, column))


def test_folders_are_not_listed_and_only_reading_is_allowed():
    server = IIS.find("system.webServer")
    (options,) = apache("Options")

    assert RULES.one("index") == ("index.html",) == apache("DirectoryIndex")[0]
    assert [add.get("value") for add in server.iterfind("defaultDocument/files/add")] == ["index.html"]
    assert RULES.one("autoindex") == ("off",) == RULES.one("open_file_cache")
    assert "-Indexes" in options
    assert server.find("directoryBrowse").get("enabled") == "false"
    verbs = server.find("security/requestFiltering/verbs")
    assert verbs.get("allowUnlisted") == "false"
    assert {add.get("verb"): add.get("allowed") for add in verbs.iterfind("add")} == {"GET": "true", "HEAD": "true"}
    assert ("%{REQUEST_METHOD} !~ /^(GET|HEAD)$/",) in apache("If")
    for status in ("403", "404"):
        (error,) = (e for e in server.iterfind("httpErrors/error") if e.get("statusCode") == status)
        assert (error.get("path"), error.get("responseMode")) == ("404.html", "File")
