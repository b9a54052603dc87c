// Colours of the page's tokens for what is no CSS: the canvas and the terminal.
let probe: HTMLElement | null = null;

/** As a colour that anything understands: a system colour, which a token is where colours are forced, becomes what it stands for. */
export function tokenColour(name: string): string {
  const root = document.documentElement;
  const value = getComputedStyle(root).getPropertyValue(name).trim();
  if (value.startsWith('#')) return value;
  if (!probe) {
    probe = document.createElement('i');
    probe.hidden = true;
    root.append(probe);
  }
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}
