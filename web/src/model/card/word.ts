// Cards of words of the glossary.
import { wordKey } from '../keys';
import { type Desk, few, field, link, plain, type Told } from './card';
import { isTerm, kBeside, termOf } from './glossary';

export function wordCard(desk: Desk, name: string): Told | null {
  const { words } = desk;
  if (!isTerm(name)) return null;
  const term = termOf(words, name);
  const { see, help } = kBeside[name];
  return {
    title: term.name,
    what: plain(term.means),
    fields: [
      ...field(
        words['word.also'],
        plain(term.forms.slice(1).join(', ')).filter(({ text }) => text !== ''),
      ),
      ...field(
        words['word.see'],
        few(desk, see, (other) => link(termOf(words, other).name, wordKey(other))),
      ),
    ],
    commands: help.map((command) => `help ${command}`),
  };
}
