// A short name for a long text, to tell whether it is the same as before. Not for texts that someone would forge.

const kOffset = 0x811c9dc5;
const kPrime = 0x01000193;

/** FNV-1a over the UTF-16 code units, and the length: `'length-hash'`, the hash in hexadecimal. The empty text has no name: `''`. */
export function digest(text: string): string {
  if (text === '') return '';
  let hash = kOffset;
  for (let i = 0; i < text.length; ++i) hash = Math.imul(hash ^ text.charCodeAt(i), kPrime);
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}
