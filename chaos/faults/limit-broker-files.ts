// limit-broker-files: the disk of the broker that leads a partition is full: no file of it may grow any more. Done with the limit the system
// keeps for a process's files (RLIMIT_FSIZE, set from outside with prlimit), which needs no privilege and no small filesystem: a write
// beyond it fails, Kafka takes its log directory offline, and a broker without one ends. Proof: the process had the limit and ended by
// itself. Undo: lift the limit if that process still lives, start the broker if not. Where there is no prlimit the run proves nothing.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brokerNamed, goneNodes, ledPartition, reviveNodes } from '../drivers/nodes.ts';
import { startTimeOfPid } from '../drivers/processes.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';

/** The partition may still grow by so much. */
const ROOM_BYTES = 4_096;

/** False where the system cannot do it. */
function limitFiles(pid: number, bytes: number | 'unlimited'): boolean {
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** Size of the newest log segment in a partition's folder. */
function newestSegmentBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  const newest = readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .at(-1);
  return newest === undefined ? 0 : statSync(join(folder, newest)).size;
}

export const fault: Fault = {
  id: 'limit-broker-files',
  title: 'A broker’s disk is full',
  async inject(system, { args, note }) {
    const partition = Number(args.partition);
    const name = brokerNamed((await ledPartition(system, partition)).leader);
    const { dataDir, pid } = system.cluster.brokers.find((one) => one.name === name)!;
    if (dataDir === undefined || pid === undefined) return;
    const bytes = newestSegmentBytes(join(dataDir, `${system.run.spec.topic}-${partition}`)) + ROOM_BYTES;
    note({ broker: name, pid, startTime: startTimeOfPid(pid) ?? null, bytes, killed: [name] });
    note({ limited: limitFiles(pid, bytes), limitedAt: Date.now() });
    await untilOrDeadline(() => !system.cluster.isRunning(name));
  },
  async observed(system, { notes }) {
    if (notes.limited !== true || goneNodes(system, notes).length === 0) return null;
    return {
      says: `no file of ${notes.broker} (process ${notes.pid}) could grow beyond ${notes.bytes} bytes, and it ended by itself`,
      facts: { ...notes },
    };
  },
  async undo({ notes }, reach) {
    const { pid, startTime } = notes as { pid?: number; startTime?: string | number | null };
    const lives = pid !== undefined && startTime !== null && startTimeOfPid(pid) === startTime;
    const lifted = lives && limitFiles(pid, 'unlimited');
    return (await reviveNodes(reach, notes)) || lifted;
  },
};
