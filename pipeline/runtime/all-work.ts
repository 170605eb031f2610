// Whether every processor of a run works, by its own reports. A report of an earlier life says nothing of the present one. Pure.
import type { ProcessorReport } from '../contract/progress.ts';
import type { Component } from './supervisor.ts';

/** `reports` by name of the process. */
export function allWork(
  components: readonly Pick<Component, 'name' | 'role' | 'pid'>[],
  reports: ReadonlyMap<string, { value: Pick<ProcessorReport, 'pid' | 'state'> }>,
): boolean {
  const processors = components.filter(({ role }) => role === 'processor');
  return (
    processors.length > 0 &&
    processors.every(({ name, pid }) => {
      const report = reports.get(name)?.value;
      return report !== undefined && report.pid === pid && report.state !== 'joining';
    })
  );
}
