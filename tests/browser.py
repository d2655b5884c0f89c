"""How do built pages behave in a browser? A server, a Chromium and the questions put to it."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

import build

MODULES = build.WEB / "node_modules"
FLAGS = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = f"axe.run(document, {{runOnly: {AXE_TAGS}, resultTypes: ['violations', 'incomplete']}})"


def module(name: str) -> Path:
    """The file of an npm package, which ``build.py test`` installs."""
    file = MODULES / name
    if not file.is_file():
        pytest.fail(f"缺少网页检查工具 {name}，请用 python3 build.py test 运行测试。", pytrace=False)
    return file


class Handler(SimpleHTTPRequestHandler):
    """Serves a directory under a sub-path, as the column of a larger site does."""

    def __init__(self, *args: Any, prefix: str, headers: Mapping[str, str], **options: Any) -> None:
        self.prefix, self.added = prefix, headers
        super().__init__(*args, **options)

    def send_head(self) -> BinaryIO | BytesIO | None:
        """Answer from the sub-path only; the favicon is the larger site's, and empty."""
        if self.path.startswith(self.prefix):
            return super().send_head()
        if self.path == "/favicon.ico":
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def translate_path(self, path: str) -> str:
        """The file for a path below the sub-path."""
        return super().translate_path(path[len(self.prefix) - 1 :])

    def end_headers(self) -> None:
        """Add the site's own headers to every answer."""
        for name, value in self.added.items():
            self.send_header(name, value)
        super().end_headers()

    def handle(self) -> None:
        """Answer; a browser that hangs up is no fault."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Keep requests out of the test output."""


@contextmanager
def serve(directory: Path, prefix: str = "/zwgk/ndbg/", headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Address, ending in ``prefix``, under which ``directory`` is served on a free port."""
    handler = partial(Handler, directory=str(directory), prefix=prefix, headers=headers or {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The installed Chromium; sandboxed unless we are root, who cannot be."""
    executable = os.environ.get("GONGKAI_CHROME") or build.find_chromium()
    if not executable:
        pytest.fail("没有找到 Chromium，请用 python3 build.py test 运行测试。", pytrace=False)
    root = os.name != "nt" and os.geteuid() == 0
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=executable, args=FLAGS, chromium_sandbox=not root)
        except Error as error:
            pytest.fail(f"Chromium（{executable}）无法启动：{error.message}", pytrace=False)
        try:
            yield browser
        finally:
            browser.close()


class Axe(NamedTuple):
    """What axe found wrong, and what it could not decide."""

    violations: list[dict[str, Any]]
    incomplete: list[dict[str, Any]]


def axe(page: Page) -> Axe:
    """Accessibility of the page as it stands; injected over CDP, so its CSP stays on."""
    session = page.context.new_cdp_session(page)
    found = {}
    for expression in (module("axe-core/axe.min.js").read_text("utf-8") + ";null", AXE_RUN):
        answer = session.send(
            "Runtime.evaluate",
            {"expression": expression, "awaitPromise": True, "returnByValue": True},
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        found = answer["result"].get("value")
    session.detach()
    return Axe(found["violations"], found["incomplete"])


@dataclass
class Seen:
    """What a page said and asked for since ``watch``."""

    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    origin: str = ""

    @property
    def csp(self) -> list[str]:
        """The console messages about the content security policy."""
        return [text for text in self.console if "Content Security Policy" in text]

    def on_console(self, message: ConsoleMessage) -> None:
        """Keep a message with its kind and where it came from."""
        self.console.append(f"{message.type}: {message.text} ({message.location['url']})")

    def on_error(self, error: Error) -> None:
        """Keep an exception that the page did not catch."""
        self.errors.append(str(error))

    def on_request(self, request: Request) -> None:
        """Keep a request to another origin than that of the first page asked for."""
        url = urlsplit(request.url)
        origin = f"{url.scheme}://{url.netloc}"
        self.origin = self.origin or origin
        if url.scheme not in {"data", "blob"} and origin != self.origin:
            self.foreign.append(request.url)


def watch(page: Page) -> Seen:
    """What the page says and asks for from now on; call it before ``page.goto``."""
    seen = Seen()
    page.on("console", seen.on_console)
    page.on("pageerror", seen.on_error)
    page.on("request", seen.on_request)
    return seen


def overflow(page: Page) -> int:
    """By how many CSS pixels the page is wider than its window."""
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wider))


def html_validate(directory: Path) -> list[dict[str, Any]]:
    """Messages of html-validate about every ``*.html`` under ``directory``, each with its file."""
    node = shutil.which("node")
    if not node:
        pytest.fail("没有找到 node，请用 python3 build.py test 运行测试。", pytrace=False)
    command = [node, str(module("html-validate/bin/html-validate.mjs")), "--formatter", "json"]
    command += ["--config", str(build.WEB / ".htmlvalidate.json"), "**/*.html"]
    done = subprocess.run(command, cwd=directory, capture_output=True, encoding="utf-8", check=False)
    if not done.stdout.startswith("["):  # no file, or a fault of the tool
        raise RuntimeError(done.stderr or done.stdout)
    files = json.loads(done.stdout)
    return [
        {"file": Path(found["filePath"]).relative_to(directory.resolve()).as_posix(), **message}
        for found in files
        for message in found["messages"]
    ]
