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
