// Type is as large as the visitor's browser is set to: no style sheet may say its size, or where a layout ends, in px.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const kSource = new URL('../src/', import.meta.url);
const sheets = readdirSync(kSource, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));

describe.each(sheets)('%s', (name) => {
  const text = readFileSync(new URL(name, kSource), 'utf8');

  test('says where a layout ends in units of type', () => {
    expect([...text.matchAll(/@(media|container)[^{]*(width|height): *[\d.]+px[^{]*/g)].map(([found]) => found)).toEqual([]);
  });

  test('says no size of type in px', () => {
    expect([...text.matchAll(/font(-size)?: [^;]*(?<!max\()\b[\d.]+px[^;]*/g)].map(([found]) => found)).toEqual([]);
  });
});

test('there are style sheets to look at', () => {
  expect(sheets.length).toBeGreaterThan(10);
});
