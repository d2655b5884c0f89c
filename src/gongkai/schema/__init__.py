"""What may stand in an editor's file, for an editor program? JSON Schema, draft-07, of reports and records.

Rows, cells and their meaning come from the forms, lists of words from the modules that read them. A schema says
less than `check`: it sees no sum and no other file, it gets numbers and not the digits that were written, and of
the spellings of a row it names those of the form, not all that `text.fold` forgives. What `check` lets pass and a
schema does not is meant: 原文未载明 where leaving the line out says the same, 非个人信息 of no 类别, which is of no use.
"""

import json

from gongkai.answers import CATEGORIES
from gongkai.bind import ATTACHMENT_TYPES, MAX_ATTACHMENTS, PROSE_KINDS, SCOPES
from gongkai.codes import CODES
from gongkai.fields import UNKNOWN
from gongkai.form import Forms
from gongkai.origin import CHECKED, KIND, SOURCE_KINDS, TRANSCRIBED
from gongkai.records import KINDS, LEVELS, MAX_SLUG, RESERVED, SLUG
from gongkai.schema.editions import chosen_rows, layout, there_once
from gongkai.schema.parts import (
    DATE,
    DAYS,
    SITE_ADDRESS,
    Schema,
    address,
    choice,
    digits,
    list_of,
    matching,
    number,
    object_of,
    text,
    texts,
    years,
)
from gongkai.schema.tables import definitions_of
from gongkai.site import QUALITY_PAGE, YES_NO

DRAFT = "http://json-schema.org/draft-07/schema#"
_COMMENT = "由 gongkai schema 生成，不要手改。"
_CREDIT_CODE = "[0-9A-HJ-NPQRTUWXY]{18}"
_NO_PICTURE = r"\s!-,./:-@\[-^`{-~"  # ASCII that stands in no file name of a picture
_PICTURE = rf"[^{_NO_PICTURE}-][^{_NO_PICTURE}]{{0,60}}\.(?:png|jpg|jpeg|gif|svg)"
_NO_FILE = r"""/\\:*?"'<>|!#$%&+,;=@\[\]^`{}~"""  # ASCII that stands in no file name of an attachment


def written(forms: Forms) -> dict[str, str]:
    """The text of every schema by the name of its file."""
    schemas = {"report": report_schema(forms), "agency": agency_schema(), "site": site_schema(forms)}
    return {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in schemas.items()
    }


def report_schema(forms: Forms) -> Schema:
    """What may stand between the two `---` of a report."""
    definitions: dict[str, Schema] = {}
    names: dict[str, Schema] = {}
    rules: list[Schema] = []
    for ordinal in dict.fromkeys(table.ordinal for edition in reversed(forms.editions) for table in edition.tables):
        tables = [(e, table) for e in forms.editions for table in e.tables if table.ordinal == ordinal]
        for edition, table in tables:
            definitions |= definitions_of(table, edition.name)
            about = {"title": f"表{ordinal}：{table.title}", "description": table.explain}
            names |= dict.fromkeys((table.key, *table.spellings), about)
        rules += [chosen_rows(tables, forms), *there_once(tables, forms)]
    return {
        **_head("年报的表格部分", "写在年报文件的两条“---”之间：报告的各项和三张表。写法见 docs/editing.md。"),
        **object_of(_report_fields(forms) | names, ("标题", "年度")),
        "allOf": rules,
        "definitions": definitions,
    }


