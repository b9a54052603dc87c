// Words about the shell.
export const enShell = {
  'term.left': '… {commands} more: `history` lists them all',
  'help.sideways': 'in the shell: sideways, where a file is wider than it',
  'help.things': 'in the shell: from thing to thing in its rows; Enter asks about it',
} as const;
