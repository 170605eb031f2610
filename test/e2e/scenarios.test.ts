// Scenarios in a real browser, on the demo server: the catalogue, running and stopping, what is refused, and the state in the address.
import { describe, expect, it } from 'vitest';
import { STORY } from '../fixtures/dashboard/demo-story.ts';
import { useDemoPage } from './demo-page.ts';

const demo = useDemoPage();
const open = (query = '') => demo.page.goto(`${demo.url}scenarios${query}`);
const id = (name: string) => `[data-testid="${name}"]`;
const listed = () => demo.page.locator('[data-testid^="scenario-"]:is(a)');

describe('the catalogue', () => {
  it('lists every scenario, and finds by words and by tag; the address says which', async () => {
    await open();
    await demo.shows(id('scenario-broker-loss'));
    expect(await listed().count()).toBeGreaterThanOrEqual(45);
    await demo.page.fill(id('find-scenario'), 'sendGrouping');
    await demo.shows('[role="status"]:text-matches("^2 of")');
    expect(demo.query('q')).toBe('sendGrouping');
    await demo.page.reload();
    await demo.shows(id('scenario-broker-loss'));
    expect(await listed().count()).toBeLessThan(6);
    await demo.page.fill(id('find-scenario'), 'no such thing');
    await demo.shows('.list .none');
    expect(demo.complaints).toEqual([]);
  });

  it('says of a scenario what it teaches, what is seen, and which settings differ and why', async () => {
    await open();
    await demo.page.click(id('scenario-broker-loss'));
    const text = await demo.textOf(id('scenario-detail'));
    expect(text).toContain('Acknowledged by the client is not the same as stored by Kafka');
    expect(text).toContain('An onlooker sees');
    const naive = await demo.textOf(id('variant-naive'));
    expect(naive).toContain('producer.sendGrouping');
    expect(naive).toContain('many-partitions');
    expect(naive).toContain('Because: the stock call');
    expect(demo.query('scenario')).toBe('broker-loss');
    await demo.page.reload();
    await demo.shows(id('variant-hardened'));
  });

  it('shows the variants of one case at a time', async () => {
    await open('?scenario=topic-misconfigured&case=retention');
    await demo.shows(id('variant-naive-retention'));
    expect(await demo.page.locator(id('variant-naive-replication')).count()).toBe(0);
    await demo.page.getByRole('button', { name: 'replication', exact: true }).click();
    await demo.shows(id('variant-refused-replication'));
    expect(demo.query('case')).toBe('replication');
  });
});

