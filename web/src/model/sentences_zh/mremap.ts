// Chinese sentences of engine/trace/events_mremap.def and reasons_mremap.def.
import type { Sentences } from '../event_text';

export const mremap: Sentences = {
  events: {},
  reasons: {},
};
