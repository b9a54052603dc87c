// Programs that a test starts, waits for, and ends with all that they started.
const kWaitMs = 30_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Until `look` gives something. A program that ends or fails meanwhile ends the wait. */
export async function untilSome(look, what, program) {
  let failure = '';
  program.once('error', (error) => {
    failure = error.message;
  });
  const until = Date.now() + kWaitMs;
  while (Date.now() < until && !failure && program.exitCode === null) {
    const found = await look();
    if (found) return found;
    await pause(50);
  }
  throw new Error(`${what} (${failure || (program.exitCode === null ? `${kWaitMs / 1000} s` : `it ended with ${program.exitCode}`)})`);
}

/** It was started as the head of a group of its own, so that what it started ends too. */
export async function end(program) {
  if (program.pid === undefined) return;
  const ended = new Promise((resolve) => program.once('exit', resolve));
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    if (program.exitCode !== null || program.signalCode !== null) break;
    try {
      process.kill(-program.pid, signal);
    } catch {
      break;
    }
    await Promise.race([ended, pause(3000)]);
  }
}
