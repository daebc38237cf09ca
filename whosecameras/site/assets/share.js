// Copies the link to a chart, or its embed code, and confirms it. Without this script, both can be selected in their field.
"use strict";
for (const button of document.querySelectorAll("button[data-link]")) {
  const field = document.getElementById(button.dataset.link);
  const said = document.getElementById(button.dataset.said);
  if (!button.dataset.copied) {
    const link = document.createElement("a");
    link.href = field.value;
    field.value = link.href; // the absolute address
  }
  const selected = () => {
    field.select();
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("not copied"));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = "";
    const copying = navigator.clipboard && isSecureContext
      ? navigator.clipboard.writeText(field.value).catch(selected)
      : selected();
    copying.then(
      () => { said.textContent = button.dataset.copied || "Link copied."; },
      () => { said.textContent = "Your browser did not let us copy. The text is selected: copy it from there."; },
    );
  });
}
