// Texts that may be logs or maps, through the reader's module: at once, or a large file piece by piece.
import type { Failure, Pagewalk } from '../../../wasm-bindings/pagewalk';
import type { Imported, PagewalkImportModule } from '../../../wasm-bindings/pagewalk_import';
import type { Progress, TextFile } from './protocol';

/** What no log and no maps is without: a call's bracket, the end of a task, an address at the begin of a line. */
const kMayBeForeign = /\(|\+\+\+|^\W*(?:0x)?[0-9a-f]{6}/m;
/** So often is told how far it is. */
const kToldMs = 50;

export const kScript: Imported = { kind: 'unknown', script: '', notes: [], unlisted: 0 };

/** Then it is tried as a script first. */
export const seemsScript = (files: readonly TextFile[]): boolean => !files.some(({ file, text }) => file || kMayBeForeign.test(text));

export async function readTexts(
  reader: PagewalkImportModule,
  engine: Pagewalk,
  files: readonly TextFile[],
  report: (now: Progress) => void,
): Promise<Imported | Failure> {
  const names = files.map(({ name }) => name.toWellFormed());
  const texts = files.map(({ text }) => text.toWellFormed());
  if (!files.some(({ file }) => file)) return JSON.parse(reader.importFiles(names, texts, engine)) as Imported | Failure;
  reader.importBegin(engine);
  const read = counter(files, report);
  for (const [i, { file }] of files.entries()) {
    reader.importFile(names[i]!);
    if (file) await feed(reader, file, read);
    else reader.importFeed(texts[i]!);
  }
  return JSON.parse(reader.importFinish()) as Imported | Failure;
}

/** Memory holds one piece at a time. */
async function feed(reader: PagewalkImportModule, file: Blob, read: (bytes: number) => void): Promise<void> {
  const decoder = new TextDecoder();
  const pieces = file.stream().getReader();
  for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
    reader.importFeed(decoder.decode(piece.value, { stream: true }));
    read(piece.value.byteLength);
  }
}

/** Adds up what is read, and tells now and then. */
function counter(files: readonly TextFile[], report: (now: Progress) => void): (bytes: number) => void {
  const count = files.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
  let done = 0;
  let told = 0;
  return (bytes) => {
    done += bytes;
    if (Date.now() - told < kToldMs) return;
    told = Date.now();
    report({ of: 'bytes', done, count });
  };
}
