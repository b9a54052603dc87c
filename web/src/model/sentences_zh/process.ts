// Chinese sentences of engine/trace/events_process.def and reasons_process.def.
import type { Sentences } from '../event_text';

export const process: Sentences = {
  events: {},
  reasons: {},
};
