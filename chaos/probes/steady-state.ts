// The steady-state hypothesis: what must be true of a healthy pipeline, before a fault and again after it. A deviation is a result.
import type { System } from '../drivers/system.ts';
import { shortOfReplicas } from './isr.ts';
import { worstLagMs } from './lag.ts';

export interface Tolerance {
  /** Newest acknowledgement at most this old. */
  ackAgeMs: number;
  lagMs: number;
  /** Newest report of every process at most this old. */
  reportAgeMs: number;
}

const STEADY: Tolerance = { ackAgeMs: 1_500, lagMs: 4_000, reportAgeMs: 1_500 };

/** What deviates from the steady state, one sentence each; empty when it holds. */
export function deviations(system: System, changed: Partial<Tolerance> = {}): string[] {
  const tolerance = { ...STEADY, ...changed };
  const snapshot = system.watch.snapshot();
  const { settings } = system.run.spec;
  const says: string[] = [];
  system.ledger.poll();
  const ackAge =
    system.ledger.lastAckAt === undefined ? Number.POSITIVE_INFINITY : Date.now() - system.ledger.lastAckAt;
  if (ackAge > tolerance.ackAgeMs) says.push('no event was acknowledged lately');
  const missing = snapshot.expected.brokers.filter(
    (broker) => !snapshot.cluster?.value.brokers.includes(broker),
  );
  if (missing.length > 0) says.push(`brokers ${missing.join(', ')} are missing`);
  const short = shortOfReplicas(snapshot);
  if (short === undefined) says.push('the cluster does not answer');
  else if (short.length > 0) says.push(`partitions ${short.join(', ')} are short of replicas`);
  for (const name of snapshot.expected.processors) {
    const report = snapshot.processors[name];
    if (report === undefined || Date.now() - report.at > tolerance.reportAgeMs)
      says.push(`${name} does not report`);
  }
  const lag = worstLagMs(snapshot, settings.topic.partitions);
  if (lag === undefined) says.push('the lag of some partition is unknown');
  else if (lag > tolerance.lagMs) says.push(`the oldest unread record has waited ${Math.round(lag)} ms`);
  return says;
}
