// Words about the shell.
export const enShell = {
  'term.left': '… {commands} more: `history` lists them all',
} as const;
