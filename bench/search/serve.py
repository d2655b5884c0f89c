"""How are the files served to the browser that is measured? As server/nginx would, with a note of every byte.

    python bench/search/serve.py 8000 /site/=SITE /pagefind/=BUNDLE

Types, compression and headers, the content security policy among them, are read from server/nginx. Folders given as
`/prefix/=FOLDER?plain` are served without these headers. `GET /__log` gives, and forgets, path and bytes of each
response body since the last time.
"""

import gzip
import hashlib
import json
import re
import sys
import threading
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

_NGINX = Path(__file__).resolve().parents[2] / "server" / "nginx"
_LOG = "/__log"
_BLANK = b'<!DOCTYPE html><html lang="zh-CN"><title>-</title></html>'  # Pagefind goes by the language of the page


@cache
def _rules() -> tuple[dict[str, str], set[str], int, dict[str, str]]:
    """Types by extension, types that are compressed, from which size, and the headers of every response."""
    text = "".join(file.read_text("utf-8") for file in sorted(_NGINX.glob("gongkai-*.conf")))
    text = re.sub(r"(?m)(?:^|\s)#.*$", "", text)
    listed = re.search(r"types \{(.*?)\}", text, re.DOTALL)
    pairs = [line.strip(" ;").split() for line in (listed[1] if listed else "").splitlines() if line.strip()]
    types = {extension: kind for kind, *extensions in pairs for extension in extensions}
    compressed = re.search(r"gzip_types ([^;]+);", text)
    smallest = re.search(r"gzip_min_length (\d+);", text)
    headers = dict(re.findall(r'add_header ([\w-]+) "([^"]*)" always;', text.split("location")[0]))
    kinds = {"text/html", *(compressed[1].split() if compressed else ())}
    return types, kinds, int(smallest[1]) if smallest else 20, headers


class Handler(BaseHTTPRequestHandler):
    """Answers from the folders."""

    protocol_version = "HTTP/1.1"
    folders: dict[str, tuple[Path, bool]]
    ready: dict[Path, tuple[bytes, str, bool]]
    log: list[tuple[str, int]]

    def do_GET(self) -> None:
        """A file, a blank page or the log."""
        path = unquote(urlsplit(self.path).path)
        if path == _LOG:
            taken, self.log[:] = self.log[:], []
            self._send(HTTPStatus.OK, json.dumps(taken).encode(), {"Content-Type": "application/json"})
            return
        prefix = next((prefix for prefix in self.folders if path.startswith(prefix)), None)
        if path in {"/blank.html", "/favicon.ico"}:
            self._send(HTTPStatus.OK, _BLANK, {"Content-Type": "text/html; charset=utf-8"})
            return
        folder, plain = self.folders[prefix] if prefix else (Path("/nonexistent"), True)
        file = folder / path[len(prefix or "") :]
        file = file / "index.html" if file.is_dir() else file
        if not file.resolve().is_relative_to(folder) or not file.is_file():
            self._send(HTTPStatus.NOT_FOUND, b"", {})
            return
        self._file(path, file, plain=plain)

    def _file(self, path: str, file: Path, *, plain: bool) -> None:
        types, kinds, smallest, headers = _rules()
        kind = types.get(file.suffix.lstrip("."), "application/wasm" if file.suffix == ".wasm" else "text/plain")
        if file not in self.ready:
            data = file.read_bytes()
            pressed = (
                kind in kinds
                and len(data) >= smallest
                and file.suffix in {".html", ".css", ".js", ".json", ".svg", ".txt", ".xml"}
            )
            body = gzip.compress(data, 6, mtime=0) if pressed else data
            self.ready[file] = body, f'"{hashlib.sha256(data).hexdigest()[:16]}"', pressed
        body, tag, pressed = self.ready[file]
        sent = {"Content-Type": kind, "ETag": tag, "Cache-Control": "no-cache"} | ({} if plain else headers)
        if re.search(r"/assets/[^/]+\.[0-9a-f]{10}\.[a-z0-9]+$", path):
            sent["Cache-Control"] = "public, max-age=31536000, immutable"
        if pressed:
            sent["Content-Encoding"] = "gzip"
        known = self.headers.get("If-None-Match") == tag
        self.log.append((path, 0 if known else len(body)))
        self._send(HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK, b"" if known else body, sent)

    def _send(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """Answer; a browser that hangs up is no fault."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def start(folders: dict[str, tuple[Path, bool]], port: int = 0) -> ThreadingHTTPServer:
    """A server of these folders, each with whether it goes without our headers, that runs in a thread."""

    class Own(Handler):
        """Of this server."""

    Own.folders = {prefix: (folder.resolve(), plain) for prefix, (folder, plain) in folders.items()}
    Own.ready, Own.log = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", port), Own)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def main() -> None:
    """Serve until the input ends; the port is printed first."""
    folders = {}
    for given in sys.argv[2:]:
        prefix, _, folder = given.partition("=")
        folders[prefix] = Path(folder.removesuffix("?plain")), folder.endswith("?plain")
    server = start(folders, int(sys.argv[1]))
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
