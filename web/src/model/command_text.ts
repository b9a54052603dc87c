// Commands as they stand where there is room for one line, and what kind of text they print.
import type { Translate } from '../base/i18n';

const kArea = /[0-9a-f]+-[0-9a-f]+ [r-][w-][x-][ps]/g;
/** An image of fewer areas than this is short enough. */
const kMinAreas = 3;

/** A command that carries an image, as `execve "/bin/x" { … }`, with the areas counted instead; null: it stands as it is. */
export function foldedCommand(line: string, t: Translate): string | null {
  const image = /^([^{]*?)\s*\{.*\}\s*(.*)$/s.exec(line);
  const areas = image ? (line.match(kArea)?.length ?? 0) : 0;
  return areas < kMinAreas ? null : `${image![1]} … ${t.n('area', areas)}${image![2] ? ` ${image![2]}` : ''}`;
}

/** The areas of a program, as a file of its maps brings them. */
export const carriesImage = (line: string): boolean => /^(?:@\d+ )?(?:execve|load)\b.*\{/s.test(line);

const kMostLetters = 160;

/** A command within a sentence: an image is `{ … }`, and what is still long is cut. */
export function quotedCommand(line: string): string {
  const short = line.replace(/\{.*\}/s, '{ … }');
  return short.length <= kMostLetters ? short : `${short.slice(0, kMostLetters - 1)}…`;
}

/** Short names of commands, for a button: "a = mmap 64K" is called mmap, "@2 write $a" stays "@2 write". */
export function commandName(command: string): string {
  const words = command.replace(/^[A-Za-z_]\w*\s*=\s*/, '').split(/[\s(]+/);
  return words[0]?.startsWith('@') ? `${words[0]} ${words[1] ?? ''}` : (words[0] ?? '');
}

/** Commands that print files and tables: what stands below another there shall stay below it. */
const kSheets = ['cat', 'ps', 'show', 'walk', 'pagemap', 'free', 'top', 'vmstat', 'ls'];

const verbOf = (command: string): string => /^(?:@\d+\s+)?([a-z_]+)/.exec(command.trim())?.[1] ?? '';

export const isSheet = (command: string): boolean => kSheets.includes(verbOf(command));

/** Commands whose answer is read from its beginning on. */
export const isPage = (command: string): boolean => ['help', 'man'].includes(verbOf(command));
