// memory: a process holds a great deal of memory. One subject per process.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'memory',
  title: 'A process holds much memory',
  notices: 'fault',
  limits: { rssBytes: 1_610_612_736 },
  // The driver is given a heap of 2 GiB, and with Python, Node and what a JVM takes beside its heap it is well below this.
  limitsOn: { spark: { rssBytes: 3_221_225_472 } },
  evaluate({ now }, { rssBytes }): Firing[] {
    const reports = [...Object.entries(now.processors), ['source', now.source] as const];
    return reports.flatMap(([name, report]) => {
      const value = report?.value.rssBytes ?? 0;
      const says = `${name} holds ${Math.round(value / 1_048_576)} MiB of memory`;
      return value > rssBytes ? [{ subject: name, value, says }] : [];
    });
  },
});
