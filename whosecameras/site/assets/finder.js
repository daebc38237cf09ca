// Looks bodies up by name or postcode in search.json, step by step as whosecameras/analysis/search.py does. The rules, the scores
// and the words are in the index; tests/site/test_search.py puts the same questions to both.
"use strict";
(function (shared) {
  const splice = (said, values) => said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const short = (text) => ([...text].length <= 60 ? text : [...text].slice(0, 59).join("") + "…");
  const squeezed = (text) => text.replace(/ /g, "");
  const allowed = (longer) => (longer >= 10 ? 2 : longer >= 6 ? 1 : 0);

  // A visitor's text without control characters, spaces collapsed.
  const clean = (text, most) => [...text].slice(0, most).join("").replace(/[\p{C}\p{Z}]+/gu, " ").trim();

  // One spelling for a name: small letters, no accents or marks, "saint" as "st", "&" as "and", no "the".
  function normalise(text, rules) {
    const bare = [...text].slice(0, rules.max_length).join("").normalize("NFKD").replace(/\p{Mn}/gu, "")
      .toLowerCase().replace(/ß/g, "ss").replace(/&/g, " and ").replace(/['’‘`´]/g, "");
    const words = bare.split(/[^\p{L}\p{N}]+/u).filter(Boolean).slice(0, 2 * rules.max_words);
    return words.filter((word) => word !== "the" || words.length === 1)
      .map((word) => (word === "saint" ? "st" : word)).join(" ");
  }

  // How many letters must be added, left out, changed or swapped with the next to make one text of the other.
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

  // The share of letters that two texts have in common, in their order: 0 to 100.
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

  // The number of slips if they are few enough to be forgiven, else 0; equal texts have 0 too.
  function forgiven(one, other) {
    const most = allowed(Math.max(one.length, other.length));
    if (!most || Math.abs(one.length - other.length) > most) return 0;
    const found = slips(one, other);
    return found <= most ? found : 0;
  }

  // The index with what is worked out once for all questions.
  function prepare(index) {
    const rules = index.rules;
    const forms = (pairs) => pairs.map(([form, kind]) => [new RegExp(form), kind]);
    const sets = {};
    for (const name of ["last_words", "first_words", "small", "common", "ranks"]) sets[name] = new Set(rules[name]);
    const withWord = new Map();
    const names = index.names.map(([body, text, key, other], at) => {
      const core = other || key;
      const words = new Set([...core.split(" "), ...key.split(" ").filter((word) => !sets.common.has(word))]);
      for (const word of words) {
        if (!withWord.has(word)) withWord.set(word, []);
        withWord.get(word).push(at);
      }
      const size = core.split(" ").filter((word) => !sets.small.has(word)).length;
      return { body, text, key, core, squeezed: squeezed(core), size: Math.max(1, size) };
    });
    const outcodes = new Map();
    for (const [lad, area] of Object.entries(index.areas)) {
      for (const code of area[6].split(" ").filter(Boolean)) outcodes.set(code, lad);
    }
    const withCode = new Map(index.bodies.map((body, at) => [body[4], at]).filter((pair) => pair[0]));
    const ranks = index.bodies.map((body) => body[3].split(" ").filter(Boolean));
    return {
      ...index, names, sets, withWord, withCode, outcodes, ranks,
      suffixes: forms(rules.suffixes), prefixes: forms(rules.prefixes),
    };
  }

  const rankOf = (ready, key) =>
    key.replace(/county borough/g, "borough").split(" ").filter((word) => ready.sets.ranks.has(word));

  // A name without what its kind of body is called, and that kind.
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

  // The score of a name that is the same, as a whole or apart from what bodies call themselves; else 0.
  function same(ready, name, asked) {
    const scores = ready.rules.scores;
    if (name.key === asked.key) return [scores.name, true];
    if (!asked.core || name.squeezed !== squeezed(asked.core)) return [0, false];
    const bodyKind = ready.bodies[name.body][2];
    if (asked.kind && asked.kind !== bodyKind) return [scores.other_kind, false];
    const known = ready.ranks[name.body];
    const county = known.includes("county") || asked.rank.includes("county");
    if (asked.rank.length && known.length && county && !asked.rank.some((rank) => known.includes(rank))) {
      return [scores.other_rank, false];
    }
    return asked.kind || bodyKind === "council" ? [scores.core, true] : [scores.place, false];
  }

  // How near the farthest of the words is to one of each name's own: 1 the same, 0.95 its beginning, 0.8 a slip.
  function holding(ready, words) {
    const least = new Float64Array(ready.names.length).fill(words.length ? 1 : 0);
    for (const word of words) {
      const near = new Float64Array(ready.names.length);
      for (const [other, these] of ready.withWord) {
        const begins = word.length >= 2 && other.startsWith(word) ? 0.95 : 0;
        const fit = other === word ? 1 : begins || (word.length >= 4 && forgiven(word, other) ? 0.8 : 0);
        if (fit) for (const at of these) near[at] = Math.max(near[at], fit);
      }
      least.forEach((fit, at) => (least[at] = Math.min(fit, near[at])));
    }
    return least;
  }

  // A score for a name that begins so, holds every word or is a slip or two away; else 0.
  function near(ready, name, asked, held) {
    const scores = ready.rules.scores;
    let best = 0;
    for (const [typed, text] of [[asked.core, name.core], [asked.key, name.key]]) {
      if (typed.length < 2 || !text.startsWith(typed)) continue;
      const whole = text.startsWith(typed + " ");
      best = Math.max(best, (whole ? scores.starts : scores.begins) - 6 * (1 - typed.length / text.length));
    }
    if (held) {
      const top = held === 1 ? scores.words : held > 0.9 ? scores.typo + 4 : scores.typo - 4;
      best = Math.max(best, top - 6 * (1 - Math.min(1, asked.words.length / name.size)));
    }
    for (const [typed, text] of [[asked.core, name.core], [asked.key, name.key]]) {
      const wrong = typed.length >= 4 ? forgiven(typed, text) : 0;
      if (wrong) best = Math.max(best, scores.typo - 4 * (wrong - 1));
    }
    return best && asked.kind && asked.kind !== ready.bodies[name.body][2] ? best - 20 : best;
  }

  // What took a body's place, and what came after that: each line down to a body that exists.
  function followers(ready, body) {
    const lines = [];
    const ahead = [[body]];
    while (ahead.length) {
      const line = ahead.shift();
      const heirs = ready.bodies[line.at(-1)][5];
      for (const heir of heirs) if (!line.includes(heir)) ahead.push([...line, heir]);
      if (!heirs.length && line.length > 1) lines.push(line.slice(1));
    }
    return lines;
  }

  const bestFirst = (matches) =>
    matches.sort((one, other) => other.score - one.score || one.body - other.body);

  function question(ready, text) {
    const key = normalise(text, ready.rules);
    const [core, kind] = coreOf(ready, key);
    const words = [...new Set(core.split(" "))].filter((word) => word && !ready.sets.small.has(word));
    return { key, core, kind, rank: rankOf(ready, key), words: words.slice(0, ready.rules.max_words) };
  }

  function keep(best, name, score, exact) {
    const had = best.get(name.body);
    if (!had || score > had.score || (score === had.score && exact && !had.exact)) {
      best.set(name.body, { body: name.body, text: name.text, score, exact });
    }
  }

  // The bodies whose names fit best, in order.
  function byName(ready, text) {
    const { near: most, threshold, scores } = ready.rules;
    const asked = question(ready, text);
    if (!asked.key) return [];
    const held = holding(ready, asked.words);
    const best = new Map();
    ready.names.forEach((name, at) => {
      const [score, exact] = same(ready, name, asked);
      const given = score || near(ready, name, asked, held[at]);
      if (given > 0) keep(best, name, given, exact);
    });
    const sure = [...best.values()].some((one) => one.score > most);
    const found = bestFirst([...best.values()].filter((one) => (sure ? one.score > most : one.score >= threshold)));
    if (!found.length || (found[0].score < scores.core && found.length > 1)) return found;
    const gone = found[0];
    for (const line of followers(ready, gone.body)) {
      const heir = { body: line.at(-1), text: ready.bodies[gone.body][1], exact: false };
      heir.score = Math.min(scores.heir, gone.score - (scores.core - scores.heir));
      const at = found.findIndex((one) => one.body === heir.body);
      if (at < 0) found.push(heir);
      else if (found[at].score < heir.score) found[at] = heir;
    }
    return bestFirst(found);
  }

  // A few names that look a little like the text.
  function nearest(ready, text) {
    const core = coreOf(ready, normalise(text, ready.rules))[0];
    const ranked = ready.names.map((name, at) => ({ name, at, score: alike(core, name.core) }))
      .filter((one) => one.score >= ready.rules.alike)
      .sort((one, other) => other.score - one.score || one.at - other.at).slice(0, 12);
    const id = (one) => ready.bodies[one.name.body][0];
    ranked.sort((one, other) => other.score - one.score || (id(one) < id(other) ? -1 : id(one) > id(other) ? 1 : 0));
    const best = new Map();
    for (const one of ranked) keep(best, one.name, one.score, false);
    return [...best.values()].slice(0, ready.rules.suggestions);
  }

  // The manufacturer that a word of the text names, a slip or two allowed.
  function vendorIn(ready, text) {
    for (const word of normalise(text, ready.rules).split(" ")) {
      for (const vendor of ready.vendors) {
        if (word && slips(word, vendor[2]) <= (vendor[2].length >= 8 ? 2 : 1)) return vendor;
      }
    }
    return null;
  }

  const OUTWARD = "([A-Z]{1,2}[0-9][A-Z0-9]?)";

  // The known postcode districts that a text stands for: itself, or all of "EH", or SW1A, SW1E ... for "SW1".
  function outcodesUnder(ready, outward) {
    if (ready.outcodes.has(outward)) return [outward];
    const digit = /[0-9]$/.test(outward);
    if (!digit && !/^[A-Z]+$/.test(outward)) return [];
    const form = new RegExp("^" + outward + (digit ? "[A-Z]$" : "[0-9][A-Z0-9]?$"));
    return [...ready.outcodes.keys()].filter((code) => form.test(code))
      .sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
  }

  // The postcode district, or the beginning of one, in a text that looks like a postcode; else "".
  function outcodeIn(ready, text) {
    const spaced = text.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]+/g, " ").trim();
    const joined = squeezed(spaced);
    if (!joined || joined.length > 7 || [...text].length > 40) return "";
    const letters = (code) => code.replace(/[^A-Z].*/, "");
    const placed = (code) =>
      letters(code) === "BT" || letters(code) in ready.crown || outcodesUnder(ready, code).length > 0;
    const whole = joined.match(new RegExp("^" + OUTWARD + "([0-9OI])([A-Z]{2})$"));
    if (whole && (/[0-9]/.test(whole[2]) || joined.length >= 5)) return whole[1];
    const apart = spaced.match(new RegExp("^" + OUTWARD + " [0-9][A-Z]?$"));
    if (apart) return apart[1];
    const readings = ["$", "[0-9]$", "[0-9][A-Z]$"].map((tail) => joined.match(new RegExp("^" + OUTWARD + tail)))
      .filter(Boolean).map((found) => found[1]);
    if (readings.length) return readings.find(placed) || readings[0];
    return /^[A-Z]{1,2}$/.test(joined) && (joined === "BT" || joined in ready.crown || placed(joined)) ? joined : "";
  }

  // Who serves a postcode: the likely councils, county, police and others, then councils nearby; and a note.
  function byPlace(ready, code) {
    const said = ready.said.place;
    const letters = code.replace(/[^A-Z].*/, "");
    const matches = (bodies, exact) => bodies.map((body) => ({ body, text: code, score: exact ? 100 : 60, exact }));
    if (letters === "BT") {
      const [forces, councils] = ready.ireland;
      return [[...matches(forces, true), ...matches(councils, false)], splice(said.ireland, { code })];
    }
    if (letters in ready.crown) return [[], splice(said.crown, { code, places: ready.crown[letters] })];
    const districts = outcodesUnder(ready, code);
    if (!districts.length) return [[], splice(said.unplaced, { code })];
    const counts = new Map();
    for (const one of districts) counts.set(ready.outcodes.get(one), (counts.get(ready.outcodes.get(one)) || 0) + 1);
    const likely = [...counts.keys()]
      .sort((one, other) => counts.get(other) - counts.get(one) || (one < other ? -1 : 1));
    const around = likely.length === 1 ? ready.areas[likely[0]][5].split(" ").filter(Boolean) : [];
    const found = [1, 2, 3, 4].flatMap((part) => matches(likely.flatMap((lad) => ready.areas[lad][part]), true));
    found.push(...matches(around.flatMap((lad) => ready.areas[lad][1]), false));
    const names = likely.map((lad) => ready.areas[lad][0]);
    if (names.length === 1) return [found, splice(around.length ? said.mostly : said.exact, { code, places: names[0] })];
    const shown = names.length > 3 ? [...names.slice(0, 3), names.length - 3 + " more"] : names;
    const places = shown.slice(0, -1).join(", ") + " and " + shown.at(-1);
    return [found, splice(said.several, { code, found: districts.length, places, example: districts[0] })];
  }

  const unique = (matches) => matches.filter((one, at) => matches.findIndex((other) => other.body === one.body) === at);

  function postcode(ready, text, code, limit) {
    const asked = question(ready, text);
    const best = new Map();
    for (const name of ready.names) {
      const [score, exact] = same(ready, name, asked);
      if (exact) keep(best, name, score, exact);
    }
    const named = bestFirst([...best.values()]);
    const [found, note] = byPlace(ready, code);
    const matches = unique([...named, ...found]).slice(0, limit);
    return { kind: "postcode", matches, suggestions: [], note: note + (named.length ? ready.said.also : "") };
  }

  function noteOn(ready, text, found, shown) {
    const first = found[0];
    const lines = followers(ready, first.body);
    const name = (body) => ready.bodies[body][1];
    if (lines.length && (first.exact || found.length === 1 + lines.length)) {
      const heirs = lines.map((line) => line.map(name).join(ready.said.then)).join(" and ");
      return splice(ready.said.replaced, { name: name(first.body), heirs });
    }
    const said = shown < found.length ? "most" : found.length === 1 ? "one" : "several";
    return splice(ready.said[said], { text: short(text), found: found.length, shown });
  }

  // What a text finds: its kind, matches, suggestions and a note, as Finder.search has them.
  function search(ready, typed, limit) {
    let text = clean(typed, ready.rules.max_length);
    if (!text) return { kind: "empty", matches: [], suggestions: [], note: ready.said.empty };
    const code = outcodeIn(ready, text);
    if (code) return postcode(ready, text, code, limit);
    const coded = ready.withCode.get(text.toUpperCase());
    if (coded !== undefined) text = ready.bodies[coded][1];
    const found = byName(ready, text);
    if (found.length && found[0].score > ready.rules.near) {
      const matches = found.slice(0, limit);
      return { kind: "name", matches, suggestions: [], note: noteOn(ready, text, found, matches.length) };
    }
    const suggestions = found.length ? found.slice(0, ready.rules.suggestions) : nearest(ready, text);
    const vendor = vendorIn(ready, text);
    const note = splice(vendor ? ready.said.vendor : ready.said.unknown, { name: vendor ? vendor[1] : "", text: short(text) });
    return { kind: suggestions.length ? "near" : "none", matches: [], suggestions, note, vendor: vendor ? vendor[0] : "" };
  }

  Object.assign(shared, { normalise, prepare, search });
})(typeof module === "undefined" ? (window.bodyFinder = {}) : module.exports);
