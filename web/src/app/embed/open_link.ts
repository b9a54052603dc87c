// What an embedded page shows: the machine of its link at the point of view that the link names. It is read-only, and knows nothing of
// sessions: this file and what it imports neither read nor write what app/kept.ts keeps.
//
// `embed.html?theme=light&lang=zh&view=rmap,spaces#1.…`: theme and language are the host's to choose; else they are the visitor's system's.
// Views, too, for a link that names none, such as one in the clear.
import { effect, signal } from '@preact/signals';
import { parseLink } from '../../base/link';
import { isFailure } from '../../engine/protocol';
import type { ViewName } from '../../views/context';
import { kViews } from '../../views/registry';
import { loadBeside, startEngine } from '../engine_life';
import { lookThere, shownHead } from '../point_of_view';
import { language, large, theme, toggleTheme } from '../prefs';
import { engineState, t } from '../store';
import { followTypeSize } from '../type_size';
import { tell } from './words';

/** Views that are shown, the first one largest. */
export const shownViews = signal<readonly ViewName[]>(['tables']);
/** What is wrong with the link, or is not as it says. */
export const problems = signal<readonly string[]>([]);
/** What a stranger wrote into it. */
export const note = signal('');

export function dressAsAsked(): void {
  const asked = new URLSearchParams(location.search);
  const wanted = asked.get('theme');
  if ((wanted === 'dark' || wanted === 'light') && wanted !== theme.value) toggleTheme();
  const spoken = asked.get('lang');
  if (spoken === 'en' || spoken === 'zh') language.value = spoken;
  large.value = asked.get('large') === '1';
  effect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset.theme = theme.value;
    document.documentElement.dataset.large = String(large.value);
  });
  followTypeSize();
}

export function openEmbedded(): void {
  startEngine(true, () => void open());
  globalThis.addEventListener('hashchange', () => void open());
}

async function open(): Promise<void> {
  const link = parseLink(location.hash);
  problems.value = [];
  note.value = '';
  showViews(new URLSearchParams(location.search).get('view')?.split(',') ?? []);
  if (link.kind !== 'script') {
    problems.value = [link.kind === 'bad' ? t.value(`link.${link.problem}`) : tell('noLink')];
    return;
  }
  const result = await loadBeside('load', { script: link.script });
  if (result === null) return;
  if (isFailure(result)) {
    problems.value = [t.value('load.refused', { message: result.error })];
    return;
  }
  engineState.value = 'ready';
  await shownHead(result.status);
  const said: string[] = [];
  if (link.hash !== null && link.hash !== result.status.headHash)
    said.push(t.value('load.mismatch', { wanted: link.hash, got: result.status.headHash }));
  if (link.view === 'unreadable') said.push(t.value('link.noPoint'));
  else if (link.view) {
    showViews(link.view.views);
    said.push(...(await lookThere(link.view)));
    note.value = link.view.note;
  }
  problems.value = said;
}

const kMostViews = 3;

function showViews(names: readonly string[]): void {
  const known = names.map((wanted) => kViews.find(({ name }) => name === wanted)?.name).filter((name) => name !== undefined);
  if (known.length > 0) shownViews.value = [...new Set(known)].slice(0, kMostViews);
}
