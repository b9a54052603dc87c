// What a visitor set: language, theme, type size, screen reader mode. Kept in the browser's storage where there is one.
import { effect, signal } from '@preact/signals';
import type { Language } from '../base/i18n';

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
  theme?: unknown;
  large?: unknown;
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
export const theme = signal<Theme>(
  saved.theme === 'dark' || saved.theme === 'light' ? saved.theme : prefers('(prefers-color-scheme: light)') ? 'light' : 'dark',
);
export const large = signal(saved.large === true);
export const reader = signal(saved.reader === true);
export const still = signal(prefers('(prefers-reduced-motion: reduce)'));

export function keepPrefs(): void {
  globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').addEventListener('change', (event) => {
    still.value = event.matches;
  });
  effect(() => {
    const values = { language: language.value, theme: theme.value, large: large.value, reader: reader.value };
    document.documentElement.lang = values.language === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset.theme = values.theme;
    document.documentElement.dataset.large = String(values.large);
    try {
      storage()?.setItem(kKey, JSON.stringify(values));
    } catch {
      // Without storage the choice lasts for this visit.
    }
  });
}
