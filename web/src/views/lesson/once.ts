/** A double click presses once: where the second click falls, something else may stand by then. */
export const once = (act: () => void) => (event: MouseEvent) => {
  if (event.detail < 2) act();
};
