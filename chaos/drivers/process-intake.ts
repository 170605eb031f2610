// How much a process has read so far, sockets included, as the operating system counts it: what it says of itself is not asked.
// Linux tells (/proc/PID/io, rchar); elsewhere nobody does without privileges, and the answer is null.
import { readFileSync } from 'node:fs';

/** Bytes; null when the process is gone or the system does not tell. */
export function intakeBytes(pid: number): number | null {
  try {
    const found = /^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}
