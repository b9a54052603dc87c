// What a visitor set: language, theme, type size, screen reader mode. Kept in the browser's storage where there is one.
import { computed, effect, signal } from '@preact/signals';
import type { Language } from '../base/i18n';
import { kLevels, type Level } from '../model/story/words';

export type Theme = 'dark' | 'light';

const kKey = 'pagewalk.prefs';

export function storage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

/** What only this tab knows, until it is closed. */
export function tabStorage(): Storage | null {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}

interface Saved {
  language?: unknown;
  chosenTheme?: unknown;
  large?: unknown;
  level?: unknown;
  reader?: unknown;
}

function read(): Saved {
  try {
    return (JSON.parse(storage()?.getItem(kKey) ?? '{}') as Saved | null) ?? {};
  } catch {
    return {};
  }
}

const saved = read();
const prefers = (query: string) => globalThis.matchMedia?.(query).matches ?? false;

export const language = signal<Language>(
  saved.language === 'zh' || saved.language === 'en' ? saved.language : navigator.language.startsWith('zh') ? 'zh' : 'en',
);
const kLight = '(prefers-color-scheme: light)';
const systemTheme = signal<Theme>(prefers(kLight) ? 'light' : 'dark');
/** What the visitor chose against the system; null: the system's, whatever it becomes. */
const chosenTheme = signal<Theme | null>(saved.chosenTheme === 'dark' || saved.chosenTheme === 'light' ? saved.chosenTheme : null);
export const theme = computed<Theme>(() => chosenTheme.value ?? systemTheme.value);

export function toggleTheme(): void {
  const wanted = theme.value === 'dark' ? 'light' : 'dark';
  chosenTheme.value = wanted === systemTheme.value ? null : wanted;
}

/** The system's colours stand in for the page's. */
export const forced = signal(prefers('(forced-colors: active)'));

function follow(query: string, take: (matches: boolean) => void): void {
  globalThis.matchMedia?.(query).addEventListener('change', (event) => take(event.matches));
}

export const large = signal(saved.large === true);
/** In which words the story is told. */
export const level = signal<Level>(kLevels.find((one) => one === saved.level) ?? 'plain');
export const reader = signal(saved.reader === true);
export const still = signal(prefers('(prefers-reduced-motion: reduce)'));

export function keepPrefs(): void {
  follow('(prefers-reduced-motion: reduce)', (matches) => {
    still.value = matches;
  });
  follow(kLight, (matches) => {
    systemTheme.value = matches ? 'light' : 'dark';
  });
  follow('(forced-colors: active)', (matches) => {
    forced.value = matches;
  });
  effect(() => {
    const values = {
      language: language.value,
      chosenTheme: chosenTheme.value,
      large: large.value,
      level: level.value,
      reader: reader.value,
    };
    document.documentElement.lang = values.language === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset.theme = theme.value;
    document.documentElement.dataset.large = String(values.large);
    try {
      storage()?.setItem(kKey, JSON.stringify(values));
    } catch {
      // Without storage the choice lasts for this visit.
    }
  });
}
