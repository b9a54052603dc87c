// Types of the second wasm module (pagewalk_import.mjs): the reader of strace logs and of /proc/PID/maps, which the page fetches with the
// first text that may be one.
import type { Failure, Json, ModuleOptions, Pagewalk } from './pagewalk';

/** What texts of other programs became. "unknown": neither a log nor maps; it may be a script. */
export interface Imported {
  kind: 'log' | 'maps' | 'unknown';
  script: string;
  /** What was left out: line and column from 1, 0 for none. */
  notes: { line: number; column: number; text: string }[];
  /** Notes beyond those. */
  unlisted: number;
}

/** Makes a script of an strace log, a /proc/PID/maps or smaps, or a log with the maps of its programs. Runs nothing. */
export interface PagewalkImportModule {
  importFiles(names: string[], texts: string[], language: Pick<Pagewalk, 'hasCall' | 'refusal'>): Json<Imported | Failure>;
  /** The same piece by piece, for what is too large for a string: begin, then for each file its name and its text, then finish. */
  importBegin(language: Pick<Pagewalk, 'hasCall' | 'refusal'>): void;
  importFile(name: string): void;
  importFeed(piece: string): void;
  importFinish(): Json<Imported | Failure>;
}

declare const createPagewalkImport: (options?: ModuleOptions) => Promise<PagewalkImportModule>;
export default createPagewalkImport;
