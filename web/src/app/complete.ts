// Completion in the shell: the engine's, and of the page's own command.
import { engine } from './engine_life';

/** It, or a beginning of its name. */
const kMayBeAnswer = /^\s*(?:answer(?!\s*=)\s.*|a[a-z]{0,5})$/;

export async function complete(line: string, cursor: number) {
  const found = await engine().call('complete', { line, cursor });
  const own = kMayBeAnswer.test(line) ? await (await import('./answer')).completeLine(line, cursor) : null;
  if (!own) return found;
  return { from: own.from, candidates: [...(/\s/.test(line.trimStart()) ? [] : found.candidates), ...own.candidates] };
}
