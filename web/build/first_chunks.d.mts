import type { Rolldown } from 'vite';

/** Names the chunk of a module: `shared` or `first`, or null for the bundler to choose. */
export function firstChunks(): (id: string, context: Rolldown.ChunkingContext) => string | null;
