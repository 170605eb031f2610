// crash-loop: a process was started again and again within a while. Between two deaths it reports, so nothing is missing for long and a look
// at the wrong moment finds all well; the number of lives tells. One subject per process.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'crash-loop',
  title: 'A process is started again and again',
  notices: 'fault',
  limits: { starts: 2, windowMs: 60_000 },
  evaluate({ since }, { starts, windowMs }): Firing[] {
    const lives = new Map<string, Set<number>>();
    for (const { source, processors } of since(windowMs))
      for (const [name, report] of [...Object.entries(processors), ['source', source] as const])
        if (report) lives.set(name, (lives.get(name) ?? new Set()).add(report.value.pid));
    return [...lives].flatMap(([name, { size }]) => {
      const value = size - 1;
      if (value < starts) return [];
      const says = `${name} was started again ${value} times within ${windowMs / 1_000} s`;
      return [{ subject: name, value, says }];
    });
  },
});
