// Words of cards, glossary and search: fetched when the first of these is opened, in the language chosen.
import type { Language } from '../i18n';
import type { enCards } from './en';

export type CardWords = Readonly<Record<keyof typeof enCards, string>>;

export const kTerms = [
  'page',
  'frame',
  'area',
  'mm',
  'pagetable',
  'pte',
  'fault',
  'cow',
  'exclusive',
  'zeropage',
  'anonymous',
  'anon_vma',
  'avc',
  'rmap',
  'mapcount',
  'refcount',
  'tlb',
  'shootdown',
  'buddy',
  'order',
  'pcp',
  'zone',
  'lru',
  'batch',
  'rss',
  'overcommit',
  'maple',
  'merge',
  'dirty',
  'accessed',
  'guard',
  'segv',
  'zombie',
  'mlock',
  'swap',
  'slot',
  'swapcache',
  'zram',
  'readahead',
] as const;
export type Term = (typeof kTerms)[number];

export async function fetchCardWords(language: Language): Promise<CardWords> {
  return language === 'zh' ? (await import('./zh')).zhCards : (await import('./en')).enCards;
}
