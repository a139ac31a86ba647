/** 对话框 a button with data-opens="id" opens a native dialog; data-closes closes it. */

/** @param {string | undefined} id */
function dialog(id) {
  const found = id ? document.getElementById(id) : null;
  return found instanceof HTMLDialogElement ? found : null;
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-opens],[data-closes]") : null;
  if (!(pressed instanceof HTMLElement)) return;
  dialog(pressed.dataset.opens)?.showModal();
  dialog(pressed.dataset.closes)?.close();
});

// What was refused inside a dialog is mended inside it.
for (const one of document.querySelectorAll("dialog[data-open-now]")) {
  if (one instanceof HTMLDialogElement) one.showModal();
}
