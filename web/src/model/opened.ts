// What a log or script that was opened came to: which commands did something else than their line promised, and where to look first.
import type { LoadProgress } from '../engine/protocol';

export type Failure = LoadProgress['failures'][number];

export interface Remarks {
  /** Another result than the line promised. */
  differing: Failure[];
  /** No success, and none foretold. */
  failing: Failure[];
  /** Of a log: what failed there, too, for the reason that is given here. */
  foretold: Failure[];
}

/** A recorded refusal that is refused here, too, is as it should be. */
const wasForetold = (command: string) => /=\s*(?:-1\b[^=]*|\?)$/.test(command);
/** The access that ended a program: nothing else of a log becomes one. */
const kLastAccess = /^(?:@\d+\s+)?(?:read|write)\b/;

export function remarksOf(failures: readonly Failure[], isLog = false): Remarks {
  const differing = failures.filter(({ outcome }) => outcome.differs === true);
  const others = failures.filter(({ outcome }) => !outcome.differs && outcome.kind !== 'ok');
  const wasSo = ({ outcome: { command } }: Failure) => wasForetold(command) || (isLog && kLastAccess.test(command));
  const foretold = isLog ? others.filter(wasSo) : [];
  return { differing, failing: others.filter((one) => !wasSo(one)), foretold };
}

/** The engine's own words, in one line; with what can have been the cause there, where it knows. */
export function differenceOf({ outcome }: Failure): string {
  const lines = outcome.out.split('\n');
  const cause = lines.find((line) => line.startsWith('what can have stood in the way: '));
  const said = lines.find((line) => line.startsWith('differs: ')) ?? lines[0] ?? '';
  return (cause ? `${said} · ${cause}` : said).trim();
}

/** A log ends with its program, and then nothing is left to be seen: how many commands stand in front of that last exit. */
export function lastLife(commands: readonly string[]): number {
  const last = commands.at(-1) ?? '';
  const isExit = /^(?:@\d+\s+)?(?:exit|exit_group)\b/.test(last) || kLastAccess.test(last);
  return commands.length - (isExit ? 1 : 0);
}