def agency_schema() -> Schema:
    """What may stand in agency.yaml."""
    apply_to = {name: text(name) for name in ("受理机构", "地址", "邮编", "电话", "电子邮箱", "办公时间")}
    from_to = {"起": number("起", "开始的年份。", "2001"), "止": number("止", "最后的年份。", "2018")}
    reserved = "|".join(sorted(RESERVED))
    slug = f"(?=.{{1,{MAX_SLUG}}}$)(?!(?:{reserved})$)(?:{SLUG.pattern})"
    other = "填另一个机关的编码，就是它的文件夹名。"
    fields = {
        "全称": text("全称", "机关的全称。必填。", required=True),
        "编码": matching("编码", "不用写；写了必须与文件夹名一致。", slug, "ceshi-zhen"),
        "简称": texts("简称", "一个，或用方括号写几个：[测试镇, 测试镇政府]。"),
        "曾用名": list_of(
            "曾用名",
            "用过的名称，每项一行：- {名称: 测试乡人民政府, 起: 2001, 止: 2016}。",
            object_of({"名称": text("名称", "用过的名称。必填。", required=True), **from_to}, ("名称",)),
        ),
        "存续期间": {
            "title": "存续期间",
            "description": "机关设立的年份，和以自己的名义编制年报的最后年度：{起: 2001, 止: 2018}，可以只写一样。",
            **object_of(from_to),
        },
        "层级": choice("层级", "机关的级别；不写有一个警告，也不在任何一个层级页上。", LEVELS),
        "类别": choice("类别", "机关的类别；写“政府”的，年报必须写统计范围。", KINDS),
        "排序": number("排序", "不超过六位的整数，小的在前。", "10"),
        "行政区划代码": digits("行政区划代码", "6 位、9 位或 12 位数字。", (6, 9, 12), "321300"),
        "统一社会信用代码": matching(
            "统一社会信用代码",
            "18 位大写字母和数字，照证书写；校验码由 check 核对。",
            _CREDIT_CODE,
            "11320000012345678K",
            {"type": ["string", "number"], "minimum": 10**17},  # of digits, or of digits and one E
        ),
        "并入": matching("并入", f"撤销以后接手的机关。{other}", slug, "ceshi-zhen"),
        "上级": matching("上级", f"上级机关。{other}", slug, "ceshi-zhen"),
        "依申请公开": {
            "title": "依申请公开",
            "description": "向机关申请公开政府信息的办法。",
            **object_of(apply_to | {"网址": address("网址", "完整网址。")}),
        },
        "非个人信息": _answers(),
    }
    return _head("机关档案 agency.yaml", "每个机关的文件夹里一个。写法见 docs/records.md。") | object_of(
        fields, ("全称",)
    )


def site_schema(forms: Forms) -> Schema:
    """What may stand in site.yaml."""
    due = f"四位年份的列表，例如 [2023, 2024]；最早的格式用于 {forms.editions[0].start} 年度。"
    region = {
        "代码": digits("代码", "6 位行政区划代码，一个代码只写一次。必填。", (6,), "321300", required=True),
        "名称": text("名称", "地区的名称。必填。", required=True),
        "虚构": choice("虚构", "写“是”的，这个地区和它里面的各机关都是虚构的。", YES_NO),
        "应报年度": years("应报年度", f"这个地区与全站不同的应报年度；{due}"),
    }
    picture = (
        "site.yaml 旁边的 png、jpg、jpeg、gif 或 svg 文件的名字，只用字母、数字、汉字、短横和下划线，不能写网址。必填。"
    )
    badge = {
        "图片": matching("图片", picture, _PICTURE, "党政机关.png", required=True),
        "说明": text("说明", "图片上的文字，看不到图片的读者读它。必填。", required=True),
        "网址": address("网址", "点图片打开的完整网址。"),
    }
    day = "公布年报的期限，月-日，指报告年度的次年。"
    site_code = {"type": ["string", "integer"], "minimum": 10**9, "maximum": 10**10 - 1}
    fields = {
        "标题": text("标题", "网站的标题。必填。", required=True),
        "主办单位": text("主办单位", "写在页眉和页脚。"),
        "网站标识码": matching(
            "网站标识码", "10 位数字，或者 bm 加 8 位数字。上线必填。", "[0-9]{10}|bm[0-9]{8}", "3213000001", site_code
        ),
        "ICP备案": text("ICP备案", "写在页脚。"),
        "公安备案": text("公安备案", "写在页脚。"),
        "网址": address("网址", "网站根目录的完整网址，不带 ? 和 #。上线必填。", SITE_ADDRESS),
        "联系方式": text("联系方式", "写在页脚和“关于本站”里。"),
        "应报年度": years("应报年度", f"哪些年度每个机关都应当有年报：{due}"),
        "截止日期": {
            "title": "截止日期",
            "description": "各类机关公布年报的期限：{政府: 03-31, 部门: 01-31}。",
            **object_of({kind: matching(kind, day, DAYS, "01-31") for kind in KINDS}),
        },
        "正式上线": choice("正式上线", "不写就是“否”；写“是”的，网站标识码和网址必须写。", YES_NO),
        "地区": list_of("地区", "每个地区一行：- {代码: 321300, 名称: 宿迁市}。", object_of(region, ("代码", "名称"))),
        "页脚标识": list_of(
            "页脚标识", "每个图片一行：- {图片: 党政机关.png, 说明: …, 网址: …}。", object_of(badge, ("图片", "说明"))
        ),
        "质量页": choice("质量页", "检查结果的网页放在网站上，还是只给内部看。", QUALITY_PAGE),
        "非个人信息": _answers(),
    }
    return _head("网站档案 site.yaml", "内容文件夹里一个。写法见 docs/records.md。") | object_of(fields, ("标题",))


