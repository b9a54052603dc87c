// Names in the snapshot's table of text: other tables say where one begins and how long it is.

/** Names in the table of text; most areas share theirs with others. */
export class TextNames {
  private readonly decoder = new TextDecoder();
  private readonly known = new Map<number, string>();
  constructor(private readonly bytes: Uint8Array) {}

  read(start: number, length: number): string {
    if (length === 0) return '';
    const key = start * 0x10000 + length;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const name = this.decoder.decode(this.bytes.slice(start, start + length));
    this.known.set(key, name);
    return name;
  }
}
