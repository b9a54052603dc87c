// The tour: five stops, each a card beside what it speaks of. It takes no focus and stops nothing: type, click, leave.
import './start.css';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { language } from '../prefs';
import { backToShell } from '../shell_pane';
import { endTour, tourStop } from '../start_life';
import { moment } from '../store';
import { startWords } from './words';

/** What each stop speaks of, the first one that can be seen. */
const kPlaces: readonly (readonly string[])[] = [
  ['#pane-shell'],
  ['.story'],
  ['.pane[data-slot=front]', '#pane-tables', '.col.middle'],
  ['#pane-timeline'],
  ['.actions .main'],
];
const kGap = 10;

const placeOf = (at: number) =>
  kPlaces[at]!.flatMap((one) => [...document.querySelectorAll<HTMLElement>(one)]).find((element) => element.offsetParent !== null);

export function Tour() {
  const at = tourStop.value ?? 0;
  const card = useRef<HTMLElement>(null);
  const words = startWords(language.value);
  const count = words.stops.length;
  const [title, text] = words.stops[at]!;
  useWaitForCommand(at);
  useLayoutEffect(() => {
    const target = placeOf(at);
    const place = () => card.current && target && putBeside(card.current, target.getBoundingClientRect());
    target?.setAttribute('data-toured', '');
    place();
    addEventListener('resize', place);
    return () => {
      target?.removeAttribute('data-toured');
      removeEventListener('resize', place);
    };
  }, [at, words]);
  const go = (to: number) => () => {
    tourStop.value = to;
  };
  const leave = () => {
    endTour();
    backToShell();
  };
  return (
    <section
      class="tour"
      ref={card}
      aria-label={title}
      data-pane
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') leave();
      }}
    >
      <div aria-live="polite">
        <p class="dim">{words.at(at + 1, count)}</p>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      <div class="buttons">
        {at > 0 && (
          <button type="button" onClick={go(at - 1)}>
            {words.back}
          </button>
        )}
        <button type="button" class="main" onClick={at + 1 < count ? go(at + 1) : leave}>
          {at + 1 < count ? words.next : words.done}
        </button>
        <button type="button" class="tour-leave" aria-label={words.leave} title={words.leave} onClick={leave}>
          ✕
        </button>
      </div>
    </section>
  );
}

/** At the shell a command that ran leads on: what it did is the next stop. */
function useWaitForCommand(at: number): void {
  useEffect(() => {
    if (at !== 0) return;
    const head = moment.peek()?.status.head ?? 0;
    return moment.subscribe((now) => {
      if (now && now.status.head > head) tourStop.value = 1;
    });
  }, [at]);
}

/** Beside it where there is room, else below or above, else over its lower end; always whole on the screen. */
function putBeside(card: HTMLElement, target: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = card;
  const fits = (x: number, y: number) => x >= kGap && y >= kGap && x + width <= innerWidth - kGap && y + height <= innerHeight - kGap;
  const middle = Math.min(Math.max(target.top + (target.height - height) / 2, kGap), innerHeight - height - kGap);
  const left = Math.min(Math.max(target.left, kGap), innerWidth - width - kGap);
  const places: [number, number][] = [
    [target.right + kGap, middle],
    [target.left - width - kGap, middle],
    [left, target.bottom + kGap],
    [left, target.top - height - kGap],
  ];
  const [x, y] = places.find((one) => fits(...one)) ?? [left, Math.max(kGap, Math.min(target.bottom, innerHeight) - height - kGap)];
  card.style.setProperty('left', `${x}px`);
  card.style.setProperty('top', `${y}px`);
}
