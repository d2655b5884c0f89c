/* Marks in a report the words that led here: index.html?hl=词&hl=词#place, the words as they stand in the text. */
(function () {
  "use strict";
  const BLOCKS = "p, li, td, th, h1, h2, h3, h4, h5, h6, dt, dd, caption, pre, blockquote, section, div";
  const MOST_WORDS = 12, MOST_MARKS = 200, LONGEST = 200;
  const words = new URLSearchParams(location.search).getAll("hl").slice(0, MOST_WORDS)
    .filter((word) => word.length <= LONGEST).map((word) => squeeze(word).text).filter(Boolean);
  let left = MOST_MARKS;

  /** A text without the blanks that do not count, and where each of its units stood. @param {string} text */
  function squeeze(text) {
    /** @type {number[]} */ const from = [];
    let kept = "", gap = false;
    for (let i = 0; i < text.length; i++) {
      if (/\s/.test(text[i])) { gap = true; continue; }
      if (gap && /\w/.test(text[i]) && /\w$/.test(kept.slice(-1))) { kept += " "; from.push(i - 1); }
      kept += text[i];
      from.push(i);
      gap = false;
    }
    return { text: kept, from };
  }

  /** The place that the address names, a row if it is in a table; otherwise all of the page. */
  function named() {
    let place = null;
    try { place = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (faulty) { /* no place */ }
    const row = place && place.closest("tr");
    if (row) { row.classList.add("sought"); }
    return row || place;
  }

  /** Marks the words in the blocks of a place; the first mark. @param {Element} place */
  function mark(place) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT), texts = [];
    /** @type {Text[]} */ let block = [];
    /** @type {Element|null} */ let last = null;
    while (walker.nextNode()) { texts.push(/** @type {Text} */ (walker.currentNode)); }
    texts.forEach((text) => {
      const parent = /** @type {Element} */ (text.parentNode), own = parent.closest(BLOCKS);
      if (parent.closest("nav, .hint")) { return; }
      if (own !== last) {
        markBlock(block);
        block = [];
      }
      block.push(text);
      last = own;
    });
    markBlock(block);
    return place.querySelector("mark");
  }

  /** Marks the words in the texts of a block, across the tags between them. @param {Text[]} texts */
  function markBlock(texts) {
    const { text, from } = squeeze(texts.map((one) => one.data).join(""));
    const hit = new Uint8Array(from.length && from[from.length - 1] + 1);
    words.forEach((word) => {
      for (let at = text.indexOf(word); at >= 0 && left; at = text.indexOf(word, at + word.length)) {
        hit.fill(1, from[at], from[at + word.length - 1] + 1);
        left--;
      }
    });
    let start = 0;
    texts.forEach((one) => {
      const end = start + one.data.length;
      for (let to = end; to > start; to--) {
        let begin = to;
        while (begin > start && hit[begin - 1]) { begin--; }
        if (begin < to) {
          one.splitText(to - start);
          const mark = document.createElement("mark"), marked = one.splitText(begin - start);
          mark.textContent = marked.data;
          marked.replaceWith(mark);
          to = begin;
        }
      }
      start = end;
    });
  }

  const place = named(), main = document.getElementById("main");
  const first = words.length && (place && mark(place) || main && mark(main));
  // Not again when the reader comes back to where she was.
  if (first && history.state !== "marked") {
    window.addEventListener("load", () => setTimeout(() => { first.scrollIntoView({ block: "center" }); }));
    try { history.replaceState("marked", ""); } catch (refused) { /* a file */ }
  }
})();
