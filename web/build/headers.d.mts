import type { Plugin } from 'vite';

export const kHeaders: Readonly<Record<string, string>>;
export function headersFor(name: string): Readonly<Record<string, string>>;
export const kHostFiles: Readonly<Record<string, string>>;
export const kMetaTags: readonly { tag: string; attrs: Readonly<Record<string, string>> }[];
export function hostHeaders(): Plugin;
