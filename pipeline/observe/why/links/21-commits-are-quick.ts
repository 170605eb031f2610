// A commit takes milliseconds; more means a slow disk or a long log without checkpoints.

import { breakdown } from '../breakdown.ts';
import { broken, type Link, ok, unknown } from '../link.ts';
import { forMs } from '../phrases.ts';

const SLOW_COMMIT_MS = 500;

export const link: Link = {
  claim: 'commits are quick',
  questions: ['slow'],
  feeds: 'bronze',
  judge({ tables, latency }) {
    const known = Object.entries(tables).flatMap(([name, table]) =>
      table.commitMs === null ? [] : [{ name, ms: table.commitMs }],
    );
    if (known.length === 0) return unknown('commit times are only known while the lab runs');
    const slowest = known.sort((left, right) => right.ms - left.ms)[0]!;
    const evidence = [
      `slowest: ${slowest.name} takes ${forMs(slowest.ms)} a commit`,
      ...(latency ? breakdown(latency) : []),
    ];
    if (slowest.ms < SLOW_COMMIT_MS) return ok(...evidence);
    return broken(
      'slow-commits',
      evidence,
      'look at the disk (lake.fsync?), and at the files and checkpoints of that table: `npx lakequake sql "FROM history(\'silver\')"`',
    );
  },
};
