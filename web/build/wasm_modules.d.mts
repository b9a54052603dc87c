import type { Plugin } from 'vite';

export function wasmBeside(): Plugin;
export function wasmInside(): Plugin;
