/* Where do words stand in a report? Its text by blocks, and the place of a hit with the words as they are written. */
/**
 * @typedef {(text: string) => string} Fold
 * @typedef {object} Block a paragraph, a heading, or a table row
 * @property {string} anchor
 * @property {string} place the heading it stands under
 * @property {number} chapter 0: none
 * @property {boolean} head a heading, the title, or the caption of a table
 * @property {boolean} row
 * @property {string[]} cells as written
 * @property {string[]} folded
 */
/**
 * @typedef {object} Page
 * @property {string} url from the root of the site
 * @property {string} agency
 * @property {number} year
 * @property {string} title
 * @property {Block[]} blocks
 */
/** @typedef {{excerpt: string, marks: number[][], words: string[]}} Excerpt */
(function (/** @type {any} */ root) {
  "use strict";
  const { parts } = root.gongkaiSearch;
  const WIDTH = 90, BEFORE = 24, FARTHEST = 200; // characters of an excerpt; before what it is about; at most
  const LONG = 20; // what is longer is more than a label
  const CLUSTER = 32; // units that are folded together, at most: marks over marks are no text

  /** @param {string} text of a file @param {Fold} fold @returns {Page} */
  function readText(text, fold) {
    const [first, ...lines] = text.split("\n"), [code, year, agency, title] = first.split("\t"), name = fold(title);
    /** @type {Block[]} */ const blocks = [];
    const seen = new Set([""]);
    let anchor = "", place = "", fresh = false;
    lines.forEach((line) => {
      const table = /^t\d+(-|$)/.test(anchor);
      if (line[0] === "\u001e") {
        anchor = line.slice(1);
        place = anchor && place;
        fresh = !seen.has(anchor) && !/^t\d/.test(anchor);
        seen.add(anchor);
      } else if (line) {
        const cells = line.split("\t"), folded = cells.map(fold), head = fresh || folded[0] === name || cells.length < 2 && /^t\d+$/.test(anchor);
        place = fresh ? line : place;
        fresh = false;
        blocks.push({ anchor, place, chapter: Number((/^(?:chapter-|t)(\d)(?:-|$)/.exec(anchor) || [])[1] || 0), head, row: table || cells.length > 1, cells, folded });
      }
    });
    return { url: `${code}/${year}/index.html`, agency, year: Number(year), title, blocks };
  }

  /** @param {Block} block @param {string} part */
  const holds = (block, part) => block.folded.some((cell) => cell.includes(part));

  /** Whether a character parts words. @param {Fold} fold @param {string} character */
  const isBlank = (fold, character) => fold(`a${character}a`) === "a a";

  /**
   * Where a folded part stands in a text as written: character by character, together what NFKC puts together.
   * @param {Fold} fold @param {string} raw @param {string} part
   */
  function spans(fold, raw, part) {
    /** @type {number[][]} */ const origin = []; // of each folded unit, from where to where
    let out = "", cluster = "", folded = "", start = 0, blank = -1, at = 0;
    function close() {
      if (folded && blank >= 0 && /[a-z0-9] [a-z0-9]/.test(out.slice(-1) + " " + folded[0])) { folded = " " + folded; }
      blank = folded ? -1 : blank;
      out += folded;
      while (origin.length < out.length) { origin.push([start, at]); }
      cluster = folded = "";
      start = at;
    }
    /** Whether a character changes with the ones before it: a mark would change places with U+0334, too. @param {string} one @param {string} alone */
    const joins = (one, alone) => !/[!-~\u4e00-\u9fff]/.test(one)
      && (fold(cluster + one) !== folded + alone || fold(one + "\u0334") !== alone + "\u0334");
    for (const one of raw) {
      const alone = fold(one);
      if (!alone && isBlank(fold, one)) {
        close();
        blank = at;
      } else if (cluster && cluster.length < CLUSTER && (!alone || joins(one, alone))) {
        cluster += one;
        folded = fold(cluster);
      } else {
        close();
        cluster = one;
        folded = alone;
      }
      at += one.length;
      if (!cluster) { start = at; }
    }
    close();
    const found = [];
    for (let i = 0; (i = out.indexOf(part, i)) >= 0; i += part.length) { found.push([origin[i][0], origin[i + part.length - 1][1]]); }
    return found;
  }

  /**
   * The block that holds most of the parts: rather in a chapter than elsewhere, rather a paragraph or a row than a heading, best a cell that says no more.
   * @param {Page} page @param {string[]} wanted @param {number} chapter 0: any
   */
  function bestBlock(page, wanted, chapter) {
    let best = page.blocks[0], most = 0;
    page.blocks.forEach((block) => {
      const count = wanted.filter((part) => holds(block, part)).length;
      const worth = 8 * count + (block.chapter ? 2 : 0) + (block.head ? 0 : 1) + (!count && block.folded[0].length < LONG ? 0 : 1) + Number(wanted.some((part) => block.folded.includes(part)));
      if (worth > most && (!chapter || block.chapter === chapter)) {
        best = block;
        most = worth;
      }
    });
    return best;
  }

  /** What to show of a block, and the words found there. @param {Fold} fold @param {Block} block @param {string[]} wanted @returns {Excerpt} */
  function excerpt(fold, block, wanted) {
    /** @type {number[][]} */ let found = [];
    let all = "";
    block.cells.forEach((cell, i) => {
      const at = all.length;
      wanted.forEach((part) => {
        if (block.folded[i].includes(part)) { found = found.concat(spans(fold, cell, part).map(([from, to]) => [at + from, at + to])); }
      });
      all += cell + "｜";
    });
    all = all.slice(0, -1);
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    let from = 0, to = all.length;
    if (to > WIDTH + BEFORE) {
      from = Math.max(0, Math.min(found.length ? found[0][0] - BEFORE : 0, to - WIDTH));
      to = from + WIDTH;
      found.forEach((span) => { if (span[0] < to) { to = Math.max(to, Math.min(span[1], from + FARTHEST)); } });
      from -= low(all[from]);
      to += low(all[to]);
    }
    const lead = from ? "…" : "", shift = lead.length - from;
    /** @type {number[][]} */ const marks = [];
    found.filter((span) => span[0] < to).forEach(([start, end]) => {
      const last = marks[marks.length - 1] || [-1, -1];
      if (start + shift > last[1]) { marks.push([start + shift, Math.min(end, to) + shift]); } else { last[1] = Math.max(last[1], Math.min(end, to) + shift); }
    });
    return {
      excerpt: lead + all.slice(from, to) + (to < all.length ? "…" : ""), marks,
      words: Array.from(new Set(found.map(([start, end]) => all.slice(start, end)))),
    };
  }

  /** 1 for the second half of a character. @param {string} unit */
  const low = (unit) => Number(/[\udc00-\udfff]/.test(unit));

  Object.assign(parts, { readText, holds, isBlank, spans, bestBlock, excerpt });
})(typeof globalThis === "object" ? globalThis : self);
