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
