// A lab on the page over real files and a small real lake, without a cluster: the way through it by keyboard, the editor against other editors,
// broken files, progress that the command line made, and what a reload shows. Whole labs with real runs are in live-labs.test.ts.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextHint, predict, resetLab, type Seat, standOf } from '../../labs/play-lab.ts';
import { findLab } from '../../labs/registry.ts';
import { workspaceOf } from '../../labs/workspace.ts';
import { until } from '../../pipeline/contract/until.ts';
import { LOST_EVENT, LOST_RUN } from '../fixtures/dashboard/demo-labs.ts';
import { useDemoPage } from './demo-page.ts';

const demo = useDemoPage();
const LAB = 'labs?lab=04-acked-is-not-stored';
const id = (name: string) => `[data-testid="${name}"]`;
const EDITOR = `${id('file-editor')}[data-ready="true"]`;

const onDisk = (name: string, seat = demo.labs.seat) =>
  join(workspaceOf(seat.stateDir, seat.lab).folder, name);
const read = (name: string) => readFileSync(onDisk(name), 'utf8');

async function type(file: string, text: string): Promise<void> {
  await demo.shows(EDITOR);
  await demo.page.locator(`.cm-content[aria-label="${file}"]`).click();
  await demo.page.keyboard.press('Control+a');
  await demo.page.keyboard.insertText(text);
}
const editorText = async () => (await demo.page.locator('.cm-content').textContent()) ?? '';
const shown = async (what: string) =>
  until(async () => (await editorText()).includes(what), {
    deadlineMs: 10_000,
    what: `the editor to show ${what}`,
  });

/** A learner in the middle of lab 4, anew. */
beforeEach(async () => {
  rmSync(join(demo.labs.stateDir, 'workspaces'), { recursive: true, force: true });
  await demo.labs.playHalf();
}, 60_000);

describe('the way through a lab', () => {
  it('leads from the course to the first prediction by keyboard, and every state is in the address', async () => {
    await demo.open('labs');
    await demo.shows(id('course'));
    expect(await demo.textOf(id('lab-4'))).toContain('1 of 3 steps');
    await demo.page.focus(id('lab-10'));
    await demo.page.keyboard.press('Enter');
    await demo.shows(id('start-lab'));
    await demo.page.focus(id('start-lab'));
    await demo.page.keyboard.press('Enter');
    await demo.shows(`${id('one-lab')}[data-part="draw-the-curve"]`);
    expect(demo.query('part')).toBe('draw-the-curve');
    await demo.page.focus(id('choice-a'));
    await demo.page.keyboard.press('ArrowDown');
    await demo.page.focus(id('keep-prediction'));
    await demo.page.keyboard.press('Enter');
    await demo.shows(`${id('predict')}[data-predicted="b"]`);
    const seat: Seat = { stateDir: demo.labs.stateDir, lab: await findLab('10') };
    expect(standOf(seat).predictions.get('draw-the-curve')).toBe('b');
    expect(readFileSync(onDisk('curve.sql', seat), 'utf8')).toContain('first try');
    expect(demo.complaints).toEqual([]);
  });

  it('shows each step with its state, the same after a reload', async () => {
    await demo.open(LAB);
    const states = ['find-the-missing', 'ask-two-disks', 'one-call-one-partition'];
    const seen = async () => {
      await demo.shows(id('part-explain'));
      return Promise.all(states.map((step) => demo.page.getAttribute(id(`part-${step}`), 'data-state')));
    };
    expect(await seen()).toEqual(['passed', 'wrong', 'open']);
    await demo.page.reload();
    expect(await seen()).toEqual(['passed', 'wrong', 'open']);
    await demo.shows(`${id('one-lab')}[data-part="ask-two-disks"]`);
  });

  it('compares the prediction with what the run said, and leads from the answer to trace, run, Truth and Signals', async () => {
    await demo.open(`${LAB}&part=find-the-missing`);
    await demo.shows(`${id('compared')}[data-right="false"]`);
    expect(await demo.textOf(id('compared'))).toContain('replica.lag.time.max.ms');
    await demo.page.click(id('part-ask-two-disks'));
    const check = `${id('check')}[data-state="wrong"]`;
    await demo.shows(check);
    const links = await demo.page
      .locator(`${check} a, ${id('flip')} a`)
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\/why\?trace=/),
        expect.stringMatching(/^\/runs\?run=/),
        `/truth?replay=${LOST_RUN}`,
        `/signals?replay=${LOST_RUN}`,
      ]),
    );
  });

  it('gives hints one by one, and shows one that the command line asked for', async () => {
    await demo.open(`${LAB}&part=ask-two-disks`);
    const hints = demo.page.locator(`${id('hints')} li`);
    await demo.shows(`${id('hints')} li`);
    expect(await hints.count()).toBe(1);
    nextHint(demo.labs.seat);
    await until(async () => (await hints.count()) === 2, {
      deadlineMs: 10_000,
      what: 'the hint of the command line',
    });
    await demo.page.click(id('hint'));
    await until(async () => (await hints.count()) === 3, { deadlineMs: 10_000, what: 'the last hint' });
    expect(await demo.page.locator(id('hint')).count()).toBe(0);
  });

  it('asks no run before its prediction; one that the command line made opens it', async () => {
    await demo.open(`${LAB}&part=one-call-one-partition`);
    await demo.shows(id('run-mine'));
    expect(await demo.page.isDisabled(id('run-mine'))).toBe(true);
    predict(demo.labs.seat, demo.labs.seat.lab.steps[2]!, 'b');
    await demo.shows(`${id('run-mine')}:not(:disabled)`);
  });

  it('keeps Explain closed until the predictions have met their runs, or one asks for it', async () => {
    await demo.open(`${LAB}&part=explain`);
    expect(await demo.textOf(id('lab-text'))).not.toContain('Who gave the word');
    await demo.page.click(id('read-anyway'));
    expect(await demo.textOf(id('lab-text'))).toContain('Who gave the word');
  });

  it('asks before it resets, and then the files are as handed out', async () => {
    await demo.open(`${LAB}&part=ask-two-disks`);
    await demo.shows(EDITOR);
    await demo.page.click(id('reset'));
    expect(read('missing.sql')).toContain('EXCEPT');
    await demo.page.click(id('sure'));
    await until(() => read('missing.sql').includes("<> 'acked'"), { deadlineMs: 10_000, what: 'the reset' });
    await shown('many-partitions');
    expect(standOf(demo.labs.seat).predictions.size).toBe(0);
  });
});

