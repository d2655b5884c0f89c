"""`gongkai publish`: is the content fit to be published, and what do visitors see from now on?"""

import argparse
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.commands import crew
from gongkai.commands.common import (
    FINDINGS,
    OK,
    Parser,
    command,
    load_forms,
    refuse_templates,
    say,
    templates_of,
    with_templates,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.form import Forms
    from gongkai.hands import Hands
    from gongkai.release.address import Place
    from gongkai.release.publish import Published, Wish

    Make = Callable[[str], Any]  # the files of the site, or None; told what stays as it was

KEEP = 5
WAIT = 600.0
TARGET = "上线文件夹，另一台机器上的写 用户名@主机:/路径"


def add(commands: Any) -> None:
    """The command and its arguments."""
    publish = command(commands, "publish", "检查、生成网站并且上线，一下子换上", run)
    options = publish.options
    options.add_argument("--to", required=True, metavar="目标", help=f"{TARGET}，或者压缩包（以 .zip 结尾）")
    with_templates(publish)
    options.add_argument("--base-url", metavar="网址", help="网站根目录的完整网址（缺省：site.yaml 里的『网址』）")
    options.add_argument(
        "--keep", type=kept, default=KEEP, metavar="个数", help=f"连正在显示的，版本留几个（缺省和最少：{KEEP}）"
    )
    what = "清单，压缩包里的清单接在它后面（缺省：从第 1 次记起）"
    options.add_argument("--previous", type=Path, metavar="清单", help=what)
    what = "网页、样式、脚本、数据另存一份压缩好的（.gz），供打开了 gzip_static 的 nginx 直接发送"
    options.add_argument("--gzip", action="store_true", help=what)
    crew.add(publish)
    shared(publish)


def shared(parser: Parser) -> None:
    """What `publish` and `rollback` ask alike."""
    options = parser.options
    options.add_argument("--commit", type=commit, default="-", metavar="提交", help="内容的 Git 提交号，记在清单里")
    options.add_argument("--sign-key", type=Path, metavar="密钥", help="用这把 SSH 密钥给清单签名（ssh-keygen）")
    what = f"别人正在上线，等多久（缺省：{WAIT:g}）"
    options.add_argument("--wait", type=seconds, default=WAIT, metavar="秒", help=what)


def kept(text: str) -> int:
    """How many releases stay."""
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) < KEEP:
        raise argparse.ArgumentTypeError(f"应当是不小于 {KEEP} 的整数")
    return int(text)


def commit(text: str) -> str:
    """The name of a commit."""
    if not re.fullmatch(r"-|[0-9a-f]{7,64}", text):
        raise argparse.ArgumentTypeError("应当是 Git 的提交号，例如 git rev-parse HEAD 显示的")
    return text


