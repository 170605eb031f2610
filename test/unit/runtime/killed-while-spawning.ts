// Not a test: a control that opens a state folder, spawns one process with its mark, and is killed before it could write it into the book.
// Prints the pid of that process.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { openState } from '../../../pipeline/runtime/open-state.ts';

const { book } = await openState(process.argv[2]!);
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
  detached: true,
  stdio: 'ignore',
  env: { ...process.env, ...book.mark({ name: 'broker-2', role: 'broker' }) },
});
writeSync(1, String(child.pid));
process.kill(process.pid, 'SIGKILL');
