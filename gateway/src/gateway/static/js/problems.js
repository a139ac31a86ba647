/**
 * 错误汇总 each fault in the box names the field that it is about, and leads into it.
 */

/** @param {Element} control @returns {string} what the person sees beside it, with its row */
function named(control) {
  const own = control.matches("fieldset")
    ? control.querySelector(":scope > legend")
    : document.querySelector(`label[for="${CSS.escape(control.id)}"]`);
  const row = control.closest("[data-row]")?.querySelector("h3");
  return [row, own].map((one) => one?.textContent?.replace(/\s+/g, " ").trim()).filter(Boolean).join(" · ");
}

for (const link of document.querySelectorAll('.problem a[href^="#f-"]')) {
  const control = document.getElementById(decodeURIComponent(link.getAttribute("href") ?? "").slice(1));
  const name = control && named(control);
  if (name && !link.textContent?.includes(name)) link.prepend(`${name}：`);
  link.addEventListener("click", (event) => {
    const inside = control?.matches("fieldset") ? control.querySelector("input") : control;
    if (!(inside instanceof HTMLElement)) return;
    event.preventDefault();
    inside.scrollIntoView({ block: "center" });
    inside.focus();
  });
}
