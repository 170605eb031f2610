// Lab 3's checks: three verdicts that must flip, each by another clause of the topic.
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { Check } from '../lab.ts';

export const checks: Record<string, Check> = {
  'outlast-the-pause': (facts) =>
    verdictFlips(facts, {
      run: 'pause',
      brokenBy: ['unseen'],
      lookAt: 'how long does the topic keep what nobody has read yet? See topic.retentionMs',
    }),
  'outlast-the-disk': (facts) =>
    verdictFlips(facts, {
      run: 'disk',
      brokenBy: ['lost-write'],
      lookAt:
        'how many disks had the record when it was acknowledged? See topic.replicationFactor and topic.minInsyncReplicas',
    }),
  'outlast-the-slow-day': (facts) =>
    verdictFlips(facts, {
      run: 'slow',
      brokenBy: ['not-recovered'],
      lookAt: 'how many sends may be under way at a time? See topic.partitions',
    }),
};
