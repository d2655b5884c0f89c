"use strict";
const assert = require("node:assert");
const { test } = require("node:test");
const { engine, fold, dice } = require("./support.js");
const parse = (q) => engine.parts.parse(q, fold);
/** Parts in short: quoted in 『』, excluded after a minus. */
const values = (q) => parse(q).fields.map(({ name, value, negative }) => [(negative ? "-" : "") + name, value]);
const short = (q) => parse(q).parts.map((part) => (part.negative ? "-" : "") + (part.quoted ? `『${part.text}』` : part.text));

test("blanks of every kind part words", () => {
  assert.deepStrictEqual(short("后河镇 2023　依申请\t公开\u00a0a\u2003b\nc\u2028d"), ["后河镇", "2023", "依申请", "公开", "a", "b", "c", "d"]);
  assert.deepStrictEqual(short(""), []);
  assert.deepStrictEqual(short(" 　\n"), []);
});

test("words are folded, and what was typed is kept", () => {
  const { parts } = parse("ＡＢＣ 縣政府");
  assert.deepStrictEqual(parts.map(({ text, raw, source }) => [text, raw, source]), [["abc", "ＡＢＣ", "ＡＢＣ"], [fold("縣政府"), "縣政府", "縣政府"]]);
});

test("what nobody sees parts no words", () => {
  assert.deepStrictEqual(short("依\u200b申请"), ["依申请"]);
  assert.deepStrictEqual(short("\u200b"), []);
});

test("quotes of three kinds make one part, blanks and all", () => {
  assert.deepStrictEqual(short('"行政 许可"'), ["『行政许可』"]);
  assert.deepStrictEqual(short("“a b”后 ＂c＂"), ["『a b』", "后", "『c』"]);
  assert.deepStrictEqual(short('""'), []);
  assert.deepStrictEqual(short('深化"放管服"改革'), ['深化"放管服"改革']); // within a word it is a character
});

test("a quote that does not end goes to the end, and that is said", () => {
  assert.deepStrictEqual(short('甲 "乙 丙'), ["甲", "『乙丙』"]);
  assert.strictEqual(parse('"乙').problems.length, 1);
  assert.strictEqual(parse('"乙"').problems.length, 0);
});

test("a minus before something excludes it, one before nothing is a character", () => {
  assert.deepStrictEqual(short('公开 -低保 －"a b"'), ["公开", "-低保", "-『a b』"]);
  assert.deepStrictEqual(short("- 低保"), ["-", "低保"]);
  assert.deepStrictEqual(short("甲-乙"), ["甲-乙"]);
  assert.deepStrictEqual(short("--甲"), ["--甲"]);
});

test("only excluded words find nothing, and that is said", () => {
  assert.strictEqual(parse("-甲").never, true);
  assert.strictEqual(parse("-甲").problems.length, 1);
  assert.strictEqual(parse("-甲 年:2023").never, false);
  assert.strictEqual(parse("").never, true);
  assert.deepStrictEqual(parse("").problems, []);
});

test("fields are read with either colon, with quotes, and in every way their values are written", () => {
  assert.deepStrictEqual(values('机关:后河镇 年：２０２３年 地区:"卫 辉" 层级:县级 章节:第三章 -年:2022'),
    [["机关", "后河镇"], ["年", 2023], ["地区", "卫辉"], ["层级", 2], ["章节", 3], ["-年", 2022]]);
  assert.strictEqual(parse("章节:三").chapter, 3);
  assert.deepStrictEqual(["三", "第三章", "表三", "3", "表3"].map((one) => values("章节:" + one)[0][1]), [3, 3, 3, 3, 3]);
  assert.deepStrictEqual(["2023", "2023年", "2023年度"].map((one) => values("年:" + one)[0][1]), [2023, 2023, 2023]);
  assert.deepStrictEqual(["省", "市级", "县", "乡级"].map((one) => values("层级:" + one)[0][1]), [0, 1, 2, 3]);
  assert.deepStrictEqual(parse("年:2023").parts, []);
  assert.deepStrictEqual(short("年2023 年份:2023"), ["年2023", "年份:2023"]);
});

