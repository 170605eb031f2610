// Whether a variant can be shown on an engine, asked before anything is started. Derived from what the variant changes and from what its
// faults wrap: a setting that the engine never reads cannot be a lesson on it. Which settings those are, the engine's own code says.
import type { Engine } from '../pipeline/contract/run-spec.ts';
import { settingsReadBySpark } from '../pipeline/spark/settings-read.ts';
import type { Fault } from './fault.ts';
import { find } from './registry.ts';
import { caseOf, type Scenario, type SettingsChange } from './scenario.ts';
import { protectionsOf, variantOf } from './variants.ts';

/** Sections that are the engine's business; the others belong to topic, source and observation, whatever the engine. */
const OF_THE_ENGINE = ['consumer', 'stream', 'silver', 'lake', 'processor'];

/** Why the variant concerns another engine, in one sentence; null when it can be run. */
export async function whyNotOnEngine(
  scenario: Scenario,
  variantName: string,
  engine: Engine,
): Promise<string | null> {
  if (engine === 'duckdb') return null;
  const name = `${scenario.id}/${variantName} concerns the duckdb engine only`;
  const variant = variantOf(scenario, variantName);
  const unread = unreadSettings(variant.settings);
  if (unread.length > 0) return `${name}: it changes ${unread.join(', ')}, which Spark does not have`;
  const protections = protectionsOf(scenario, variantName).map(({ path }) => path);
  if (protections.length > 0 && protections.every(isUnread))
    return `${name}: what protects it, ${[...new Set(protections)].join(', ')}, Spark does not have`;
  if (scenario.stalenessMs !== undefined)
    return `${name}: how old gold is, is judged by the positions in bronze's commits, which Spark does not write`;
  for (const { fault: id, args, ports } of scenario.schedule(1, caseOf(variant))) {
    if (ports === 'processor')
      return `${name}: its fault ${id} wraps the ports of our own processor, and Spark has none`;
    const reason = (await find<Fault>('faults', 'fault', id)).unavailableOn?.(engine, args) ?? null;
    if (reason !== null) return `${name}: ${reason}`;
  }
  return null;
}

/** The variants of a scenario that can be shown on an engine. */
export async function variantsOn(scenario: Scenario, engine: Engine): Promise<string[]> {
  const names = Object.keys(scenario.variants);
  const reasons = await Promise.all(names.map((name) => whyNotOnEngine(scenario, name, engine)));
  return names.filter((_, index) => reasons[index] === null);
}

function unreadSettings(change: SettingsChange): string[] {
  return Object.entries(change)
    .flatMap(([section, values]) => Object.keys(values as object).map((key) => `${section}.${key}`))
    .filter(isUnread);
}

function isUnread(path: string): boolean {
  return OF_THE_ENGINE.includes(path.split('.')[0]!) && !settingsReadBySpark().has(path);
}
