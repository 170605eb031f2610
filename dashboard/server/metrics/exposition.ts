// The metrics of one state as Prometheus' text format. What is not known is left out. Pure.
// https://prometheus.io/docs/instrumenting/exposition_formats/
import type { LabState } from '../../contract.ts';
import { METRICS } from './all-metrics.ts';
import { PREFIX, type Sample } from './metric.ts';

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const escaped = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

function labelsOf(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): string[] {
  const known = samples.filter(({ value }) => value !== null && Number.isFinite(value));
  if (known.length === 0) return [];
  return [
    `# HELP ${PREFIX}${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
    `# TYPE ${PREFIX}${name} ${type}`,
    ...known.map(({ labels, value }) => `${PREFIX}${name}${labelsOf(labels)} ${value}`),
  ];
}

function infoSamples({ run }: LabState): Sample[] {
  if (run === null) return [];
  const { id, kind, scenario, variant } = run;
  return [{ labels: { run: id, kind, scenario: scenario ?? '', variant: variant ?? '' }, value: 1 }];
}

/** The whole page for a scrape. */
export function exposition(state: LabState): string {
  const { version, engine, runtime } = state.lab;
  const lines = [
    ...family('build_info', 'gauge', 'Version of Lakequake.', [
      { labels: { version, engine, runtime }, value: 1 },
    ]),
    ...family('run_info', 'gauge', 'The run that has the cluster now.', infoSamples(state)),
    ...METRICS.filter(({ pageOnly }) => !pageOnly).flatMap(({ name, type, help, read }) =>
      family(name, type, help, read(state)),
    ),
  ];
  return `${lines.join('\n')}\n`;
}
