// What stands in a frame, as a short text: what somebody wrote there, when it is one short run of bytes.
import type { Machine } from './machine';

const kPrintable = /^[\x20-\x7e]+$/;

/** "hello", 0x68656c6c; null for a page of zeros and for more than one run. */
export function contentOf(machine: Machine, pfn: number): string | null {
  const row = machine.rowOfFrame(pfn);
  const { frames } = machine.s;
  if (row === undefined || frames.content[row] !== 1) return null;
  const bytes = Array.from({ length: frames.contentLength[row]! }, (_, at) => {
    const half = at < 4 ? frames.contentLo[row]! : frames.contentHi[row]!;
    return (half >>> (8 * (at % 4))) & 0xff;
  });
  const text = String.fromCharCode(...bytes);
  if (kPrintable.test(text)) return `"${text}"`;
  return `0x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
