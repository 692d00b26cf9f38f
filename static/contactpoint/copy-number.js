// Copies a telephone number; without JavaScript or a clipboard the button stays hidden.
export function startCopying() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const words = button.firstElementChild;
  const before = words.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = "Copied";
  } catch {
    words.textContent = "Not copied";
  }
  setTimeout(() => { words.textContent = before; }, 3000);
}
