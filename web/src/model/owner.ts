// The colour of a process: six of them, then the same again with another border.
export interface Owner {
  tone: `p${1 | 2 | 3 | 4 | 5 | 6}`;
  round: number;
}

const kTones = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'] as const;

export function ownerOf(pid: number | null): Owner {
  const at = Math.max(0, (pid ?? 1) - 1);
  return { tone: kTones[at % kTones.length]!, round: Math.floor(at / kTones.length) };
}
