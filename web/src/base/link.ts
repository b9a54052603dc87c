// Links: `#1.MODEL.HASH.PAYLOAD` carries a script packed, with `.VIEW` behind it also where its sender looks (point_of_view.ts),
// `#cmd=…` in the clear, `#lesson=ID/STEP` names a lesson, `#lesson=ID/read` one to be read. What comes in a link is
// untrusted: every limit is checked before anything is done with it, and unpacking stops at the limit.
import { deflateSync, Inflate } from 'fflate';
import { fromBase64Url, toBase64Url } from './base64url';
import { encodeView, type PointOfView, parseView } from './point_of_view';

/** A full log, and the boot line on top of it. */
export const kMaxScriptBytes = (4 << 20) + 4096;
/** Longer than any link that holds a script within its limit would need to be. */
export const kMaxLinkChars = 6 << 20;

export interface SharedScript {
  kind: 'script';
  script: string;
  /** null for a script in the clear, which promises nothing. */
  model: number | null;
  hash: string | null;
  /** Where its sender looks; `unreadable`: it says so in no way that is known. */
  view?: PointOfView | 'unreadable';
}
export type LinkProblem = 'format' | 'version' | 'damaged' | 'huge' | 'text';
/** A step, from 1; null: where the learner left it; or the lesson as a text. */
export type LessonPlace = number | null | 'read';
export type Link =
  | SharedScript
  | { kind: 'lesson'; id: string; step: LessonPlace }
  | { kind: 'none' }
  | { kind: 'bad'; problem: LinkProblem };

const bad = (problem: LinkProblem): Link => ({ kind: 'bad', problem });

export function encodeLink(script: string, model: number, hash: string, view: PointOfView | null = null): string {
  const packed = deflateSync(new TextEncoder().encode(script), { level: 9 });
  return `#1.${model}.${hash}.${toBase64Url(packed)}${view ? `.${encodeView(view)}` : ''}`;
}

/** The fragment of a link that someone pasted, whole or from the `#` on; null: the text is no link. */
export function linkIn(text: string): string | null {
  const line = text.trim();
  if (line.length > kMaxLinkChars || line.includes('\n')) return null;
  const own = /^(?:https?:\/\/[^\s#]*)?(#(?:\d+\.\d+\.[0-9a-f]+\.|cmd=|lesson=).*)$/.exec(line);
  if (own) return own[1]!;
  return /^https?:\/\/\S+$/.test(line) ? '#?' : null;
}

export function parseLink(fragment: string): Link {
  const text = fragment.replace(/^#/, '');
  if (text === '') return { kind: 'none' };
  if (text.length > kMaxLinkChars) return bad('huge');
  if (text.startsWith('cmd=')) return parseClear(text.slice(4));
  if (text.startsWith('lesson=')) return parseLesson(text.slice(7));
  const parts = text.split('.');
  if (parts.length < 4 || !/^\d{1,9}$/.test(parts[0]!)) return bad('format');
  if (parts[0] !== '1') return bad('version');
  if (!/^\d{1,9}$/.test(parts[1]!) || !/^[0-9a-f]{16}$/.test(parts[2]!)) return bad('format');
  const link = unpack(parts[3]!, Number(parts[1]), parts[2]!);
  // What stands behind the fifth part is of a later version, and passed over.
  if (link.kind === 'script' && parts.length > 4) link.view = parseView(parts[4]!) ?? 'unreadable';
  return link;
}

function unpack(payload: string, model: number, hash: string): Link {
  const packed = fromBase64Url(payload);
  const bytes = packed && inflate(packed);
  if (!bytes) return bad('damaged');
  if (bytes === 'huge') return bad('huge');
  const script = decodeText(bytes);
  return script === null ? bad('text') : { kind: 'script', script, model, hash };
}

function parseClear(text: string): Link {
  let script: string;
  try {
    script = decodeURIComponent(text.replace(/\+/g, '%20'));
  } catch {
    return bad('damaged');
  }
  if (new TextEncoder().encode(script).length > kMaxScriptBytes) return bad('huge');
  return hasControls(script) ? bad('text') : { kind: 'script', script, model: null, hash: null };
}

function parseLesson(text: string): Link {
  const match = /^([a-z0-9][a-z0-9-]{0,63})(?:\/(\d{1,3}|read))?$/.exec(text);
  if (!match) return bad('format');
  const [, id, place] = match;
  return { kind: 'lesson', id: id!, step: place === 'read' ? place : place ? Number(place) : null };
}

/** Unpacks in slices, so that a bomb is noticed before it fills the memory. */
function inflate(packed: Uint8Array): Uint8Array | 'huge' | null {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let finished = false;
  const stream = new Inflate((chunk, final) => {
    size += chunk.length;
    if (size <= kMaxScriptBytes) chunks.push(chunk);
    finished = final;
  });
  try {
    const slice = 4096;
    for (let at = 0; at < packed.length && size <= kMaxScriptBytes; at += slice) {
      stream.push(packed.subarray(at, at + slice), at + slice >= packed.length);
    }
  } catch {
    return null;
  }
  if (size > kMaxScriptBytes) return 'huge';
  return finished && size > 0 ? concat(chunks, size) : null;
}

function concat(chunks: Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function decodeText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return hasControls(text) ? null : text;
  } catch {
    return null;
  }
}

const hasControls = (text: string) => /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/.test(text.replace(/\r\n/g, '\n'));