def _report_fields(forms: Forms) -> dict[str, Schema]:
    rules = {name: code.title for name, code in CODES.items() if code.acceptable}
    acceptance = {
        "规则": choice("规则", "规则代码，就是检查结果里方括号中的。必填。", tuple(rules), tuple(rules.values())),
        "位置": text("位置", "照检查结果里给出的写。必填。", required=True),
        "理由": text(
            "理由", "为什么保留原表的数字，读者会看到。必填。", required=True, refused=("理由", "空白", "无", "…")
        ),
        "适用年度": years("适用年度", "不写就是本年度；要写明别的年度，用方括号：[2022, 2023]。"),
    }
    correction = {
        "日期": matching("日期", "更正的日期。必填。", DATE, "2024-03-01", required=True),
        "内容": text("内容", "更正了什么。必填。", required=True),
        "原因": text("原因", "为什么更正。必填。", required=True),
    }
    source = {
        "地址": address("地址", "原文的网址。"),
        "说明": text("说明", "原文的出处，用文字说明。"),
        KIND: choice(KIND, "照着什么转录的。自己编写的年报不写。", SOURCE_KINDS),
        TRANSCRIBED: text(TRANSCRIBED, "谁转录的，可以写上日期，例如 县政府办 2024-03-01。", blank=True),
        CHECKED: text(CHECKED, "谁对照原文核对过，可以写上日期；还没有核对的留空。", blank=True),
    }
    link = address("来源", "原文的网址；或者分项写：地址、说明、形式、转录、核对，可以只写几样。")
    scopes = ("只统计本机关。", "统计本地区各机关；不加进本站的合计。", "政府的原文没有写明的；不计入合计。")
    scope = "类别是“政府”的机关必须写；部门、乡镇街道不写就是本机关。"
    return {
        "标题": text("标题", "报告原来的标题，照写。必填。", required=True),
        "年度": {
            "title": "年度",
            "description": "报告反映的年度，与文件名一致。必填。",
            "type": ["integer", "string"],
            "minimum": forms.editions[0].start,
            "maximum": 9999,
            "pattern": "^[0-9]{4}$",
            "errorMessage": "请写四位半角数字的年度，与文件名一致。",
        },
        "发布日期": matching("发布日期", "能查到的都要写，不写有一个警告。", DATE, "2024-01-31"),
        "发布机构": text("发布机构", "原文署名的机关；不写的用机关的全称。"),
        "统计范围": choice("统计范围", scope, (*SCOPES, UNKNOWN), scopes),
        "索引号": text("索引号", "照原文。"),
        "文号": text("文号", "照原文。"),
        "来源": {**link, **object_of(source), "type": ["string", "object"]},
        "正文性质": choice("正文性质", "不写就是原文；写“概述”的，网页上会声明文字是本站概述。", PROSE_KINDS),
        "版式": layout(forms),
        "附件": list_of(
            "附件",
            "随年报发布的文件，放在年报旁边，每项一行：- {文件: 2023年报.pdf, 名称: 年报（PDF）}。",
            object_of({"文件": _attachment(), "名称": text("名称", "页面上显示的名称；不写就是文件名。")}, ("文件",)),
        )
        | {"maxItems": MAX_ATTACHMENTS},
        "更正": list_of(
            "更正",
            "发布以后改过什么，每次一行：- {日期: 2024-03-01, 内容: …, 原因: …}，三样都要写。",
            object_of(correction, tuple(correction)),
        ),
        "说明": list_of(
            "说明",
            "原表就是对不上的，照录原数，一处写一行：- {规则: …, 位置: …, 理由: …}，前两样照检查结果里给出的写。",
            object_of(acceptance, ("规则", "位置", "理由")),
        ),
        "非个人信息": _answers(),
    }


def _answers() -> Schema:
    """非个人信息: what a report and both records may state."""
    answer = {
        "位置": text("位置", "照检查结果里给出的写。必填。", required=True),
        "类别": choice("类别", "像是哪一种号码。必填。", CATEGORIES),
        "理由": text("理由", "这个号码其实是什么；不要写出号码本身。必填。", required=True),
    }
    what = "检查以为是个人信息而其实不是的，一处写一行：- {位置: …, 类别: …, 理由: …}。"
    return list_of("非个人信息", what, object_of(answer, tuple(answer)))


def _attachment() -> Schema:
    endings = "|".join("".join(f"[{c}{c.upper()}]" for c in ending) for ending in ATTACHMENT_TYPES)
    name = rf"(?!.*\.\.)[^{_NO_FILE}\s.][^{_NO_FILE}]{{0,99}}"
    what = f"文件名，不带路径。可以用：{'、'.join(ATTACHMENT_TYPES)}。必填。"
    return matching("文件", what, rf"{name}\.(?:{endings})", "2023年报.pdf", {"type": "string"}, required=True)


def _head(title: str, description: str) -> Schema:
    return {"$schema": DRAFT, "$comment": _COMMENT, "title": title, "description": description}
