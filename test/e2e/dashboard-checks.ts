// What must be seen on the page, whatever stands behind it: the demo story, or a real cluster whose broker is really killed.
// Each check takes a page that is open on the lab and hooks that do the damage; it throws when the page does not show it.
import type { Page } from 'playwright-core';

export interface BrokerHooks {
  brokerId: number;
  kill(): Promise<void>;
  restart(): Promise<void>;
}
export interface CheckOptions {
  baseUrl: string;
  /** From the moment the kill returned until the page shows it; one second is the goal, a real cluster needs its failure detection. */
  seenWithinMs: number;
  recoversWithinMs: number;
  /** Where a screenshot of each step goes; none without it. */
  shots?: (name: string) => string;
}

const health = (page: Page, id: string, wanted: string, timeout: number) =>
  page.waitForSelector(`[data-testid="${id}"][data-health="${wanted}"]`, { timeout, state: 'attached' });

async function shoot(page: Page, { shots }: CheckOptions, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: shots(name), fullPage: true });
}

/** Flow: the broker dies and comes back; its box, both its links and the headline say so. */
export async function flowShowsKilledBroker(
  page: Page,
  hooks: BrokerHooks,
  options: CheckOptions,
): Promise<void> {
  const { brokerId, kill, restart } = hooks;
  await page.goto(options.baseUrl);
  await health(page, `node-broker-${brokerId}`, 'ok', options.recoversWithinMs);
  await shoot(page, options, 'flow-before');
  await kill();
  await Promise.all([
    health(page, `node-broker-${brokerId}`, 'down', options.seenWithinMs),
    health(page, `edge-source>broker-${brokerId}`, 'down', options.seenWithinMs),
    health(page, 'headline', 'down', options.seenWithinMs),
  ]);
  await shoot(page, options, 'flow-broken');
  await restart();
  await health(page, `node-broker-${brokerId}`, 'ok', options.recoversWithinMs);
  await health(page, `edge-source>broker-${brokerId}`, 'ok', options.recoversWithinMs);
  await shoot(page, options, 'flow-recovered');
}

/** Truth: late events are left out of gold; the page counts them, names the windows, and keeps the choice in the address. */
export async function truthShowsLateData(
  page: Page,
  hooks: { sendLate(): Promise<void>; settledWithinMs: number },
  options: CheckOptions,
): Promise<void> {
  await page.goto(new URL('/truth', options.baseUrl).href);
  await page.waitForSelector('[data-testid="truth-headline"]');
  await hooks.sendLate();
  await page.waitForSelector('tr.wrong', { timeout: hooks.settledWithinMs });
  const headline = await page.textContent('[data-testid="truth-headline"]');
  if (!/Gold misses [\d,]+ requests?/.test(headline ?? '')) throw new Error(`the headline says: ${headline}`);
  await page.click('tr.wrong button');
  await page.waitForSelector('[data-testid="window-detail"]');
  const chosen = await page.textContent('[data-testid="window-detail"] h2');
  await shoot(page, options, 'truth-late');
  await page.reload();
  await page.waitForSelector('[data-testid="window-detail"]');
  const again = await page.textContent('[data-testid="window-detail"] h2');
  if (chosen !== again) throw new Error(`after a reload ${again} was chosen instead of ${chosen}`);
}
