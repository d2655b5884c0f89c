/* In the preview only: asks whether this page would look different by now, and loads it again if so.
   A hidden page does not ask: a browser has few connections to one server, and many pages may be open. */
(function () {
  "use strict";
  const WAIT = 1000; // milliseconds until the next try where the preview does not answer
  const shown = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src).searchParams.get("v");
  const question = "/__gongkai/changed?v=" + shown + "&p=" + encodeURIComponent(location.pathname);
  /** @type {AbortController|null} */ let asking = null;

  function ask() {
    if (asking || document.hidden) { return; }
    const mine = asking = new AbortController();
    function again() {
      if (asking === mine) {
        asking = null;
        ask();
      }
    }
    fetch(question, { signal: mine.signal, cache: "no-store" })
      .then((answer) => answer.ok ? answer.text() : Promise.reject(answer.status))
      .then((said) => { if (said === "1") { location.reload(); } else { again(); } })
      .catch(() => { if (!mine.signal.aborted) { setTimeout(again, WAIT); } });
  }

  function rest() {
    if (asking) { asking.abort(); }
    asking = null;
  }

  document.addEventListener("visibilitychange", () => { if (document.hidden) { rest(); } else { ask(); } });
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", ask);
  ask();
})();
