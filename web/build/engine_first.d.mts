import type { Plugin } from 'vite';

export function engineFirst(): Plugin;
