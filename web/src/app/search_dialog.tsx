// Search for anything with a name or a number: a field, and below it what was found, gone through with the arrows.
import './styles/search.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { fetchCatalogue } from '../lesson/catalog';
import { type Entry, entriesOf, type Known, search } from '../model/search';
import { openCard } from './card';
import { cardWords, desk } from './card_words';
import { complete } from './complete';
import { openLessonAt } from './course';
import { Dialog } from './dialogs';
import { language } from './prefs';
import { type SearchProps, searchOpen } from './search';

import { chosen, lookAt, moment } from './store';

const kCommandLine = 'help ';

async function fetchKnown(): Promise<Pick<Known, 'commands' | 'lessons'>> {
  const [{ candidates }, { lessons }] = await Promise.all([complete(kCommandLine, kCommandLine.length), fetchCatalogue(language.value)]);
  const commands = candidates.map(({ text, hint }) => ({ text: text.trim(), hint }));
  return { commands, lessons };
}

export function SearchDialog(props: SearchProps) {
  const words = cardWords.value;
  return searchOpen.value && words ? <Opened {...props} /> : null;
}

/** What is found, as soon as the engine and the lessons have said what there is. */
function useFound(query: string): Entry[] {
  const [known, setKnown] = useState<Pick<Known, 'commands' | 'lessons'>>({ commands: [], lessons: [] });
  useEffect(() => {
    let isOpen = true;
    void fetchKnown().then((found) => isOpen && setKnown(found));
    return () => {
      isOpen = false;
    };
  }, [language.value]);
  const names = moment.value?.status.names ?? {};
  const entries = useMemo(() => (desk.value ? entriesOf(desk.value, { names, ...known }) : []), [desk.value, known]);
  return useMemo(() => (desk.value ? search(desk.value, entries, query) : []), [entries, query]);
}

function take({ act }: Entry, { type, showLesson }: SearchProps): void {
  searchOpen.value = false;
  if ('type' in act) type(act.type, true);
  else if ('lesson' in act) {
    showLesson();
    void openLessonAt(act.lesson, null);
  } else {
    chosen.value = act.card;
    lookAt(act.card);
    openCard(act.card, { near: null, takesFocus: true });
  }
}

function said(query: string, count: number): string {
  const words = cardWords.value!;
  if (query.trim() === '') return words['search.hint'];
  return count === 0 ? words['search.none'] : words['search.count'].replace('{n}', String(count));
}

function Opened(props: SearchProps) {
  const words = cardWords.value!;
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const found = useFound(query);
  const current = Math.min(at, found.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && found.length > 0) setAt((current + by + found.length) % found.length);
    else if (event.key === 'Enter' && !event.isComposing && found[current]) take(found[current], props);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog
      title={words['search.title']}
      onClose={() => {
        searchOpen.value = false;
      }}
    >
      <div class="search">
        <input
          type="text"
          role="combobox"
          spellcheck={false}
          autocomplete="off"
          aria-label={words['search.field']}
          placeholder={words['search.field']}
          aria-expanded={found.length > 0}
          aria-controls="search-found"
          aria-activedescendant={found.length > 0 ? `search-${current}` : undefined}
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <p class="search-said" role="status">
          {said(query, found.length)}
        </p>
        <Results found={found} current={current} onTake={(entry) => take(entry, props)} />
      </div>
    </Dialog>
  );
}

function Results({ found, current, onTake }: { found: readonly Entry[]; current: number; onTake(entry: Entry): void }) {
  const words = cardWords.value!;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.children[current]?.scrollIntoView({ block: 'nearest' }), [current]);
  return (
    <div id="search-found" class="scroll" role="listbox" aria-label={words['search.title']} ref={list}>
      {found.map((entry, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field listens for its options
        <div key={index} id={`search-${index}`} role="option" aria-selected={index === current} tabIndex={-1} onClick={() => onTake(entry)}>
          <span class="search-kind">{words[`kind.${entry.kind}`]}</span>
          <b>{entry.title}</b>
          <span class="search-note">{entry.note}</span>
        </div>
      ))}
    </div>
  );
}
