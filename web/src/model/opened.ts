// What a log or script that was opened came to: which commands did something else than their line promised, and where to look first.
import type { LoadProgress } from '../engine/protocol';

export type Failure = LoadProgress['failures'][number];

export interface Remarks {
  /** Another result than the line promised. */
  differing: Failure[];
  /** No success, and none foretold. */
  failing: Failure[];
}

/** A recorded refusal that is refused here, too, is as it should be. */
const wasForetold = (command: string) => /=\s*(?:-1\b[^=]*|\?)$/.test(command);

export function remarksOf(failures: readonly Failure[]): Remarks {
  const differing = failures.filter(({ outcome }) => outcome.differs === true);
  const failing = failures.filter(({ outcome }) => !outcome.differs && outcome.kind !== 'ok' && !wasForetold(outcome.command));
  return { differing, failing };
}

/** The engine's own words, in one line. */
export function differenceOf({ outcome }: Failure): string {
  const lines = outcome.out.split('\n');
  return (lines.find((line) => line.startsWith('differs: ')) ?? lines[0] ?? '').trim();
}

/** A log ends with its program, and then nothing is left to be seen: how many commands stand in front of that last exit. */
export function lastLife(commands: readonly string[]): number {
  const isExit = /^(?:@\d+\s+)?(?:exit|exit_group)\b/.test(commands.at(-1) ?? '');
  return commands.length - (isExit ? 1 : 0);
}
