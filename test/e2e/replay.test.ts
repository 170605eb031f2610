// A recording on every view: played by the server, or opened as a file with no server state; scrubbed by keyboard, kept in the address.
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildServer } from '../../dashboard/server/build-server.ts';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { readRecording } from '../../dashboard/server/recording/read-recording.ts';
import { replayFeed } from '../../dashboard/server/replay-feed.ts';
import { until } from '../../pipeline/contract/until.ts';
import { shippedRecording } from '../fixtures/dashboard/demo-archive.ts';
import { useDemoPage } from './demo-page.ts';

const demo = useDemoPage();
const id = (name: string) => `[data-testid="${name}"]`;
const BAR = id('replay-bar');
const FILE = shippedRecording('broker-loss-naive');
const length = async () => Number(await demo.page.getAttribute(id('scrubber'), 'max')) / 1000;
const still = () => demo.shows(`${BAR}[data-playing="false"]`);
const place = async () => Number(await demo.page.inputValue(id('scrubber'))) / 1000;
/** Waits until the scrubber stands at a second. */
const standsAt = (seconds: number) =>
  until(async () => Math.abs((await place()) - seconds) < 0.6, {
    deadlineMs: 20_000,
    what: `the scrubber to stand at ${seconds} s`,
  });

describe('a recorded run', () => {
  it('plays on Flow as if live, says that it is a recording, and goes along to the other views', async () => {
    await demo.page.goto(`${demo.url}?replay=${demo.archive.ids.naive}`);
    await demo.shows(BAR);
    await demo.shows('[data-testid="node-broker-1"][data-health="ok"]');
    expect(await demo.textOf(BAR)).toContain('broker-loss · naive · seed 7');
    for (const view of ['Truth', 'Scenarios', 'Runs']) {
      await demo.page.getByRole('link', { name: view, exact: true }).click();
      await demo.page.waitForURL(`**/${view.toLowerCase()}?*`);
      expect(demo.query('replay')).toBe(demo.archive.ids.naive);
      expect(await demo.textOf(BAR)).toContain('Recording');
    }
    await demo.page.goto(`${demo.url}scenarios?scenario=broker-loss&replay=${demo.archive.ids.naive}`);
    expect(await demo.textOf(id('blocked'))).toContain('This is a recording');
    await demo.page.click(id('leave-replay'));
    await demo.page.waitForSelector(BAR, { state: 'detached' });
    expect(demo.complaints).toEqual([]);
  });

  it('is scrubbed by keyboard: pause, seek, speed; a reload stands at the same second', async () => {
    await demo.page.goto(`${demo.url}?replay=${demo.archive.ids.naive}`);
    await demo.shows(`${BAR}[data-playing="true"]`);
    await demo.page.keyboard.press('Space');
    await still();
    await demo.page.keyboard.press('Home');
    await standsAt(0);
    await demo.page.keyboard.press('ArrowRight');
    await demo.page.keyboard.press('ArrowRight');
    await standsAt(10);
    await demo.page.focus(id('scrubber'));
    await demo.page.keyboard.press('ArrowRight');
    await standsAt(11);
    await demo.page.keyboard.press('End');
    await standsAt(Math.floor(await length()));
    await demo.page.evaluate('document.activeElement.blur()');
    await demo.page.keyboard.press('Home');
    await demo.page.keyboard.press('ArrowRight');
    await standsAt(5);
    await demo.page.keyboard.press('>');
    await demo.shows(`${id('replay-speed')}:text-is("2×")`);
    expect(demo.query('at')).toBe('5.0');
    await demo.page.reload();
    await still();
    await standsAt(5);
  });

  it('shows at a place what was there: the broker is gone in the middle, and back at the end', async () => {
    const { faults } = await demo.archive.detail(demo.archive.ids.naive);
    const { from } = await demo.archive.recording(demo.archive.ids.naive);
    const killed = (faults.find(({ state }) => state === 'injected')!.at - from) / 1000;
    await demo.page.goto(`${demo.url}?replay=${demo.archive.ids.naive}&at=${(killed + 2).toFixed(1)}`);
    await demo.shows('[data-testid="node-broker-2"][data-health="down"]');
    await demo.page.keyboard.press('End');
    await demo.shows('[data-testid="node-broker-2"][data-health="ok"]');
  });
});

