import { expect, test } from 'vitest';
import { fillHoles, parseInlines, parseMarkdown } from './markdown';

test('marks become inlines, everything else stays text', () => {
  expect(parseInlines('a `b*c*` **d** *e* f')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'code', text: 'b*c*' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'd' },
    { kind: 'text', text: ' ' },
    { kind: 'em', text: 'e' },
    { kind: 'text', text: ' f' },
  ]);
  expect(parseInlines('2 * 3 * 4 <b>&amp; `')).toEqual([{ kind: 'text', text: '2 * 3 * 4 <b>&amp; `' }]);
  expect(parseInlines('')).toEqual([]);
});

test('paragraphs, lists and code blocks', () => {
  const blocks = parseMarkdown('One\ntwo.\n- a\n- b\n  more\n\n```\n- no list\n\n## no heading\n```\nEnd.');
  expect(blocks.map((block) => block.kind)).toEqual(['paragraph', 'list', 'code', 'paragraph']);
  expect(blocks[0]).toEqual({ kind: 'paragraph', inlines: [{ kind: 'text', text: 'One two.' }] });
  expect(blocks[1]).toEqual({ kind: 'list', items: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b more' }]] });
  expect(blocks[2]).toEqual({ kind: 'code', text: '- no list\n\n## no heading' });
});

test('holes take what is known; a value cannot bring in another hole or a name of the prototype', () => {
  const values = { frame: '0x1a3', 'chain-1': '1', tricky: '{frame}' };
  expect(fillHoles('{frame} {chain-1} {other} {Frame} {tricky}', values)).toBe('0x1a3 1 {other} {Frame} {frame}');
  expect(fillHoles('{constructor}', values)).toBe('{constructor}');
});
