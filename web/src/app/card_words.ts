// Words of cards and of the search in the language chosen, and what both are written from.
import { computed, effect, signal } from '@preact/signals';
import { type CardWords, fetchCardWords } from '../base/cards';
import type { Desk } from '../model/card/card';
import { language } from './prefs';
import { moment, sentences, t } from './store';

export const cardWords = signal<CardWords | null>(null);

effect(() => {
  const wanted = language.value;
  void fetchCardWords(wanted).then((found) => {
    if (language.peek() === wanted) cardWords.value = found;
  });
});

export const desk = computed<Desk | null>(() => {
  const now = moment.value;
  const words = cardWords.value;
  if (!now || !words) return null;
  const { machine, events, status } = now;
  return { machine, events, current: status.current, words, t: t.value, sentences: sentences.value };
});
