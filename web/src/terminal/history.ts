// Commands typed on earlier visits, in the browser's storage where there is one.
const kKey = 'pagewalk.history';
const kMax = 500;

export class History {
  private readonly lines: string[];

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.lines = read(storage);
  }

  list(): readonly string[] {
    return this.lines;
  }

  add(line: string): void {
    const text = line.trim();
    if (text === '' || text === this.lines.at(-1)) return;
    this.lines.push(text);
    if (this.lines.length > kMax) this.lines.splice(0, this.lines.length - kMax);
    try {
      this.storage?.setItem(kKey, JSON.stringify(this.lines));
    } catch {
      // A full or forbidden storage costs the history of this visit, nothing else.
    }
  }
}

function read(storage: Pick<Storage, 'getItem'> | null): string[] {
  try {
    const value: unknown = JSON.parse(storage?.getItem(kKey) ?? '[]');
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(-kMax) : [];
  } catch {
    return [];
  }
}
