// Words of the glossary in the story: fetched when the first machine has been shown, for the words are no part of the first picture.
import { effect } from '@preact/signals';
import { termLinker } from '../model/story/terms';
import { cardWords } from './card_words';
import { terms } from './store';

effect(() => {
  terms.value = cardWords.value && termLinker(cardWords.value);
});
