// WebKit: Debian's MiniBrowser under a screen that is not shown, driven by WebKitWebDriver over HTTP.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Browser } from './driver.mjs';
import { end, untilSome } from './process.mjs';

export const kDriver = '/usr/bin/WebKitWebDriver';
export const kScreen = '/usr/bin/Xvfb';

/** Each Debian package of WebKit has its own, in a folder of its version. */
export function miniBrowser() {
  const folders = readdirSync('/usr/lib', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const all = folders.flatMap(({ name }) => {
    const inside = path.join('/usr/lib', name);
    return readdirSync(inside)
      .filter((one) => one.startsWith('webkit2gtk-'))
      .map((one) => path.join(inside, one, 'MiniBrowser'));
  });
  return all.sort().findLast((file) => existsSync(file)) ?? null;
}

export async function startWebkit() {
  const home = mkdtempSync(path.join(tmpdir(), 'pagewalk-webkit-'));
  const { program: screen, display } = await startScreen();
  const port = await freePort();
  const env = {
    ...process.env,
    HOME: home,
    DISPLAY: `:${display}`,
    // Its sandbox wants rights that root in a container has not, and there is no graphics card.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    LIBGL_ALWAYS_SOFTWARE: '1',
  };
  const program = spawn(kDriver, [`--port=${port}`], { stdio: 'ignore', detached: true, env });
  const stop = async () => {
    await end(program);
    await end(screen);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const url = `http://127.0.0.1:${port}`;
    await untilSome(() => fetch(`${url}/status`).then(Boolean, () => false), 'WebKitWebDriver does not answer', program);
    const options = { binary: miniBrowser(), args: ['--automation'] };
    const capabilities = { alwaysMatch: { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options } };
    const { sessionId } = await post(`${url}/session`, { capabilities });
    const session = `${url}/session/${sessionId}`;
    return new Browser(sender(session), async () => {
      await post(session, undefined, 'DELETE').catch(() => undefined);
      await stop();
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

const kPaths = {
  Navigate: () => '/url',
  ExecuteScript: () => '/execute/sync',
  PerformActions: () => '/actions',
  FindElement: () => '/element',
  ElementClick: ({ id }) => `/element/${id}/click`,
};
const sender = (session) => (command, parameters) => post(session + kPaths[command](parameters), parameters);

async function post(url, body, method = 'POST') {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** The screen chooses a number that is free, and writes it. */
async function startScreen() {
  const args = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'];
  const program = spawn(kScreen, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true });
  let text = '';
  program.stdio[3].on('data', (data) => {
    text += data;
  });
  const display = await untilSome(() => text.endsWith('\n') && text.trim(), 'Xvfb names no screen', program);
  return { program, display };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
