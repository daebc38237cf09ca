// Finds bodies by name, code or postcode, with the same steps as whosecameras/analysis/search.py, in the few pieces of
// the index that may contain the answer (whosecameras/site/search_pieces.py). Rules, scores and the text of results are
// in search.json. tests/site/test_search.py compares the two. What people type never leaves the page.
"use strict";
(function (shared) {
  const LAST = "\uffff";
  const NEAREST = 3; // similar words whose pieces are fetched if no name has the typed word
  const splice = (said, values) => said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const short = (text) => ([...text].length <= 60 ? text : [...text].slice(0, 59).join("") + "…");
  const squeezed = (text) => text.replace(/ /g, "");
  const allowed = (longer) => (longer >= 9 ? 2 : longer >= 6 ? 1 : 0);
  const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

  // A visitor's text without control characters, with spaces collapsed.
  const clean = (text, most) => [...text].slice(0, most).join("").replace(/[\p{C}\p{Z}]+/gu, " ").trim();

  // Normalises a name: lower case, no accents or punctuation, "saint" as "st", "&" as "and", no "the".
  function normalise(text, rules) {
    const bare = [...text].slice(0, rules.max_length).join("").normalize("NFKD").replace(/\p{Mn}/gu, "")
      .toLowerCase().replace(/ß/g, "ss").replace(/&/g, " and ").replace(/['’‘`´]/g, "");
    const words = bare.split(/[^\p{L}\p{N}]+/u).filter(Boolean).slice(0, 2 * rules.max_words);
    return words.filter((word) => word !== "the" || words.length === 1)
      .map((word) => (word === "saint" ? "st" : word)).join(" ");
  }

  // Edit distance: letters added, left out, changed or swapped with the next.
  function slips(one, other) {
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let row = 1; row <= one.length; row += 1) {
      const now = [row];
      for (let at = 1; at <= other.length; at += 1) {
        const same = one[row - 1] === other[at - 1] ? 0 : 1;
        now[at] = Math.min(last[at] + 1, now[at - 1] + 1, last[at - 1] + same);
        if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) {
          now[at] = Math.min(now[at], before[at - 2] + 1);
        }
      }
      before = last;
      last = now;
    }
    return last[other.length];
  }

  // The share of letters that two texts have in common, in order: 0 to 100.
  function alike(one, other) {
    let last = new Array(other.length + 1).fill(0);
    for (const letter of one) {
      const now = [0];
      for (let at = 1; at <= other.length; at += 1) {
        now[at] = letter === other[at - 1] ? last[at - 1] + 1 : Math.max(last[at], now[at - 1]);
      }
      last = now;
    }
    const both = one.length + other.length;
    return both ? (1 - (both - 2 * last[other.length]) / both) * 100 : 0;
  }

  // The number of typing errors if few enough to tolerate, else 0; also 0 for equal texts.
  function forgiven(one, other) {
    const most = allowed(Math.max(one.length, other.length));
    if (!most || Math.abs(one.length - other.length) > most) return 0;
    const found = slips(one, other);
    return found <= most ? found : 0;
  }

  // Searches search.json. `load(name)` returns a promise of a piece's content; each piece is loaded once.
  function prepare(index, load) {
    const rules = index.rules;
    const forms = (pairs) => pairs.map(([form, kind]) => [new RegExp(form), kind]);
    const sets = {};
    for (const name of ["last_words", "first_words", "small", "common", "ranks"]) sets[name] = new Set(rules[name]);
    const size = index.catalogue.name_length;
    const shelf = ({ first, file }) => {
      const firsts = first.split(" ");
      return { firsts, files: firsts.map((_, at) => file.slice(at * size, at * size + size)) };
    };
    const fetched = new Map();
    const piece = (name) => {
      if (!fetched.has(name)) {
        const asked = load(name);
        fetched.set(name, asked);
        asked.catch(() => fetched.delete(name)); // retry when the visitor types more
      }
      return fetched.get(name);
    };
    return {
      ...index, sets, piece, common: index.catalogue.common, most_begin: index.catalogue.most_begin,
      suffixes: forms(rules.suffixes), prefixes: forms(rules.prefixes),
      words: shelf(index.catalogue.words), begin: shelf(index.catalogue.begin),
      spelling: shelf(index.catalogue.spelling), postcodes: shelf(index.catalogue.postcodes),
    };
  }

  // The index of the first of the sorted texts that does not come before a text (lower bound).
  function place(texts, text) {
    let low = 0;
    let high = texts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (texts[middle] < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  const named = (shelf, first) => {
    const at = place(shelf.firsts, first);
    return shelf.firsts[at] === first ? [shelf.files[at]] : [];
  };

  // The pieces that contain a word, or all words with a prefix.
  function holders(ready, word, begins) {
    const { firsts, files } = ready.words;
    const low = place(firsts, word);
    const high = place(firsts, begins ? word + LAST : word + "\u0000");
    return files.slice(firsts[low] === word ? low : Math.max(0, low - 1), Math.max(high, low));
  }

  // The pieces for a prefix: all of them, or only the best bodies if there are too many.
  function beginning(ready, text) {
    if (text.length < 2) return [];
    const pieces = holders(ready, text, true);
    const wide = pieces.length > ready.most_begin || ready.common.some((word) => word.startsWith(text));
    return wide ? named(ready.begin, text.slice(0, 2)) : pieces;
  }

  const rankOf = (ready, key) =>
    key.replace(/county borough/g, "borough").split(" ").filter((word) => ready.sets.ranks.has(word));

  // A name without the generic words for its kind of body, and that kind.
  function coreOf(ready, key) {
    let core = key;
    let kind = "";
    for (const [forms, end, known] of [[ready.suffixes, -1, "last_words"], [ready.prefixes, 0, "first_words"]]) {
      if (!core || !ready.sets[known].has(core.split(" ").at(end))) continue;
      for (const [form, means] of forms) {
        const shorter = core.replace(form, "");
        if (shorter !== core && shorter) {
          core = shorter;
          kind = kind || means;
          break;
        }
      }
    }
    return /^(county|city|borough|district|council)$/.test(core) ? [key, kind] : [core, kind];
  }

  // The id derived from name and code; search_pieces.py leaves such ids out.
  const usualId = (name, code) =>
    name.toLowerCase().replace(/['’]/g, "").replace(/&/g, " and ").replace(/[^a-z0-9]+/g, " ").trim()
      .split(" ").filter(Boolean).concat(code ? [code.toLowerCase()] : []).join("-");

  // Sort order of two bodies that match equally well.
  const standing = (one, other) =>
    Boolean(one.heirs.length) - Boolean(other.heirs.length) || one.sector - other.sector ||
    one.length - other.length || compare(one.name, other.name) || compare(one.id, other.id);

  // The bodies of a piece, parsed once.
  function bodiesOf(ready, rows) {
    if (rows.ready) return rows.ready;
    rows.ready = rows.bodies.map(([id, name, sector, where, code = "", others = []]) => {
      const body = { id: id || usualId(name, code), name, sector, code, heirs: [], length: [...name].length };
      [body.where, body.district] = rows.places[where];
      body.status = body.id in ready.standing ? ready.standing[body.id] : ready.unknown;
      body.kind = ready.sectors[sector][2];
      body.names = [];
      for (const text of [name, ...others]) {
        const key = normalise(text, ready.rules);
        if (!key || body.names.some((one) => one.key === key)) continue;
        const core = coreOf(ready, key)[0];
        const words = [...new Set([...core.split(" "), ...key.split(" ").filter((one) => !ready.sets.common.has(one))])];
        const size = core.split(" ").filter((one) => !ready.sets.small.has(one)).length;
        body.names.push({ body, text, key, core, words, squeezed: squeezed(core), size: Math.max(1, size) });
      }
      body.ranks = [...new Set(body.names.flatMap((one) => rankOf(ready, one.key)))];
      return body;
    });
    rows.bodies.forEach((row, at) => (rows.ready[at].heirs = (row[6] || []).map((heir) => rows.ready[heir])));
    return rows.ready;
  }

  // The score of an identical name, with or without the generic words for its kind; else 0.
  function same(ready, name, asked) {
    const scores = ready.rules.scores;
    if (name.key === asked.key) return [name.body.kind === "parish" ? scores.place : scores.name, true];
    if (!asked.core || name.squeezed !== squeezed(asked.core)) return [0, false];
    const { kind, ranks } = name.body;
    if (asked.kind && asked.kind !== kind) return [scores.other_kind, false];
    const county = ranks.includes("county") || asked.rank.includes("county");
    if (asked.rank.length && ranks.length && county && !asked.rank.some((rank) => ranks.includes(rank))) {
      return [scores.other_rank, false];
    }
    return asked.kind || kind === "council" ? [scores.core, true] : [scores.place, false];
  }

  // How close a typed word is to a word of a name: 1 identical, 0.95 a prefix, 0.8 a typing error.
  function nearness(word, other) {
    if (other === word) return 1;
    if (word.length >= 2 && other.startsWith(word)) return 0.95;
    return word.length >= 4 && forgiven(word, other) ? 0.8 : 0;
  }

  // How close the worst-matching word is to the words of the name or its district; 0 if none is in the name.
  function holding(ready, name, asked) {
    const district = name.body.district.split(" ");
    const there = district.every((word) => asked.words.includes(word));
    let least = asked.words.length ? 1 : 0;
    let ofName = false;
    for (const word of asked.words) {
      let fit = 0;
      for (const other of name.words) {
        const pair = word + " " + other;
        if (!asked.near.has(pair)) asked.near.set(pair, nearness(word, other));
        fit = Math.max(fit, asked.near.get(pair));
      }
      ofName = ofName || fit > 0;
      if (there && district.includes(word)) fit = Math.max(fit, ready.rules.in_place);
      least = Math.min(least, fit);
      if (!least) return 0;
    }
    return ofName ? least : 0;
  }

  // The score of a name with this prefix, with every word, or within a typing error or two; else 0.
  function near(ready, name, asked) {
    const scores = ready.rules.scores;
    let best = 0;
    for (const [typed, text] of [[asked.core, name.core], [asked.key, name.key]]) {
      if (typed.length < 2 || !text.startsWith(typed)) continue;
      const whole = text.startsWith(typed + " ");
      const later = whole && name.body.kind === "parish" ? ready.rules.parish_later : 0;
      best = Math.max(best, (whole ? scores.starts : scores.begins) - 6 * (1 - typed.length / text.length) - later);
    }
    const held = holding(ready, name, asked);
    if (held) {
      const place = held === ready.rules.in_place ? scores.words_and_place : 0;
      const top = held === 1 ? scores.words : place || (held > 0.9 ? scores.typo + 4 : scores.typo - 4);
      best = Math.max(best, top - 6 * (1 - Math.min(1, asked.words.length / name.size)));
    }
    for (const [typed, text] of [[asked.core, name.core], [asked.key, name.key]]) {
      const wrong = typed.length >= 4 ? forgiven(typed, text) : 0;
      if (wrong) best = Math.max(best, scores.typo - 4 * (wrong - 1));
    }
    return best && asked.kind && asked.kind !== name.body.kind ? best - 20 : best;
  }

  // The successors of a body, followed until each exists.
  function followers(body) {
    const lines = [];
    const ahead = [[body]];
    while (ahead.length) {
      const line = ahead.shift();
      const { heirs } = line.at(-1);
      for (const heir of heirs) if (!line.some((one) => one.id === heir.id)) ahead.push([...line, heir]);
      if (!heirs.length && line.length > 1) lines.push(line.slice(1));
    }
    return lines;
  }

  const bestFirst = (matches) =>
    matches.sort((one, other) => other.score - one.score || standing(one.body, other.body));

  function question(ready, text) {
    const key = normalise(text, ready.rules);
    const [core, kind] = coreOf(ready, key);
    const words = [...new Set(core.split(" "))].filter((word) => word && !ready.sets.small.has(word));
    return { key, core, kind, rank: rankOf(ready, key), words: words.slice(0, ready.rules.max_words), near: new Map() };
  }

  function keep(best, name, score, exact) {
    const had = best.get(name.body.id);
    if (!had || score > had.score || (score === had.score && exact && !had.exact)) {
      best.set(name.body.id, { body: name.body, text: name.text, score, exact });
    }
  }

  // The best-matching bodies, in order.
  function byName(ready, bodies, asked) {
    const { near: most, threshold, scores } = ready.rules;
    if (!asked.key) return [];
    const best = new Map();
    for (const body of bodies.values()) {
      for (const name of body.names) {
        const [score, exact] = same(ready, name, asked);
        const given = score || near(ready, name, asked);
        if (given > 0) keep(best, name, given, exact);
      }
    }
    const sure = [...best.values()].some((one) => one.score > most);
    const found = bestFirst([...best.values()].filter((one) => (sure ? one.score > most : one.score >= threshold)));
    if (!found.length || (found[0].score < scores.core && found.length > 1)) return found;
    const gone = found[0];
    for (const line of followers(gone.body)) {
      const heir = { body: line.at(-1), text: gone.body.name, exact: false };
      heir.score = Math.min(scores.heir, gone.score - (scores.core - scores.heir));
      const at = found.findIndex((one) => one.body.id === heir.body.id);
      if (at < 0) found.push(heir);
      else if (found[at].score < heir.score) found[at] = heir;
    }
    return bestFirst(found);
  }

  // A few names that resemble the text.
  function nearest(ready, bodies, asked) {
    const ranked = [...bodies.values()].flatMap((body) => body.names)
      .map((name) => ({ name, score: alike(asked.core, name.core) })).filter((one) => one.score >= ready.rules.alike)
      .sort((one, other) => other.score - one.score || compare(one.name.body.id, other.name.body.id));
    const best = new Map();
    for (const one of ranked.slice(0, 12)) keep(best, one.name, one.score, false);
    return [...best.values()].slice(0, ready.rules.suggestions);
  }

  // The manufacturer that a word of the text names, allowing a typing error or two.
  function vendorIn(ready, asked) {
    for (const word of asked.key.split(" ")) {
      for (const vendor of ready.vendors) {
        if (word && slips(word, vendor[2]) <= (vendor[2].length >= 8 ? 2 : 1)) return vendor;
      }
    }
    return null;
  }

  const OUTWARD = "([A-Z]{1,2}[0-9][A-Z0-9]?)";
  const area = (code) => code.replace(/[^A-Z].*/, "");

  // Whether a text looks like a postcode or a part of one: only then is the list of postcodes fetched.
  function maybePostcode(text) {
    const joined = text.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]+/g, "");
    return new RegExp("^([A-Z]{1,2}|" + OUTWARD + "([0-9OI]([A-Z]{1,2})?)?)$").test(joined) && [...text].length <= 40;
  }

  // The known postcode districts that a text stands for: itself, all of "EH", or SW1A, SW1E ... for "SW1".
  function outcodesUnder(places, outward) {
    if (outward in places.outcodes) return [outward];
    const digit = /[0-9]$/.test(outward);
    if (!digit && !/^[A-Z]+$/.test(outward)) return [];
    const form = new RegExp("^" + outward + (digit ? "[A-Z]$" : "[0-9][A-Z0-9]?$"));
    return Object.keys(places.outcodes).filter((code) => form.test(code))
      .sort((one, other) => one.length - other.length || compare(one, other));
  }

  // [postcode district or its prefix, the rest] of a text that looks like a postcode; else null.
  function postcodeOf(ready, places, text) {
    const spaced = text.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]+/g, " ").trim();
    const joined = squeezed(spaced);
    if (!joined || joined.length > 7 || [...text].length > 40) return null;
    const placed = (code) =>
      area(code) === "BT" || area(code) in ready.crown || outcodesUnder(places, code).length > 0;
    const whole = joined.match(new RegExp("^" + OUTWARD + "([0-9OI])([A-Z]{2})$"));
    if (whole && (/[0-9]/.test(whole[2]) || joined.length >= 5)) {
      return [whole[1], whole[2].replace("O", "0").replace("I", "1") + whole[3]];
    }
    const apart = spaced.match(new RegExp("^" + OUTWARD + " ([0-9][A-Z]?)$"));
    if (apart) return [apart[1], apart[2]];
    const readings = ["()$", "([0-9])$", "([0-9][A-Z])$"].map((tail) => joined.match(new RegExp("^" + OUTWARD + tail)))
      .filter(Boolean).map((found) => [found[1], found[2]]);
    if (readings.length) return readings.find(([code]) => placed(code)) || readings[0];
    return /^[A-Z]{1,2}$/.test(joined) && placed(joined) ? [joined, ""] : null;
  }

  const NOWHERE = { outcodes: {}, districts: {}, pages: [], places: [], bodies: [] };

  // Where the postcodes of the text's postcode area are, and who serves them.
  function placesOf(ready, text) {
    const [file] = named(ready.postcodes, area(text.normalize("NFKC").toUpperCase().replace(/^[^A-Z]+/, "")));
    return file ? ready.piece(file) : NOWHERE;
  }

  // The district of a whole postcode; "" for anything else.
  function districtOf(places, outcode, inward) {
    const runs = inward.length === 3 && outcode in places.outcodes ? places.outcodes[outcode][1] : "";
    let found = "";
    for (const run of runs ? runs.split("; ") : []) {
      const [first, lad] = run.split(" ");
      if (first > inward) break;
      found = lad;
    }
    return found;
  }

  // Who serves a postcode: the likely councils, county, police and others, then nearby councils; and a note.
  function byPlace(ready, places, outcode, inward) {
    const said = ready.said.place;
    const bodies = bodiesOf(ready, places);
    const matches = (these, exact) =>
      these.map((at) => ({ body: bodies[at], text: outcode, score: exact ? 100 : 60, exact }));
    const serving = (lads, parts) => parts.flatMap((part) => lads.flatMap((lad) => places.districts[lad][part]));
    if (area(outcode) === "BT") {
      const [forces, councils] = places.ireland;
      const found = [...matches(forces, true), ...matches(councils, false)];
      return { found, known: true, note: splice(said.ireland, { code: outcode }) };
    }
    if (area(outcode) in ready.crown) {
      return { found: [], note: splice(said.crown, { code: outcode, places: ready.crown[area(outcode)] }) };
    }
    const districts = outcodesUnder(places, outcode);
    if (!districts.length) return { found: [], note: splice(said.unplaced, { code: outcode }) };
    const whole = districtOf(places, outcode, inward);
    if (whole) {
      const name = places.districts[whole][0];
      const note = splice(said.exact, { code: outcode + " " + inward, places: name });
      return { found: matches(serving([whole], [1, 2, 3, 4]), true), known: true, note, lad: whole, place: name };
    }
    const counts = new Map();
    for (const one of districts) {
      const [lad] = places.outcodes[one];
      counts.set(lad, (counts.get(lad) || 0) + 1);
    }
    const likely = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one) || compare(one, other));
    const around = likely.length === 1 ? places.districts[likely[0]][5].split(" ").filter(Boolean) : [];
    const found = [...matches(serving(likely, [1, 2, 3, 4]), true), ...matches(serving(around, [1]), false)];
    const names = likely.map((lad) => places.districts[lad][0]);
    if (names.length === 1) {
      const note = splice(around.length ? said.mostly : said.exact, { code: outcode, places: names[0] });
      return { found, known: true, note };
    }
    const shown = names.length > 3 ? [...names.slice(0, 3), names.length - 3 + " more"] : names;
    const listed = shown.slice(0, -1).join(", ") + " and " + shown.at(-1);
    const example = districts[0];
    return { found, known: true, note: splice(said.several, { code: outcode, found: districts.length, places: listed, example }) };
  }

  const unique = (matches) =>
    matches.filter((one, at) => matches.findIndex((other) => other.body.id === one.body.id) === at);

  // Who serves a postcode, if the text is one or contains a full one; else null.
  async function byPostcode(ready, text) {
    const inside = text.normalize("NFKC").toUpperCase()
      .match(new RegExp("(?<![\\p{L}\\p{N}_])" + OUTWARD + "\\s?([0-9][A-Z]{2})(?![\\p{L}\\p{N}_])", "gu")) || [];
    if (!inside.length && !maybePostcode(text)) return null;
    if (maybePostcode(text)) {
      const places = await placesOf(ready, text);
      const code = postcodeOf(ready, places, text);
      if (code) return { ...byPlace(ready, places, ...code), pages: places.pages };
    }
    for (const one of inside) {
      const places = await placesOf(ready, one);
      const found = byPlace(ready, places, ...postcodeOf(ready, places, one));
      if (found.known) return { ...found, pages: places.pages };
    }
    return null;
  }

  function noteOn(ready, text, found, shown) {
    const first = found[0];
    const lines = followers(first.body);
    if (lines.length && (first.exact || found.length === 1 + lines.length)) {
      const heirs = lines.map((line) => line.map((one) => one.name).join(ready.said.then)).join(" and ");
      return splice(ready.said.replaced, { name: first.body.name, heirs });
    }
    const said = shown < found.length ? "most" : found.length === 1 ? "one" : "several";
    return splice(ready.said[said], { text: short(text), found: found.length, shown });
  }

  // Adds the bodies of pieces to the candidates.
  async function gather(ready, bodies, pieces) {
    const found = await Promise.all([...new Set(pieces)].map(ready.piece));
    for (const rows of found) for (const body of bodiesOf(ready, rows)) bodies.set(body.id, body);
  }

  // The words in few enough pieces, most reliable first: the last one may be incomplete.
  function rare(ready, asked) {
    const last = asked.words.at(-1);
    return asked.words.filter((word) => !ready.common.includes(word))
      .map((word) => ({ word, pieces: holders(ready, word, false) }))
      .sort((one, other) => one.pieces.length - other.pieces.length ||
        (one.word === last) - (other.word === last) || other.word.length - one.word.length);
  }

  // The pieces of the words that a typed word may be a misspelling of.
  async function corrected(ready, word) {
    if (word.length < 4) return [];
    const lists = await Promise.all([word[0], "-" + word.slice(-2)].flatMap((key) => named(ready.spelling, key)).map(ready.piece));
    const words = new Set(lists.flat());
    if (words.has(word)) return [];
    const most = (other) => Math.max(1, allowed(Math.max(word.length, other.length)));
    const near = [...words].filter((other) => !ready.common.includes(other))
      .filter((other) => Math.abs(other.length - word.length) <= most(other))
      .map((other) => ({ other, wrong: slips(word, other) })).filter((one) => one.wrong <= most(one.other))
      .sort((one, other) => one.wrong - other.wrong || compare(one.other, other.other));
    return near.slice(0, NEAREST).flatMap((one) => holders(ready, one.other, false));
  }

  // Searches for a text. Returns its kind, matches, suggestions and a note, like search_all.
  async function search(ready, typed, limit) {
    const text = clean(typed, ready.rules.max_length);
    if (!text) return { kind: "empty", matches: [], suggestions: [], note: ready.said.empty };
    const asked = question(ready, text);
    const bodies = new Map();
    const place = await byPostcode(ready, text);
    const wholes = [...new Set([asked.core, asked.key].map(squeezed))];
    const pieces = wholes.flatMap((whole) => beginning(ready, whole));
    const words = rare(ready, asked);
    await gather(ready, bodies, [...pieces, ...(words.length ? words[0].pieces : [])]);
    if (!(place && place.known)) {
      const code = text.toUpperCase();
      const coded = [...bodies.values()].filter((body) => body.code === code).sort(standing)[0];
      if (coded) {
        const scores = ready.rules.scores;
        const heirs = followers(coded).map((line) => ({ body: line.at(-1), text: coded.name, score: scores.heir, exact: false }));
        const found = unique([{ body: coded, text, score: scores.name, exact: true }, ...heirs]);
        return { kind: "name", matches: found, suggestions: [], note: noteOn(ready, text, found, found.length) };
      }
    }
    if (place) {
      const best = new Map();
      for (const body of bodies.values()) {
        for (const name of body.names) {
          const [score, exact] = same(ready, name, asked);
          if (exact) keep(best, name, score, exact);
        }
      }
      const called = bestFirst([...best.values()]);
      const matches = unique([...called, ...place.found]).slice(0, limit);
      const page = place.pages.includes(place.lad) ? place.lad : "";
      return {
        kind: "postcode", matches, suggestions: [], note: place.note + (called.length ? ready.said.also : ""),
        area: page, place: place.place || "",
      };
    }
    let found = byName(ready, bodies, asked);
    const surely = () => found.length > 0 && found[0].score > ready.rules.near;
    if (!surely()) {
      const others = words.slice(0, 4);
      const guessed = await Promise.all(others.map((one) => corrected(ready, one.word)));
      await gather(ready, bodies, [...others.flatMap((one) => beginning(ready, one.word)), ...guessed.flat()]);
      found = byName(ready, bodies, asked);
    }
    if (surely()) {
      const matches = found.slice(0, limit);
      return { kind: "name", matches, suggestions: [], note: noteOn(ready, text, found, matches.length) };
    }
    const suggestions = found.length ? found.slice(0, ready.rules.suggestions) : nearest(ready, bodies, asked);
    const vendor = vendorIn(ready, asked);
    const note = splice(vendor ? ready.said.vendor : ready.said.unknown, { name: vendor ? vendor[1] : "", text: short(text) });
    const sector = ready.rules.kind_words.find(([word]) => asked.key.split(" ").some((one) => one.startsWith(word)));
    return {
      kind: suggestions.length ? "near" : "none", matches: [], suggestions, note, vendor: vendor ? vendor[0] : "",
      sector: sector ? sector[1] : "",
    };
  }

  Object.assign(shared, { normalise, prepare, search });
})(typeof module === "undefined" ? (window.bodyFinder = {}) : module.exports);
