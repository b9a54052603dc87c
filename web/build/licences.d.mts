import type { Plugin } from 'vite';

export function packageOf(id: string): string | null;
export function licencesText(folders: Iterable<string>): string;
export function licences(): { page: Plugin[]; worker: Plugin[] };
