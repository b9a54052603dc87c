// What views are given wherever they stand, in the page or inside another one: what they read, and how they look around. What they may do
// besides, each of the two adds.
import { computed } from '@preact/signals';
import type { ViewContext } from '../views/context';
import { engine } from './engine_life';
import { forced, language, level, still, theme } from './prefs';
import * as store from './store';
import { textOf } from './texts';
import { seekEvent } from './time';
import { leastScale, scale } from './type_size';

export const looking: Omit<ViewContext, 'setLevel' | 'choose' | 'typeCommand' | 'undo' | 'link'> = {
  moment: store.moment,
  focus: store.focus,
  hovered: store.hovered,
  chosen: store.chosen,
  lights: store.lights,
  strength: store.strength,
  t: store.t,
  language,
  sentences: store.sentences,
  told: store.told,
  terms: store.terms,
  level,
  scale,
  leastScale,
  theme: computed(() => (forced.value ? 'forced' : theme.value)),
  still,
  point: (key) => {
    store.hovered.value = key;
  },
  look: store.lookTo,
  ask: (method, args, report) => engine().call(method, args, report),
  seekEvent: (command, events) => void seekEvent(command, events),
  textOf,
  notFetched: store.notFetched,
};
