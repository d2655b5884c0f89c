/* What is one and the same to the search? Text without differences of width, case, script and blanks, as in fold.py. */
(function (/** @type {any} */ root) {
  "use strict";
  /** @type {any} */ const own = root.gongkaiSearch = root.gongkaiSearch || {};
  own.parts = own.parts || {};

  // Code points, hexadecimal, as in fold.py, which says what they are.
  const STAYS =
    "7fb-7ff 85f-89f 8be-8d3 9fc-a00 c3a-c3c d3b-d3c eba 1715-171f 1abf-1aff 1c89-1cbf 1df6-1dfa 2c2f 32ff " +
    "a7b8-a7f6 a82c-a82f ab66-ab6f 10570-105ff 10768-107ff 10d00-10e5f 10e7f-10fff 11070-1107e 1133a-1133b " +
    "11375-113ff 1145e-1147f 11740-1189f 11900-11abf 11cb7-11fff 14647-167ff 16b90-16eff 16fe1-16fff " +
    "1bca4-1cfff 1e02b-1e7ff 1f16c-1f16f 1f9c1-1fffd";
  const GONE = "ad 200b-200f 202a-202e 2060-206f fe00-fe0f feff";
  const BLANK = "0-20 7f 85 1680 2028-2029";
  // None of these joins the one before it, so that each is folded by itself; most Chinese texts hold no other.
  const ALONE = "0-2ff 2000-20cf 2100-2bff 2e80-3029 3030-3098 3200-9fff fe30-fe6f ff00-ff9d ffe0-ffff";

  /** @param {string} ranges */
  const set = (ranges) => ranges.replace(/[0-9a-f]+/g, "\\u{$&}").replace(/ /g, "");
  const older = new RegExp(`[^${set(STAYS)}]+`, "gu");
  const gone = new RegExp(`[${set(GONE)}]`, "gu");
  const blank = new RegExp(`[${set(BLANK)}]`, "gu");
  const alone = new RegExp(`[${set(ALONE)}]`, "u");

  /** @type {{[written: string]: string}} */ let pairs = {};
  /** What becomes of a unit: itself (true), a text, or it is not folded alone (null). @type {(string | true | null)[]} */
  let known = new Array(65536);

  /**
   * Takes the radicals and traditional characters from variants.bin, inflated; see `variants` in fold.py.
   * @param {Uint8Array} bytes
   */
  function setVariants(bytes) {
    const n = bytes.length / 4;
    let written = 0, folded = 0;
    pairs = {};
    known = new Array(65536);
    for (let i = 0; i < n; i++) {
      written += bytes[i] << 8 | bytes[2 * n + i]; // fromCharCode takes it modulo 65536
      folded += bytes[n + i] << 8 | bytes[3 * n + i];
      pairs[String.fromCharCode(written)] = String.fromCharCode(folded);
    }
  }

  /** @param {string} run of characters that Unicode 9 had; Σ is σ wherever it stands */
  const settle = (run) => run.normalize("NFKC").replace(/Σ/g, "σ").toLowerCase();

  /** @param {string} text */
  const whole = (text) => text.replace(/[\ud800-\udfff]/gu, "\ufffd").replace(gone, "").replace(older, settle)
    .replace(/[\u2e80-\u9fff]/g, (written) => pairs[written] || written).replace(blank, " ");

  /** @param {string} text, every blank but one between two letters or digits to be left out */
  const tidy = (text) => text.replace(/ +/g, (run, at) =>
    /^[a-z0-9]{2}$/.test(text.charAt(at - 1) + text.charAt(at + run.length)) ? " " : "");

  /**
   * The text of one block, or of a part of a query, as the search compares it.
   * @param {string} text
   * @returns {string}
   */
  function fold(text) {
    let folded = "", done = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let to = known[unit];
      if (to === undefined) {
        to = alone.test(text[i]) ? whole(text[i]) : null;
        if (to === text[i]) to = true;
        known[unit] = to;
      }
      if (to === null) return tidy(whole(text));
      if (to !== true) {
        folded += text.slice(done, i) + to;
        done = i + 1;
      }
    }
    return tidy(folded + text.slice(done));
  }

  own.parts.fold = fold;
  own.parts.setVariants = setVariants;
})(typeof globalThis === "object" ? globalThis : self);
