/* 大字版 and 高对比: two buttons in the head, remembered by the browser.
   Storage may be refused (file:, private mode); the buttons then work for the page at hand. */
(function () {
  "use strict";
  const root = document.documentElement;
  const place = document.getElementById("tools");

  function recall(name) {
    try { return localStorage.getItem("gongkai-" + name) === "1"; } catch (refused) { return false; }
  }

  function keep(name, on) {
    try {
      if (on) { localStorage.setItem("gongkai-" + name, "1"); } else { localStorage.removeItem("gongkai-" + name); }
    } catch (refused) { /* for this page only */ }
  }

  function add(name, label) {
    const button = document.createElement("button");
    function set(on) {
      root.classList.toggle(name, on);
      button.setAttribute("aria-pressed", String(on));
    }
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", function () {
      const on = !root.classList.contains(name);
      set(on);
      keep(name, on);
    });
    set(recall(name));
    place.appendChild(button);
    // A page that comes back from the browser's memory may be older than the choice.
    window.addEventListener("pageshow", function (event) { if (event.persisted) { set(recall(name)); } });
  }

  add("big", "大字版");
  add("contrast", "高对比");
})();
