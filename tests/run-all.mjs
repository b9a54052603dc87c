// Builds what the tests need and runs every suite; the last line is `N passed, N failed` over all of them.
//
//   node tests/run-all.mjs [SUITE…]     without a name: everything; what the named suites need is built
//
// A suite that ran no test has failed, and so has one whose build failed. Logs stand in build/test-logs/.
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCatch, readPlaywright, readSuite, readVitest } from './support/reports.mjs';
import { root } from './support/suite.mjs';

const logs = path.join(root, 'build/test-logs');
const at = (name) => path.join(logs, name);
const node = process.execPath;
const catchProgram = path.join(root, 'build/check/pagewalk_tests');

// A task runs its steps in order once the tasks it needs are done. It takes one of two lanes, or both (wide); a suite has `read`,
// which turns its log or report into counts. A suite's own exit code decides nothing: its counts do, and a run that ended badly
// without a failed test counts as one.
const tasks = [
  { name: 'native', wide: true, steps: [['cmake', '--preset', 'check'], ['cmake', '--build', '--preset', 'check', '-j', '2']] },
  { name: 'lint', steps: [[node, 'tests/lint/run.mjs']], read: readSuite },
  { name: 'wasm', steps: [['cmake', '--preset', 'wasm'], ['cmake', '--build', '--preset', 'wasm', '-j', '2']] },
  { name: 'unit 1', suite: 'unit', needs: ['native'], steps: catchShard(0), read: readCatch(at('unit-1.xml'), at('unit-1.txt')) },
  { name: 'unit 2', suite: 'unit', needs: ['native'], steps: catchShard(1), read: readCatch(at('unit-2.xml'), at('unit-2.txt')) },
  { name: 'scenarios', needs: ['native'], steps: [[node, 'tests/scenarios/run.mjs']], read: readSuite },
  { name: 'lessons', needs: ['native'], steps: [[node, 'tests/lessons/run.mjs']], read: readSuite },
  { name: 'parity', needs: ['native', 'wasm'], steps: [[node, 'tests/parity/run.mjs']], read: readSuite },
  {
    name: 'dev',
    steps: [['cmake', '--preset', 'dev'], ['cmake', '--build', '--preset', 'dev', '--target', 'pagewalk-conformance', '-j', '2']],
  },
  // Time and the CPUs' own lists are part of what is compared, so nothing else runs beside it.
  { name: 'conformance', needs: ['dev'], wide: true, steps: [[node, 'tests/conformance/run.mjs']], read: readSuite },
  { name: 'mutations', needs: ['conformance'], wide: true, steps: [[node, 'tests/conformance/mutations.mjs']], read: readSuite },
  { name: 'web lint', needs: ['wasm'], in: 'web', steps: [['npm', 'run', '--silent', 'lint']] },
  {
    name: 'web unit',
    needs: ['wasm'],
    in: 'web',
    steps: [
      ['npm', 'run', '--silent', 'test:unit', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${at('vitest.json')}`],
    ],
    read: readVitest(at('vitest.json')),
  },
  { name: 'page', needs: ['wasm'], in: 'web', steps: [['npm', 'run', '--silent', 'build']] },
  {
    name: 'e2e',
    // The page's machines are compared with those of the native program.
    needs: ['page', 'native'],
    wide: true,
    in: 'web',
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: at('playwright.json'), PLAYWRIGHT_JSON_OUTPUT_FILE: at('playwright.json') },
    steps: [['npm', 'run', '--silent', 'test:e2e', '--', '--reporter=list,json']],
    read: readPlaywright(at('playwright.json')),
  },
  { name: 'browsers', needs: ['page'], steps: [[node, 'tests/e2e/browsers/run.mjs']], read: readSuite },
];
const builds = new Set(['native', 'wasm', 'page', 'dev']);

// Catch2 2 cannot split its tests over processes by itself: each shard gets every second name, as a file.
function catchShard(index) {
  const part = `unit-${index + 1}`;
  const list = () => {
    const mine = catchNames().filter((_, i) => i % 2 === index);
    writeFileSync(at(`${part}.txt`), mine.map((name) => `${name.replaceAll(',', '\\,')}\n`).join(''));
  };
  return [
    list,
    [catchProgram, '-f', at(`${part}.txt`), '-r', 'xml', '-o', at(`${part}.xml`), '-w', 'NoAssertions', '-d', 'yes'],
  ];
}

function catchNames() {
  // Catch2 gives the number of tests as the exit code of the listing, so that says nothing.
  const listing = spawnSync(catchProgram, ['--list-test-names-only'], { encoding: 'utf8' }).stdout ?? '';
  const names = listing.split('\n').map((line) => line.trim()).filter(Boolean);
  const unsafe = names.find((name) => /["\\]|^\*|\*$/.test(name));
  if (unsafe) throw new Error(`a test's name may hold no quotes, backslashes or asterisks at its ends: ${unsafe}`);
  return names;
}

async function runStep(step, task, log) {
  if (typeof step === 'function') {
    step();
    return 0;
  }
  const [file, ...args] = step;
  return new Promise((resolve) => {
    const env = { ...process.env, ...task.env };
    const child = spawn(file, args, { cwd: path.join(root, task.in ?? ''), env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', log);
    child.stderr.setEncoding('utf8').on('data', log);
    child.on('error', (error) => log(`${error.message}\n`));
    child.on('close', (code, signal) => {
      if (signal) log(`ended by ${signal}\n`);
      resolve(code ?? -1);
    });
  });
}

async function runTask(task) {
  const started = Date.now();
  const file = createWriteStream(at(`${task.name.replaceAll(' ', '-')}.log`));
  const chunks = [];
  const log = (data) => {
    chunks.push(data);
    file.write(data);
  };
  let code = 0;
  try {
    for (const step of task.steps) {
      code = await runStep(step, task, log);
      if (code !== 0) break;
    }
  } catch (error) {
    log(`${error.message}\n`);
    code = -1;
  }
  file.end();
  const result = judge(task, code, chunks.join(''));
  report(task, result, Math.round((Date.now() - started) / 1000));
  return result;
}

function judge(task, code, log) {
  const tail = () => log.trimEnd().split('\n').slice(-40);
  if (builds.has(task.name)) return { passed: 0, failed: code === 0 ? 0 : 1, details: code === 0 ? [] : tail(), broken: code !== 0 };
  if (!task.read) return code === 0 ? { passed: 1, failed: 0, details: [] } : { passed: 0, failed: 1, details: tail() };
  try {
    const result = task.read({ code, log });
    return result.passed === 0 && result.failed > 0 ? { ...result, details: [...result.details, ...tail()] } : result;
  } catch (error) {
    return { passed: 0, failed: 1, details: [error.message, ...tail()] };
  }
}

function report(task, result, seconds) {
  const what = builds.has(task.name) ? (result.broken ? 'FAILED to build' : 'built') : `${result.passed} passed, ${result.failed} failed`;
  console.log(`${task.name.padEnd(10)} ${what} (${seconds} s)`);
  for (const line of result.details.slice(0, 200)) console.log(`    ${line}`);
}

// Two lanes for two cores; tasks start in the order of the table as soon as what they need is done.
async function runAll(chosen) {
  const results = new Map();
  const waiting = [...chosen];
  const running = new Set();
  let free = 2;
  while (waiting.length > 0 || running.size > 0) {
    const i = waiting.findIndex((task) => (task.wide ? free === 2 : free > 0) && (task.needs ?? []).every((need) => results.has(need)));
    if (i < 0) {
      await Promise.race(running);
      continue;
    }
    const [task] = waiting.splice(i, 1);
    const broken = (task.needs ?? []).find((need) => results.get(need).broken);
    if (broken) {
      results.set(task.name, { passed: 0, failed: 1, details: [], broken: true });
      console.log(`${task.name.padEnd(10)} not run: ${broken} is broken`);
      continue;
    }
    const lanes = task.wide ? 2 : 1;
    free -= lanes;
    const run = runTask(task).then((result) => {
      results.set(task.name, result);
      running.delete(run);
      free += lanes;
    });
    running.add(run);
  }
  return results;
}

function choose(wanted) {
  const unknown = wanted.find((name) => !tasks.some((task) => task.name === name || task.suite === name));
  if (unknown) throw new Error(`no suite is called '${unknown}'; there are ${tasks.map((task) => task.suite ?? task.name).join(', ')}`);
  if (wanted.length === 0) return tasks;
  const needed = new Set();
  const add = (task) => {
    needed.add(task);
    for (const need of task.needs ?? []) add(tasks.find((other) => other.name === need));
  };
  for (const task of tasks) if (wanted.includes(task.name) || wanted.includes(task.suite)) add(task);
  return tasks.filter((task) => needed.has(task));
}

const chosen = choose(process.argv.slice(2));
rmSync(logs, { recursive: true, force: true }); // a report of an earlier run must not stand in for one that was not written
mkdirSync(logs, { recursive: true });
const started = Date.now();
const results = [...(await runAll(chosen)).values()];
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`\nEverything took ${Math.round((Date.now() - started) / 1000)} s; logs are in ${path.relative(root, logs)}/`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
