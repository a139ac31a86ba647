/**
 * 浏览采购目录 a link with data-browses="<field>" opens the catalogue in a dialog; the entry that is
 * chosen goes into that field. Without script the link leads to a page of its own.
 */

const box = document.getElementById("catalogue-browser");
/** @type {string} */
let field = "";

/** @param {string} parent */
async function show(parent) {
  const inside = box?.querySelector("[data-levels]");
  if (!inside) return;
  const answer = await fetch(`/desk/catalogue/browse?part=1&parent=${encodeURIComponent(parent)}`, {
    headers: { "hx-request": "true" },
  });
  if (!answer.ok) return;
  inside.innerHTML = await answer.text();
  const first = inside.querySelector("li button");
  if (first instanceof HTMLElement) first.focus();
}

/** @param {string} code */
function choose(code) {
  const input = document.getElementById(`f-${field}`);
  if (box instanceof HTMLDialogElement) box.close();
  if (!(input instanceof HTMLInputElement)) return;
  input.value = code;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.focus();
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-browses],[data-parent],[data-code]") : null;
  if (!(pressed instanceof HTMLElement) || !(box instanceof HTMLDialogElement)) return;
  event.preventDefault();
  if (pressed.dataset.browses !== undefined) {
    field = pressed.dataset.browses;
    box.showModal();
    void show("");
  } else if (pressed.dataset.code !== undefined) choose(pressed.dataset.code);
  else void show(pressed.dataset.parent ?? "");
});
