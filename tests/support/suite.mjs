// What the suites written in Node share: counting tests, finding files, running a program.
//
// A suite prints one line a test and ends with `N passed, N failed`, which tests/run-all.mjs adds up. A suite in which no test ran
// has failed, whatever the reason.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export class Suite {
  #passed = 0;
  #failed = 0;

  // `problem` is empty when the test passed, else what to show.
  record(name, problem = '') {
    if (problem) {
      this.#failed += 1;
      console.log(`FAIL ${name}\n${indent(problem)}`);
    } else {
      this.#passed += 1;
      console.log(`ok   ${name}`);
    }
  }

  finish() {
    if (this.#passed + this.#failed === 0) this.record('the suite has tests', 'no test was found');
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed > 0 ? 1 : 0;
  }
}

function indent(text) {
  return text.trimEnd().replace(/^/gm, '     ');
}

// Every file below `folder` whose name ends in `ending`, sorted, as paths relative to the repository; a missing folder has none.
export function filesBelow(folder, ending) {
  const found = [];
  const visit = (at) => {
    for (const entry of readdirSync(path.join(root, at), { withFileTypes: true })) {
      const name = path.posix.join(at, entry.name);
      if (entry.isDirectory()) visit(name);
      else if (name.endsWith(ending)) found.push(name);
    }
  };
  try {
    visit(folder);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return found.sort();
}

// Runs a program to its end; never rejects, so that a program that cannot start is a failed test with its reason.
export function runProgram(file, args, { input = '', cwd = root, seconds = 120 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, timeout: seconds * 1000, killSignal: 'SIGKILL' });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    child.on('error', (error) => resolve({ out, err: `${err}${error.message}\n`, code: -1 }));
    child.on('close', (code, signal) => resolve({ out, err: signal ? `${err}ended by ${signal}\n` : err, code: code ?? -1 }));
    child.stdin.on('error', () => {}); // a program may end without reading its input
    child.stdin.end(input);
  });
}

// Calls `work` for every item with at most `width` calls under way, and gives the results in the items' order.
export async function mapWide(items, width, work) {
  const results = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const i = next;
      next += 1;
      results[i] = await work(items[i]);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}

// The first lines in which two texts differ, with a little of what stands before; empty when they are equal.
export function firstDifference(expected, actual, names = ['expected', 'actual']) {
  if (expected === actual) return '';
  const left = expected.split('\n');
  const right = actual.split('\n');
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at += 1;
  const show = (lines) => lines.slice(at, at + 6).map((line) => (line.length > 400 ? `${line.slice(0, 400)}…` : line));
  return [
    `line ${at + 1} differs`,
    ...left.slice(Math.max(0, at - 2), at).map((line) => `    ${line}`),
    `--- ${names[0]}${at >= left.length ? ' (ends here)' : ''}`,
    ...show(left),
    `+++ ${names[1]}${at >= right.length ? ' (ends here)' : ''}`,
    ...show(right),
  ].join('\n');
}
