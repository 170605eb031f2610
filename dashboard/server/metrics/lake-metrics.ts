// Metrics of the lake's tables, of signals, and of what the ledger says of it all.
import type { LabState } from '../../contract.ts';
import { type Metric, one, type Sample, seconds } from './metric.ts';

/** A comparison of ledger and lake that is older says nothing of now. */
const OLD_COMPARISON_MS = 5_000;

const byTable =
  (read: (table: LabState['tables'][number]) => number | null) =>
  ({ tables }: LabState): Sample[] =>
    tables.map((table) => ({ labels: { table: table.name }, value: read(table) }));

const compared = ({ at, ledger }: LabState) =>
  ledger.reportedAt !== null && at - ledger.reportedAt <= OLD_COMPARISON_MS ? ledger : null;

const truth = (name: string, help: string, read: (ledger: LabState['ledger']) => number | null): Metric => ({
  name: `ledger_${name}_events`,
  group: 'truth',
  unit: 'events',
  type: 'gauge',
  help,
  read: (state) => {
    const ledger = compared(state);
    return one(ledger === null ? null : read(ledger));
  },
});

export const lakeMetrics: Metric[] = [
  {
    name: 'table_freshness_seconds',
    group: 'freshness',
    unit: 'seconds',
    type: 'gauge',
    help: 'Time since the newest commit of the table.',
    read: byTable(({ freshnessMs }) => seconds(freshnessMs)),
  },
  {
    name: 'table_rows',
    group: 'files',
    unit: 'rows',
    type: 'gauge',
    help: 'Rows in the table.',
    read: byTable(({ rows }) => rows),
  },
  {
    name: 'table_files',
    group: 'files',
    unit: 'count',
    type: 'gauge',
    help: 'Data files of the newest version.',
    read: byTable(({ files }) => files),
  },
  {
    name: 'table_version',
    group: 'files',
    unit: 'count',
    type: 'gauge',
    help: 'Newest version: one commit each.',
    read: byTable(({ version }) => version),
  },
  {
    name: 'quarantine_ratio',
    group: 'quality',
    unit: 'ratio',
    type: 'gauge',
    help: 'Share of the acknowledged events that silver refused.',
    read: (state) => one(compared(state) === null ? null : state.quarantine.share),
  },
  {
    name: 'signal_firing',
    group: 'processes',
    unit: 'count',
    type: 'gauge',
    help: '1 while the signal fires; absent while its input is missing.',
    read: ({ signals }) =>
      signals.map(({ id, state }) => ({
        labels: { signal: id },
        value: state === 'missing' ? null : state === 'firing' ? 1 : 0,
      })),
  },
  truth('unaccounted', 'Acknowledged events not yet seen in bronze.', ({ unaccounted }) => unaccounted),
  truth('lost', 'Acknowledged events that bronze has passed and does not hold.', ({ lost }) => lost),
  truth('late_dropped', 'Events of silver that gold left out as too late.', ({ lateDropped }) => lateDropped),
];
