import { defineConfig } from '@playwright/test';

// Debian's Chromium; Playwright's own build is not downloaded. One worker: the machine that runs this may have two cores.
// Another port lets two checkouts be tested side by side.
const url = `http://127.0.0.1:${process.env.PAGEWALK_PORT ?? 4173}/course/pagewalk/`;

export default defineConfig({
  testDir: '../tests/e2e',
  outputDir: './test-results',
  workers: 1,
  timeout: 45_000,
  expect: { timeout: 8_000 },
  reporter: 'list',
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    // Every test is a first visit; offline.spec.ts lets the service worker in.
    serviceWorkers: 'block',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  // The built page under a sub-path, with the content policy as a header, so that it binds the worker too.
  webServer: { command: 'node ../tests/e2e/serve.mjs', url, reuseExistingServer: false },
});
