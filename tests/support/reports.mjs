// Reads what a suite left behind into {passed, failed, details}: the counts, and the text to show for what failed.
//
// Each reader gets {code, log} of the finished task. It trusts names and counts, not exit codes: a test that was listed and never
// finished has failed, and a run that ended badly with no failed test counts as one failed test.
import { existsSync, readFileSync } from 'node:fs';

function finish(counts, code) {
  if (counts.passed + counts.failed === 0) return { passed: 0, failed: 1, details: [...counts.details, 'no test ran'] };
  if (code !== 0 && counts.failed === 0) {
    return { ...counts, failed: 1, details: [...counts.details, `all tests passed, but the run ended with exit code ${code}`] };
  }
  return counts;
}

// Our own suites: lines `ok …` and `FAIL …`, then `N passed, N failed`.
export function readSuite({ code, log }) {
  const end = /(?:^|\n)(\d+) passed, (\d+) failed\s*$/.exec(log);
  if (!end) return { passed: 0, failed: 1, details: ['the suite did not reach its end'] };
  const details = log.split('\n').filter((line) => !line.startsWith('ok ') && line !== end[0].trim());
  return finish({ passed: Number(end[1]), failed: Number(end[2]), details }, code);
}

// Catch2's XML, which is written as the tests go; `listFile` holds the names that were to run, one a line, commas escaped.
export const readCatch = (xmlFile, listFile) => ({ code, log }) => {
  const xml = existsSync(xmlFile) ? readFileSync(xmlFile, 'utf8') : '';
  const expected = readFileSync(listFile, 'utf8').split('\n').filter(Boolean).map((line) => line.replaceAll('\\,', ','));
  const cases = xml.split('<TestCase ').slice(1).map(readCatchCase);
  const passed = new Set(cases.filter((one) => one.passed).map((one) => one.name));
  const details = cases.filter((one) => !one.passed).flatMap((one) => one.details);
  const ran = new Set(cases.map((one) => one.name));
  for (const name of expected) if (!ran.has(name)) details.push(`${name}: did not run`);
  if (code !== 0) details.push(...log.trim().split('\n').slice(0, 40)); // what a sanitizer or an assertion said
  const good = expected.filter((name) => passed.has(name)).length;
  return finish({ passed: good, failed: expected.length - good, details }, code);
};

function readCatchCase(xml) {
  const name = unescapeXml(/^name="([^"]*)"/.exec(xml)?.[1] ?? '').trim();
  const passed = /<OverallResult success="true"/.test(xml);
  const details = [name];
  for (const [, attributes, body] of xml.matchAll(/<(?:Expression|Exception|FatalErrorCondition)([^>]*)>([\s\S]*?)<\/E/g)) {
    if (attributes.includes('success="true"')) continue;
    const file = /filename="([^"]*)"/.exec(attributes)?.[1];
    const line = /line="([^"]*)"/.exec(attributes)?.[1];
    const text = body.replace(/<[^>]*>/g, '').split('\n').map((part) => part.trim()).filter(Boolean).join('\n      ');
    details.push(`  ${file}:${line}`, `      ${unescapeXml(text)}`);
  }
  if (!passed && !xml.includes('<OverallResult ')) details.push('  did not finish');
  if (!passed && details.length === 1) details.push('  made no assertion, or a message failed it');
  return { name, passed, details };
}

function unescapeXml(text) {
  const named = { lt: '<', gt: '>', quot: '"', amp: '&', apos: "'" };
  return text.replace(/&(lt|gt|quot|amp|apos);/g, (_, entity) => named[entity]);
}

// Vitest's JSON. A file that fails to load has no tests in it and still counts as one that failed; so does a skipped test.
export const readVitest = (file) => ({ code }) => {
  if (!existsSync(file)) return { passed: 0, failed: 1, details: ['vitest wrote no report'] };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const counts = { passed: 0, failed: 0, details: [] };
  for (const suite of report.testResults) {
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else fail(counts, `${suite.name}: ${test.fullName} (${test.status})`, test.failureMessages?.join('\n'));
    }
    if (suite.status === 'failed' && suite.assertionResults.length === 0) fail(counts, suite.name, suite.message);
  }
  return finish(counts, code);
};

// Playwright's JSON. A test that passed only when tried again has passed, and is named; one that was skipped has failed.
export const readPlaywright = (file) => ({ code }) => {
  if (!existsSync(file)) return { passed: 0, failed: 1, details: ['playwright wrote no report'] };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const counts = { passed: 0, failed: 0, details: [] };
  for (const error of report.errors ?? []) fail(counts, 'playwright', error.message);
  const visit = (suite, trail) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) readPlaywrightTest(counts, [...trail, spec.title].join(' › '), test);
    }
    for (const inner of suite.suites ?? []) visit(inner, [...trail, inner.title]);
  };
  for (const suite of report.suites ?? []) visit(suite, [suite.title]);
  return finish(counts, code);
};

function readPlaywrightTest(counts, name, test) {
  if (test.status === 'expected') {
    counts.passed += 1;
  } else if (test.status === 'flaky') {
    counts.passed += 1;
    counts.details.push(`${name}: passed only when tried again`);
  } else {
    const message = test.results.at(-1)?.error?.message;
    fail(counts, `${name} (${test.status})`, message);
  }
}

function fail(counts, name, message = '') {
  counts.failed += 1;
  counts.details.push(name, ...message.split('\n').slice(0, 30).map((line) => `  ${line}`));
}