describe('the editor', () => {
  it('marks the broken line of pipeline.yaml, says the fix, and lets go when it is mended', async () => {
    await demo.open(`${LAB}&part=ask-two-disks`);
    await type('pipeline.yaml', 'producer:\n  acsk: all\n');
    await demo.page.keyboard.press('Control+s');
    await demo.shows(`${id('problem')}[data-line="2"]`);
    await demo.shows('.cm-lintRange-error');
    expect(await demo.textOf(id('problem'))).toContain("did you mean 'acks'?");
    expect(read('pipeline.yaml')).toBe('producer:\n  acsk: all\n');
    await type('pipeline.yaml', 'producer:\n  acks: all\n');
    await demo.page.keyboard.press('Control+s');
    await demo.page.waitForSelector(id('problem'), { state: 'detached' });
    expect(await demo.page.locator('.cm-lintRange-error').count()).toBe(0);
    await demo.page.click(id('diff'));
    expect(await demo.textOf(id('diff-lines'))).toContain('+   acks: all');
    expect(demo.complaints).toEqual([]);
  });

  it('marks the line of a broken query, and shows the rows of one that is not', async () => {
    await demo.open(`${LAB}&part=find-the-missing`);
    await type('missing.sql', 'SELECT event_id\nFROM ledgre');
    await demo.page.keyboard.press('Control+Enter');
    await demo.shows(`${id('problem')}[data-line="2"]`, 60_000);
    await type(
      'missing.sql',
      "SELECT event_id FROM ledger WHERE outcome = 'acked' EXCEPT SELECT event_id FROM bronze",
    );
    await demo.page.keyboard.press('Control+Enter');
    await demo.shows(id('query-answer'), 60_000);
    expect(await demo.textOf(id('query-answer'))).toContain(LOST_EVENT);
    expect(await demo.page.locator(id('problem')).count()).toBe(0);
  }, 120_000);

  it('shows what another editor saved, and is saved when one leaves it', async () => {
    await demo.open(`${LAB}&part=ask-two-disks`);
    await demo.shows(EDITOR);
    writeFileSync(onDisk('pipeline.yaml'), '# from elsewhere\nproducer:\n  acks: all\n');
    await shown('# from elsewhere');
    await type('pipeline.yaml', '# from here\n');
    await demo.page.click('h1');
    await until(() => read('pipeline.yaml') === '# from here\n', { deadlineMs: 10_000, what: 'the save' });
  });

  it('tells a conflict and loses neither side: theirs can be taken, mine can be kept', async () => {
    await demo.open(`${LAB}&part=ask-two-disks`);
    await type('pipeline.yaml', '# mine\n');
    writeFileSync(onDisk('pipeline.yaml'), '# theirs\n');
    await demo.shows(id('conflict'));
    expect(await editorText()).toContain('# mine');
    await demo.page.keyboard.press('Control+s');
    expect(read('pipeline.yaml')).toBe('# theirs\n');
    await demo.page.click(id('keep-mine'));
    await until(() => read('pipeline.yaml') === '# mine\n', { deadlineMs: 10_000, what: 'mine on disk' });
    await type('pipeline.yaml', '# mine again\n');
    writeFileSync(onDisk('pipeline.yaml'), '# theirs again\n');
    await demo.shows(id('conflict'));
    await demo.page.click(id('take-theirs'));
    await shown('# theirs again');
    expect(read('pipeline.yaml')).toBe('# theirs again\n');
  });

  it('a reset of the command line is not undone by what stands on the page', async () => {
    await demo.open(`${LAB}&part=ask-two-disks`);
    await demo.shows(EDITOR);
    resetLab(demo.labs.seat);
    await shown('many-partitions');
    await demo.shows(`${id('part-ask-two-disks')}[data-state="open"]`);
  });
});

it('says that there is no such lab', async () => {
  await demo.open('labs?lab=99-no-such-lab');
  await demo.shows(id('refusal'));
  expect(await demo.textOf(id('refusal'))).toContain('no lab');
});
