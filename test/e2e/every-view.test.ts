// What holds for every view of the navigation, those to come included: no serious fault in accessibility, dark and light; no sideways
// scrolling on a narrow screen; reachable and usable by keyboard; nothing moves for those who want no motion.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../pipeline/contract/until.ts';
import { RUN_ID, STORY } from '../fixtures/dashboard/demo-story.ts';
import { useDemoPage } from './demo-page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const demo = useDemoPage({ from: STORY.kill + 9 });

/** States of views that show more than their plain address does. */
const DEEPER = [
  '/signals?signal=broker-missing',
  '/lake?tab=versions',
  '/lake?tab=files',
  '/lake?tab=schema',
  '/lake?part=quarantine',
  '/lake?part=sql&sql=FROM%20gold.traffic',
  '/lake?part=sql&sql=FROM%20silber',
  '/why?q=stuck',
  '/why?q=changed',
  `/why?trace=${RUN_ID}-1308203`,
  '/scenarios?scenario=broker-loss',
  '/scenarios?scenario=topic-misconfigured',
  '/runs?kind=drain',
  '/runs?suite=demo1',
  '/labs?lab=10-time-lies',
  '/labs?lab=04-acked-is-not-stored&part=find-the-missing',
  '/labs?lab=04-acked-is-not-stored&part=ask-two-disks&side=do',
  '/labs?lab=04-acked-is-not-stored&part=one-call-one-partition&side=do',
  '/labs?lab=04-acked-is-not-stored&part=explain&side=do',
];

/** Those whose address names a run of the demo's archive. */
function deeper(): string[] {
  const { naive, hardened } = demo.archive.ids;
  return [...DEEPER, `/runs?run=${naive}`, `/runs?a=${naive}&b=${hardened}`, `/?replay=${naive}&at=11`];
}

/** Every address in the navigation. */
async function views(): Promise<string[]> {
  await demo.open('');
  await demo.shows('nav a');
  return demo.page
    .locator('nav[aria-label="Views"] a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')!));
}

const QUIET =
  "document.querySelector('main > *') !== null && document.querySelector('[data-testid=asking]') === null && !/…$/.test(document.querySelector('main').innerText.trim())";

/** The view is there, and nothing is being asked any more. */
async function settled(): Promise<void> {
  // Playwright's own waitForFunction would need eval inside the page, which the page's policy forbids.
  const what = `${new URL(demo.page.url()).pathname}${new URL(demo.page.url()).search} to settle`;
  await until(() => demo.page.evaluate<boolean>(QUIET), { deadlineMs: 20_000, what });
}

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** Serious and critical findings, each with the first places. */
async function findings(): Promise<string[]> {
  await demo.page.evaluate(AXE);
  const { violations } = await demo.page.evaluate<{ violations: Violation[] }>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) =>
      [id, ...nodes.slice(0, 4).map((node) => `${node.target.join(' ')}: ${node.failureSummary}`)].join(
        '\n  ',
      ),
    );
}

it('there are views in the navigation', async () => {
  expect(await views()).toEqual(
    expect.arrayContaining(['/', '/truth', '/signals', '/series', '/lake', '/why']),
  );
});

describe.each(['dark', 'light'] as const)('axe, %s', (colorScheme) => {
  beforeEach(() => demo.page.emulateMedia({ colorScheme }));

  it('finds nothing serious on any view', async () => {
    const found: Record<string, string[]> = {};
    for (const path of [...(await views()), ...deeper()]) {
      await demo.open(path);
      await settled();
      const here = await findings();
      if (here.length > 0) found[path] = here;
    }
    expect(found).toEqual({});
  });
});

it('axe does find what is wrong', async () => {
  await demo.page.emulateMedia({ colorScheme: 'dark' });
  await demo.open('signals');
  await settled();
  await demo.page.evaluate(
    "document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button><p id=pale>pale</p>'); document.querySelector('#pale').style.color = '#223';",
  );
  const found = (await findings()).join('\n');
  expect(found).toContain('button-name');
  expect(found).toContain('color-contrast');
});

it('no view needs sideways scrolling at 390 px', async () => {
  await demo.page.setViewportSize({ width: 390, height: 844 });
  const wide: Record<string, number> = {};
  for (const path of [...(await views()), ...deeper()]) {
    await demo.open(path);
    await settled();
    const width = await demo.page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > 390) wide[path] = width;
  }
  expect(wide).toEqual({});
});

it('every view can be reached by keyboard, and what has the focus can be seen', async () => {
  const paths = await views();
  for (const path of paths) {
    await demo.open('');
    await demo.shows('nav a');
    await demo.page.locator(`nav[aria-label="Views"] a[href="${path}"]`).focus();
    // A step back and forth, so that the focus came by keyboard and must be drawn.
    await demo.page.keyboard.press('Shift+Tab');
    await demo.page.keyboard.press('Tab');
    expect(await demo.page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')).toBe(
      'solid',
    );
    await demo.page.keyboard.press('Enter');
    await demo.page.waitForURL((url) => url.pathname === path);
    await demo.shows(`nav a[href="${path}"][aria-current="page"]`);
    await settled();
  }
});

it('nothing moves on any view for those who want no motion', async () => {
  await demo.page.emulateMedia({ reducedMotion: 'reduce' });
  for (const path of await views()) {
    await demo.open(path);
    await settled();
    const running = await demo.page.evaluate<number>(
      "document.getAnimations().filter(({ playState }) => playState === 'running').length",
    );
    expect({ path, running }).toEqual({ path, running: 0 });
  }
});

it('no view complains in the console', async () => {
  for (const path of [...(await views()), ...deeper().filter((one) => !one.includes('silber'))]) {
    await demo.open(path);
    await settled();
  }
  expect(demo.complaints).toEqual([]);
});
