// Events in words: arguments by their kind, sentences with the holes filled. The English ones come from the engine's declarations, those of
// other languages from files of their own; all are fetched apart, and until they are here an event has none.
import { type ArgKind, type EventRecord, infoOf, kReasons, reasonInfo } from '../engine/generated/events';
import { kAccesses, kAdvice, kErrnos, kProt, kRlimits, kSiCodes, kSysctls, kZones } from '../engine/generated/names';
import { NONE } from '../engine/generated/snapshot';
import { decodeEntry, isGuard, isPresent, swapEntry } from './bits';

export interface Sentences {
  events: Readonly<Record<string, string>>;
  reasons: Readonly<Record<string, string>>;
  /** Checks that refuse calls, by the engine's English words. */
  checks?: Readonly<Record<string, string>>;
}
export const kNoSentences: Sentences = { events: {}, reasons: {} };

const idText = (value: number) => (value === NONE ? 'none' : String(value));

export function formatArg(kind: ArgKind, value: number, hexText: string): string {
  switch (kind) {
    case 'addr':
    case 'pkru':
      return hexText;
    case 'pfn':
      return value === NONE ? 'none' : hexText;
    case 'pte':
      return entryText(hexText);
    case 'access':
      return kAccesses[value] ?? String(value);
    case 'zone':
      return kZones[value] ?? 'none';
    case 'advice':
      return kAdvice[value] ?? String(value);
    case 'bool':
      return value ? 'yes' : 'no';
    case 'bytes':
      return bytesText(value);
    case 'errcode':
      return errorCodeText(value);
    case 'prot':
      return protText(value);
    case 'errno':
      return kErrnos[value] ?? String(value);
    case 'sicode':
      return kSiCodes[value] ?? String(value);
    case 'mapflags':
    case 'mremapflags':
      return hexText;
    case 'rlimit':
      return kRlimits[value] ?? String(value);
    case 'rlimbytes':
      return hexText === '0xffffffffffffffff' ? 'unlimited' : bytesText(value);
    case 'swp':
      return slotText(hexText);
    case 'sysctl':
      return kSysctls[value] ?? String(value);
    default:
      return idText(value);
  }
}

// swp_entry_t as an XArray holds it: the type above bit 58.
function slotText(hexText: string): string {
  const entry = BigInt(hexText);
  return `${entry >> 58n}:${entry & ((1n << 58n) - 1n)}`;
}

function bytesText(bytes: number): string {
  for (const [unit, size] of [
    ['G', 2 ** 30],
    ['M', 2 ** 20],
    ['K', 2 ** 10],
  ] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

function protText(prot: number): string {
  const on = Object.entries(kProt)
    .filter(([bit]) => (prot & Number(bit)) !== 0)
    .map(([, name]) => name);
  return on.join('|') || 'PROT_NONE';
}

function errorCodeText(code: number): string {
  const access = code & 16 ? 'fetch' : code & 2 ? 'write' : 'read';
  return `0x${code.toString(16)} (${code & 1 ? 'present' : 'not present'}, ${access}, ${code & 4 ? 'user' : 'kernel'})`;
}

function entryText(hexText: string): string {
  const digits = hexText.slice(2).padStart(16, '0');
  const hi = Number.parseInt(digits.slice(0, 8), 16);
  const lo = Number.parseInt(digits.slice(8), 16);
  if (hi === 0 && lo === 0) return 'empty';
  if (isGuard(lo, hi)) return 'guard marker';
  const slot = swapEntry(lo, hi);
  if (slot) return `swapped out to slot ${slot.area}:${slot.offset}`;
  if (!isPresent(lo)) return hi >>> 27 === 31 ? 'poison marker' : 'migrating';
  const pfn = (hi & 0xfffff) * 2 ** 20 + (lo >>> 12);
  const bits = decodeEntry(lo, hi).filter((bit) => bit.on);
  const protNone = (lo & 0x101) === 0x100;
  return `0x${pfn.toString(16)} ${bits.map((bit) => (bit.id === 'G' && protNone ? 'PROTNONE' : bit.id)).join(' ')}`;
}

export function reasonText(reason: number, sentences: Sentences = kNoSentences): string {
  const info = reasonInfo(reason);
  return info ? (sentences.reasons[info.id] ?? info.sentence) : '';
}

/** Which check refused a call. Some checks are reasons of events, too, and have their words there. */
export function checkText(check: string, sentences: Sentences): string {
  const known = sentences.checks?.[check];
  if (known) return known;
  const reason = kReasons.find(({ sentence }) => sentence === check);
  return (reason && sentences.reasons[reason.id]) || check;
}

export const isRefusal = (event: EventRecord) => infoOf(event)?.id === 'Refused';

export function eventSentence(event: EventRecord, sentences: Sentences): string {
  const info = infoOf(event);
  if (!info) return '';
  let text = sentences.events[info.id] ?? '';
  info.args.forEach(([name, kind], i) => {
    text = text.replaceAll(`{${name}}`, formatArg(kind, event.arg[i]!, event.argHex[i]!));
  });
  const reason = reasonText(event.reason, sentences);
  if (!reason) return text.replace(/[:：]? ?\{reason\}(?=[.。]|$)/g, '').replace('{reason}', '');
  return text.replace(/\{reason\}\./, /[.。]$/.test(reason) ? '{reason}' : '{reason}.').replaceAll('{reason}', reason);
}
