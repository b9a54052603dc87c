// Chinese sentences of engine/trace/events_file.def and reasons_file.def.
import type { Sentences } from '../event_text';

export const file: Sentences = {
  events: {},
  reasons: {},
};
