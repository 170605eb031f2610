// The one sentence for the back bench: what is broken right now, or that nothing is, or that nothing looks broken and yet
// events are gone. Numbers of the ledger, never of the pipeline, decide the last.
import type { LabState } from '../../../../contract.ts';
import { plural } from '../../format/number.ts';
import { type Health, isBroken } from './health.ts';
import type { NodeModel } from './node-model.ts';

export interface Headline {
  health: Health | 'damage';
  text: string;
  detail: string;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const words: Partial<Record<Health, string>> = {
  down: 'is down',
  paused: 'is paused',
  missing: 'is missing',
};

function brokenHeadline(broken: NodeModel[], detail: string): Headline {
  const first = broken[0]!;
  const names = broken.map(({ title }) => title);
  const health = broken.some((node) => node.health === 'down') ? 'down' : first.health;
  if (broken.length === 1)
    return { health, text: `${capital(first.title)} ${words[first.health] ?? 'does not work'}`, detail };
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return { health, text: `${capital(list)} do not work`, detail };
}

function damageOf(lab: LabState): string | null {
  const { lost, duplicated, corrupt, lateDropped } = lab.ledger;
  if ((lost ?? 0) > 0) return `${plural(lost!, 'acknowledged event')} ${lost === 1 ? 'is' : 'are'} gone`;
  if ((corrupt ?? 0) > 0) return `${plural(corrupt!, 'event')} ${corrupt === 1 ? 'is' : 'are'} wrong`;
  if ((duplicated ?? 0) > 0)
    return `${plural(duplicated!, 'event')} ${duplicated === 1 ? 'counts' : 'count'} twice`;
  if ((lateDropped ?? 0) > 0) return `gold left out ${plural(lateDropped!, 'late event')}`;
  return null;
}

/** Broken parts first, then faults and slow parts, then silent damage, else all is well. */
export function headlineOf(
  lab: LabState,
  _now: number,
  nodes: NodeModel[],
  isr: { text: string; health: Health },
): Headline {
  const parts = nodes.filter(({ kind }) => kind !== 'ledger');
  const broken = parts.filter(({ health }) => isBroken(health));
  const damage = damageOf(lab);
  if (broken.length > 0) return brokenHeadline(broken, isr.text);
  const slow = parts.filter(({ health, kind }) => health === 'degraded' && kind !== 'table');
  const toxic = lab.proxies.filter(({ toxics }) => toxics.length > 0);
  if (toxic.length > 0)
    return {
      health: 'degraded',
      text: `The link to broker ${toxic.map(({ brokerId }) => brokerId).join(' and ')} is bad`,
      detail: toxic.flatMap(({ toxics }) => toxics).join(' · '),
    };
  if (slow.length > 0) {
    const first = slow[0]!;
    const back = first.kind === 'broker' ? 'is catching up' : 'is slow';
    return { health: 'degraded', text: `${capital(first.title)} ${back}`, detail: isr.text };
  }
  if (damage !== null)
    return {
      health: 'damage',
      text: `All links carry data, and ${damage}`,
      detail: 'the ledger knows; gold does not',
    };
  return { health: 'ok', text: 'All links carry data', detail: isr.text };
}
