// Copies a telephone number; without JavaScript or a clipboard the button stays hidden.
export function startCopying() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const status = button.nextElementSibling; // said aloud by screen readers when it fills
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    status.textContent = "Copied";
  } catch {
    status.textContent = "Not copied";
  }
  setTimeout(() => { status.textContent = ""; }, 3000);
}
