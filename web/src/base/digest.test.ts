import { expect, test } from 'vitest';
import { digest } from './digest';

test('a text has one name, a changed one another, none has none', () => {
  expect(digest('')).toBe('');
  expect(digest('a')).toBe('1-e40c292c'); // FNV-1a's published vector
  expect(digest('foobar')).toBe('6-bf9cf968');
  expect(digest('foobaz')).not.toBe(digest('foobar'));
});
