"""How does a browser on this computer, and nobody else, get the answers of the preview?"""

import os
import re
import socket
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gongkai.emit.values import CSP
from gongkai.serve.desk import Desk
from gongkai.serve.site import OWN, Answer

HERE = "127.0.0.1"
PATIENCE = 20.0  # seconds that a question for changes may wait
TRIES = 20  # ports, from the one that was asked for
_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.ASCII | re.IGNORECASE)
_TEXT = "text/plain; charset=utf-8"
# Those of server/, and that no other site may take in what is not published yet.
HEADERS = (
    ("Content-Security-Policy", f"{CSP}; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the desk of its server."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds until a silent connection is given up
    wbufsize = -1  # an answer goes out in one piece, at once: else the system holds its end back for a moment
    disable_nagle_algorithm = True

    def version_string(self) -> str:
        """What the header says of the server."""
        return "gongkai"

    def do_GET(self) -> None:
        """Answer a request."""
        if not self._is_for_us():
            message = "这个预览只给本机看：请在地址栏里用 http://127.0.0.1 打开。\n"
            self._send(Answer(HTTPStatus.FORBIDDEN, _TEXT, message.encode()))
            return
        if self.path.startswith(f"/{OWN}changed?"):
            self._send(self._changed())
        elif self.path == "/favicon.ico":
            self._send(Answer(HTTPStatus.NO_CONTENT, _TEXT, b""))
        else:
            self._send(self.server.desk.answer(self.path))

    do_HEAD = do_GET  # noqa: N815 - so named by the library

    def _is_for_us(self) -> bool:
        """Whether the browser means this computer: a foreign name that leads here (DNS rebinding) is refused."""
        hosts = self.headers.get_all("Host", [])
        return len(hosts) == 1 and _HOST.fullmatch(hosts[0].strip()) is not None

    def _changed(self) -> Answer:
        asked = parse_qs(urlsplit(self.path).query)
        page, digest = asked.get("p", ["/"])[0], asked.get("v", [""])[0]
        said = b"1" if self.server.desk.changed(page, digest, self.server.patience) else b"0"
        return Answer(HTTPStatus.OK, _TEXT, said, headers=(("Cache-Control", "no-store"),))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = dict([*HEADERS, ("Cache-Control", "no-cache"), *answer.headers])
        if answer.status != HTTPStatus.NO_CONTENT:
            headers |= {"Content-Type": answer.type, "Content-Length": str(len(answer.data))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and answer.status != HTTPStatus.NO_CONTENT:
            self.wfile.write(answer.data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say in a sentence that a request cannot be answered; anything but GET and HEAD is not allowed."""
        del message, explain
        self.close_connection = True
        known = code != HTTPStatus.NOT_IMPLEMENTED
        close = ("Connection", "close")
        headers = (close,) if known else (("Allow", "GET, HEAD"), close)
        said = "这个请求读不懂。\n" if known else "预览只能看，不能改。\n"
        self._send(Answer(code if known else HTTPStatus.METHOD_NOT_ALLOWED, _TEXT, said.encode(), headers=headers))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - so named by the library
        """Leave the terminal to what was saved."""


class Server(ThreadingMixIn, TCPServer):
    """A server for the browsers of this computer, with a thread for each connection."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    # Elsewhere a port is free again at once; Windows would let two servers have the same one.
    allow_reuse_address = os.name != "nt"
    allow_reuse_port = False

    def __init__(self, desk: Desk, port: int, say: Callable[[str], None], patience: float = PATIENCE) -> None:
        self.desk, self.patience, self._say = desk, patience, say
        super().__init__((HERE, port), Handler)

    @property
    def port(self) -> int:
        """The port that was got."""
        return int(self.socket.getsockname()[1])

    def server_bind(self) -> None:
        """Take the port, alone."""
        if exclusive := getattr(socket, "SO_EXCLUSIVEADDRUSE", None):
            self.socket.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        super().server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - so declared by the library
        """Pass over a browser that hung up; say anything else in a sentence."""
        del request, client_address
        fault = sys.exception()
        if fault and not isinstance(fault, (ConnectionError, TimeoutError)):
            self._say(f"有一个请求没有回答（{type(fault).__name__}: {fault}）。预览照常。")


def opened(desk: Desk, port: int, say: Callable[[str], None]) -> Server | None:
    """A server on that port, or on the next free one; None if there is none among the next."""
    for one in range(port, min(port + TRIES, 65536)):
        try:
            return Server(desk, one, say)
        except OSError:
            continue
    return None
