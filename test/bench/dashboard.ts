// `npm run bench:dashboard`: measures what is promised of the page, on this machine, and prints one table. The page's own figures
// are taken on the demo story; with --lab also what 50 open dashboards cost a real pipeline. Every figure is measured; none is assumed.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../e2e/browser.ts';
import { buildPage } from '../e2e/built-page.ts';
import { costOfDashboards } from './dashboard-cost.ts';
import { openDemo } from './open-demo.ts';
import {
  eventToPixelMs,
  firstPaintMs,
  frameTimes,
  heapGrowth,
  homeScriptBytes,
  manySeries,
} from './page-figures.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    lab: { type: 'boolean', default: false },
  },
});

interface Row {
  what: string;
  measured: string;
  goal: string;
  met: boolean;
}
const rows: Row[] = [];
const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
const ascending = (all: number[]) => [...all].sort((a, b) => a - b);

await buildPage();
const browser = await launchBrowser();
const demo = await openDemo({ everyMs: 100 });
try {
  const paints = ascending(await firstPaintMs(browser, demo, 7));
  rows.push({
    what: 'first paint, median of 7',
    measured: `${Math.round(quantile(paints, 0.5))} ms`,
    goal: '≤ 1000 ms',
    met: quantile(paints, 0.5) <= 1000,
  });
  const bytes = await homeScriptBytes(browser, demo);
  rows.push({
    what: 'script of the home view, gzipped',
    measured: `${(bytes / 1000).toFixed(1)} kB`,
    goal: '≤ 200 kB',
    met: bytes <= 200_000,
  });
  const delays = ascending(await eventToPixelMs(browser, demo, 20));
  rows.push({
    what: 'event → pixel, 95th percentile of 20',
    measured: `${Math.round(quantile(delays, 0.95))} ms`,
    goal: '≤ 300 ms',
    met: quantile(delays, 0.95) <= 300,
  });
  demo.feed.distort(manySeries);
  const { frames, series, updatesPerSecond } = await frameTimes(browser, demo, 20_000);
  const p95 = quantile(ascending(frames), 0.95);
  rows.push({
    what: `frames, 95th percentile (${series} series, ${updatesPerSecond.toFixed(1)} updates/s)`,
    measured: `${p95.toFixed(1)} ms`,
    goal: '≤ 25 ms',
    met: p95 <= 25,
  });
  demo.feed.distort(undefined);
  const minutes = Number(values.minutes);
  if (minutes > 0) {
    const { firstBytes, lastBytes } = await heapGrowth(browser, demo, minutes);
    const growth = lastBytes / firstBytes - 1;
    rows.push({
      what: `heap after ${minutes} min on Flow`,
      measured: `${(firstBytes / 1e6).toFixed(1)} → ${(lastBytes / 1e6).toFixed(1)} MB (${(growth * 100).toFixed(1)} %)`,
      goal: '± 10 %',
      met: Math.abs(growth) <= 0.1,
    });
  }
} finally {
  await browser.close();
  await demo.close();
}
if (values.lab) {
  const { alone, watched } = await costOfDashboards(50);
  const cost = 1 - watched / alone;
  rows.push({
    what: '50 open dashboards, at full speed',
    measured: `${Math.round(alone)} → ${Math.round(watched)} events/s (${(cost * 100).toFixed(1)} %)`,
    goal: '≤ 5 %',
    met: cost <= 0.05,
  });
}
process.stdout.write(
  `\n${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}\n\n`,
);
process.stdout.write('| figure | measured | goal | met |\n|---|---|---|---|\n');
for (const { what, measured, goal, met } of rows)
  process.stdout.write(`| ${what} | ${measured} | ${goal} | ${met ? 'yes' : 'no'} |\n`);