describe('running', () => {
  it('starts a variant on a seed, shows phase, fault and countdown, and stops it', async () => {
    await open('?scenario=broker-loss');
    await demo.page.fill(id('seed'), '11');
    await demo.page.click(id('run-naive'));
    await demo.shows(`${id('job')}[data-state="running"]`);
    expect(demo.feed.asked).toEqual(['run broker-loss/naive 11']);
    expect(demo.query('seed')).toBe('11');
    expect(await demo.textOf(id('job'))).toContain('broker-loss · naive · seed 11');
    expect(await demo.page.isDisabled(id('run-hardened'))).toBe(true);
    demo.feed.jumpTo(STORY.kill + 2);
    await demo.shows(id('live-fault'));
    expect(await demo.textOf(id('live-fault'))).toMatch(/SIGKILL on broker 2.*ends in 00:1\d/);
    await demo.page.click(id('stop'));
    await demo.page.waitForSelector(id('job'), { state: 'detached' });
    expect(demo.feed.asked.at(-1)).toBe('stop');
    expect(demo.complaints).toEqual([]);
  });

  it('shows the verdict of the newest run, its events as traces, and the other variant beside it', async () => {
    await open('?scenario=broker-loss');
    await demo.shows(`${id('run-verdict')}[data-verdict]`);
    await demo.shows(id('compare-pair'));
    await demo.page.click(id('compare-pair'));
    await demo.shows(id('comparison'));
    expect([demo.query('a'), demo.query('b')]).toEqual([demo.archive.ids.naive, demo.archive.ids.hardened]);
  });

  it('runs the other variant on the same seed in one click', async () => {
    await open('?scenario=late-timestamps');
    await demo.page.click(id('run-other'));
    await demo.shows(`${id('job')}[data-state="running"]`);
    expect(demo.feed.asked).toEqual(['run late-timestamps/hardened 7']);
    expect(demo.query('seed')).toBe('7');
  });

  it('runs all variants of a scenario, or the short suite, as one job', async () => {
    await open('?scenario=broker-loss&seed=11');
    await demo.page.click(id('run-all'));
    await demo.shows(`${id('job')}[data-state="running"]`);
    expect(await demo.textOf(id('job'))).toContain('A suite');
    expect(demo.feed.asked).toEqual(['suite expected broker-loss/naive broker-loss/hardened 11']);
    await demo.page.click(id('stop'));
    await demo.page.waitForSelector(id('job'), { state: 'detached' });
    await open('');
    await demo.page.click(id('run-short-suite'));
    await demo.shows(`${id('job')}[data-state="running"]`);
    expect(demo.feed.asked.at(-1)).toContain('acks-one/naive');
  });

  it('sends what is left out: the injection, or a protection', async () => {
    await open('?scenario=broker-loss');
    const asked = demo.page.waitForRequest((request) => request.method() === 'POST');
    await demo.page.check(id('disarmed'));
    await demo.page.selectOption(id('without-hardened'), { index: 1 });
    await demo.page.click(id('run-hardened'));
    expect((await asked).postDataJSON()).toEqual({
      variant: 'hardened',
      disarmed: true,
      without: 'producer.sendGrouping="many-partitions"',
    });
    await demo.shows(`${id('job')}[data-state="running"]`);
  });

  it('says why a run is refused, and what to do', async () => {
    await open('?scenario=broker-loss');
    await demo.shows(id('run-naive'));
    demo.feed.actions.runScenario = () => Promise.reject(Object.assign(new Error('gone')));
    await demo.page.click(id('run-naive'));
    expect(await demo.textOf(id('refusal'))).toContain('The dashboard failed to answer.');
  });

  it('shows a suite that was started elsewhere as the job that runs', async () => {
    demo.feed.distort((state) => ({
      ...state,
      job: {
        id: 'job-9',
        kind: 'suite',
        scenario: null,
        variant: null,
        seed: null,
        startedAt: state.at - 60_000,
        state: 'running',
        line: '12 of 40 done',
        error: null,
      },
    }));
    await open('?scenario=broker-loss');
    expect(await demo.textOf(id('job'))).toContain('A suite');
    expect(await demo.textOf(id('job-line'))).toBe('12 of 40 done');
    expect(await demo.textOf(id('blocked'))).toContain('Something runs already');
  });
});

describe('the lab', () => {
  it('is healed, and its source set to a rate; a refusal is told', async () => {
    await open();
    await demo.page.click(id('heal'));
    expect(await demo.textOf(id('done'))).toBe('undid 1 fault');
    await demo.page.fill(id('rate'), '250');
    await demo.page.click(id('set-rate'));
    await demo.shows(`${id('done')}:text-is("rate set to 250")`);
    await demo.page.fill(id('rate'), '13');
    await demo.page.click(id('set-rate'));
    expect(await demo.textOf(id('refusal'))).toContain('no source runs');
  });

  it('cannot be acted on while it does not answer', async () => {
    await open('?scenario=broker-loss');
    await demo.shows(`${id('run-naive')}:not(:disabled)`);
    await demo.app.close();
    await demo.shows(id('lost'));
    await demo.shows(`${id('run-naive')}:disabled`);
    expect(await demo.textOf(id('blocked'))).toContain('does not answer');
  });
});
