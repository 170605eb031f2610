// lake-writes: the lake's storage refuses writes, or takes them very slowly. One subject per processor and kind.
import { processorsOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'lake-writes',
  title: 'The lake refuses or delays writes',
  notices: 'fault',
  limits: { windowMs: 5_000, failedWrites: 1, slowMs: 1_500 },
  evaluate({ now, since, observe }, { windowMs, failedWrites, slowMs }): Firing[] {
    return processorsOf(now, observe).flatMap((report) => {
      const recent = since(windowMs)
        .map(({ processors }) => processors[report.name]?.value)
        .filter((one) => one !== undefined && one.pid === report.pid);
      const failed = (report.storage?.failedWrites ?? 0) - (recent[0]?.storage?.failedWrites ?? 0);
      const slowest = Math.max(...recent.map((one) => one?.storage?.slowestWriteMs ?? 0));
      const seconds = Math.round(windowMs / 1_000);
      const says = {
        refused: `storage refused ${failed} writes of ${report.name} within ${seconds} s`,
        slow: `a write of ${report.name} to the lake took ${Math.round(slowest / 100) / 10} s`,
      };
      return [
        ...(failed >= failedWrites
          ? [{ subject: `${report.name} refused`, value: failed, says: says.refused }]
          : []),
        ...(slowest > slowMs ? [{ subject: `${report.name} slow`, value: slowest, says: says.slow }] : []),
      ];
    });
  },
});
