// `why changed`: which change most likely turned things. A cause comes before its effect, rarely long before, and
// concerns what broke: changes are ranked by how little time lies between, and those that name the table come first. Pure.
import type { Change } from '../../contract/journal.ts';
import type { TableName } from '../../contract/tables.ts';

export interface RankedChange {
  change: Change;
  /** ms from the change to the moment things turned. */
  beforeMs: number;
  /** Whether it names the table or one upstream of it. */
  related: boolean;
}

/** Clocks and batches blur the moment by about this much. */
const BLUR_MS = 2_000;

const UPSTREAM: Record<string, readonly string[]> = {
  bronze: ['bronze', 'topic', 'consumer'],
  silver: ['silver', 'judged', 'quarantine', 'functions'],
  quarantine: ['silver', 'judged', 'quarantine', 'functions'],
  'gold.traffic': ['gold-traffic', 'gold.traffic', 'admitted', 'stream', 'silver', 'judged', 'functions'],
  'gold.status': ['gold-status', 'gold.status', 'admitted', 'stream', 'silver', 'judged', 'functions'],
  'gold.paths': ['gold-paths', 'gold.paths', 'admitted', 'stream', 'silver', 'judged', 'functions'],
};

/** The changes not later than `turnedAt`, most likely cause first. */
export function rankChanges(changes: readonly Change[], turnedAt: number, table: TableName): RankedChange[] {
  return changes
    .filter((change) => change.at <= turnedAt + BLUR_MS)
    .map((change) => ({
      change,
      beforeMs: Math.max(0, turnedAt - change.at),
      related: isRelated(change, table),
    }))
    .sort((left, right) => score(left) - score(right));
}

function isRelated({ subject }: Change, table: TableName): boolean {
  return (UPSTREAM[table] ?? []).some((word) => subject.toLowerCase().includes(word));
}

/** Time between, as if a change that does not name the table lay four times further back. */
function score({ beforeMs, related }: RankedChange): number {
  return (beforeMs + BLUR_MS) * (related ? 1 : 4);
}
