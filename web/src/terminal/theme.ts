// The shell's colours, as xterm takes them.

/** Colours by role. They reach xterm as its sixteen: a colour of any other kind it would write as an inline style, which the content policy
 * forbids. */
export interface ShellTheme {
  background: string;
  foreground: string;
  selection: string;
  dim: string;
  bad: string;
  hot: string;
  processes: readonly string[];
}

export type Ink = 'dim' | 'bad' | 'hot' | 0 | 1 | 2 | 3 | 4 | 5;
const kInks: Readonly<Record<Ink, number>> = { dim: 90, bad: 31, hot: 33, 0: 34, 1: 91, 2: 32, 3: 35, 4: 36, 5: 93 };
export const ink = (role: Ink) => `\x1b[${kInks[role]}m`;

export function xtermTheme({ background, foreground, selection, dim, bad, hot, processes }: ShellTheme) {
  const [blue, brightRed, green, magenta, cyan, brightYellow] = processes as [string, string, string, string, string, string];
  const inks = { brightBlack: dim, red: bad, yellow: hot, blue, brightRed, green, magenta, cyan, brightYellow };
  return { background, foreground, cursor: foreground, selectionBackground: selection, ...inks };
}
