"""Which findings are there? Every code with its level, its title and what it rests on.

A code is a name, never a number, and is never reused. The basis is the id of the rule in the table of
checks (docs/rules.md explains them), an article of the 条例 (国务院令第711号), or the format itself.
"""

from collections.abc import Iterable

from gongkai.diag import Code, Diagnostic, Place, Related, Severity, Span

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

_GROUPS: dict[str, dict[str, Code]] = {
    "文件": {
        "file-too-large": Code(
            _ERROR, "文件太大", meaning="文件、行数、项数或者表格部分的长度超过上限；通常是选错了文件。"
        ),
        "utf16": Code(_ERROR, "UTF-16 编码", meaning="文件存成了 UTF-16（旧记事本的“Unicode”），要另存为 UTF-8。"),
        "not-utf8": Code(_ERROR, "不是 UTF-8 编码", meaning="文件不是 UTF-8，多半存成了 ANSI（GBK），要另存为 UTF-8。"),
        "nul-character": Code(_ERROR, "NUL 字符", meaning="含有编号为 0 的字符，不是文本文件。"),
        "control-character": Code(_ERROR, "控制字符", meaning="含有不可见的控制字符。"),
        "invisible-character": Code(
            _ERROR, "看不见的字符", meaning="含有零宽空格、改变文字方向的符号等看不见的字符，多半是粘贴带来的。"
        ),
        "front-matter-missing": Code(_ERROR, "文件开头没有『---』", meaning="年报的第一行不是 `---`。"),
        "front-matter-unclosed": Code(_ERROR, "『---』没有成对", meaning="表格部分后面缺第二条 `---`。"),
        "file-name": Code(_ERROR, "文件名不合规定", meaning="文件名或文件夹名不合规定，或者文件夹套得太深。"),
        "not-a-regular-file": Code(_ERROR, "链接或特殊文件", meaning="是符号链接、设备等特殊文件，或者读不出来。"),
        "file-unused": Code(_WARNING, "多余的文件", meaning="内容文件夹里的这个文件没有用到，不会发布。"),
    },
    "表格部分的写法": {
        "tab": Code(_ERROR, "制表符", meaning="行首、冒号后面或内容里有 Tab。"),
        "ideographic-space": Code(_ERROR, "全角空格", meaning="行首、冒号后面或内容里有全角空格或别的特殊空格。"),
        "fullwidth-colon": Code(_ERROR, "全角冒号", meaning="名称后面用了全角冒号。"),
        "fullwidth-comma": Code(_ERROR, "全角逗号或顿号", meaning="各格之间用了全角逗号或顿号。"),
        "fullwidth-bracket": Code(_ERROR, "全角括号", meaning="用了全角的方括号、花括号等。"),
        "thousands-comma": Code(_ERROR, "千分位逗号", meaning="数字写了千分位逗号。"),
        "colon-space": Code(_ERROR, "冒号后缺空格", meaning="半角冒号后面没有空格。"),
        "colon-in-value": Code(
            _ERROR, "内容里有冒号", meaning="没有加引号的内容里又有半角冒号加空格（在括号里的，有别的冒号也算）。"
        ),
        "anchor": Code(_ERROR, "YAML 锚点或引用", meaning="内容以 `&` 或 `*` 开头，在 YAML 里另有用处。"),
        "tag": Code(_ERROR, "YAML 类型记号", meaning="内容以 `!` 开头，在 YAML 里另有用处。"),
        "merge-key": Code(_ERROR, "YAML 合并记号", meaning="名称是 `<<`，在 YAML 里另有用处。"),
        "block-scalar": Code(
            _ERROR, "YAML 多行文字", meaning="内容以竖线或 `>` 开头，在 YAML 里是多行文字；请写成一行。"
        ),
        "reserved-indicator": Code(
            _ERROR, "YAML 保留记号", meaning="内容以 `%`、`@`、反引号或 `?` 开头，在 YAML 里留作他用。"
        ),
        "escape": Code(_ERROR, "不认识的转义", meaning="双引号里用了不认识的反斜线写法。"),
        "quote-unclosed": Code(_ERROR, "引号不成对", meaning="引号没有在同一行里成对。"),
        "bracket-unclosed": Code(_ERROR, "括号不成对", meaning="括号没有在同一行里成对。"),
        "trailing-text": Code(_ERROR, "内容后有多余文字", meaning="引号或括号收住以后还有文字，或者两格之间少了逗号。"),
        "empty-item": Code(_ERROR, "少了一格内容", meaning="列表里两个逗号之间没有内容，或者分项的冒号后面没有内容。"),
        "indentation": Code(_ERROR, "缩进不齐", meaning="行首空格与上下各行对不齐。"),
        "too-deep": Code(_ERROR, "层次太深", meaning="缩进或括号套的层数太多。"),
        "line-not-understood": Code(_ERROR, "读不懂的行", meaning="这一行不是 `名称: 内容`，也不是列表的一项。"),
        "duplicate-key": Code(_ERROR, "写了两次", meaning="同一个名称写了两次，只采用第一次写的。"),
    },
    "各项内容": {
        "field-unknown": Code(_ERROR, "不认识的项目", meaning="没有这个名称的项目，多半写错了字。"),
        "field-missing": Code(_ERROR, "缺少必填项目", meaning="缺少必填的项目。"),
        "field-empty": Code(_ERROR, "项目没有内容", meaning="名称后面没有内容。"),
        "field-shape": Code(_ERROR, "项目的写法不对", meaning="应当写一段文字的写成了列表，或者反过来。"),
        "field-value": Code(
            _ERROR, "项目的内容不对", meaning="内容不合规定，例如日期、网址、代码的写法不对，或者不在可选的几个词里。"
        ),
        "year-differs": Code(_ERROR, "年度与文件名不符", "E2", meaning="`年度` 与文件名不一致。"),
        "edition-unknown": Code(
            _ERROR, "没有适用的格式", meaning="没有 `版式` 里写的这一版格式，或者这个年度还没有统一格式。"
        ),
        "edition-differs": Code(
            _ERROR, "像是另一版的表", "E4", meaning="写出的各行是另一版格式的；提示里给出应写的『版式』。"
        ),
        "edition-year": Code(
            _WARNING, "格式与年度不配", "E4", acceptable=True, meaning="表格用的不是这个年度应当用的那一版格式。"
        ),
        "published-unknown": Code(
            _WARNING,
            "发布日期不详",
            "国办发〔2017〕47号",
            meaning="没有写 `发布日期`，或者写的是“原文未载明”；网页标签 `PubDate` 从缺，也不判断是否晚于期限。",
        ),
        "attachment": Code(_ERROR, "附件不合规定", meaning="附件找不到、太大、重名，或者文件名、类型不允许。"),
        "acceptance-refused": Code(_ERROR, "不能这样说明", meaning="`说明` 里写的规则不存在，或者不是可以说明的。"),
        "acceptance-unused": Code(_WARNING, "说明没有对象", meaning="`说明` 写的位置上没有这个问题，多半已经改正。"),
    },
    "机关档案和网站档案": {
        "agency-missing": Code(_ERROR, "没有机关档案", meaning="年报所在的文件夹里没有可用的机关档案。"),
        "agency-duplicate": Code(_ERROR, "编码重复", meaning="两个机关文件夹同名。"),
        "slug": Code(
            _ERROR, "编码不合规定", meaning="编码（机关文件夹名）用了不允许的字符，是保留的词，或者与档案里写的不一致。"
        ),
        "agency-parent": Code(_ERROR, "上级机关不对", meaning="`上级` 写的编码没有档案，或者上级关系绕成了一圈。"),
        "agency-not-there": Code(
            _WARNING,
            "年度在机关存续期间以外",
            meaning="年报的年度不在机关档案写的 `存续期间` 里；年报照样发布、照样计入合计。",
        ),
        "region-unnamed": Code(
            _WARNING,
            "没有登记的地区",
            meaning="网站档案写了 `地区`，里面没有机关的行政区划代码所在的地区；代码写错了，合计就会少一个机关。",
        ),
        "agency-successor": Code(
            _ERROR,
            "并入的机关不对",
            meaning="`并入` 写的编码没有档案、就是它自己、几个机关绕成了一圈，或者没有写 `存续期间` 的 `止`。",
        ),
        "record-incomplete": Code(
            _WARNING,
            "档案不完整",
            meaning="没有网站档案，机关档案缺 `层级`、`类别`，或者还没有正式上线的网站档案缺 `网站标识码`、`网址`。",
        ),
        "site-not-ready": Code(
            _ERROR,
            "网站档案还不能正式上线",
            "国办发〔2017〕47号",
            meaning="写了 `正式上线: 是`，但缺 `网站标识码` 或 `网址`，网页标签 `SiteIDCode`、`SiteDomain` 写不出来。",
        ),
        "invented-live": Code(
            _WARNING, "正式上线的网站里有虚构的地区", meaning="写了 `正式上线: 是`，`地区` 里还有 `虚构: 是` 的。"
        ),
        "badge": Code(_ERROR, "页脚标识不合规定", meaning="`页脚标识` 的图片不在 `site.yaml` 旁边，或者超过 200 KB。"),
    },
    "表格": {
        "table-missing": Code(
            _ERROR, "缺少一张表", "第五十条", meaning="年报里没有这张法定表；原文确实没有的要写明 `缺表`。"
        ),
        "table-absent": Code(_WARNING, "原文没有这张表", "A6", meaning="写明了原文没有这张表，请再核对一遍。"),
        "row-unknown": Code(_ERROR, "表里没有这一行", meaning="表里没有这个名称的行。"),
        "row-missing": Code(_ERROR, "缺少一行", meaning="表里应有的行没有写。"),
        "row-duplicate": Code(_ERROR, "同一行写了两次", meaning="同一行用两个名称各写了一次。"),
        "row-length": Code(_ERROR, "格数不对", meaning="这一行的格数不对，或者该分行写的没有分行写。"),
        "column-unknown": Code(_ERROR, "表里没有这一列", meaning="这一行没有这个名称的格。"),
        "column-duplicate": Code(_ERROR, "同一列写了两次", meaning="同一格写了两次。"),
        "cell-missing": Code(_ERROR, "缺少一格", meaning="用花括号写的行缺了一格。"),
        "cell-open": Code(_ERROR, "待核的格", meaning="这一格写的是 `待核`，还没有定下来。"),
        "number": Code(_ERROR, "不是数字", "A5", meaning="这一格不是规定写法的数字，也不是空白、斜线、不适用。"),
        "number-negative": Code(_ERROR, "不能是负数", "A5", meaning="不会是负数的一格写了负数。"),
        "number-fraction": Code(_ERROR, "应当是整数", "A5", meaning="件数、项数写成了小数。"),
        "label-spelling": Code(_WARNING, "不是规范名称", "E3", meaning="行、列或章用了认得的别名，不是格式里的名称。"),
    },
    "勾稽关系": {
        "balance": Code(_ERROR, "勾稽关系不成立", "A1", acceptable=True),
        "result-total": Code(_ERROR, "办理结果总计不等于各项之和", "A2", acceptable=True),
        "row-total": Code(_ERROR, "一行的总计不等于各列之和", "A3", acceptable=True),
        "review-total": Code(_ERROR, "复议诉讼总计不等于各项之和", "A4", acceptable=True),
        "not-checkable": Code(_NOTE, "无法核对", "A6"),
        "totals-only": Code(_WARNING, "未填全", "A6"),
        "total-not-computed": Code(
            _WARNING, "总计算不出来", "A6", meaning="总计省去了，各项里又有不是数字的格，算不出来。"
        ),
        "one-cell": Code(_NOTE, "改一格就平", "A1–A4"),
        "misplaced": Code(_NOTE, "疑似归类错位", "A1–A4"),
        "split-number": Code(_NOTE, "疑似一个数拆成了两格", "A1–A4"),
    },
    "一份年报的数": {
        "regulations-power": Code(_WARNING, "没有规章制定权的机关填了规章", "F1", acceptable=True),
        "issued-in-force": Code(_WARNING, "制发多于现行有效", "F2", acceptable=True),
        "applicants-unusual": Code(_NOTE, "申请人的类别少见", "F3"),
    },
    "与上年年报": {
        "carried-in": Code(_ERROR, "上年结转与上年年报不符", "B1", acceptable=True),
        "stock-flow": Code(_WARNING, "现行有效与上年接不上", "B2", acceptable=True),
        "item-chain": Code(_WARNING, "上一年项目数量与上年年报不符", "B3", acceptable=True),
        "repealed-stock": Code(_WARNING, "废止多于能够废止的", "F2", acceptable=True),
        "jump": Code(_NOTE, "与上年相差很大", "B4"),
        "pending-cases": Code(_NOTE, "复议诉讼总计少于上年未审结", "A4"),
    },
    "全辖区与各机关": {
        "parts-missing": Code(_NOTE, "全辖区的数还不能核对", "C1"),
        "area-sum": Code(_NOTE, "全辖区的数不等于各机关之和", "C1"),
    },
    "正文与表": {
        "text-received": Code(_WARNING, "正文的申请数与表三不符", "D1", acceptable=True),
        "text-outcome": Code(_WARNING, "正文的办理结果与表三不符", "D2", acceptable=True),
        "text-review": Code(_WARNING, "正文的复议诉讼数与表四不符", "D3", acceptable=True),
        "text-none": Code(_WARNING, "正文说没有，表里有", "D5", acceptable=True),
        "text-percentage": Code(_NOTE, "百分比算不出来", "D4"),
        "text-fees": Code(_WARNING, "信息处理费前后不符", "F4", acceptable=True),
        "text-scope": Code(_NOTE, "正文与表的统计范围可能不同", "D6"),
        "fees-unstated": Code(_NOTE, "没有写信息处理费", "国办函〔2020〕109号"),
    },
    "文字与日期": {
        "chapter-bare": Code(_WARNING, "一章几乎没有内容", "E1", acceptable=True),
        "title-year": Code(_ERROR, "标题的年度不对", "E2", acceptable=True),
        "period-year": Code(_ERROR, "统计期限的年度不对", "E2", acceptable=True),
        "text-year": Code(_WARNING, "正文的年度不对", "E2", acceptable=True),
        "year-unlikely": Code(_WARNING, "年度不大可能", "E2"),
        "published-early": Code(_WARNING, "发布日期早于年度结束", "E2", acceptable=True),
        "late": Code(_WARNING, "发布晚于期限", "E7", acceptable=True),
        "template-text": Code(_WARNING, "留有模板文字", "E5"),
        "word-leftover": Code(_WARNING, "留有文字处理软件的标记", "E5"),
        "secrecy-mark": Code(_ERROR, "密级标志", "第十四条"),
        "copied-text": Code(_NOTE, "内容雷同", "E6"),
        "other-body": Code(_WARNING, "写着别的机关", "E6", acceptable=True),
    },
    "来源与转录": {
        "source-unchecked": Code(_NOTE, "转录的还没有核对", "第六条"),
    },
    "个人信息": {
        "personal-data": Code(_ERROR, "个人信息", "第十五条"),
        "personal-data-answer": Code(
            _WARNING,
            "『非个人信息』没有对象",
            "第十五条",
            meaning="`非个人信息` 写的位置上没有像这一类的号码，多半已经删去。",
        ),
    },
    "正文": {
        "body-too-large": Code(_ERROR, "正文太大", meaning="正文或其中一行太长。"),
        "body-too-complex": Code(_ERROR, "正文结构太复杂", meaning="正文里的标记太多，或者列表、引用套得太深。"),
        "raw-html": Code(_ERROR, "正文里有 HTML", meaning="正文里有 HTML 标记。"),
        "link-refused": Code(_ERROR, "不允许的链接", meaning="正文里的链接不是网址、邮箱、电话，也不是列出的附件。"),
        "image-refused": Code(_ERROR, "不允许的图片", meaning="正文里有图片。"),
        "heading-level": Code(_ERROR, "标题级别不对", meaning="正文用了一级标题、跳了级，或者标题在列表、引用里。"),
        "code-block": Code(_ERROR, "正文里有代码块", meaning="行首空了四格或写了 ```，文字会被当作代码照原样排。"),
        "chapter-unknown": Code(_WARNING, "格式里没有的章", "E1", meaning="章名不是格式里的一章；文字移到报告末尾。"),
        "chapter-missing": Code(_WARNING, "缺少一章或没有内容", "E1", meaning="一、五、六章缺了一章，或者没有内容。"),
        "chapter-duplicate": Code(_ERROR, "同一章写了两次", "E1", meaning="同一章写了两次。"),
        "chapter-order": Code(_WARNING, "章的顺序不对", "E1", meaning="章的先后与格式不同；网页按格式的顺序排。"),
    },
    "导入": {
        "import-ignored": Code(
            _WARNING, "导入时没有写入的项目", meaning="文件里有 report.json 以外的项目，没有写进年报。"
        ),
        "import-refused": Code(
            _ERROR, "不能导入", meaning="文件读不出来，不是一份年报，或者不能原样导入；什么也没有写。"
        ),
    },
}
CODES: dict[str, Code] = {name: code for group in _GROUPS.values() for name, code in group.items()}
GROUPS: dict[str, tuple[str, ...]] = {title: tuple(group) for title, group in _GROUPS.items()}


def finding(  # noqa: PLR0913 - a finding has that many parts
    code: str,
    span: Span,
    message: str,
    hint: str = "",
    related: Iterable[Related] = (),
    *,
    place: Place | None = None,
    position: str = "",
    numbers: tuple[object, object] | None = None,
) -> Diagnostic:
    """A finding of a known code at the level of that code."""
    level = CODES[code].severity
    about = place or Place()
    compared = (str(numbers[0]), str(numbers[1])) if numbers else None
    return Diagnostic(code, level, span, message, hint, tuple(related), about, position, compared)


def accept_with(code: str, where: str) -> str:
    """How a body lets a finding stand: the line to write below 说明."""
    source = "原表" if where.startswith(("二／", "三／", "四／")) else "原文"
    return f"如果{source}就是这样，请在两条『---』之间的『说明:』下写：- {{规则: {code}, 位置: {where}, 理由: …}}"