it('a run that has no recording is told, and the way back is there', async () => {
  await demo.page.goto(`${demo.url}?replay=nosuchrun`);
  await demo.shows(`${id('replay-refused')}:has-text("There is no run 'nosuchrun'")`);
  expect(await demo.page.locator(id('lost')).count()).toBe(0);
  await demo.page.click(id('leave-replay'));
  await demo.shows('[data-testid="node-broker-1"][data-health="ok"]');
});

describe('a file', () => {
  it('is opened in the page and plays without the server: it may even be gone', async () => {
    await demo.page.goto(`${demo.url}runs`);
    await demo.page.setInputFiles(id('recording-file'), FILE);
    await demo.shows(BAR);
    expect(demo.query('replay')).toBe('file');
    // Runs shows the run of the file, from the journal in it.
    await demo.shows(`${id('run-verdict')}[data-verdict="broken"]`);
    await demo.shows(`${id('run-curves')} canvas`);
    await demo.page.getByRole('link', { name: 'Flow', exact: true }).click();
    await demo.shows('[data-testid="node-broker-1"][data-health="ok"]');
    await demo.app.close();
    await demo.page.keyboard.press('Space');
    await still();
    await demo.page.keyboard.press('End');
    await demo.shows(`${id('run-pill')}:has-text("broken")`);
    expect(await demo.page.locator(id('lost')).count()).toBe(0);
  });

  it('may be dropped on the page', async () => {
    await demo.page.goto(`${demo.url}runs`);
    await demo.shows('h1');
    const bytes = [...(await import('node:fs')).readFileSync(FILE)];
    await demo.page.evaluate(
      `(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(${JSON.stringify(bytes)})], 'dropped.jsonl.gz'));
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      })()`,
    );
    await demo.shows(BAR);
    expect(await demo.textOf(BAR)).toContain('broker-loss · naive');
  });

  it.each([
    ['no gzip', Buffer.from('hello'), 'not a gzip file'],
    ['another gzip', gzipSync('hello\n'), 'not what a recording holds'],
    [
      'a newer format',
      gzipSync(`${JSON.stringify({ t: 'recording', v: 9, run: { id: 'x' } })}\n`),
      'a newer Lakequake',
    ],
    [
      'a difference that builds on nothing',
      gzipSync(
        `${JSON.stringify({ t: 'recording', v: 1, run: { id: 'x' } })}\n${JSON.stringify({ t: 'delta', at: 1, set: [], unset: [] })}\n`,
      ),
      'builds on nothing',
    ],
  ])('that is none is refused with a sentence: %s', async (_name, buffer, sentence) => {
    await demo.page.goto(`${demo.url}runs`);
    await demo.page.setInputFiles(id('recording-file'), {
      name: 'thing.gz',
      mimeType: 'application/gzip',
      buffer,
    });
    expect(await demo.textOf(id('refusal'))).toContain(sentence);
    expect(await demo.page.locator(BAR).count()).toBe(0);
  });

  it('with a torn end is read as far as it is whole, and that is told', async () => {
    const whole = (await import('node:fs')).readFileSync(FILE);
    await demo.page.goto(`${demo.url}runs`);
    await demo.page.setInputFiles(id('recording-file'), {
      name: 'torn.jsonl.gz',
      mimeType: 'application/gzip',
      buffer: whole.subarray(0, Math.floor(whole.length * 0.6)),
    });
    expect(await demo.textOf(BAR)).toContain('its end is torn');
  });

  it('of several gzip members is one recording', async () => {
    const whole = (await import('node:fs')).readFileSync(FILE);
    await demo.page.goto(`${demo.url}runs`);
    await demo.page.setInputFiles(id('recording-file'), {
      name: 'two.jsonl.gz',
      mimeType: 'application/gzip',
      buffer: Buffer.concat([whole, whole]),
    });
    await demo.shows(BAR);
    expect(await demo.textOf(BAR)).not.toContain('torn');
  });

  it('must be opened again after a reload, and the page says so', async () => {
    await demo.page.goto(`${demo.url}?replay=file`);
    expect(await demo.textOf(BAR)).toContain('Open it again');
  });
});

it('a server that is a recording’s plays it, and takes no action', async () => {
  expect(existsSync(FILE)).toBe(true);
  const recording = await readRecording([FILE]);
  const app = await buildServer({ feed: replayFeed(recording), recording, archive: demo.archive });
  const { url } = await listenOn(app, { port: 0 });
  await demo.page.goto(`${url}scenarios?scenario=broker-loss`);
  await demo.shows(BAR);
  expect(await demo.page.locator(id('leave-replay')).count()).toBe(0);
  await demo.shows(`${id('run-naive')}:disabled`);
  await app.close();
});
