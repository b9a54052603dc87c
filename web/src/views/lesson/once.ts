let last: EventTarget | null = null;

/** A double click presses a button once. Two quick taps on two buttons are no double click, though a browser may count them as one. */
export const once = (act: () => void) => (event: MouseEvent) => {
  const isSecond = event.detail > 1 && event.currentTarget === last;
  last = event.currentTarget;
  if (!isSecond) act();
};
