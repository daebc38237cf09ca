// Shows the maps of the years one at a time, with a slider and a play button. Without it, all are shown.
"use strict";
(function () {
  const years = document.getElementById("years");
  const figures = Array.from(years.querySelectorAll("figure"));
  if (figures.length < 2) return;
  const names = figures.map((one) => one.querySelector("figcaption b").textContent);
  const last = figures.length - 1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let timer = 0;

  function made(name, text, parent) {
    const one = document.createElement(name);
    one.textContent = text;
    parent.appendChild(one);
    return one;
  }

  const form = document.createElement("p");
  form.className = "player";
  const label = made("label", "Published by ", form);
  const now = made("b", "", label);
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(last);
  slider.value = String(last);
  label.appendChild(slider);
  const play = made("button", "Play", calm ? document.createElement("p") : form);
  const all = made("button", "Show all years", form);
  for (const one of [play, all]) one.type = "button";
  all.className = "quiet";
  years.before(form);

  function show(at) {
    slider.value = String(at);
    now.textContent = names[at].charAt(0).toLowerCase() + names[at].slice(1);
    slider.setAttribute("aria-valuetext", now.textContent);
    figures.forEach((one, place) => one.classList.toggle("now", place === at));
  }

  function one(single) {
    years.classList.toggle("one", single);
    all.textContent = single ? "Show all years" : "Show one year";
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  }

  function step() {
    const at = Number(slider.value);
    if (at >= last) stop();
    else show(at + 1);
  }

  play.addEventListener("click", () => {
    if (timer) return stop();
    one(true);
    if (Number(slider.value) >= last) show(0);
    play.textContent = "Pause";
    timer = setInterval(step, 1500);
  });
  slider.addEventListener("input", () => {
    stop();
    one(true);
    show(Number(slider.value));
  });
  all.addEventListener("click", () => {
    stop();
    one(!years.classList.contains("one"));
  });
  show(last);
  one(true);
})();
