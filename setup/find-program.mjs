// Finds programs on the PATH and runs them without a shell. Never interprets a command line.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Absolute path of the first runnable program of one of these names on the PATH, or undefined. */
export function onPath(names, env = process.env) {
  for (const name of [names].flat())
    for (const folder of (env.PATH ?? '').split(delimiter))
      if (folder && isRunnable(join(folder, name))) return join(folder, name);
  return undefined;
}

/** Whether the path is a file this user may run. */
export function isRunnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Everything a program prints (both streams) when run with these arguments; undefined when it cannot be run or fails. */
export function outputOf(program, args) {
  const result = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
  return result.error || result.status !== 0 ? undefined : `${result.stdout}${result.stderr}`;
}

/** Runs a program to its end and resolves with its output; rejects with its last lines when it fails. */
export function run(program, args, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const tail = output.trim().split('\n').slice(-12).join('\n');
      const error = new Error(`${program} ${args.join(' ')} ended with ${signal ?? code}\n${tail}`);
      reject(Object.assign(error, { output }));
    });
  });
}
