// Fuzzes every target of targets.cc for a while: node tests/fuzz/run.mjs [SECONDS [TARGET…]]      (make fuzz)
//
// What libFuzzer finds grows in build/fuzz/corpus/TARGET, from the seeds: the kept corpus, and the logs and maps of tests/logs/field. An
// input that breaks a promise lies in build/fuzz as crash-…; mend it and keep it in tests/fuzz/corpus/TARGET.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, root } from '../support/suite.mjs';

const [seconds = '60', ...wanted] = process.argv.slice(2);
const build = path.join(root, 'build/fuzz');
const source = readFileSync(path.join(root, 'tests/fuzz/targets.cc'), 'utf8');
const targets = [...source.matchAll(/\{"(\w+)", run_\w+\}/g)].map((match) => match[1]);
const logs = filesBelow('tests/logs/field', '').filter((name) => !name.endsWith('.right'));

let broken = 0;
for (const target of targets.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  const grown = path.join(build, 'corpus', target);
  const kept = path.join(root, 'tests/fuzz/corpus', target);
  mkdirSync(grown, { recursive: true });
  mkdirSync(kept, { recursive: true });
  for (const name of logs) copyFileSync(path.join(root, name), path.join(grown, `seed-${name.replaceAll('/', '-')}`));
  const args = [`-max_total_time=${seconds}`, '-max_len=8192', '-timeout=10', '-rss_limit_mb=2048', '-print_final_stats=1', grown, kept];
  const env = { ...process.env, PAGEWALK_FUZZ: target };
  const run = spawnSync(path.join(build, 'pagewalk_fuzz'), args, { cwd: build, encoding: 'utf8', env });
  if (run.error) throw run.error;
  const executed = /stat::number_of_executed_units:\s*(\d+)/.exec(run.stderr)?.[1] ?? '0';
  const size = readdirSync(grown).length;
  console.log(`${run.status === 0 ? 'ok  ' : 'FAIL'} ${target}: ${executed} inputs in ${seconds} s, corpus of ${size}`);
  if (run.status !== 0) {
    broken += 1;
    console.log(run.stderr.split('\n').slice(-40).join('\n'));
  }
}
process.exit(broken === 0 ? 0 : 1);
