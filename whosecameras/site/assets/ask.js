// Copies a request, works out when an answer to it would be due, and prepares the message that reports an answer.
// Nothing is sent anywhere.
"use strict";
(function () {
  // The clipboard API, or the older way without it: on plain http, or in an old browser.
  function copy(from) {
    const text = from.textContent;
    const selected = () => {
      const range = document.createRange();
      range.selectNodeContents(from);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("not copied"));
    };
    return navigator.clipboard && isSecureContext ? navigator.clipboard.writeText(text).catch(selected) : selected();
  }

  for (const link of document.querySelectorAll("[data-copy]")) {
    const from = document.getElementById(link.dataset.copy);
    const said = document.getElementById("copied");
    link.setAttribute("role", "button");
    const act = (event) => {
      event.preventDefault();
      const fold = from.closest("details");
      if (fold) fold.open = true;
      said.textContent = "";
      copy(from).then(
        () => { said.textContent = link.dataset.said; },
        () => { said.textContent = "Your browser did not let us copy. The text below is open: select it and copy it."; },
      );
    };
    link.addEventListener("click", act);
    link.addEventListener("keydown", (event) => { if (event.key === " ") act(event); });
  }

  // Working days after today, without weekends and bank holidays; schools also have an outer limit.
  for (const line of document.querySelectorAll("[data-due]")) {
    const closed = new Set(line.dataset.closed.split(" "));
    const now = new Date();
    const iso = (day) => day.toISOString().slice(0, 10);
    const counts = (day) => day.getUTCDay() % 6 !== 0 && !closed.has(iso(day));
    const after = (days) => {
      const day = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
      for (let left = days; left > 0;) {
        day.setUTCDate(day.getUTCDate() + 1);
        if (counts(day)) left -= 1;
      }
      return day;
    };
    const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    const due = after(Number(line.dataset.due));
    const latest = after(Number(line.dataset.latest));
    if (iso(due) > line.dataset.until || iso(latest) > line.dataset.until) continue;
    const holidays = Number(line.dataset.latest)
      ? " School holidays do not count: with them it may take longer, until " + format.format(latest) + " at the most."
      : "";
    line.textContent = "If the request arrives today, the answer is due by " + format.format(due) + "." + holidays;
    line.hidden = false;
  }

  const form = document.getElementById("tell");
  if (form) {
    document.getElementById("tell-fold").hidden = false;
    document.getElementById("tell-plain").hidden = true;
    const oneLine = (text) => text.replace(/\s+/g, " ").trim();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      let text = form.dataset.template;
      text = text.slice(0, text.indexOf("\n\n") + 2) + text.slice(text.indexOf("--- "));
      for (const [key, value] of new FormData(form)) {
        text = text.replace(new RegExp("^" + key + ":.*$", "m"), () => (key + ": " + oneLine(value)).trimEnd());
      }
      document.getElementById("told-text").textContent = text;
      const subject = form.dataset.subject;
      const told = document.getElementById("told");
      told.textContent = "";
      const said = document.createElement("p");
      said.textContent = "The message is ready. Nothing has been sent yet: ";
      told.append(said);
      const offer = (words, address) => {
        const link = document.createElement("a");
        link.className = "button";
        link.href = address;
        link.textContent = words;
        said.append(link, " ");
      };
      const encoded = encodeURIComponent(subject);
      if (form.dataset.mail) {
        const body = encodeURIComponent(text.replace(/\n/g, "\r\n"));
        offer("Send it by email", "mailto:" + form.dataset.mail + "?subject=" + encoded + "&body=" + body);
      }
      if (form.dataset.issue) {
        offer("Open it as an issue", form.dataset.issue.replace("SUBJECT", encoded).replace("TEXT", encodeURIComponent(text)));
      }
      said.querySelector("a")?.focus();
    });
  }
})();
