// What the shell asks of the page, and what it is answered.
import type { Finder } from './links';
import type { Candidate } from './listing';
import type { Prompt } from './transcript';

export interface ShellAnswer {
  out: string;
  failed: boolean;
  /** It has columns, and is never wrapped. */
  isSheet?: boolean;
  /** It is read from its beginning on: where it is longer than the screen, that is what is seen. */
  isPage?: boolean;
  /** The screen shall be empty. */
  clears?: boolean;
}

export interface ShellHost {
  /** Runs lines in order; each promise is one line's outcomes. */
  run(lines: string[]): Promise<ShellAnswer[]>[];
  complete(line: string, cursorBytes: number): Promise<{ from: number; candidates: Candidate[] }>;
  prompt(): Prompt;
  /** A command that stands better folded, as one short line; null: as it is. */
  folded(line: string): string | null;
  /** Things that a row names; `command` is the row of the command that printed it. */
  things: Finder;
  /** One sentence for who does not see the screen. */
  speak(text: string): void;
  /** Says that so many commands are not shown, and where they are. */
  leftOut(count: number): string;
  history: { list(): readonly string[]; add(line: string): void };
  onLineChanged(line: string): void;
}

/** Commands that ran without the shell, to be shown as if they had. */
export interface Recital {
  title: string;
  commands: readonly string[];
  /** What some of them printed, by their index. */
  said: ReadonlyMap<number, ShellAnswer>;
  /** What there is to say about some of them. */
  marks: ReadonlyMap<number, string>;
}
