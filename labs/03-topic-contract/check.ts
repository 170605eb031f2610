// Lab 3's checks: three verdicts that must flip, each by another clause of the topic. One clause a run cannot show: how many copies an
// acknowledgement asks for matters on a day when replicas are behind, and in this run none is.
import { type Answer, wrong } from '../answer.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabRun } from '../facts.ts';
import type { Check } from '../lab.ts';

const acknowledgedByOne = ({ runId, settings }: LabRun): Answer | null =>
  settings.topic.minInsyncReplicas > 1
    ? null
    : wrong(
        `run ${runId} held, because every copy was up to date when the disk was lost. With minInsyncReplicas 1 the leader may acknowledge a record that only its own disk has, as soon as the others are behind.`,
        'how many copies must a record have before it is acknowledged? See topic.minInsyncReplicas',
      );

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
      heldWithout: acknowledgedByOne,
    }),
  'outlast-the-slow-day': (facts) =>
    verdictFlips(facts, {
      run: 'slow',
      brokenBy: ['not-recovered'],
      lookAt: 'how many sends may be under way at a time? See topic.partitions',
    }),
};
