// The end of a lab in the midst of showing a run: nothing is opened after it, nothing fails, and no watch goes on.
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShownTruth } from '../../../cli/control/feed/shown-truth.ts';
import type { RunSpec } from '../../../pipeline/contract/run-spec.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { RUN, type TinyLake, TOPIC, tinyLake } from '../observe/tiny-lake.ts';

let lake: TinyLake;
beforeAll(async () => {
  lake = await tinyLake();
});
afterAll(() => lake.close());

const spec = () =>
  ({
    runId: RUN,
    topic: TOPIC,
    lakeDir: lake.lakeDir,
    ledgerFile: lake.ledgerFile,
    settings: defaultSettings(),
  }) as RunSpec;

it('shows the run asked for last, and its ledger', async () => {
  const truths = await openShownTruth((problem) => expect.fail(problem));
  await Promise.all([truths.show(spec()), truths.show(spec())]);
  await until(() => truths.now()?.ledger().acked, { deadlineMs: 5_000, what: 'the ledger to be read' });
  await truths.close();
});

it('a run that is looked at late has lost no more than it has', async () => {
  const truths = await openShownTruth((problem) => expect.fail(problem));
  await truths.show(spec());
  const compared = () => {
    const now = truths.now()?.ledger();
    return now?.lost === null || now?.acked === 0 ? undefined : now;
  };
  const { lost, unaccounted } = await until(compared, { deadlineMs: 5_000, what: 'a comparison' });
  expect({ lost, unaccounted }).toEqual({ lost: 1, unaccounted: 1 });
  await truths.close();
});

it('ends whenever it is told to, also while a run takes the place of another', async () => {
  for (let turns = 0; turns < 12; turns += 1) {
    const truths = await openShownTruth((problem) => expect.fail(problem));
    await truths.show(spec());
    const shows = [truths.show(spec())];
    for (let waited = 0; waited < turns; waited += 1) await turn();
    const closing = truths.close();
    shows.push(truths.show(spec()));
    await Promise.all([...shows, closing]);
  }
});
