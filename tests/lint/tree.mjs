// The files that the rules look at: what git tracks or would track, with their text read once.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/suite.mjs';

const textFiles = /\.(?:cc|h|inl|def|c|ts|tsx|mjs|js|css|html|md|txt|pw|out|json|sh|yml|yaml|cmake)$/;
const textNames = /(?:^|\/)(?:Makefile|LICENSE|\.[\w-]+)$|^\.ci\//;

export function trackedFiles() {
  const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  if (listed.status !== 0) throw new Error(`git ls-files failed: ${listed.stderr}`);
  return listed.stdout.split('\0').filter((name) => name && existsSync(path.join(root, name))).sort();
}

export function readTree() {
  return trackedFiles()
    .filter((name) => (textFiles.test(name) || textNames.test(name)) && !name.endsWith('package-lock.json'))
    .map((name) => ({ name, text: readFileSync(path.join(root, name), 'utf8') }));
}

export const isGenerated = ({ name, text }) => /generated/i.test(name) || /^.{0,200}\bGenerated (?:by|from)\b/s.test(text.slice(0, 300));
export const isCpp = ({ name }) => /\.(?:cc|h|inl|def)$/.test(name);
export const isScript = ({ name }) => /\.(?:ts|tsx|mjs|js)$/.test(name);
