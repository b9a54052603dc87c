// The card of what was chosen: beside the thing, on a phone a sheet at the bottom. It stays until Escape, a click elsewhere or the next
// command, or while it is pinned.
import './styles/card.css';
import { effect } from '@preact/signals';
import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { MessageKey } from '../base/i18n';
import { cardOf } from '../model/card';
import type { Card, Line } from '../model/card/card';
import { linkTerms } from '../model/card/glossary';
import { isIn, parseKey } from '../model/keys';
import type { ViewName } from '../views/context';
import { kViews } from '../views/registry';
import { PinIcon } from '../widgets/icons';
import { kPhone } from '../widgets/phone';
import { type CardProps, cardKey, closeCard, type Near, pinned, remember, shown, trail, turn } from './card';
import { cardWords, desk } from './card_words';
import { backToShell } from './shell_pane';
import { chosen, lookAt, moment, spoken, t } from './store';

const kGap = 10;
const isSheet = () => globalThis.matchMedia(kPhone).matches;

/** Shows it in the drawings, too. */
function follow(key: string | null): void {
  const machine = moment.peek()?.machine;
  if (!key || !machine || !isIn(machine, key)) return;
  chosen.value = key;
  lookAt(key);
}

function openIn(key: string): void {
  remember(key);
  follow(key);
}

/** Beside the thing where there is room, else in the corner that is farthest from it. */
function stand(card: HTMLElement, near: Near | null): void {
  const { innerWidth, innerHeight } = globalThis;
  const { offsetWidth: w, offsetHeight: h } = card;
  const at = near ?? { left: innerWidth / 2, right: innerWidth / 2, top: innerHeight / 5, bottom: innerHeight / 5 };
  const clampTop = (top: number) => Math.max(kGap, Math.min(top, innerHeight - h - kGap));
  const clampLeft = (left: number) => Math.max(kGap, Math.min(left, innerWidth - w - kGap));
  const places: readonly (readonly [boolean, number, number])[] = [
    [near === null, clampLeft(at.left - w / 2), clampTop(at.top)],
    [at.right + kGap + w + kGap <= innerWidth, at.right + kGap, clampTop(at.top - 20)],
    [at.left - kGap - w >= kGap, at.left - kGap - w, clampTop(at.top - 20)],
    [at.bottom + kGap + h + kGap <= innerHeight, clampLeft(at.left), at.bottom + kGap],
    [at.top - kGap - h >= kGap, clampLeft(at.left), at.top - kGap - h],
    [true, at.left > innerWidth / 2 ? kGap : innerWidth - w - kGap, at.top > innerHeight / 2 ? kGap : innerHeight - h - kGap],
  ];
  const [, left, top] = places.find(([fits]) => fits)!;
  card.style.setProperty('--card-left', `${Math.round(left)}px`);
  card.style.setProperty('--card-top', `${Math.round(top)}px`);
}

/** Views that draw the thing, or that an event is the business of. */
function viewsOf(key: string): ViewName[] {
  const { kind } = parseKey(key);
  const name = key.slice(kind.length + 1);
  const draws = kViews.filter((row) => (kind === 'event' ? [...row.calls, ...row.shows].includes(name) : row.keys.includes(kind)));
  return draws.map((row) => row.name);
}

function useWatch(ref: { current: HTMLElement | null }): void {
  useEffect(() => {
    const isInCard = (target: EventTarget | null) => target instanceof Node && ref.current?.contains(target);
    const onKey = (event: KeyboardEvent) => {
      if (!shown.peek() || document.querySelector('dialog[open]')) return;
      const typing = (event.target as Element | null)?.closest('.terminal, input[type=text], textarea') ?? null;
      if (event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight') && !typing) {
        event.preventDefault();
        follow(turn(event.key === 'ArrowLeft' ? -1 : 1));
      }
    };
    const onPointer = (event: PointerEvent) => {
      if (shown.peek() && !pinned.peek() && !isInCard(event.target)) closeCard();
    };
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('pointerdown', onPointer, true);
    let seen = moment.peek()?.status.cursor;
    const stop = effect(() => {
      const cursor = moment.value?.status.cursor;
      const moved = cursor?.command !== seen?.command || cursor?.event !== seen?.event;
      seen = cursor;
      if (moved && !pinned.peek()) closeCard();
    });
    return () => {
      stop();
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('pointerdown', onPointer, true);
    };
  }, []);
}

