// One table follows the table it is made from: the source version it records is that table's newest one with new rows. Pure.
import type { TableName } from '../../contract/tables.ts';
import type { Facts } from './facts.ts';
import { broken, type Judgement, ok, unknown } from './link.ts';
import { patienceMs } from './patience.ts';
import { forMs, instant, many } from './phrases.ts';

/** Judges `table` against the table `upstream` that feeds it. */
export function judgeLayer(facts: Facts, table: TableName, upstream: TableName): Judgement {
  const from = facts.tables[upstream];
  const to = facts.tables[table];
  if (from === undefined) return unknown(`nothing is known of ${upstream}`);
  const done = to === undefined ? -1 : to.upstreamVersion;
  if (done === null) return unknown(`${table} does not say which version of ${upstream} it holds`);
  const behind = from.version - done;
  const waitingSince = to === undefined ? from.committedAt : to.waitingSince;
  if (behind <= 0 || waitingSince === null)
    return ok(`${table} holds ${upstream} up to its newest version ${from.version}`);
  const waitedMs = Math.max(0, facts.at - waitingSince);
  if (waitedMs <= patienceMs(facts))
    return ok(`${table} is ${many(behind, 'version')} behind ${upstream}, for ${forMs(waitedMs)}`);
  return behindLayer(facts, { table, upstream, done, newest: from.version, waitedMs });
}

function behindLayer(
  { tables, processors }: Facts,
  {
    table,
    upstream,
    done,
    newest,
    waitedMs,
  }: { table: TableName; upstream: TableName; done: number; newest: number; waitedMs: number },
): Judgement {
  const error = processors?.map((one) => one.lastError).find((one) => one !== null) ?? null;
  const committedAt = tables[table]?.committedAt ?? null;
  return broken(
    'layer-behind',
    [
      `${table} holds ${upstream} up to version ${done}, ${upstream} is at ${newest}; new rows wait for ${forMs(waitedMs)}`,
      committedAt === null
        ? `${table} has never been written`
        : `last commit of ${table} at ${instant(committedAt)}`,
      ...(error ? [`last error: ${error.message}`] : []),
    ],
    `the streaming query of ${table} does not run: see \`npx lakequake logs processor-1\``,
  );
}
