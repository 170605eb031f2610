// The per-user cache: everything is made in a temporary place beside its final one and moved there by one rename, so that what is
// there is whole, an interrupted set-up goes on where it stopped, and two set-ups at once do not disturb each other.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAliveNow } from './alive.mjs';

/** Makes a folder through `make(draftFolder)` unless it is there. Returns whether it had to. */
export async function onceFolder(folder, make) {
  if (existsSync(folder)) return false;
  const draft = draftBeside(folder);
  mkdirSync(draft, { recursive: true });
  try {
    await make(draft);
    moveIntoPlace(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return true;
}

/** Whether a marker file holds this text. */
export function marked(file, text) {
  return existsSync(file) && readFileSync(file, 'utf8') === text;
}

/** Writes a marker; do it last. */
export function mark(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

/** One hash over the names and contents of files and folders (those that are there), leaving out folders of these names. */
export function hashOf(paths, leaveOut = ['node_modules', 'dist']) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) return void hash.update(`${path}\0`).update(readFileSync(path));
    for (const name of readdirSync(path).sort()) if (!leaveOut.includes(name)) add(join(path, name));
  };
  paths.forEach(add);
  return hash.digest('hex');
}

/** The draft's name carries our pid; drafts of set-ups that are no more are cleared away. */
function draftBeside(folder) {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  const prefix = `.${basename(folder)}.draft-`;
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix) && !isAliveNow(Number(name.slice(prefix.length))))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
  return join(parent, `${prefix}${process.pid}`);
}

/** Another set-up may have been quicker: then its folder stays, and ours is as good. */
function moveIntoPlace(draft, folder) {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  }
}
