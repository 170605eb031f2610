// A mark in the environment of every process we start: whose it is, and for which state folder. The process book knows a process only once
// its entry is written, and whoever starts it may be killed before that; the mark is there from the first instruction on. Nothing here
// ends anything. Plain JavaScript for the guardian.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { startTimeOf } from './process-identity.mjs';

const VARIABLE = 'LAKEQUAKE_PROCESS';

/** The environment variable that marks a process; without spaces, so that `ps` can show it. */
export function markOf({ stateDir, session, name, role }) {
  return { [VARIABLE]: [stateDir, session, name, role].map(encodeURIComponent).join(',') };
}

/** Every living process of ours that carries a mark of the state folder, whether or not it stands in a book. */
export function markedProcesses(stateDir) {
  const environments = process.platform === 'linux' ? fromProc() : fromPs();
  return environments.flatMap(({ pid, startTime, mark }) => {
    const [folder, session, name, role] = mark.split(',').map(decodeURIComponent);
    return folder === stateDir && startTime !== undefined ? [{ pid, startTime, session, name, role }] : [];
  });
}

function fromProc() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const pid = Number(name);
      // Before the environment: a pid that comes round again in between then has another start time than the one noted.
      const startTime = startTimeOf(pid);
      const mark = environmentOf(pid).find((entry) => entry.startsWith(`${VARIABLE}=`));
      return mark === undefined ? [] : [{ pid, startTime, mark: mark.slice(VARIABLE.length + 1) }];
    });
}

/** Empty for a process that is gone, or another user's. */
function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function fromPs() {
  const { stdout } = spawnSync('ps', ['-axEww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env.PATH },
  });
  return (stdout ?? '').split('\n').flatMap((line) => {
    const pid = Number(/^\s*(\d+)/.exec(line)?.[1]);
    const mark = new RegExp(`\\s${VARIABLE}=(\\S+)`).exec(line)?.[1];
    return mark === undefined ? [] : [{ pid, startTime: startTimeOf(pid), mark }];
  });
}
