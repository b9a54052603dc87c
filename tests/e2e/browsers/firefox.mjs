// Firefox, driven over its own Marionette: the commands of WebDriver as JSON on a socket, each with its length in front.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Browser } from './driver.mjs';
import { end, untilSome } from './process.mjs';

export const kFirefox = '/usr/bin/firefox-esr';

// A port of its own choice; nothing asked of the network, nothing shown at first.
const kPrefs = {
  'marionette.port': 0,
  'browser.startup.page': 0,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'app.update.enabled': false,
  'network.captive-portal-service.enabled': false,
};

export async function startFirefox() {
  const profile = mkdtempSync(path.join(tmpdir(), 'pagewalk-firefox-'));
  const lines = Object.entries(kPrefs).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  writeFileSync(path.join(profile, 'user.js'), lines.join(''));
  const args = ['--headless', '--marionette', '--no-remote', '--profile', profile];
  // As root Firefox refuses a home that is another's.
  const program = spawn(kFirefox, args, { stdio: 'ignore', detached: true, env: { ...process.env, HOME: profile } });
  const portFile = path.join(profile, 'MarionetteActivePort');
  try {
    const port = await untilSome(() => existsSync(portFile) && Number(readFileSync(portFile, 'utf8')), 'Firefox names no port', program);
    const socket = await open(port);
    const send = sender(socket);
    await send('NewSession', { capabilities: { alwaysMatch: { acceptInsecureCerts: false } } });
    return new Browser(send, async () => {
      await send('DeleteSession', {});
      socket.destroy();
      await end(program);
      rmSync(profile, { recursive: true, force: true });
    });
  } catch (error) {
    await end(program);
    throw error;
  }
}

function open(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}

function sender(socket) {
  const waiting = new Map();
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let colon = bytes.indexOf(':'); colon > 0; colon = bytes.indexOf(':')) {
      const until = colon + 1 + Number(bytes.subarray(0, colon));
      if (bytes.length < until) return;
      take(JSON.parse(bytes.subarray(colon + 1, until).toString('utf8')));
      bytes = bytes.subarray(until);
    }
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox hung up'));
  });
  // The first message greets; answers are [1, id, error, result].
  const take = (message) => {
    if (!Array.isArray(message)) return;
    const [, id, error, result] = message;
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(`${error.error}: ${error.message}`));
    else resolve(result && 'value' in result ? result.value : result);
  };
  let next = 1;
  return (command, parameters) =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      const text = JSON.stringify([0, id, `WebDriver:${command}`, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
}
