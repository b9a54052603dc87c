// Records what a program asks of memory: its strace log, and /proc/PID/maps of each of its processes after execve and at its end.
//
//   node tests/logs/record.mjs [--form=FORM] [--trace=CALLS] [--every] FOLDER PROGRAM [ARGUMENT…]
//
// Needs strace 6 and Linux; randomisation is turned off. FORM is how people use strace: `file` (-f -o, the default), `terminal` (-f to a
// terminal), `alone` (no -f), `ff` (-ff -o: a file a process), `k` (-k: with stacks), `times` (-ttt -T -Y -i), `attach` (-p, half a second
// after the start, with PID.maps of that moment). CALLS is what `-e trace=` takes.
//
// FOLDER/PID.exec.maps stands for the moment after PID's execve (its first brk, which the loader calls before it maps anything); of its
// second execve it is PID.exec.maps.2, for which --every holds every brk. FOLDER/PID.exit.maps is of its exit_group. strace holds these
// calls up long enough to read the files.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const is_option = (arg) => arg.startsWith('--');
const options = process.argv.slice(2).filter((arg, at, all) => is_option(arg) && all.slice(0, at).every(is_option));
const [folder, ...command] = process.argv.slice(2 + options.length);
const option = (name, otherwise) => options.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const form = option('form', 'file');
const trace = option('trace', '');
if (!folder || command.length === 0) {
  console.error('usage: node tests/logs/record.mjs [--form=FORM] [--trace=CALLS] FOLDER PROGRAM [ARGUMENT…]');
  process.exit(2);
}
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const log = path.join(path.resolve(folder), 'log.strace');
const kHoldMicroseconds = 400_000;
const hold = (call, rest) => ['-e', `inject=${call}:delay_enter=${kHoldMicroseconds}${rest}`];
const env = { PATH: '/usr/bin:/bin', HOME: '/', LC_ALL: 'C' };

const kForms = {
  file: ['-f', '-y', '-o', log],
  terminal: ['-f', '-y'],
  alone: ['-y', '-o', log],
  ff: ['-ff', '-y', '-o', path.join(path.resolve(folder), 'log')],
  k: ['-f', '-y', '-k', '-o', log],
  times: ['-f', '-ttt', '-T', '-Y', '-y', '-i', '-o', log],
  attach: ['-f', '-y', '-o', log],
};
const kWhen = { attach: ':when=60000', every: '' };
const first = hold('brk', kWhen[options.includes('--every') ? 'every' : form] ?? ':when=1');
const args = [...kForms[form], ...(trace === '' ? [] : ['-e', `trace=${trace}`]), ...first, ...hold('exit_group', '')];

const seen = new Map(); // file -> the line that it was taken at
function keep(file, pid) {
  try {
    writeFileSync(path.join(folder, file), readFileSync(`/proc/${pid}/maps`));
  } catch {
    console.error(`too late for ${file}`);
  }
}
function look_at(text, tid) {
  const begun = new Map();
  const kCalls = /^((\d+)(?:<[^>]*>)? |\[pid +(\d+)\] )?[^"\n]*?(?:\b(execve|brk|exit_group)\(|(superseded) by)/gm;
  for (const [line, , own, bracketed, call, superseded] of text.matchAll(kCalls)) {
    const pid = Number(own ?? bracketed ?? tid);
    const name = superseded ? 'execve' : call;
    if (name === 'execve') begun.set(pid, (begun.get(pid) ?? 0) + 1);
    const count = begun.get(pid) ?? 1;
    const file = `${pid}.${name === 'exit_group' ? 'exit' : 'exec'}.maps${name === 'brk' && count > 1 ? `.${count}` : ''}`;
    if (name === 'execve' || (name === 'brk' && form === 'attach') || seen.has(file)) continue;
    seen.set(file, line);
    keep(file, pid);
  }
}
let told = '';
function look(pid) {
  if (form === 'terminal') return look_at(told, pid);
  for (const name of readdirSync(folder).filter((one) => one.startsWith('log'))) {
    look_at(readFileSync(path.join(folder, name), 'utf8'), Number(name.split('.')[1]) || pid);
  }
}

const direct = form !== 'attach';
const program = direct ? null : spawn('setarch', ['-R', ...command], { env, cwd: '/', stdio: 'ignore' });
if (program) {
  await sleep(500);
  keep(`${program.pid}.maps`, program.pid);
}
const target = direct ? command : ['-p', String(program.pid)];
const child = spawn('setarch', ['-R', 'strace', ...args, ...target], { env, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
child.stderr.on('data', (piece) => (told += piece));
// strace has its program's first process as its child.
const first_child = () => Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')[0]) || 0;
const written = () => (form === 'terminal' || form === 'ff' ? told : existsSync(log) ? readFileSync(log, 'utf8') : '');
let first_pid = program?.pid ?? 0;
const timer = setInterval(() => {
  try {
    if (written().includes('execve(')) first_pid ||= first_child();
  } catch {
    // It has ended.
  }
  look(first_pid);
}, 10);
child.on('close', (code) => {
  clearInterval(timer);
  if (form === 'terminal') writeFileSync(log, told);
  for (const name of readdirSync(folder).filter((one) => one.startsWith('log'))) {
    const file = path.join(folder, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(' (DELAYED)', ''));
  }
  console.log(`${command[0]} ended with ${code}; ${seen.size} maps in ${folder}`);
});
