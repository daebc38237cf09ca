// Finds bodies by name or postcode district in search.json, narrows lists and tables, and leads on from an address with
// a slash at its end. Nothing is sent anywhere.
"use strict";
(function () {
  const MOST = 24;
  // As find.py and places.py read a name and a postcode; tests/site/test_search.py compares them.
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

  // The postcode district in a text ("LS1", "ls1 4ap", "E1 1") or the area ("EH"); other text has none.
  function outcode(text, known) {
    const spaced = text.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]+/g, " ").trim();
    const joined = spaced.replace(/ /g, "");
    const sure = joined.match(/^([A-Z]{1,2}[0-9][A-Z0-9]?)[0-9OI][A-Z]{2}$/) || spaced.match(/^([A-Z]{1,2}[0-9][A-Z0-9]?) [0-9][A-Z]?$/);
    if (sure) return sure[1];
    const read = [/^([A-Z]{1,2}[0-9][A-Z0-9]?)$/, /^([A-Z]{1,2}[0-9][A-Z0-9]?)[0-9]$/, /^([A-Z]{1,2}[0-9][A-Z0-9]?)[0-9][A-Z]$/]
      .map((form) => joined.match(form)).filter(Boolean).map((found) => found[1]);
    return read.find(known) || read[0] || (/^[A-Z]{1,2}$/.test(joined) && known(joined) ? joined : "");
  }

  function score(words, question, names) {
    let best = 0;
    for (const name of names) {
      const own = name.split(" ");
      if (name === question) best = Math.max(best, 100);
      else if (name.startsWith(question)) best = Math.max(best, 90 - name.length / 100);
      else if (words.every((word) => own.some((one) => one.startsWith(word)))) best = Math.max(best, 80 - name.length / 100);
    }
    return best;
  }

  // The councils' districts that a code lies in, or all that it begins: "EH" has EH1 and more, "SW1" has SW1A.
  function byPlace(index, code) {
    const within = (form) => Object.values(index.areas)
      .map(([name, bodies, codes]) => ({ name: name, bodies: bodies, codes: codes.split(" ").filter((one) => form.test(one)) }))
      .filter((area) => area.codes.length).sort((one, other) => other.codes.length - one.codes.length);
    const exact = within(new RegExp("^" + code + "$"));
    return exact.length ? exact : within(new RegExp("^" + code + (/[0-9]$/.test(code) ? "[A-Z]$" : "[0-9][A-Z0-9]?$")));
  }

  function show(index, question, box, root) {
    box.textContent = "";
    const asked = plain(question);
    if (!asked) return;
    const words = asked.split(" ");
    let found = index.bodies
      .map((body) => [score(words, asked, [body[1], ...body[2].split("; ")].filter(Boolean).map(plain)), body])
      .filter((pair) => pair[0] > 0)
      .sort((one, other) => other[0] - one[0] || one[1][1].localeCompare(other[1][1]))
      .map((pair) => pair[1]);
    const code = outcode(question, (one) => one.startsWith("BT") || byPlace(index, one).length > 0);
    const places = code ? byPlace(index, code) : [];
    let note = "";
    if (places.length) {
      found = [...new Set(places.flatMap((place) => place.bodies).map((at) => index.bodies[at]).concat(found))];
      const names = places.map((place) => place.name);
      note = names.length > 1
        ? code + " lies in " + names.slice(0, 3).join(", ") + (names.length > 3 ? " and " + (names.length - 3) + " more" : "") + ". Type more of it."
        : code + ": mostly " + names[0] + ". Postcode districts cross borders, so a neighbouring council is possible.";
    } else if (code.startsWith("BT")) {
      note = code + ": Northern Ireland. Which of its eleven councils cannot be told from the postcode here.";
    } else if (!found.length) {
      note = "No body in this list is called “" + question + "”. Try a shorter part of the name, or the list from A to Z.";
    }
    element("h2", found.length ? "What was found" : "No match", box);
    if (note) element("p", note, box);
    const list = element("ul", "", box);
    list.className = "bodies";
    for (const [id, name, , sector, where, status] of found.slice(0, MOST)) {
      const item = element("li", "", list);
      element("a", name, item).href = root + "/body/" + id;
      item.append(" ");
      element("span", [index.statuses[status].toLowerCase(), index.sectors[sector], where].join(" · "), item);
    }
    if (found.length > MOST) element("p", found.length - MOST + " more fit; type more of the name.", box);
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
      .then((index) => show(index, question, box, box.dataset.root))
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
