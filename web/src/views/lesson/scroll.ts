// Brings what just appeared to the top of the lesson's own scroll box; the page around it stays where it is.
const kAbove = 10;

export function scrollToTop(element: Element | null | undefined, still: boolean): void {
  const box = element?.closest('.pane-body');
  if (!element || !box) return;
  const distance = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollBy({ top: distance - kAbove, behavior: still ? 'auto' : 'smooth' });
}

/** The same, with what is at its end in sight, too: where both do not fit, the end is. */
export function scrollToBoth(element: Element | null | undefined, end: Element | null | undefined, still: boolean): void {
  const box = element?.closest('.pane-body');
  if (!element || !box) return;
  const { top, bottom } = box.getBoundingClientRect();
  const begins = element.getBoundingClientRect().top - top - kAbove;
  const ends = end ? end.getBoundingClientRect().bottom - bottom + kAbove : begins;
  box.scrollBy({ top: Math.max(begins, ends), behavior: still ? 'auto' : 'smooth' });
}
