// Whether a variant can be shown on an engine, asked before anything is started. Derived from what the variant changes, what its faults
// wrap and what its checkers need: a setting that the engine never reads cannot be a lesson on it. Which settings those are, the engine's
// own code says. There is no list of scenarios here.
import type { Engine } from '../pipeline/contract/run-spec.ts';
import { defaultSettings } from '../pipeline/contract/settings.ts';
import { settingsReadBySpark } from '../pipeline/spark/settings-read.ts';
import type { Fault } from './fault.ts';
import type { Checker } from './oracle/checker.ts';
import { patienceOf } from './patience.ts';
import { find } from './registry.ts';
import { caseOf, type Scenario, type SettingsChange } from './scenario.ts';
import { protectionOf, protectionsOf, settingsFor, variantOf } from './variants.ts';

/** Sections that are the engine's business; the others belong to topic, source and observation, whatever the engine. */
const OF_THE_ENGINE = ['consumer', 'stream', 'silver', 'lake', 'processor'];

/** What is asked about: a variant, and with `without` (as `protectionOf` understands it) one whose protection is switched off. */
interface Asked {
  scenario: Scenario;
  variantName: string;
  engine: Engine;
  without?: string | undefined;
}

/** Each gives one reason, or none; the first that has one is told. */
const REASONS: ((asked: Asked) => Promise<string | null> | string | null)[] = [
  settingsUnread,
  protectionsUnread,
  protectionOffUnread,
  faultsOutOfReach,
  checkersBlind,
  keptTooShort,
  ({ scenario, variantName, engine }) =>
    scenario.unavailableOn?.(engine, caseOf(variantOf(scenario, variantName))) ?? null,
];

/** The bare reason why the variant concerns another engine; null when it can be run. */
export async function reasonAgainst(asked: Asked): Promise<string | null> {
  if (asked.engine === 'duckdb') return null;
  for (const reasonOf of REASONS) {
    const reason = await reasonOf(asked);
    if (reason !== null) return reason;
  }
  return null;
}

/** The same, in one sentence that names the variant. */
export async function whyNotOnEngine(
  scenario: Scenario,
  variantName: string,
  engine: Engine,
  without?: string,
): Promise<string | null> {
  const reason = await reasonAgainst({ scenario, variantName, engine, without });
  return reason && `${scenario.id}/${variantName} concerns the duckdb engine only: ${reason}`;
}

/** The variants of a scenario that can be shown on an engine. */
export async function variantsOn(scenario: Scenario, engine: Engine): Promise<string[]> {
  const names = Object.keys(scenario.variants);
  const reasons = await Promise.all(names.map((name) => whyNotOnEngine(scenario, name, engine)));
  return names.filter((_, index) => reasons[index] === null);
}

function settingsUnread({ scenario, variantName }: Asked): string | null {
  const unread = pathsOf(variantOf(scenario, variantName).settings).filter(isUnread);
  return unread.length === 0 ? null : `it changes ${unread.join(', ')}, which Spark does not have`;
}

function protectionsUnread({ scenario, variantName }: Asked): string | null {
  const paths = [...new Set(protectionsOf(scenario, variantName).map(({ path }) => path))];
  if (paths.length === 0 || !paths.every(isUnread)) return null;
  return `what protects it, ${paths.join(', ')}, Spark does not have`;
}

function protectionOffUnread({ scenario, variantName, without }: Asked): string | null {
  if (without === undefined) return null;
  const { path } = protectionOf(scenario, variantName, without);
  return isUnread(path) ? `${path}, which is to be switched off, Spark does not have` : null;
}

/** A variant that holds is worth no more than the checkers that would break the others of its case. */
async function checkersBlind({ scenario, variantName, engine }: Asked): Promise<string | null> {
  const caseName = caseOf(variantOf(scenario, variantName));
  const named = Object.values(scenario.variants)
    .filter((one) => caseOf(one) === caseName)
    .flatMap(({ expect }) => (expect.by ?? []).map(({ checker }) => checker));
  const needed = [...new Set([...named, ...(scenario.stalenessMs === undefined ? [] : ['staleness'])])];
  for (const id of needed) {
    const reason = (await find<Checker>('checkers', 'checker', id)).unavailableOn?.(engine) ?? null;
    if (reason !== null) return `the checker ${id} cannot be judged: ${reason}`;
  }
  return null;
}

async function faultsOutOfReach({ scenario, variantName, engine }: Asked): Promise<string | null> {
  for (const { fault, args, ports } of scenario.schedule(1, caseOf(variantOf(scenario, variantName)))) {
    if (ports === 'processor')
      return `its fault ${fault} wraps the ports of our own processor, and Spark has none`;
    const reason = (await find<Fault>('faults', 'fault', fault)).unavailableOn?.(engine, args) ?? null;
    if (reason !== null) return reason;
  }
  return null;
}

/** Where records go sooner than a healthy engine may read them, they are lost without a fault. */
function keptTooShort({ scenario, variantName, engine }: Asked): string | null {
  if (variantOf(scenario, variantName).expect.refusal !== undefined) return null;
  const { retentionMs } = settingsFor(scenario, variantName, defaultSettings()).topic;
  const { lagMs } = patienceOf(engine);
  if (retentionMs === null || retentionMs > lagMs) return null;
  return `its topic keeps records for ${retentionMs / 1_000} s, and Spark may lag by ${lagMs / 1_000} s when all is well`;
}

function pathsOf(change: SettingsChange): string[] {
  return Object.entries(change).flatMap(([section, values]) =>
    Object.keys(values as object).map((key) => `${section}.${key}`),
  );
}

function isUnread(path: string): boolean {
  return OF_THE_ENGINE.includes(path.split('.')[0]!) && !settingsReadBySpark().has(path);
}
