// Words that come with code which is fetched when it is wanted: both languages at once, as the page speaks now.
import type { Args } from '../base/i18n';
import { language } from './prefs';

export const teller =
  <K extends string>(en: Readonly<Record<K, string>>, zh: Readonly<Record<K, string>>) =>
  (key: K, args: Args = {}): string =>
    (language.value === 'zh' ? zh : en)[key].replace(/\{(\w+)\}/g, (hole, name: string) => String(args[name] ?? hole));
