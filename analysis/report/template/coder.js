// Keys of the coder: 0 1 2 u s b press the button of that name, arrows scroll the article.
// Nothing here reads the article; its text is escaped before it comes near this page.
const root = this.closest(".sorotan-coder");
if (root && !root.dataset.hasKeys) {
  root.dataset.hasKeys = "true";
  const article = () => root.querySelector(".sorotan-article");
  const isWriting = (element) => element.matches("input:not([type=checkbox]), textarea");
  let shown = "";

  const prepare = () => {
    const box = article();
    const head = root.querySelector(".sorotan-head");
    if (!box || !head) return;
    if (!box.hasAttribute("role")) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", head.dataset.label);
    }
    if (head.textContent !== shown) {
      shown = head.textContent;
      // What still glides from the arrow keys of the last article ends at the top too.
      if (box.scrollTop) box.addEventListener("scrollend", () => (box.scrollTop = 0), { once: true });
      box.scrollTop = 0;
      const fits = root.getBoundingClientRect().height <= window.innerHeight * 0.8;
      (fits ? root : head).scrollIntoView({ block: fits ? "nearest" : "start" });
      const active = document.activeElement;
      if (active === document.body || root.contains(active)) box.focus({ preventScroll: true });
    }
  };

  const keys = (event) => {
    const box = article();
    if (!box || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isWriting(event.target)) {
      // From the note back to the article; what is typed there is no code.
      if (event.key === "Enter" || event.key === "Escape") box.focus({ preventScroll: true });
      return;
    }
    // JupyterLab would take 1 for "make this cell a heading" and x for "cut this cell".
    event.stopPropagation();
    if (event.target !== box && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      box.focus({ preventScroll: true });
      box.scrollBy(0, event.key === "ArrowDown" ? 40 : -40);
      event.preventDefault();
    }
    if (!/^[012usbt]$/i.test(event.key)) return;
    event.preventDefault();
    const button = root.querySelector(`.sorotan-key-${event.key.toLowerCase()}`);
    // A key held down must not code what nobody has read.
    if (button && !button.disabled && !event.repeat) button.click();
    box.focus({ preventScroll: true });
  };

  // Before the widgets: a text field of ipywidgets lets no key come up to us.
  root.addEventListener("keydown", keys, true);
  new MutationObserver(prepare).observe(root, { childList: true, subtree: true, characterData: true });
  prepare();
}
