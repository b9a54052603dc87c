// Chinese sentences of engine/trace/events_limits.def and reasons_limits.def.
import type { Sentences } from '../event_text';

export const limits: Sentences = {
  events: {},
  reasons: {},
};
