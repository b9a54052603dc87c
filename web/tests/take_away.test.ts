// What is taken away: sheets with lines under the picture, and texts.
import { describe, expect, test } from 'vitest';
import { toSvg } from '../src/draw/export';
import { sheetOf, wrapped } from '../src/draw/frame';
import type { Mark } from '../src/draw/mark';
import { kNormal, widthOf } from '../src/draw/shape';
import { asMarkdown, asPlain } from '../src/views/take_away/texts';

const mark: Mark = { key: 'a', kind: 'node', x: 10, y: 20, w: 100, h: 40 };
const content = { marks: [mark], links: [] };

describe('the sheet', () => {
  test('has all of the drawing with a margin, and is wide enough for words', () => {
    expect(sheetOf(content, [])).toEqual({ x: -6, y: 4, w: 132, h: 72, captions: [] });
    const { w, h, captions } = sheetOf(content, ['one', 'two']);
    expect([w, h]).toEqual([512, 108]);
    expect(captions.map(({ text, x, y }) => [text, x, y])).toEqual([
      ['one', 10, 84],
      ['two', 10, 102],
    ]);
  });

  test('wraps words, and cuts what is longer than a line without losing a letter', () => {
    expect(wrapped('a few short words', 60)).toEqual(['a few', 'short', 'words']);
    const link = `https://example.org/#1.7.abc.${'x'.repeat(200)}`;
    const lines = wrapped(link, 300);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('')).toBe(link);
    for (const line of lines) expect(widthOf(line, kNormal, false)).toBeLessThanOrEqual(300);
  });

  test('every line of a link leads there', () => {
    const link = `https://example.org/#1.7.abc.${'x'.repeat(200)}`;
    const svg = toSvg(content, { title: 'T', caption: ['a store <b>', link] });
    expect(svg.match(new RegExp(`<a href="${link}">`, 'g'))!.length).toBe(wrapped(link, 480, true).length);
    expect(svg).toContain('a store &lt;b&gt;');
    expect(toSvg(content, { title: 'T', caption: ['javascript:alert(1)'] })).not.toContain('href');
  });
});

describe('texts', () => {
  const said = {
    title: 'Who maps this page?',
    sentence: 'A *store* to `0x1000`.',
    link: 'https://example.org/#1',
    text: 'frame 0x1a3\n└ avc 1\n',
  };

  test('plain', () => {
    expect(asPlain(said)).toBe('Who maps this page?\n\nA *store* to `0x1000`.\n\nframe 0x1a3\n└ avc 1\n\nhttps://example.org/#1\n');
    expect(asPlain({ ...said, sentence: '' })).toBe('Who maps this page?\n\nframe 0x1a3\n└ avc 1\n\nhttps://example.org/#1\n');
  });

  test('Markdown: the text in a fence that nothing in it closes', () => {
    expect(asMarkdown(said)).toBe(
      '**Who maps this page?**\n\nA \\*store\\* to \\`0x1000\\`.\n\n```text\nframe 0x1a3\n└ avc 1\n```\n\n<https://example.org/#1>\n',
    );
    expect(asMarkdown({ ...said, text: 'content "```"' })).toContain('````text\ncontent "```"\n````\n');
  });
});
