"""`gongkai build`: is the content fit to be published, and where is the site?"""

import argparse
import sys
from pathlib import Path
from typing import Any

from gongkai.commands.common import FINDINGS, OK, TEMPLATES, command, folder, load_content, say


def add(commands: Any) -> None:
    """The command and its arguments."""
    build = command(commands, "build", "检查并生成网站", run)
    folder(build, "--out", "site", "网站放在哪里")
    what = "模板（缺省：templates/，没有则用自带的）"
    build.options.add_argument("--templates", type=Path, metavar="文件夹", help=what)
    build.options.add_argument(
        "--base-url", metavar="网址", help="网站根目录的完整网址（缺省：site.yaml 里的『网址』）"
    )


def run(options: argparse.Namespace) -> int:
    """Write the site; FINDINGS, and the old site left as it was, if the content has errors."""
    from gongkai.build import publish
    from gongkai.show import as_text, summary

    loaded = load_content(options)
    own = Path("templates")
    templates = options.templates or (own if own.is_dir() else TEMPLATES)
    count = publish(loaded, options.content, templates, options.out, options.base_url, say=say)
    if count is None:
        errors = [f for f in loaded.findings if f.severity == "error"]
        sys.stderr.write(as_text(errors, loaded.tree.texts))
        say(f"{summary(loaded.findings)}有错误，没有生成网站，{options.out} 保持原样。")
        return FINDINGS
    if loaded.findings:
        say(f"{summary(loaded.findings)}详情请运行 check。")
    print(f"网站已生成：{len(loaded.portal.agencies)} 个机关，{len(loaded.portal.reports)} 份年报，{count} 个文件。")
    print(f"请用浏览器打开 {options.out / 'index.html'}")
    return OK
