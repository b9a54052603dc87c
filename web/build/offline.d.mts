import type { Plugin } from 'vite';

export function serviceWorkerFor(folder: string, root: string): string;
export function offline(): Plugin;
