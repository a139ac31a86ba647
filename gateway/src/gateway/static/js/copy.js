/** 复制 a button with data-copies="id" puts that field's text on the clipboard and says so. */
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copies]") : null;
  if (!(button instanceof HTMLElement)) return;
  const field = document.getElementById(button.dataset["copies"] ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  field.select();
  // Without https there is no clipboard for scripts: the text is selected, for Ctrl+C.
  await navigator.clipboard?.writeText(field.value);
  if (navigator.clipboard) button.textContent = button.dataset["copied"] ?? "";
});
