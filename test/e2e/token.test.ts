// A dashboard that is open to other machines: the page asks for the token once, keeps it in the tab, and takes it from the link.
import { expect, it } from 'vitest';
import { useDemoPage } from './demo-page.ts';

const demo = useDemoPage({ server: { token: 'sesame', tokenOnly: true } });

it('asks for the token once, says when it was wrong, and keeps it over a reload', async () => {
  await demo.page.goto(`${demo.url}scenarios`);
  await demo.page.click('[data-testid="heal"]');
  await demo.page.fill('[data-testid="token"]', 'wrong');
  await demo.page.keyboard.press('Enter');
  await demo.shows('dialog .refused');
  expect(demo.feed.asked).toEqual([]);
  await demo.page.fill('[data-testid="token"]', 'sesame');
  await demo.page.keyboard.press('Enter');
  expect(await demo.textOf('[data-testid="done"]')).toBe('undid 1 fault');
  await demo.page.reload();
  await demo.page.click('[data-testid="heal"]');
  await demo.shows('[data-testid="done"]');
  expect(demo.feed.asked).toEqual(['heal', 'heal']);
  expect(await demo.page.locator('dialog').count()).toBe(0);
});

it('does nothing when none is given, and says so', async () => {
  await demo.page.goto(`${demo.url}scenarios`);
  await demo.page.click('[data-testid="heal"]');
  await demo.shows('[data-testid="token"]');
  await demo.page.keyboard.press('Escape');
  expect(await demo.textOf('[data-testid="refusal"]')).toContain('no token was given');
  expect(demo.feed.asked).toEqual([]);
});

it('takes the token from the link and out of the address', async () => {
  const context = await demo.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${demo.url}scenarios#token=sesame`);
  await page.click('[data-testid="heal"]');
  await page.waitForSelector('[data-testid="done"]');
  expect(new URL(page.url()).hash).toBe('');
  expect(demo.feed.asked).toEqual(['heal']);
  await context.close();
});