test("a field that cannot be understood finds nothing, and what it should be is said", () => {
  for (const q of ["年:去年", "层级:村", "章节:七", "章节:第"]) {
    assert.strictEqual(parse(q + " 公开").never, true);
    assert.match(parse(q).problems[0], /例如/);
  }
  assert.strictEqual(parse("章节:一 章节:二").never, true); // nothing stands in both
});

test("an empty field and an excluded chapter are left out, and that is said", () => {
  for (const q of ["年: 公开", "-章节:三 公开"]) {
    const query = parse(q);
    assert.deepStrictEqual([query.fields, query.parts.length, query.problems.length, query.never], [[], 1, 1, false]);
  }
});

test("a query is cut after 800 characters and sixteen parts, never within a character", () => {
  assert.strictEqual(parse("公".repeat(20000)).parts[0].text.length, 800);
  assert.strictEqual(parse("a" + "𠮷".repeat(800)).parts[0].text, "a" + "𠮷".repeat(399));
  assert.strictEqual(parse("甲 ".repeat(100)).parts.length, 16);
  assert.match(parse("公".repeat(801)).problems[0], /800/);
  assert.match(parse("甲 ".repeat(17)).problems[0], /16/);
  assert.deepStrictEqual(parse("甲 ".repeat(16)).problems, []);
  assert.deepStrictEqual(["公".repeat(801), "甲 ".repeat(17), "甲 ".repeat(16), "公\ud842"].map((q) => parse(q).cut), [true, true, false, false]);
});

test("a long paragraph and a row of the widest table are looked for to their end", () => {
  const paragraph = "公".repeat(400) + "乙", row = "20 3 4 5 30 6 0 2 1 9 7 8 10 11 12";
  assert.strictEqual(parse(paragraph).parts[0].text, paragraph);
  assert.deepStrictEqual(short(row), row.split(" "));
});

test("whatever is typed, nothing is thrown, and soon", () => {
  const roll = dice(21), start = process.hrtime.bigint();
  const signs = ["\"", "“", "-", "－", "年:", "机关：", "章节:", " ", "\ud800", "\udc00", "a", "公", "<b>", "%zz", "\u0000", "("];
  for (let n = 0; n < 3000; n++) {
    const query = parse(Array.from({ length: roll(30) }, () => signs[roll(signs.length)]).join(""));
    query.parts.forEach((part) => assert.ok(part.text && !/[\ud800-\udfff\u0000-\u001f]/u.test(part.text)));
  }
  for (const one of signs) parse(one.repeat(20000));
  for (const odd of [null, undefined, 5, {}]) parse(odd);
  assert.ok(process.hrtime.bigint() - start < 10e9);
});

test("the sources of all pieces, joined, are the same query, also behind a quote that was left open", () => {
  for (const q of ['后河镇 -"a b" 年:2023 “c”d 机关：甲', '年:2023 "a b', '机关:"a b']) {
    const { pieces, parts, fields } = parse(q), again = parse(pieces.map((piece) => piece.source).join(" "));
    const plain = ({ text, quoted, negative }) => [text, quoted, negative];
    assert.deepStrictEqual([again.parts.map(plain), again.fields], [parts.map(plain), fields]);
    assert.deepStrictEqual(parse(pieces.concat(parse("年:2022").pieces).map((piece) => piece.source).join(" ")).fields.slice(-1)[0].value, 2022);
  }
});

test("a piece says of which field it is, and its value as typed", () => {
  const told = parse('-年:2023年 a"b 机关：“甲 乙” -c -章节:三').pieces.map(({ name, value }) => [name, value]);
  assert.deepStrictEqual(told, [["年", "2023年"], ["", "a\"b"], ["机关", "甲 乙"], ["", "c"]]);
});
