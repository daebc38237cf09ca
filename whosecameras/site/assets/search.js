// Filters lists and tables, and redirects from an address with a trailing slash. Nothing is sent anywhere.
"use strict";
(function () {
  // Normalises the words of a list.
  const plain = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u036f'’‘`´]/g, "").toLowerCase().replace(/&/g, " and ")
      .replace(/[^\p{L}\p{N}]+/gu, " ").trim().split(" ")
      .filter((word, at, all) => word !== "the" || all.length === 1)
      .map((word) => (word === "saint" ? "st" : word)).join(" ");

  function element(name, text, parent) {
    const made = document.createElement(name);
    made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  // No page has a trailing slash. A static host answers such an address with its 404 page: retry without the slash.
  if (document.getElementById("missing") && location.pathname.endsWith("/")) {
    const bare = "/" + location.pathname.replace(/^\/+|\/+$/g, "");
    if (bare !== "/") location.replace(bare + location.search + location.hash);
  }

  for (const list of document.querySelectorAll("[data-filter]")) {
    // In a list with folded parts, filter the items and open each part that has a match.
    const folds = Array.from(list.querySelectorAll("details")).map((fold) => ({ fold, before: fold.open }));
    const rows = Array.from(
      list.matches("table") ? list.tBodies[0].rows : folds.length ? list.querySelectorAll("details > ul > li") : list.children
    );
    if (rows.length < 12) continue;
    const texts = rows.map((row) => plain(row.textContent));
    const form = element("p", "");
    form.className = "find";
    const label = element("label", "Narrow these " + rows.length + " " + list.dataset.filter + " ", form);
    const input = element("input", "", label);
    input.type = "search";
    const told = element("span", "", form);
    told.setAttribute("role", "status");
    const frame = list.closest(".scroll") || list;
    frame.parentNode.insertBefore(form, frame);
    input.addEventListener("input", () => {
      const words = plain(input.value).split(" ").filter(Boolean);
      let kept = 0;
      rows.forEach((row, at) => {
        row.hidden = !words.every((word) => texts[at].includes(word));
        kept += row.hidden ? 0 : 1;
      });
      for (const part of folds) {
        if (!words.length) part.fold.open = part.before;
        else part.fold.open = Boolean(part.fold.querySelector("li:not([hidden])"));
        part.fold.hidden = words.length > 0 && !part.fold.open;
      }
      told.textContent = words.length ? kept + " of " + rows.length + " fit." : "";
    });
  }
})();
