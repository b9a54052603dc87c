import { defineConfig } from 'vitest/config';
import { lessonCatalogue } from './build/lesson_catalogue.mjs';

export default defineConfig({
  plugins: [lessonCatalogue()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: { include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.{ts,tsx}'], environment: 'node', pool: 'threads' },
});
