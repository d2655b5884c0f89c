"""What may somebody type, or put in an address, who means no good?"""

QUERIES = [
    # 20 kB of one sign
    *(
        "a" * 20_000,
        "0" * 20_000,
        "公" * 7_000,
        '"' * 20_000,
        "-" * 20_000,
        " " * 20_000,
        "(" * 20_000,
        "\u3000" * 7_000,
    ),
    *("年:2023 " * 2_000, "年:" * 5_000, "“公开”" * 1_500, "公 " * 5_000, "-公 " * 4_000, "甲乙" * 3_500 + '"'),
    *(
        "\u0300" * 10_000,
        "e" + "\u0301" * 9_999,
        "\U00020bb7" * 5_000,
        "\ufdfa" * 3_000,
        "\ud800" * 6_000,
        "\udc00" * 6_000,
    ),
    # shapes that make regular expressions slow
    *(
        "a" * 3_000 + "!",
        "(a+)+$" + "a" * 2_000,
        "((a*)*)*b",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "x" * 500 + " " * 500 + "x",
    ),
    *("\t \n" * 3_000, "年：" * 50 + "2023", "机关:" + "市" * 3_000),
    # halves of characters, and signs that the index uses itself
    *("\ud800", "\udfff公", "公\ud842", "\udfb7\ud842", "\x01公开", "\x02", "\x03公开信", "\x1et2-r-permits"),
    *("\ue000公\ue001", "\x00", "公\x00开", "\ufeff公开", "公\u200d开", "\u202e开公"),
    # names that every object has
    *("__proto__", "constructor", "toString hasOwnProperty", "机关:__proto__", "地区:constructor", "valueOf:年"),
    # what something else would run
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "javascript:alert(1)"),
    *(
        "' OR 1=1 --",
        "{{7*7}}${7*7}#{7*7}",
        "../../../../etc/passwd",
        "%00%0a%0d",
        "&lt;b&gt;&#60;",
        "data:text/html,<b>",
    ),
    *("\\u0041\\x41\\", "?q=公开#t2", "https://example.org/"),
    # fields that mean nothing
    *(
        "年:99999",
        "年:-1",
        "年:二〇二三",
        "层级:国",
        "章节:七 公开",
        "章节:三 章节:四 公开",
        "-章节:三 公开",
        "地区:",
        "机关：“",
    ),
    *("-年:2023", '-"', "－－－公开", '"" “” ＂＂', "年:年:2023", "-机关:人民政府", "层级:县 层级:乡"),
    # other scripts
    *(
        "ภาษาไทย",
        "עברית",
        "한글",
        "ＡＢＣ①㊀㍿",
        "𝓐𝓑𝓒",
        "ǅ İ ſ ß",
        "👨‍👩‍👧‍👦",
        "a̷̛̘b̷̡̛c",
        "㋿ ﷺ",
        "⺠⽣ 民生",
        "、。，！？《》",
    ),
]
ADDRESSES = [
    *("?q=%", "?q=%E4%B8", "?q=%ED%A0%80", "?q=%ZZ%u516C", "?q=%C0%AF", "?q=%FF%FE", "?q=%00"),
    *("?n=1e9&q=a", "?n=-3&sort=%3Cb%3E&q=%E7%94%B3%E8%AF%B7", "?n=NaN&q=%E7%94%B3%E8%AF%B7&n=5", "?q=a&q=b&q=c"),
    *("?q[]=a&q", "?sort=__proto__&q=a", "?" + "q=" * 3_000, "?q=" + "(a" * 10_000, "?q=a#%E0%A4%A"),
    *("?q=a#<img src=x onerror=alert(1)>", "?__proto__[q]=a&q=a"),
]
