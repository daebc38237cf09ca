// The search box of a page: suggestions from the third letter on, and results on the page /search. It fetches finder.js
// and pieces of the index when somebody types; what they type is neither sent nor stored.
"use strict";
(function () {
  const FROM = 3; // letters
  const PAUSE = 120; // milliseconds without typing before a lookup
  const SUGGESTED = 8;
  const MOST = 24;
  const form = document.querySelector("form.find[data-finder]");
  if (!form) return;
  const { root, finder, index, area } = form.dataset;
  const input = form.querySelector("input");
  let opened = null;

  function element(name, text, parent, values = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    if (parent) parent.appendChild(made);
    return made;
  }

  const json = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(address + ": " + answer.status);
    return answer.json();
  };

  // finder.js and the catalogue of the index, fetched once.
  function open() {
    opened = opened || Promise.all([
      new Promise((done, failed) => {
        const script = element("script", "", document.head, { src: finder });
        script.onload = done;
        script.onerror = failed;
      }),
      json(index),
    ]).then(([, catalogue]) => bodyFinder.prepare(catalogue, (name) => json(root + "/assets/search/" + name + ".json")));
    opened.catch(() => (opened = null));
    return opened;
  }

  // The text next to a body's name: its status, kind, place and successors.
  function about(ready, { body, text }, byName) {
    const said = [ready.statuses[body.status].toLowerCase(), ready.sectors[body.sector][1], body.where];
    if (body.heirs.length) said.push("replaced by " + body.heirs.map((heir) => heir.name).join(" and "));
    if (byName && text !== body.name) said.push("found by “" + text + "”");
    return said.filter(Boolean).join(" · ");
  }

  const address = (body) => root + "/body/" + encodeURIComponent(body.id);

  // The page of a postcode's district, if it has one.
  const placeLink = (answer) =>
    answer.area ? [{ href: root + "/area/" + answer.area, name: area.replace("{place}", answer.place) }] : [];

  // Suggestions: a combobox with a list, as the ARIA Authoring Practices describe it.
  const list = element("ul", "", input.parentNode, { id: "q-list", role: "listbox", "aria-label": "Suggestions", hidden: "" });
  const told = element("p", "", form, { role: "status", class: "unseen" });
  for (const [key, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": "q-list", "aria-autocomplete": "list",
  })) input.setAttribute(key, value);
  let active = -1;
  let asked = 0;
  let waiting = 0;

  function close() {
    asked += 1;
    list.hidden = true;
    list.textContent = "";
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(at) {
    const options = list.children;
    if (active >= 0) options[active].setAttribute("aria-selected", "false");
    active = at;
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  async function suggest() {
    const text = input.value.trim();
    asked += 1;
    const turn = asked;
    if (text.length < FROM) {
      close();
      told.textContent = "";
      return;
    }
    let ready;
    let answer;
    try {
      ready = await open();
      answer = await bodyFinder.search(ready, text, SUGGESTED);
    } catch {
      close(); // the form still works, and the results page explains the problem
      return;
    }
    if (turn !== asked) return; // superseded: the visitor has typed more
    const found = answer.matches.length ? answer.matches : answer.suggestions;
    const rows = [
      ...placeLink(answer),
      ...found.slice(0, SUGGESTED).map((one) => ({
        href: address(one.body), name: one.body.name, beside: about(ready, one, answer.kind !== "postcode"),
      })),
    ];
    list.textContent = "";
    active = -1;
    input.removeAttribute("aria-activedescendant");
    rows.forEach((row, at) => {
      const option = element("li", row.name, list, { id: "q-" + at, role: "option", "aria-selected": "false", "data-href": row.href });
      if (row.beside) element("span", " " + row.beside, option);
    });
    list.hidden = !rows.length;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    const counted = rows.length === 1 ? "1 suggestion." : rows.length + " suggestions.";
    told.textContent = (answer.kind === "near" ? answer.note + " Near it: " : answer.kind === "none" ? answer.note + " " : "") + counted;
  }

  input.addEventListener("input", () => {
    open().catch(() => {}); // what every search needs is fetched while the first letters are typed
    clearTimeout(waiting);
    waiting = setTimeout(suggest, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((active + step + count + 2) % (count + 1)) - 1); // -1 is the box itself
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.href);
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the box until the click
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-href]");
    if (option) location.assign(option.dataset.href);
  });

  // The results on the page /search: bodies as links, each with its status and why it matched.
  const HEADS = { name: "What was found", postcode: "What was found", near: "Did you mean one of these?", none: "Not in any list" };

  function links(ready, found, byName, box) {
    const made = element("ul", "", box, { class: "bodies" });
    for (const one of found) {
      const item = element("li", "", made);
      element("a", one.body.name, item, { href: address(one.body) });
      item.append(" ");
      element("span", about(ready, one, byName), item);
    }
  }

  // For a body on no list: only the survey figures for its kind, and the letter with the typed text as its name.
  function unlisted(answer, question) {
    const part = document.getElementById("unlisted");
    const own = part.querySelectorAll('[data-kind="' + answer.sector + '"]');
    if (own.length) for (const one of part.querySelectorAll("[data-kind]")) one.hidden = one.dataset.kind !== answer.sector;
    const letter = part.querySelector("[data-placeholder]");
    letter.textContent = letter.textContent.split(letter.dataset.placeholder).join(question);
    for (const fold of part.querySelectorAll("details")) fold.open = true;
  }

  function show(ready, answer, question, box) {
    box.textContent = "";
    if (answer.kind === "empty") return;
    const found = answer.matches.length ? answer.matches : answer.suggestions;
    element("h2", found.length ? HEADS[answer.kind] : HEADS.none, box);
    const note = element("p", answer.note, box);
    if (answer.vendor) {
      note.append(" ");
      element("a", "What is known about it", note, { href: root + "/manufacturer/" + answer.vendor });
    }
    if (answer.kind === "postcode") {
      for (const one of placeLink(answer)) element("a", one.name, element("p", "", box), { href: one.href });
      const sure = found.filter((one) => one.exact);
      const maybe = found.filter((one) => !one.exact);
      if (sure.length) links(ready, sure, false, box);
      if (maybe.length) {
        element("h3", sure.length ? "Possible too" : "Possible", box);
        links(ready, maybe, false, box);
      }
      element("p", box.dataset.postcodes, box, { class: "note" });
    } else if (found.length) {
      links(ready, found, true, box);
    }
    if (!answer.matches.length && answer.kind !== "postcode") {
      element("p", box.dataset.held, box);
      if (!answer.vendor) unlisted(answer, question);
    }
  }

  const box = document.getElementById("results");
  const question = (new URLSearchParams(location.search).get("q") || "").slice(0, 200).trim();
  if (box && question) {
    input.value = question;
    open()
      .then(async (ready) => show(ready, await bodyFinder.search(ready, question, MOST), question, box))
      .catch(() => {
        box.textContent = "";
        element("p", "The index of the search could not be fetched. Try again, or use the lists below.", box);
      });
  }
})();
