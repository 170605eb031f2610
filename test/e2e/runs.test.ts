// Runs in a real browser, on the recordings that ship with the project: history, one run, two beside each other, export.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { useDemoPage } from './demo-page.ts';

const demo = useDemoPage();
const open = (query = '') => demo.page.goto(`${demo.url}runs${query}`);
const id = (name: string) => `[data-testid="${name}"]`;

it('lists the runs, filters them, and keeps the filter in the address', async () => {
  await open();
  await demo.shows(id(`run-${demo.archive.ids.late}`));
  expect(await demo.page.locator('tbody tr').count()).toBe(3);
  await demo.page.selectOption('select', 'late-timestamps');
  await demo.shows('tbody:not(:has(tr + tr))');
  expect(demo.query('scenario')).toBe('late-timestamps');
  await demo.page.reload();
  await demo.shows(id(`run-${demo.archive.ids.late}`));
  expect(await demo.page.locator('tbody tr').count()).toBe(1);
  await demo.page.getByRole('button', { name: 'drains' }).click();
  await demo.shows('.none');
  expect(demo.complaints).toEqual([]);
});

it('tells one run whole: verdict, evidence, who noticed, curves, phases, settings, checks', async () => {
  const { naive } = demo.archive.ids;
  await open();
  await demo.page.click(id(`run-${naive}`));
  await demo.shows(`${id('run-verdict')}[data-verdict="broken"]`);
  const { result } = await demo.archive.detail(naive);
  const lost = result!.evidence.find(({ id: checker }) => checker === 'lost-write')!;
  expect(await demo.textOf(id('evidence-lost-write'))).toContain(String(lost.count));
  expect(await demo.textOf(id('detection'))).toContain('broker-unreachable');
  expect(await demo.textOf(id('detection'))).toContain('the damage: nobody');
  expect(await demo.textOf(id('changed'))).toContain('producer.sendGrouping');
  expect(await demo.textOf(id('checks'))).toContain(lost.title);
  await demo.shows(`${id('run-curves')} canvas`);
  const link = demo.page.locator(`${id('evidence-lost-write')} ${id('event-link')}`).first();
  const event = String(lost.examples[0]!.event_id);
  expect(await link.getAttribute('href')).toBe(`/why?trace=${event}`);
  expect(demo.complaints).toEqual([]);
});

it('shows a suite as a table, what was not as wanted alone, and exports it', async () => {
  await open();
  await demo.shows(id('suites'));
  expect(await demo.textOf(id('suites'))).toContain('3 of 3 as wanted, 1 to run');
  await demo.page.click(id('suite-demo1'));
  await demo.shows(id('suite-rows'));
  const rows = demo.page.locator(`${id('suite-rows')} tbody tr`);
  expect(await rows.count()).toBe(3);
  await demo.page.getByRole('button', { name: 'not as wanted' }).click();
  await expect.poll(() => rows.count(), { timeout: 5_000 }).toBe(2);
  expect(demo.query('rows')).toBe('surprising');
  const [download] = await Promise.all([
    demo.page.waitForEvent('download'),
    demo.page.getByRole('link', { name: 'JUnit XML' }).click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toContain(
    '<testsuite name="broker-loss" tests="2" failures="1"',
  );
  await rows.first().getByRole('link').click();
  await demo.shows(id('run-title'));
  expect(demo.query('run')).toBe(demo.archive.ids.naive);
  expect(demo.complaints).toEqual([]);
});

it('exports a report and a recording as files', async () => {
  await open(`?run=${demo.archive.ids.naive}`);
  const [download] = await Promise.all([demo.page.waitForEvent('download'), demo.page.click(id('export'))]);
  const html = readFileSync(await download.path(), 'utf8');
  expect(html).toMatch(/^<!doctype html>/i);
  expect(html).toContain('broker-loss');
  const [recording] = await Promise.all([
    demo.page.waitForEvent('download'),
    demo.page.getByRole('link', { name: 'Recording' }).click(),
  ]);
  expect(recording.suggestedFilename()).toMatch(/\.jsonl\.gz$/);
});

it('lays two runs beside each other: settings, checks, curves on a common zero', async () => {
  const { naive, hardened } = demo.archive.ids;
  await open();
  await demo.page.getByRole('button', { name: `Compare ${naive}`, exact: true }).click();
  expect(demo.query('a')).toBe(naive);
  await demo.page.getByRole('button', { name: `Compare ${hardened}`, exact: true }).click();
  expect(await demo.textOf(id('comparison'))).toBe('broker-loss: naive against hardened');
  expect(await demo.textOf(id('side-a'))).toContain('broken');
  expect(await demo.textOf(id('side-b'))).toContain('held');
  expect(await demo.textOf(id('differing-settings'))).toMatch(
    /producer\.sendGrouping\s*many-partitions\s*default/,
  );
  expect(await demo.page.locator(`${id('run-curves')} canvas`).count()).toBe(4);
  await demo.page.reload();
  await demo.shows(id('side-b'));
});

it('says when two runs cannot be compared fairly', async () => {
  await open(`?a=${demo.archive.ids.naive}&b=${demo.archive.ids.late}`);
  await demo.shows(id('comparison'));
  expect(await demo.textOf('.head .not')).toContain('different scenarios');
});

it('says of an unknown run that there is none', async () => {
  await open('?run=nosuch');
  expect(await demo.textOf(id('refusal'))).toContain("There is no run 'nosuch'");
});
