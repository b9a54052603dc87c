// The list of lessons: the opening path, then the tracks; of each lesson its sentence, minutes, what it comes after, explains and answers,
// and how far one has come. A field finds lessons; the arrows go from one to the next.
import './catalogue.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Catalogue, LessonHead } from '../../lesson/catalog';
import { type FoundLesson, findLessons } from '../../lesson/catalogue_search';
import { type CatalogueProps, isDone } from './catalogue_props';
import { type CatalogueSay, trackName } from './catalogue_words';
import { LessonCard } from './lesson_entry';
import { QuestionTable } from './question_table';

interface Props extends Omit<CatalogueProps, 'onShow'> {
  /** The lesson that the list begins at; '': at its top. */
  at: string;
}

export function CatalogueList({ at, ...given }: Props) {
  const { catalogue, say } = given;
  const [query, setQuery] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const found = useMemo(() => findLessons(catalogue, query), [catalogue, query]);
  const isSearched = query.trim() !== '';
  const [wanted, setWanted] = useState(at);
  useEffect(() => {
    // A finger would have keys on the screen that nobody asked for.
    if (at === '' && !matchMedia('(pointer: coarse)').matches) box.current?.querySelector('input')?.focus();
  }, []);
  useEffect(() => {
    if (wanted === '') return;
    showLesson(box.current, wanted);
    setWanted('');
  }, [wanted]);
  const onShow = (id: string) => {
    if (!found.some(({ lesson }) => lesson.id === id)) setQuery('');
    setWanted(id);
  };
  const props: CatalogueProps = { ...given, onShow };
  const said = !isSearched
    ? ''
    : found.length === 0
      ? say('foundNone')
      : found.length === 1
        ? say('foundOne')
        : say('found', { n: found.length });
  return (
    <div class="catalogue" ref={box} onKeyDown={(event) => walk(event, box.current)}>
      <div class="catalogue-top">
        <input
          type="search"
          aria-label={say('search')}
          placeholder={say('searchHint')}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <p class="catalogue-said" role="status">
          {said}
        </p>
        {!isSearched && <Sections {...props} />}
      </div>
      <div class="catalogue-body scroll">
        {isSearched ? <Found {...props} found={found} /> : <Parts {...props} />}
        {!isSearched && props.children}
      </div>
    </div>
  );
}

/** Brings the lesson's own entry into sight, with the focus. */
function showLesson(box: HTMLElement | null, id: string): void {
  const entry = box?.querySelector(`.lesson-list [data-lesson="${id}"]`);
  entry?.scrollIntoView({ block: 'center' });
  entry?.querySelector<HTMLElement>('.main')?.focus({ preventScroll: true });
}

/** Up and down go from a lesson's button to the next one's, from the field into the list and back. */
function walk(event: KeyboardEvent, box: HTMLElement | null): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const from = event.target;
  if (by === 0 || !box || !(from instanceof HTMLElement)) return;
  const stops = [...box.querySelectorAll<HTMLElement>('input[type=search], .lesson-list .main')];
  const to = stops[stops.indexOf(from) + by];
  if (!stops.includes(from) || !to) return;
  event.preventDefault();
  to.focus();
  to.closest('li')?.scrollIntoView({ block: 'nearest' });
}

interface Part {
  id: string;
  name: string;
  lessons: readonly string[];
}

const partsOf = ({ path, tracks }: Catalogue, say: CatalogueSay): Part[] => [
  { id: 'path', name: say('path'), lessons: path },
  ...tracks.map(({ number, lessons }) => ({ id: `track-${number}`, name: trackName(say, number), lessons })),
];

function headsOf({ lessons }: Catalogue, ids: readonly string[]): LessonHead[] {
  return ids.flatMap((id) => lessons.filter((lesson) => lesson.id === id));
}

function doneOf({ catalogue, doneSteps }: CatalogueProps, ids: readonly string[]): number {
  return headsOf(catalogue, ids).filter((lesson) => isDone(lesson, doneSteps(lesson.id))).length;
}

function Sections(props: CatalogueProps) {
  const { catalogue, say } = props;
  return (
    <nav class="catalogue-parts" aria-label={say('sections')}>
      {partsOf(catalogue, say).map(({ id, name, lessons }) => (
        <button
          key={id}
          type="button"
          onClick={() => {
            const head = document.getElementById(`part-${id}`);
            head?.scrollIntoView({ block: 'start' });
            head?.focus({ preventScroll: true });
          }}
        >
          {name} <span class="count">{say('done', { done: doneOf(props, lessons), all: lessons.length })}</span>
        </button>
      ))}
    </nav>
  );
}

function Parts(props: CatalogueProps) {
  const { catalogue, say } = props;
  return (
    <>
      <p class="catalogue-lead">{say('lead')}</p>
      {partsOf(catalogue, say).map((part) => (
        <PartSection key={part.id} {...props} part={part} />
      ))}
      <QuestionTable {...props} />
    </>
  );
}

function PartSection(props: CatalogueProps & { part: Part }) {
  const { catalogue, say, part, doneSteps } = props;
  const { path } = catalogue;
  const isPath = part.id === 'path';
  const heads = headsOf(catalogue, part.lessons);
  const next = isPath ? heads.find((lesson) => !isDone(lesson, doneSteps(lesson.id)))?.id : undefined;
  if (heads.length === 0) return null;
  return (
    <section aria-labelledby={`part-${part.id}`}>
      <h3 id={`part-${part.id}`} tabIndex={-1}>
        {part.name}
        <span class="sr"> · {say('doneLabel', { done: doneOf(props, part.lessons), all: heads.length })}</span>
      </h3>
      {isPath && <p class="dim">{say('pathText', { n: heads.length, minutes: heads.reduce((sum, { minutes }) => sum + minutes, 0) })}</p>}
      <ol class="lesson-list">
        {heads.map((lesson) => {
          const place = path.indexOf(lesson.id) + 1;
          // A lesson of the path is told there, and named here.
          if (!isPath && place > 0) return <Named key={lesson.id} {...props} lesson={lesson} place={place} />;
          return <LessonCard key={lesson.id} {...props} lesson={lesson} place={isPath ? place : 0} isNext={lesson.id === next} />;
        })}
      </ol>
    </section>
  );
}

function Named({ lesson, place, say, doneSteps, onShow }: CatalogueProps & { lesson: LessonHead; place: number }) {
  return (
    <li class="named">
      <button type="button" aria-label={say('onPath', { n: place, title: lesson.title })} onClick={() => onShow(lesson.id)}>
        <span class={`place ${isDone(lesson, doneSteps(lesson.id)) ? 'complete' : ''}`}>{place}</span>
        {lesson.title}
      </button>
    </li>
  );
}

function Found(props: CatalogueProps & { found: readonly FoundLesson[] }) {
  return (
    <ol class="lesson-list">
      {props.found.map(({ lesson, questions }) => {
        const place = props.catalogue.path.indexOf(lesson.id) + 1;
        return <LessonCard key={lesson.id} {...props} lesson={lesson} place={place} isNext={false} asked={questions} />;
      })}
    </ol>
  );
}
