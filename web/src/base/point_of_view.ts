// The fifth part of a link, `.VIEW`: where its sender looks. base64url of JSON with the keys v (views, the first one in front), s (step:
// command, or command and events of it), k (the thing chosen, by its key) and n (a note, plain text). All of them may be missing; keys that
// are not known are passed over, for later versions. It comes from a stranger: what is not as said here makes the whole part unreadable.
import { fromBase64Url, toBase64Url } from './base64url';

export interface PointOfView {
  /** Names of views, at most three. */
  views: readonly string[];
  /** After `command` commands; with `event` inside the last of them, after so many of its events. */
  step: { command: number; event: number | null } | null;
  chosen: string | null;
  note: string;
}

export const kMostNoteChars = 280;
const kMostChars = 4000;
const kMostViews = 3;

export function encodeView({ views, step, chosen, note }: PointOfView): string {
  const said = {
    ...(views.length > 0 ? { v: views } : {}),
    ...(step ? { s: step.event === null ? [step.command] : [step.command, step.event] } : {}),
    ...(chosen ? { k: chosen } : {}),
    ...(note ? { n: note } : {}),
  };
  return toBase64Url(new TextEncoder().encode(JSON.stringify(said)));
}

/** null: it cannot be read. */
export function parseView(part: string): PointOfView | null {
  const bytes = part.length <= kMostChars ? fromBase64Url(part) : null;
  const said = bytes && readObject(bytes);
  if (!said) return null;
  const { v = [], s = null, k = null, n = '' } = said;
  if (!areViews(v) || !(s === null || isStep(s)) || !(k === null || isKey(k)) || !isNote(n)) return null;
  return { views: v, step: s && { command: s[0]!, event: s[1] ?? null }, chosen: k, note: n };
}

function readObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return said && typeof said === 'object' && !Array.isArray(said) ? (said as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 1e9;
const areViews = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= kMostViews && value.every((one) => typeof one === 'string' && /^[a-z]{1,16}$/.test(one));
const isStep = (value: unknown): value is number[] =>
  Array.isArray(value) && (value.length === 1 || value.length === 2) && value.every(isCount);
const isKey = (value: unknown): value is string => typeof value === 'string' && /^[a-z]{1,8}:\d{1,16}(?:\/\d{1,16})?$/.test(value);

/** No controls, no characters that turn the direction of what follows. */
const kUnseen = /[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;
const isNote = (value: unknown): value is string =>
  typeof value === 'string' && [...value].length <= kMostNoteChars && !kUnseen.test(value);

/** What someone typed, as a note may be. */
export const asNote = (text: string): string => [...text.replace(new RegExp(kUnseen, 'g'), ' ').trim()].slice(0, kMostNoteChars).join('');
