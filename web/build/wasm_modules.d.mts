import type { Plugin } from 'vite';

export function engineBytes(): number;
export function wasmBeside(): Plugin;
export function wasmInside(): Plugin;
