/* What is asked for? A query as it is typed, by parts and fields. */
/**
 * @typedef {object} Part
 * @property {string} text folded
 * @property {string} raw as typed, without quotes
 * @property {string} source as it stands in the query
 * @property {boolean} quoted exact: no name, no year
 * @property {boolean} negative
 */
/** @typedef {{source: string, name: string, value: string}} Piece `name` is that of the field, or ""; `value` as typed */
/**
 * @typedef {object} Query
 * @property {Part[]} parts
 * @property {{name: string, value: any, negative: boolean}[]} fields 年, 层级 and 章节 as numbers
 * @property {number} chapter 0: any
 * @property {boolean} never whether nothing can be found
 * @property {boolean} cut whether more was asked than is looked for
 * @property {string[]} problems
 * @property {Piece[]} pieces all parts and fields, as they stand in the query
 */
(function (/** @type {any} */ root) {
  "use strict";
  const { parts } = root.gongkaiSearch;
  const MOST = 800; // units: a long paragraph, and as an address still within the 8 KB that servers read
  const MOST_PARTS = 16; // a row of any table of the form has no more cells
  const FIELD = /^(机关|年|地区|层级|章节)[:：]/;
  const CHAPTERS = "一二三四五六";
  // What a value may look like, what it means, and an example
  /** @type {{[name: string]: [RegExp, (value: string) => number, string]}} */ const VALUES = {
    "年": [/^(\d{4})(?:年|年度)?$/, Number, "年份，例如 年:2023"],
    "层级": [/^([省市县乡])镇?级?$/, (value) => "省市县乡".indexOf(value), "省、市、县或乡，例如 层级:县"],
    "章节": [/^[第表]?([一二三四五六1-6])章?$/, (value) => Number(value) || CHAPTERS.indexOf(value) + 1, "一到六，例如 章节:三"],
  };

  /** @param {string} q @param {Fold} fold @returns {Query} */
  function parse(q, fold) {
    let text = String(q);
    /** @type {Query} */ const query = { parts: [], fields: [], chapter: 0, never: false, cut: text.length > MOST, problems: [], pieces: [] };
    const problems = new Set();
    /** @param {string} name @param {string} text @param {boolean} negative */
    function field(name, text, negative) {
      const [shape, read, example] = VALUES[name] || [/(.*)/, String, ""], found = shape.exec(text), value = found ? read(found[1]) : NaN;
      query.fields.push({ name, value, negative });
      if (!found) {
        problems.add(`“${name}:”后面要写${example}。`);
        query.never = true;
      }
      if (name === "章节") {
        query.never = query.never || query.chapter > 0 && query.chapter !== value; // nothing stands in two
        query.chapter = value;
      }
    }

    if (query.cut) { text = text.slice(0, MOST).replace(/[\ud800-\udbff]$/, ""); }
    const blank = text.split("").map((one) => parts.isBlank(fold, one)).concat(true), quote = text.split("").map((one) => "\"“”＂".includes(one));
    for (let at = 0; at < text.length; at++) {
      const start = at, negative = "-－".includes(text[at]) && !blank[at + 1];
      at += negative ? 1 : 0;
      const [colon, name] = FIELD.exec(text.slice(at, at + 3)) || ["", ""], quoted = quote[at += colon.length];
      const from = at += quoted ? 1 : 0;
      while (at < text.length && !(quoted ? quote : blank)[at]) { at++; }
      const raw = text.slice(from, at), value = fold(raw), source = text.slice(start, at) + (quoted ? text[at] || "\"" : "");
      if (quoted && at === text.length) { problems.add("引号不成对。"); }
      if (name && (!value || negative && name === "章节")) {
        problems.add(`“${name}:”${value ? "不能排除" : "后面没有写字"}，没有用上。`);
      } else if (value && !name && query.parts.length === MOST_PARTS) {
        query.cut = true;
      } else if (value) {
        query.pieces.push({ source, name, value: raw });
        if (name) { field(name, value, negative); } else { query.parts.push({ text: value, raw, source, quoted: !!quoted, negative }); }
      }
    }
    if (!query.parts.concat(/** @type {any} */ (query.fields)).some((one) => !one.negative)) {
      query.never = true;
      if (query.pieces.length) { problems.add("请写要找的词。"); }
    }
    if (query.cut) { problems.add(`太长，只用前 ${MOST_PARTS} 个词、${MOST} 字。`); }
    query.problems = Array.from(problems);
    return query;
  }

  parts.parse = parse;
})(typeof globalThis === "object" ? globalThis : self);