def seconds(text: str) -> float:
    """How long to wait."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", text):
        raise argparse.ArgumentTypeError("应当是秒数")
    return float(text)


def run(options: argparse.Namespace) -> int:
    """Publish the site; FINDINGS, and the old site left as it was, if the content has errors."""
    from gongkai.release.address import place_in
    from gongkai.release.publish import Wish

    wish = Wish(options.keep, options.commit, options.sign_key)
    place = place_in(options.to)
    _refuse(options, place)
    forms = load_forms(options)
    with crew.crew(options, forms) as hands:
        outputs = partial(_outputs, options, forms, hands)
        if place:
            return _over(options, place, wish, outputs)
        if options.to.lower().endswith(".zip"):
            return _as_file(options, Path(options.to), wish, outputs)
        return _into(options, Path(options.to), wish, outputs)


def _refuse(options: argparse.Namespace, place: "Place | None") -> None:
    from gongkai.files import FileFault, refuse_within_site

    is_file = options.to.lower().endswith(".zip")
    if not place:
        refuse_templates(Path(options.to), templates_of(options))
        refuse_within_site(Path(options.to))
    if place and is_file:
        message = f"--to 写的是『{options.to}』：压缩包只能写在这台电脑上；请写文件名，或者写服务器上的文件夹。"
        raise FileFault(message)
    if options.previous and not is_file:
        message = "--previous 只用于压缩包：上线文件夹里有以前的清单，自己会接上。"
        raise FileFault(message)


def _into(options: argparse.Namespace, target: Path, wish: "Wish", make: "Make") -> int:
    from gongkai.release.publish import publish_to, refuse_content
    from gongkai.release.target import opened

    refuse_content(target, options.content)
    with opened(target, options.wait, say):
        outputs = make(f"{target} 保持原样")
        if outputs is None:
            return FINDINGS
        done = publish_to(target, options.content, outputs, wish)
    return _shown(done, target)


def _over(options: argparse.Namespace, place: "Place", wish: "Wish", make: "Make") -> int:
    from gongkai.release.remote import publish_over

    class Unfit(Exception):
        """The content has errors."""

    def outputs() -> Any:
        made = make(f"{place} 保持原样")
        if made is None:
            raise Unfit
        return made

    try:
        done = publish_over(place, options.content, outputs, wish, wait=options.wait, say=say)
    except Unfit:
        return FINDINGS
    return _shown(done, place)


def _shown(done: "Published", target: "Path | Place") -> int:
    """Tell what visitors see of a target from now on."""
    from gongkai.release.verifier import manifest_name

    for note in done.notes:
        say(note)
    if not done.changed:
        print(f"没有变化：{target}/current 已经是这一版，第 {done.head.number} 次上线的，没有动它。")
        return OK
    print(_told(done))
    print(f"网站的根是 {target}/current")
    print(f"清单是 {target}/manifests/{manifest_name(done.head.number)}，请另存一份在别处，核对时用。")
    return OK


def _as_file(options: argparse.Namespace, path: Path, wish: "Wish", make: "Make") -> int:
    from gongkai.release.verifier import Fault, load_manifest
    from gongkai.release.zipped import publish_as_file

    try:
        previous = load_manifest(str(options.previous)).head if options.previous else None
    except Fault as fault:
        from gongkai.files import FileFault

        raise FileFault(str(fault)) from fault
    outputs = make(f"{path} 保持原样")
    if outputs is None:
        return FINDINGS
    done = publish_as_file(path, options.content, outputs, wish, previous, wait=options.wait, say=say)
    for note in done.notes:
        say(note)
    if not done.changed:
        print(f"没有变化：{path} 里已经是这一版，没有动它。")
        return OK
    print(_told(done))
    print(f"压缩包是 {path}，怎样放上去看里面的《上线说明.txt》。")
    return OK


def _told(done: "Published") -> str:
    size = sum(entry.size for entry in done.contents.entries)
    return (
        f"第 {done.head.number} 次上线：版本 {done.head.release}，{len(done.contents.entries)} 个文件，"
        f"{size / 1_000_000:.1f} MB，逐个核对过。"
    )


def _outputs(options: argparse.Namespace, forms: "Forms", hands: "Hands", kept_as_it_was: str) -> Any:
    """The files of the site; None, and why is shown, if there are errors or no report. Nothing that is published is read."""
    from gongkai.build import load, outputs_of
    from gongkai.release.packed import with_packed
    from gongkai.show import as_text, summary

    loaded = load(options.content, forms, hands=hands)
    outputs = outputs_of(loaded, templates_of(options), options.base_url, hands=hands)
    if outputs is None:
        errors = [f for f in loaded.findings if f.severity == "error"]
        sys.stderr.write(as_text(errors, loaded.tree.texts))
        say(f"{summary(loaded.findings)}有错误，没有上线，{kept_as_it_was}。")
        return None
    agencies, reports = len(loaded.portal.agencies), len(loaded.portal.briefs)
    if not reports:
        say(f"{options.content} 里一份年报也没有，没有上线，{kept_as_it_was}；请核对 --content。")
        return None
    found = f"{summary(loaded.findings)}详情请运行 check。" if loaded.findings else ""
    say(f"{agencies} 个机关，{reports} 份年报。{found}")
    return with_packed(outputs) if options.gzip else outputs
