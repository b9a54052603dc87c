// Smoke in browsers that Playwright does not drive here: Firefox and WebKit, both from Debian's packages.
//
//   node tests/e2e/browsers/run.mjs [firefox] [webkit]     wants web/dist, as `npm run build` leaves it
//
// A browser that is not on the machine is skipped, and the line that says so says why; .ci/install brings both where it may.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { filesOf } from '../../../.ci/static.mjs';
import { root, Suite } from '../../support/suite.mjs';
import { kFirefox, startFirefox } from './firefox.mjs';
import { smoke } from './smoke.mjs';
import { kDriver, kScreen, miniBrowser, startWebkit } from './webkit.mjs';

const browsers = {
  firefox: { start: startFirefox, missing: () => [kFirefox].filter((file) => !existsSync(file)) },
  webkit: {
    start: startWebkit,
    missing: () => [...[kDriver, kScreen].filter((file) => !existsSync(file)), ...(miniBrowser() ? [] : ['MiniBrowser of WebKitGTK'])],
  },
};

const read = (name) => readFileSync(path.join(root, name), 'utf8');
const story = {
  script: read('tests/scenarios/story/copy_on_write.pw'),
  // What `pagewalk` prints natively: the scenario is run natively, and under wasm by the parity tests, against this transcript.
  hash: /^> hash\n([0-9a-f]{16})$/m.exec(read('tests/scenarios/story/copy_on_write.out'))[1],
};

const suite = new Suite();
const server = createServer(filesOf(path.join(root, 'web/dist'), '/course/pagewalk/'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/course/pagewalk/`;
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(browsers);

for (const name of wanted) {
  const { start, missing } = browsers[name];
  const lacking = missing();
  if (lacking.length > 0) {
    console.log(`skipped: ${name}, for ${lacking.join(' and ')} is not on this machine and .ci/install could not bring it`);
    continue;
  }
  await run(name, start);
}
suite.record('a hash that is not the native one is seen', sees() ? '' : 'it was not');
server.closeAllConnections();
server.close();
suite.finish();

async function run(name, start) {
  let browser;
  try {
    browser = await start();
  } catch (error) {
    suite.record(`${name}: starts`, error.message);
    return;
  }
  for (const step of smoke) {
    const problem = await step.run(browser, { url, story }).then(
      (said) => said ?? '',
      (error) => error.message,
    );
    suite.record(`${name}: ${step.name}`, problem);
  }
  await browser.close();
}

function sees() {
  const { differs } = smoke.find((step) => step.differs);
  return differs('0'.repeat(16), story.hash) !== '' && differs(story.hash, story.hash) === '';
}
