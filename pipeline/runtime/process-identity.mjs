// Who a process is: its pid together with the moment it began, since pids come round again. Nothing here ever looks at a name.
// Plain JavaScript, because the guardian runs it without tsx (a third of the memory, and it outlives a broken node_modules).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

let bootId;

/** A text that differs for two processes that had the same pid, or undefined when no such process is alive (a zombie is not). */
export function startTimeOf(pid) {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** Whether exactly this process is still alive. */
export function isAlive({ pid, startTime }) {
  return startTimeOf(pid) === startTime;
}

/** Sends a signal to exactly this process; false when it is gone already. */
export function signalExactly(identity, signal) {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}

function fromProc(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the name in brackets and may hold spaces and brackets: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${fields[19]}@${boot()}`;
}

/** Start times count from boot, so the boot belongs to them. */
function boot() {
  if (bootId === undefined) {
    try {
      bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    } catch {
      bootId = 'boot';
    }
  }
  return bootId;
}

function fromPs(pid) {
  const { stdout, status } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [state, ...started] = (stdout ?? '').trim().split(/\s+/);
  return status === 0 && state && !state.startsWith('Z') ? started.join(' ') : undefined;
}
