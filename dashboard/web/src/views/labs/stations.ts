// The parts of the lab as six stations along the way of the data, for the strip beside a text. Pure; what is not known stays unknown.
import type { LabState } from '../../../../contract.ts';
import { count, plural, UNKNOWN } from '../../format/number.ts';
import { type Health, worst } from '../flow/health.ts';
import type { NodeModel } from '../flow/node-model.ts';

export interface Station {
  id: string;
  title: string;
  nodes: NodeModel[];
  worst: Health;
  main: string;
  sub: string;
  /** What was done to a part of it, while a fault acts. */
  fault: string | null;
}

const ORDER = [
  { id: 'source', title: 'source', fits: (node: NodeModel) => node.kind === 'source' },
  { id: 'brokers', title: 'brokers', fits: (node: NodeModel) => node.kind === 'broker' },
  { id: 'processors', title: 'processor', fits: (node: NodeModel) => node.kind === 'processor' },
  { id: 'bronze', title: 'bronze', fits: (node: NodeModel) => node.id === 'bronze' },
  { id: 'silver', title: 'silver', fits: (node: NodeModel) => node.id === 'silver' },
  { id: 'gold', title: 'gold', fits: (node: NodeModel) => node.id === 'gold.traffic' },
] as const;

const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 });

/** Rows of a table may have seven digits, for which a strip has no room: `1.34M`. */
function shortMain({ kind, main }: NodeModel): string {
  const rows = Number(main.replaceAll(',', ''));
  return kind === 'table' && rows >= 100_000 ? SHORT.format(rows) : main;
}

/** Less words for the same. */
const shortSub = (sub: string) => sub.replace(/^ack p99 /, 'p99 ').replace(/^windows, /, '');

function brokersMain(nodes: readonly NodeModel[]): { main: string; sub: string } {
  const up = nodes.filter(({ health }) => health === 'ok' || health === 'degraded');
  if (nodes.every(({ health }) => health === 'missing')) return { main: UNKNOWN, sub: 'not known' };
  const troubled = nodes.find(({ health }) => health !== 'ok');
  return { main: `${up.length} of ${nodes.length} up`, sub: troubled?.aside ?? 'in sync' };
}

/** Six stations; one whose part does not exist says that it is unknown. */
export function stationsOf(nodes: readonly NodeModel[]): Station[] {
  return ORDER.map(({ id, title, fits }) => {
    const own = nodes.filter(fits);
    const first = own[0];
    const words =
      id === 'brokers' && own.length > 0
        ? brokersMain(own)
        : { main: first ? shortMain(first) : UNKNOWN, sub: first ? shortSub(first.sub) : 'not known' };
    const struck = own.find(({ fault }) => fault !== null);
    return {
      id,
      title,
      nodes: own,
      worst: own.length === 0 ? 'missing' : worst(...own.map(({ health }) => health)),
      ...words,
      fault: struck?.fault?.label ?? null,
    };
  });
}

/** What the ledger says so far, in a few words; null while it says nothing. */
export function harmWords(
  ledger: LabState['ledger'],
  lost: boolean,
): { text: string; tone: 'good' | 'bad' } | null {
  if (lost || ledger.reportedAt === null || ledger.lost === null) return null;
  const harms = [
    [ledger.lost, 'lost'],
    [ledger.duplicated, 'doubled'],
    [ledger.corrupt, 'corrupt'],
    [ledger.lateDropped, 'late, left out'],
  ] as const;
  const found = harms.filter(([many]) => (many ?? 0) > 0).map(([many, word]) => `${count(many)} ${word}`);
  return found.length === 0
    ? { text: `${plural(0, 'event')} lost so far`, tone: 'good' }
    : { text: found.join(' · '), tone: 'bad' };
}
