/* Narrows the list of bodies to those that have all the words asked for. Nothing is fetched: the words of each
   body stand in its entry (data-words), so that the search also works from a file. */
(function () {
  "use strict";
  const form = document.getElementById("search");
  const box = document.getElementById("q");
  const told = document.getElementById("found");
  const nothing = document.getElementById("nothing");
  const lists = Array.from(document.querySelectorAll("main section")).map(function (section) {
    const items = Array.from(section.querySelectorAll("[data-words]"));
    return {
      section: section,
      invented: section.getAttribute("aria-labelledby") === "examples",
      items: items,
      words: items.map(function (item) { return fold(item.getAttribute("data-words")); }),
    };
  });
  let waiting = 0;

  function fold(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function narrow() {
    const asked = fold(box.value).split(/\s+/).filter(Boolean);
    let count = 0, invented = 0;
    lists.forEach(function (list) {
      let here = 0;
      list.items.forEach(function (item, at) {
        item.hidden = !asked.every(function (word) { return list.words[at].includes(word); });
        here += item.hidden ? 0 : 1;
      });
      list.section.hidden = !here;
      if (list.invented) { invented += here; } else { count += here; }
    });
    nothing.hidden = count + invented > 0;
    if (!nothing.hidden) { return "没有找到"; }
    if (!count) { return "只找到虚构示例 " + invented + " 个"; }
    return (asked.length ? "找到 " : "共 ") + count + " 个机关" + (invented ? "，另有虚构示例 " + invented + " 个" : "");
  }

  // The count is said, and the address changed, once the typing pauses.
  function settle(words) {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      told.textContent = words;
      const asked = box.value.trim();
      const address = asked ? "?q=" + encodeURIComponent(asked) : location.pathname;
      try { history.replaceState(null, "", address); } catch (refused) { /* a file keeps its address */ }
    }, 250);
  }

  function search() {
    settle(narrow());
  }

  box.addEventListener("input", function (event) { if (!event.isComposing) { search(); } });
  box.addEventListener("compositionend", search);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    search();
  });
  document.getElementById("all").addEventListener("click", function () {
    box.value = "";
    search();
    box.focus();
  });
  const given = new URLSearchParams(location.search).get("q");
  if (given !== null) { box.value = given; }
  told.textContent = narrow();
})();
