"""Which findings are there? Every code with its level, its title and what it rests on.

A code is a name, never a number, and is never reused. The basis is the id of the rule in the table of
checks (docs/findings.md explains them), an article of the 条例 (国务院令第711号), or the format itself.
"""

from collections.abc import Iterable

from gongkai.diag import Code, Diagnostic, Place, Related, Severity, Span

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES: dict[str, Code] = {
    # the file
    "file-too-large": Code(_ERROR, "文件太大"),
    "utf16": Code(_ERROR, "UTF-16 编码"),
    "not-utf8": Code(_ERROR, "不是 UTF-8 编码"),
    "nul-character": Code(_ERROR, "NUL 字符"),
    "control-character": Code(_ERROR, "控制字符"),
    "invisible-character": Code(_ERROR, "看不见的字符"),
    "front-matter-missing": Code(_ERROR, "文件开头没有『---』"),
    "front-matter-unclosed": Code(_ERROR, "『---』没有成对"),
    "file-name": Code(_ERROR, "文件名不合规定"),
    "not-a-regular-file": Code(_ERROR, "链接或特殊文件"),
    "file-unused": Code(_WARNING, "多余的文件"),
    # the writing of the front matter
    "tab": Code(_ERROR, "制表符"),
    "ideographic-space": Code(_ERROR, "全角空格"),
    "fullwidth-colon": Code(_ERROR, "全角冒号"),
    "fullwidth-comma": Code(_ERROR, "全角逗号或顿号"),
    "fullwidth-bracket": Code(_ERROR, "全角括号"),
    "thousands-comma": Code(_ERROR, "千分位逗号"),
    "colon-space": Code(_ERROR, "冒号后缺空格"),
    "colon-in-value": Code(_ERROR, "内容里有冒号"),
    "anchor": Code(_ERROR, "YAML 锚点或引用"),
    "tag": Code(_ERROR, "YAML 类型记号"),
    "merge-key": Code(_ERROR, "YAML 合并记号"),
    "block-scalar": Code(_ERROR, "YAML 多行文字"),
    "reserved-indicator": Code(_ERROR, "YAML 保留记号"),
    "escape": Code(_ERROR, "不认识的转义"),
    "quote-unclosed": Code(_ERROR, "引号不成对"),
    "bracket-unclosed": Code(_ERROR, "括号不成对"),
    "trailing-text": Code(_ERROR, "内容后有多余文字"),
    "empty-item": Code(_ERROR, "少了一格内容"),
    "indentation": Code(_ERROR, "缩进不齐"),
    "too-deep": Code(_ERROR, "层次太深"),
    "line-not-understood": Code(_ERROR, "读不懂的行"),
    "duplicate-key": Code(_ERROR, "写了两次"),
    # facts
    "field-unknown": Code(_ERROR, "不认识的项目"),
    "field-missing": Code(_ERROR, "缺少必填项目"),
    "field-empty": Code(_ERROR, "项目没有内容"),
    "field-shape": Code(_ERROR, "项目的写法不对"),
    "field-value": Code(_ERROR, "项目的内容不对"),
    "year-differs": Code(_ERROR, "年度与文件名不符", "E2"),
    "edition-unknown": Code(_ERROR, "没有适用的格式"),
    "edition-differs": Code(_ERROR, "像是另一版的表", "E4"),
    "edition-year": Code(_WARNING, "格式与年度不配", "E4"),
    "published-unknown": Code(_WARNING, "发布日期不详", "国办发〔2017〕47号"),
    "attachment": Code(_ERROR, "附件不合规定"),
    "acceptance-refused": Code(_ERROR, "不能这样说明"),
    "acceptance-unused": Code(_WARNING, "说明没有对象"),
    # records
    "agency-missing": Code(_ERROR, "没有机关档案"),
    "agency-duplicate": Code(_ERROR, "编码重复"),
    "slug": Code(_ERROR, "编码不合规定"),
    "agency-parent": Code(_ERROR, "上级机关不对"),
    "agency-not-there": Code(_WARNING, "年度在机关存续期间以外"),
    "region-unnamed": Code(_WARNING, "没有登记的地区"),
    "agency-successor": Code(_ERROR, "并入的机关不对"),
    "record-incomplete": Code(_WARNING, "档案不完整"),
    "site-not-ready": Code(_ERROR, "网站档案还不能正式上线", "国办发〔2017〕47号"),
    "invented-live": Code(_WARNING, "正式上线的网站里有虚构的地区"),
    "badge": Code(_ERROR, "页脚标识不合规定"),
    # tables
    "table-missing": Code(_ERROR, "缺少一张表", "第五十条"),
    "table-absent": Code(_WARNING, "原文没有这张表", "A6"),
    "row-unknown": Code(_ERROR, "表里没有这一行"),
    "row-missing": Code(_ERROR, "缺少一行"),
    "row-duplicate": Code(_ERROR, "同一行写了两次"),
    "row-length": Code(_ERROR, "格数不对"),
    "column-unknown": Code(_ERROR, "表里没有这一列"),
    "column-duplicate": Code(_ERROR, "同一列写了两次"),
    "cell-missing": Code(_ERROR, "缺少一格"),
    "cell-open": Code(_ERROR, "待核的格"),
    "number": Code(_ERROR, "不是数字", "A5"),
    "number-negative": Code(_ERROR, "不能是负数", "A5"),
    "number-fraction": Code(_ERROR, "应当是整数", "A5"),
    "label-spelling": Code(_WARNING, "不是规范名称", "E3"),
    # sums
    "balance": Code(_ERROR, "勾稽关系不成立", "A1", acceptable=True),
    "result-total": Code(_ERROR, "办理结果总计不等于各项之和", "A2", acceptable=True),
    "row-total": Code(_ERROR, "一行的总计不等于各列之和", "A3", acceptable=True),
    "review-total": Code(_ERROR, "复议诉讼总计不等于各项之和", "A4", acceptable=True),
    "not-checkable": Code(_NOTE, "无法核对", "A6"),
    "totals-only": Code(_WARNING, "未填全", "A6"),
    "total-not-computed": Code(_WARNING, "总计算不出来", "A6"),
    # the text
    "body-too-large": Code(_ERROR, "正文太大"),
    "body-too-complex": Code(_ERROR, "正文结构太复杂"),
    "raw-html": Code(_ERROR, "正文里有 HTML"),
    "link-refused": Code(_ERROR, "不允许的链接"),
    "image-refused": Code(_ERROR, "不允许的图片"),
    "heading-level": Code(_ERROR, "标题级别不对"),
    "code-block": Code(_ERROR, "正文里有代码块"),
    "chapter-unknown": Code(_WARNING, "格式里没有的章", "E1"),
    "chapter-missing": Code(_WARNING, "缺少一章或没有内容", "E1"),
    "chapter-duplicate": Code(_ERROR, "同一章写了两次", "E1"),
    "chapter-order": Code(_WARNING, "章的顺序不对", "E1"),
    # import
    "import-ignored": Code(_WARNING, "导入时没有写入的项目"),
    "import-refused": Code(_ERROR, "不能导入"),
}


def finding(  # noqa: PLR0913 - a finding has that many parts
    code: str,
    span: Span,
    message: str,
    hint: str = "",
    related: Iterable[Related] = (),
    *,
    place: Place | None = None,
    position: str = "",
) -> Diagnostic:
    """A finding of a known code at the level of that code."""
    level = CODES[code].severity
    about = place or Place()
    return Diagnostic(code, level, span, message, hint, tuple(related), about, position)
