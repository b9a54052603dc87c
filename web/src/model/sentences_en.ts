// The engine's sentences in English, by the keys of its declarations.
import { kEventSentences } from '../engine/generated/event_sentences';
import type { Sentences } from './event_text';

/** Reasons are short and stand with their declarations. */
export const enSentences: Sentences = { events: kEventSentences, reasons: {} };
