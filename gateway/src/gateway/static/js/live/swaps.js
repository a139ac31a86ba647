/**
 * 换入 a fragment never takes an open dialog from under the hands of who is answering it: it waits.
 * Nor what somebody has ticked: such a list (`data-keeps-ticks`) is drawn anew by its next page.
 */

/** @typedef {{ajax(verb: string, url: string, from: {source: Element}): Promise<void>}} Htmx */
/** @typedef {{target: Element, elt: Element, shouldSwap: boolean}} Swap */

document.addEventListener("htmx:beforeSwap", (event) => {
  const swap = /** @type {CustomEvent<Swap>} */ (event).detail;
  if (swap.target.matches("[data-keeps-ticks]") && swap.target.querySelector("[name=ticked]:checked")) {
    swap.shouldSwap = false;
    return;
  }
  const open = swap.target.querySelector("dialog[open]");
  const url = swap.elt.getAttribute("hx-get");
  if (!open || !url) return;
  swap.shouldSwap = false;
  const { htmx } = /** @type {{htmx?: Htmx}} */ (/** @type {unknown} */ (window));
  open.addEventListener("close", () => void htmx?.ajax("GET", url, { source: swap.elt }), { once: true });
});
