// Chinese sentences of engine/trace/events_madvise.def and reasons_madvise.def.
import type { Sentences } from '../event_text';

export const madvise: Sentences = {
  events: {},
  reasons: {},
};
