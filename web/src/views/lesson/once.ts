// A double click presses a button once.

/** Where the click was that came before the newest one, on whatever it was. */
let before: EventTarget | null = null;
let newest: EventTarget | null = null;

globalThis.addEventListener?.(
  'click',
  (event) => {
    before = newest;
    newest = event.target;
  },
  true,
);

const holds = (button: EventTarget | null, target: EventTarget | null) =>
  button instanceof Node && target instanceof Node && button.contains(target);

/** Quick taps on different buttons at one place are no double click, though a browser may count them as one. */
export const once = (act: () => void) => (event: MouseEvent) => {
  const isSecond = event.detail > 1 && holds(event.currentTarget, before);
  if (!isSecond) act();
};
