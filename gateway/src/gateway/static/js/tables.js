/**
 * 宽表 a table that does not fit scrolls sideways: whoever has no mouse must be able to come to it.
 * Applies to what htmx brings later, too.
 */
const sizes = new ResizeObserver((changed) => {
  for (const { target } of changed) {
    const box = target.closest(".table-card");
    if (box instanceof HTMLElement) reach(box);
  }
});

/** @param {HTMLElement} box */
function reach(box) {
  if (box.scrollWidth <= box.clientWidth) {
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    return;
  }
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  const caption = box.querySelector("caption")?.textContent?.trim();
  const heading = box.closest("section")?.querySelector("h2,h3")?.textContent?.trim();
  box.setAttribute("aria-label", caption || heading || document.title);
}

function look() {
  for (const box of document.querySelectorAll(".table-card")) {
    sizes.observe(box);
    if (box.firstElementChild) sizes.observe(box.firstElementChild);
  }
}

look();
document.body.addEventListener("htmx:load", look);
