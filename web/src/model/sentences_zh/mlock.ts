// Chinese sentences of engine/trace/events_mlock.def and reasons_mlock.def.
import type { Sentences } from '../event_text';

export const mlock: Sentences = {
  events: {},
  reasons: {},
};
