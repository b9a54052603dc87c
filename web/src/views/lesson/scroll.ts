// Brings what just appeared to the top of the lesson's own scroll box; the page around it stays where it is.
export function scrollToTop(element: Element | null | undefined, still: boolean): void {
  const box = element?.closest('.pane-body');
  if (!element || !box) return;
  const distance = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollBy({ top: distance - 10, behavior: still ? 'auto' : 'smooth' });
}
