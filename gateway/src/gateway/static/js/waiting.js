/** 等待 no page waits silently: the button that was pressed says so, and cannot be pressed twice. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  const pressed = /** @type {SubmitEvent} */ (event).submitter;
  form.setAttribute("aria-busy", "true");
  if (!(pressed instanceof HTMLButtonElement)) return;
  // A disabled button is not sent with its form: it goes quiet one turn later.
  setTimeout(() => { pressed.classList.add("btn-loading"); pressed.disabled = true; }, 0);
});

// Coming back by the browser's history shows the page as it was left: pressable.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const one of document.querySelectorAll("button.btn-loading")) {
    one.classList.remove("btn-loading");
    if (one instanceof HTMLButtonElement) one.disabled = false;
  }
});
