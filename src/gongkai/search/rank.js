/* Which hit comes first? The formula of rank.py. */
(function (/** @type {any} */ root) {
  "use strict";
  const { parts } = root.gongkaiSearch;

  /**
   * What comes before a year at the end of a folded part, and the year (0: none): 后河镇2023年 is 后河镇 and 2023.
   * @param {string} text @returns {[string, number]}
   */
  function splitYear(text) {
    const [year] = /[12]\d{3}(?:年|年度)?$/.exec(text) || [""];
    return [text.slice(0, text.length - year.length), parseInt(year, 10) || 0];
  }

  /**
   * How much the parts say about whose report of which year it is: 4 for each name of its body, 2 for its year, 1 for its region.
   * A year that is glued to two other characters or more counts where these are a name of the body or of its region.
   * @param {string[]} texts of the parts, folded; neither quoted nor excluded @param {number} year of the report
   * @param {(text: string) => boolean} named whether the body is called so
   * @param {(text: string) => boolean} within whether its region, or one around it, is
   * @returns {number}
   */
  function tier(texts, year, named, within) {
    /** @param {string} text */
    const claim = (text) => 4 * Number(named(text)) + Number(within(text));
    return texts.reduce((worth, text) => {
      const [before, told] = splitYear(text), rest = told && before.length > 1 ? claim(before) : 0;
      return worth + claim(text) + rest + (told === year && (rest || !before) ? 2 : 0);
    }, 0);
  }

  /** @param {number} documents of the site @param {number} df those of a part */
  const idf = (documents, df) => Math.log(1 + documents / df);

  /** @param {number} worth see `tier` @param {[number, boolean][]} told of each part its idf, and whether its first three units stand in the title */
  const score = (worth, told) => told.reduce((sum, [weight, title]) => sum + weight * (title ? 3 : 1), 1000 * worth);

  Object.assign(parts, { splitYear, tier, idf, score });
})(typeof globalThis === "object" ? globalThis : self);
