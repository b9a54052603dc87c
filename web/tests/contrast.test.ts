import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../src/app/styles/tokens.css', import.meta.url), 'utf8');

function tokensOf(theme: string): Record<string, string> {
  const block = css.slice(css.indexOf(`[data-theme='${theme}']`)).split('}')[0]!;
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const kText = ['ink', 'dim', 'faint', 'bad', 'good', 'hot', 'sel', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
const kFills = [
  ['on-fill', 'anon'],
  ['on-fill', 'table'],
  ['on-sel', 'sel'],
  ['area-ink', 'area'],
  ['panel', 'own-zero'],
  ['panel', 'bad'],
  ['own-black-ink', 'own-black'],
] as const;

test.each(['dark', 'light'])('text of the %s theme reaches 4.5:1 on its surfaces, lines 3:1', (theme) => {
  const tokens = tokensOf(theme);
  for (const text of kText) {
    for (const surface of ['panel', 'raise']) {
      expect(contrast(tokens[text]!, tokens[surface]!), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  }
  for (const [text, fill] of kFills) expect(contrast(tokens[text]!, tokens[fill]!), `${text} on ${fill}`).toBeGreaterThanOrEqual(4.5);
  for (const line of ['edge', 'hot', 'sel', 'anon']) expect(contrast(tokens[line]!, tokens.panel!), line).toBeGreaterThanOrEqual(3);
});
