"""`gongkai build`: is the content fit to be published, and where is the site?"""

import argparse
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.commands import crew
from gongkai.commands.common import (
    FINDINGS,
    OK,
    command,
    folder,
    load_forms,
    refuse_templates,
    say,
    templates_of,
    with_templates,
)

if TYPE_CHECKING:
    from gongkai.form import Forms
    from gongkai.kept.beside import Kept, Said
    from gongkai.kept.explained import Account


def add(commands: Any) -> None:
    """The command and its arguments."""
    build = command(commands, "build", "检查并生成网站", run)
    folder(build, "--out", "site", "网站放在哪里")
    with_templates(build)
    build.options.add_argument(
        "--base-url", metavar="网址", help="网站根目录的完整网址（缺省：site.yaml 里的『网址』）"
    )
    crew.add(build)
    build.options.add_argument("--explain", action="store_true", help="逐个说明重新生成的文件为什么重新生成")
    build.options.add_argument("--fresh", action="store_true", help="全部重新生成，不沿用上次的")


def run(options: argparse.Namespace) -> int:
    """Write the site; FINDINGS, and the old site left as it was, if the content has errors."""
    from gongkai.files import refuse_place
    from gongkai.kept.beside import kept_beside
    from gongkai.kept.explained import Account
    from gongkai.kept.seen import seen
    from gongkai.memory import origin_of

    templates = templates_of(options)
    asked = origin_of(*(bytes(path.absolute()) for path in (options.content, templates)), options.base_url or "")
    forms = cache(lambda: load_forms(options))
    refuse_place(options.out, options.content)
    refuse_templates(options.out, templates)
    with kept_beside(options.out, seen(options.forms).digest, forms, say, fresh=options.fresh) as kept:
        sources = seen(options.content, templates)
        said = kept.last(asked, sources, options.out)
        account = None
        if said is None:
            said, account = _build(options, templates, forms(), kept)
            if said is None:
                return FINDINGS
            kept.finish(asked, sources, options.out, said)
    if said.findings:
        say(said.findings)
    print(said.site)
    _tell(account or Account(said.files, {}, ()), explain=options.explain)
    print(f"请用浏览器打开 {options.out / 'index.html'}")
    return OK


def _build(
    options: argparse.Namespace, templates: Path, forms: "Forms", kept: "Kept"
) -> "tuple[Said, Account] | tuple[None, None]":
    """Build the site; nothing, and the errors are told, if there are errors."""
    from gongkai.build import load, publish
    from gongkai.kept.beside import Said
    from gongkai.show import as_text, summary

    with crew.crew(options, forms) as hands:
        loaded = load(options.content, forms, kept.memory, hands)
        built = publish(
            loaded, options.content, templates, options.out, options.base_url, kept=kept, hands=hands, say=say
        )
    if built is None:
        errors = [f for f in loaded.findings if f.severity == "error"]
        sys.stderr.write(as_text(errors, loaded.tree.texts))
        say(f"{summary(loaded.findings)}有错误，没有生成网站，{options.out} 保持原样。")
        return None, None
    counts = f"{len(loaded.portal.agencies)} 个机关，{len(loaded.portal.reports)} 份年报，{built.files} 个文件"
    found = f"{summary(loaded.findings)}详情请运行 check。" if loaded.findings else ""
    return Said(found, f"网站已生成：{counts}。", built.files), built.account


def _tell(account: "Account", *, explain: bool) -> None:
    """What was taken over from the last build, and what was not."""
    say(f"沿用上次的 {account.same} 个文件，重新生成 {len(account.anew)} 个。")
    if explain:
        for path, why in account.anew.items():
            say(f"  {path}：{why}")
        for path in account.gone:
            say(f"  {path}：不再有")
