import type { Plugin } from 'vite';

export function shareTags(address?: string): Plugin;
