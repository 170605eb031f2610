// One link of the chain from the source to the dashboard: a claim about the pipeline that facts confirm, refute or
// leave open. Links are found in `links/`, whose file names order them from upstream to downstream.
import type { TableName } from '../../contract/tables.ts';
import type { Facts } from './facts.ts';

export type Question = 'stuck' | 'empty' | 'slow';

/** Named causes; `misdiagnosed` compares them with what a scenario really did. */
export type Cause =
  | 'lab-not-running'
  | 'source-dead'
  | 'source-paused'
  | 'source-silent'
  | 'rate-zero'
  | 'broker-down'
  | 'broker-paused'
  | 'below-min-isr'
  | 'no-leader'
  | 'proxy-closed'
  | 'sends-unanswered'
  | 'sends-failing'
  | 'wrong-topic'
  | 'topic-missing'
  | 'topic-silent'
  | 'processor-dead'
  | 'processor-paused'
  | 'processor-silent'
  | 'partition-unassigned'
  | 'start-beyond-data'
  | 'position-out-of-range'
  | 'position-stuck'
  | 'poison'
  | 'layer-behind'
  | 'everything-quarantined'
  | 'clock-out-of-bounds'
  | 'idle-partition'
  | 'watermark-in-future'
  | 'everything-late'
  | 'sql-filter'
  | 'windows-not-final'
  | 'dashboard-stale'
  | 'backlog'
  | 'small-files'
  | 'slow-commits'
  | 'slow-acks'
  | 'slow-trigger';

export type Judgement =
  | { state: 'ok'; evidence: string[] }
  | { state: 'unknown'; evidence: string[] }
  | { state: 'broken'; cause: Cause; evidence: string[]; next: string };

export interface Link {
  /** What holds when the link is well; reads as a sentence. */
  claim: string;
  questions: readonly Question[];
  /** The first table downstream of this link. */
  feeds: TableName | 'dashboard';
  judge(facts: Facts, table: TableName): Judgement;
}

export const ok = (...evidence: string[]): Judgement => ({ state: 'ok', evidence });
export const unknown = (...evidence: string[]): Judgement => ({ state: 'unknown', evidence });
export const broken = (cause: Cause, evidence: string[], next: string): Judgement => ({
  state: 'broken',
  cause,
  evidence,
  next,
});
