// The result as one JSON value: medians where their keys say, spread, ratios and reasons beside them.
import type { PartResult } from '../part.ts';
import { rounded, spreadOf } from '../spread.ts';

type Json = Record<string, unknown>;

/** `{commits: {100: 5}}` for key `commits.100`. */
function put(into: Json, key: string, value: unknown): void {
  const names = key.split('.');
  const last = names.pop()!;
  let place = into;
  for (const name of names) {
    place[name] ??= {};
    place = place[name] as Json;
  }
  place[last] = value;
}

/** One part: `{duckdb: 104000, …, spread: {…}, ratios: {…}, skipped: {…}, configuration: {…}}`; null where nothing was measured. */
export function partAsJson(result: PartResult): Json {
  const json: Json = {};
  const spread: Json = {};
  const skipped: Json = {};
  for (const row of result.rows) {
    const found = spreadOf(row);
    put(json, row.key, found === null ? null : rounded(found.median));
    if (found !== null)
      spread[row.key] = {
        unit: row.unit,
        low: rounded(found.low),
        high: rounded(found.high),
        runs: found.runs.map(rounded),
      };
    if (row.skipped !== undefined) skipped[row.key] = row.skipped;
  }
  const ratios = Object.fromEntries(
    result.ratios.map(({ key, value, why, target }) => [
      key,
      {
        value: value === null ? null : rounded(value),
        ...(why ? { why } : {}),
        ...(target ? { target } : {}),
      },
    ]),
  );
  const { title, configuration, facts = {} } = result;
  return { title, ...json, ...facts, spread, ratios, skipped, configuration };
}
