// Records what a program asks of memory: its strace log, and /proc/PID/maps of each of its processes after execve and at its end.
//
//   node tests/logs/record.mjs FOLDER PROGRAM [ARGUMENT…]      needs strace 6 and Linux; randomisation is turned off
//
// FOLDER/log.strace is `strace -f -o`; FOLDER/PID.exec.maps stands for the moment after PID's execve (its first brk, which the loader
// calls before it maps anything), FOLDER/PID.exit.maps for its exit_group. strace holds both calls up long enough to read the files.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [folder, ...command] = process.argv.slice(2);
if (!folder || command.length === 0) {
  console.error('usage: node tests/logs/record.mjs FOLDER PROGRAM [ARGUMENT…]');
  process.exit(2);
}
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const log = path.join(folder, 'log.strace');
const holdMicroseconds = 200_000;
const hold = (call, rest) => ['-e', `inject=${call}:delay_enter=${holdMicroseconds}${rest}`];
const args = ['-R', 'strace', '-f', '-y', '-o', log, ...hold('brk', ':when=1'), ...hold('exit_group', ''), ...command];
const child = spawn('setarch', args, { env: { PATH: '/usr/bin:/bin', HOME: '/', LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'inherit'] });

// A call that is held up stands in the log without its result yet.
const moments = { brk: 'exec', exit_group: 'exit' };
const seen = new Set();
function look() {
  if (!existsSync(log)) return;
  for (const [, pid, call] of readFileSync(log, 'utf8').matchAll(/^(\d+) +(brk|exit_group)\(/gm)) {
    const file = path.join(folder, `${pid}.${moments[call]}.maps`);
    if (seen.has(file)) continue;
    seen.add(file);
    try {
      writeFileSync(file, readFileSync(`/proc/${pid}/maps`));
    } catch {
      console.error(`too late for ${file}`);
    }
  }
}
const timer = setInterval(look, 10);
child.on('close', (code) => {
  clearInterval(timer);
  writeFileSync(log, readFileSync(log, 'utf8').replaceAll(' (DELAYED)', ''));
  console.log(`${command[0]} ended with ${code}; ${seen.size} maps in ${folder}`);
});
