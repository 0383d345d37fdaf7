// The pages work without this. With it a form is sent once, however often its button is pressed.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") form.dataset.sent = "yes";
});
// A page that the browser shows again from its memory, after "back", may send its form once more.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
// A button called "show" has a form shown as it is entered: what it would bring is fetched as soon as a field changes.
document.addEventListener("change", async (event) => {
  const form = event.target.form;
  const button = form && form.querySelector('button[name="show"]');
  if (!button) return;
  const entered = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body: entered }).catch(() => null);
  if (!answer || answer.redirected || String(entered) !== String(new URLSearchParams(new FormData(form, button)))) return;
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("shown");
  const here = document.getElementById("shown");
  if (shown && here) here.replaceWith(document.adoptNode(shown));
});
// Words are counted while somebody writes.
for (const area of document.querySelectorAll("textarea[data-words]")) {
  const count = area.parentElement.querySelector(".count");
  const show = () => {
    count.hidden = false;
    count.querySelector("output").textContent = (area.value.match(/\S+/g) || []).length;
  };
  area.addEventListener("input", show);
  show();
}