export function CardPane(props: CardProps) {
  const ref = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useWatch(ref);
  const key = cardKey.value;
  const at = shown.value;
  const words = cardWords.value;
  const card = key && desk.value ? cardOf(desk.value, key) : null;
  const title = card?.title ?? '';
  useLayoutEffect(() => {
    if (ref.current) stand(ref.current, at?.near ?? null);
  }, [at, card]);
  useEffect(() => {
    body.current?.scrollTo(0, 0);
    if (!words || !title) return;
    spoken.value = words['card.opened'].replace('{title}', title);
  }, [key, words !== null]);
  useEffect(() => {
    // After whatever had the focus has given it away.
    if (at?.takesFocus && words) requestAnimationFrame(() => ref.current?.focus());
  }, [at, words !== null]);
  if (!key || !words) return null;
  // A click on a name opens it here, and types nothing.
  const keep = (event: Event) => event.stopPropagation();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks from the page behind
    <aside class="card" ref={ref} tabIndex={-1} data-pane="card" aria-label={`${words['card.label']}: ${title}`} onClick={keep}>
      <Head card={card} />
      <div class="card-body scroll" ref={body} tabIndex={0} role="group" aria-label={title || words['card.label']}>
        {card ? <Told card={card} name={key} {...props} /> : <p>{words['card.gone'].replace('{key}', key)}</p>}
      </div>
    </aside>
  );
}

function Head({ card }: { card: Card | null }) {
  const words = cardWords.value!;
  const { keys, at } = trail.value;
  const button = (label: string, sign: string, act: () => void, disabled = false) => (
    <button type="button" aria-label={label} title={label} aria-disabled={disabled} onClick={act}>
      {sign}
    </button>
  );
  return (
    <header class="card-head">
      <div>
        {card && !card.title.includes(words[`kind.${card.kind}`]) && <p class="card-kind">{words[`kind.${card.kind}`]}</p>}
        <h2>{card?.title ?? words['card.label']}</h2>
      </div>
      <div class="card-buttons">
        {button(words['card.back'], '←', () => follow(turn(-1)), at <= 0)}
        {button(words['card.forward'], '→', () => follow(turn(1)), at >= keys.length - 1)}
        <button
          type="button"
          aria-label={words['card.pin']}
          title={words['card.pin']}
          aria-pressed={pinned.value}
          onClick={() => {
            pinned.value = !pinned.value;
          }}
        >
          <PinIcon />
        </button>
        {button(words['card.close'], '✕', () => {
          closeCard();
          backToShell();
        })}
      </div>
    </header>
  );
}

function Told({ card, name, show, type }: { card: Card; name: string } & CardProps) {
  const words = cardWords.value!;
  const views = viewsOf(name);
  const onType = (command: string, clicked: boolean) => {
    type(command, clicked);
    // The sheet lies over the prompt.
    if (isSheet()) closeCard();
  };
  return (
    <>
      <p class="card-what">
        <Words line={card.what} />
      </p>
      {card.fields.length > 0 && (
        <dl class="card-fields">
          {card.fields.map(({ name: label, value, meaning }, at) => (
            <div key={`${label}${at}`}>
              <dt>{label}</dt>
              <dd>
                <Words line={value} />
                {meaning && (
                  <small>
                    <Words line={linkTerms([{ text: meaning }], words, new Set([name]))} />
                  </small>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {card.commands.length > 0 && (
        <section>
          <h3>{words['card.do']}</h3>
          <ul class="card-row">
            {card.commands.map((command) => (
              <li key={command}>
                <button type="button" class="chip-command" onClick={(event) => onType(command, event.detail > 0)}>
                  {command}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {views.length > 0 && (
        <section>
          <h3>{words['card.views']}</h3>
          <ul class="card-row">
            {views.map((view) => (
              <li key={view}>
                <button
                  type="button"
                  onClick={() => {
                    follow(name);
                    show(view);
                    if (isSheet()) closeCard();
                  }}
                >
                  {t.value(`pane.${view}` as MessageKey)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Words({ line }: { line: Line }) {
  return (
    <>
      {line.map(({ text, key }, at) =>
        key ? (
          <button key={at} type="button" class="card-link" data-k={key} onClick={() => openIn(key)} onKeyDown={stayHere}>
            {text}
          </button>
        ) : (
          <span key={at}>{text}</span>
        ),
      )}
    </>
  );
}

/** Enter opens the name; the page's own keys have no part in it. */
function stayHere(event: TargetedKeyboardEvent<HTMLButtonElement>): void {
  if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
}
