import type { RequestListener } from 'node:http';

export function encodingFor(accepted?: string): 'br' | 'gzip' | null;
export function filesOf(root: string, base?: string): RequestListener;
