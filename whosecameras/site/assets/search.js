// Shows what finder.js finds in search.json, narrows lists and tables, and leads on from an address with a slash at
// its end. Nothing is sent anywhere.
"use strict";
(function () {
  const MOST = 24;
  // One spelling for the words of a list.
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

  const HEADS = { name: "What was found", postcode: "What was found", near: "Did you mean one of these?", none: "Not in the list" };

  // Bodies as links, each with what is known of it, and why it is here.
  function links(ready, found, byName, box, root) {
    const made = element("ul", "", box);
    made.className = "bodies";
    for (const { body, text } of found) {
      const [id, name, , , , heirs, sector, where, status] = ready.bodies[body];
      const about = [ready.statuses[status].toLowerCase(), ready.sectors[sector], where];
      if (heirs.length) about.push("replaced by " + heirs.map((heir) => ready.bodies[heir][1]).join(" and "));
      if (byName && text !== name) about.push("found by “" + text + "”");
      const item = element("li", "", made);
      element("a", name, item).href = root + "/body/" + id;
      item.append(" ");
      element("span", about.join(" · "), item);
    }
  }

  function show(index, question, box) {
    const ready = bodyFinder.prepare(index);
    const answer = bodyFinder.search(ready, question, MOST);
    const root = box.dataset.root;
    box.textContent = "";
    if (answer.kind === "empty") return;
    const found = answer.matches.length ? answer.matches : answer.suggestions;
    element("h2", found.length ? HEADS[answer.kind] : HEADS.none, box);
    const note = element("p", answer.note, box);
    if (answer.vendor) {
      note.append(" ");
      element("a", "What is known about it", note).href = root + "/maker/" + answer.vendor;
    }
    if (answer.kind === "postcode") {
      const sure = found.filter((one) => one.exact);
      const maybe = found.filter((one) => !one.exact);
      if (sure.length) links(ready, sure, false, box, root);
      if (maybe.length) {
        element("h3", sure.length ? "Possible too" : "Possible", box);
        links(ready, maybe, false, box, root);
      }
    } else if (found.length) {
      links(ready, found, true, box, root);
    }
    if (!answer.matches.length && answer.kind !== "postcode") element("p", box.dataset.held, box);
  }

  // No page has a slash at its end. A host that only hands out files shows its page for what is missing: try without.
  if (document.getElementById("missing") && location.pathname.endsWith("/")) {
    const bare = "/" + location.pathname.replace(/^\/+|\/+$/g, "");
    if (bare !== "/") location.replace(bare + location.search + location.hash);
  }

  const box = document.getElementById("results");
  const question = (new URLSearchParams(location.search).get("q") || "").slice(0, 200).trim();
  if (box && question) {
    document.getElementById("q").value = question;
    fetch(box.dataset.index)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((index) => show(index, question, box))
      .catch(() => {
        box.textContent = "";
        element("p", "The list for the search could not be fetched. The list from A to Z below has every body.", box);
      });
  }

  for (const list of document.querySelectorAll("[data-filter]")) {
    const rows = Array.from(list.matches("table") ? list.tBodies[0].rows : list.children);
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
      told.textContent = words.length ? kept + " of " + rows.length + " fit." : "";
    });
  }
})();
