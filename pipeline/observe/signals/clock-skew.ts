// clock-skew: a process dates its reports ahead of or far behind our clock, or sees events before they were produced (negative latency).
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'clock-skew',
  title: 'A clock is wrong',
  notices: 'fault',
  limits: { aheadMs: 750, behindMs: 6_000, negativeMs: 750 },
  evaluate({ now }, { aheadMs, behindMs, negativeMs }): Firing[] {
    const reports = [...Object.entries(now.processors), ['source', now.source] as const];
    return reports.flatMap(([name, report]) => {
      if (!report) return [];
      // A report may be late, so behind counts only when it is far; it is never early.
      const ahead = report.value.at - report.at;
      const seen = report.value.type === 'processor' ? (report.value.latencyMs.bronze?.p50 ?? 0) : 0;
      const seconds = (ms: number) => `${Math.round(Math.abs(ms) / 100) / 10} s`;
      if (ahead > aheadMs || -ahead > behindMs) {
        const says = `the clock of ${name} is ${seconds(ahead)} ${ahead > 0 ? 'ahead' : 'behind'}`;
        return [{ subject: name, value: ahead, says }];
      }
      if (seen >= -negativeMs) return [];
      const says = `${name} sees events ${seconds(seen)} before they were produced: a clock is wrong`;
      return [{ subject: name, value: seen, says }];
    });
  },
});
