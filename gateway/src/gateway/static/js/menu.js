/** 菜单 folded on narrow screens, so that the page itself comes first. */
const fold = document.querySelector(".side-fold");
const narrow = window.matchMedia("(max-width: 60rem)");
if (fold instanceof HTMLDetailsElement) {
  const follow = () => { fold.open = !narrow.matches; };
  follow();
  narrow.addEventListener("change", follow);
}
