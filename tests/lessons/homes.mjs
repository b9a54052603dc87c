// "On your own Linux": the commands that a lesson prints are the scripts of tests/lessons/home, and each is run on the kernel of this
// machine. A script NAME.sh has a NAME.check beside it, a shell script that reads what came out and ends with 0 when it shows what the
// lesson says. What is marked as untried needs something that is not at hand here (bpftrace); it has no check.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root, runProgram } from '../support/suite.mjs';

const folder = 'tests/lessons/home';
const read = (file) => readFileSync(path.join(root, file), 'utf8');

/** The code under `## home NAME`, in a language. */
const printed = (id, name, language) =>
  new RegExp(`^## home ${name}\\n[^#]*?^\`\`\`\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(read(`lessons/${id}/${language}.md`))?.[1];

async function problemOfHome(id, name, isUntried) {
  const script = `${folder}/${id}-${name}.sh`;
  const check = script.replace(/\.sh$/, '.check');
  if (!existsSync(path.join(root, script))) return `${script} is missing`;
  const text = read(script).replace(/\n?$/, '\n');
  for (const language of ['en', 'zh']) {
    if (printed(id, name, language) !== text) return `lessons/${id}/${language}.md does not print ${script}`;
  }
  const hasCheck = existsSync(path.join(root, check));
  if (isUntried) return hasCheck ? `${check} is there, and the lesson says untried` : '';
  if (!hasCheck) return `${check} is missing: what does it show?`;
  if (process.platform !== 'linux') return '';
  // Swap is the whole machine's: who else switches areas on in a test takes the same lock.
  const command = /^swapon/m.test(text) ? ['flock', '/proc/swaps', 'bash'] : ['bash'];
  const ran = await runProgram(command[0], [...command.slice(1), path.join(root, script)]);
  const judged = await runProgram('bash', [path.join(root, check)], { input: ran.out });
  return ran.code === 0 && judged.code === 0 ? '' : `does not show what the lesson says:\n${ran.out}${ran.err}`;
}

export async function recordHomes(suite, ids) {
  const known = new Set();
  for (const id of ids) {
    for (const [, name, mark] of read(`lessons/${id}/lesson.txt`).matchAll(/^home ([\w-]+) *(untried)?$/gm)) {
      known.add(`${id}-${name}`);
      suite.record(`home/${id}-${name}`, await problemOfHome(id, name, mark !== undefined));
    }
  }
  return known;
}

/** A script that no lesson prints is none. */
export function problemOfStrays(known) {
  const names = readdirSync(path.join(root, folder)).map((name) => name.replace(/\.(sh|check)$/, ''));
  return names.filter((name) => !known.has(name)).map((name) => `${folder}/${name}: no lesson prints it`).join('\n');
}
