// What is asked for: the paths of the site by popularity, each with its kind and its size, and the paths that are not there.
// The best known ones carry their real share; the long tail is made up from the site's folders.
import { aliasTable, createRandom, type Random } from './random.ts';

export interface Page {
  path: string;
  /** Bytes of a 200; null for a script, whose size is drawn per request. */
  sizeBytes: number | null;
  /** A path without its slash, or an image map: answered with 302. */
  redirects: boolean;
}

/** [path, requests in the sample of 65,065 lines, bytes]. */
const KNOWN: readonly (readonly [string, number, number])[] = [
  ['/images/NASA-logosmall.gif', 3348, 786],
  ['/images/KSC-logosmall.gif', 2857, 1204],
  ['/images/MOSAIC-logosmall.gif', 2510, 363],
  ['/images/USA-logosmall.gif', 2486, 234],
  ['/images/WORLD-logosmall.gif', 2483, 669],
  ['/images/ksclogo-medium.gif', 2360, 5866],
  ['/ksc.html', 1659, 7074],
  ['/images/ksclogosmall.gif', 1296, 3635],
  ['/', 1263, 7074],
  ['/images/launch-logo.gif', 1100, 1713],
  ['/shuttle/countdown/', 974, 3985],
  ['/shuttle/missions/missions.html', 914, 8677],
  ['/shuttle/missions/sts-71/sts-71-patch-small.gif', 841, 12054],
  ['/images/launchmedium.gif', 748, 11853],
  ['/history/apollo/apollo-13/apollo-13-patch-small.gif', 734, 12859],
  ['/shuttle/countdown/count.gif', 721, 40310],
  ['/history/apollo/images/footprint-logo.gif', 649, 4209],
  ['/icons/blank.xbm', 635, 509],
  ['/icons/menu.xbm', 632, 527],
  ['/shuttle/missions/sts-71/images/images.html', 621, 8529],
  ['/history/apollo/images/apollo-logo1.gif', 600, 1173],
  ['/shuttle/missions/sts-71/mission-sts-71.html', 560, 12418],
  ['/history/apollo/apollo.html', 420, 3258],
  ['/shuttle/countdown/liftoff.html', 410, 4665],
  ['/shuttle/countdown/video/livevideo.gif', 400, 46573],
  ['/icons/image.xbm', 390, 509],
  ['/history/history.html', 380, 1502],
  ['/icons/text.xbm', 300, 527],
];

/** Requests in the sample by kind, less those of KNOWN; log-normal size from p50 and p90; how many paths share them. */
const TAIL: readonly { extension: string; requests: number; p50: number; p90: number; paths: number }[] = [
  { extension: '.gif', requests: 12_300, p50: 21_000, p90: 90_000, paths: 700 },
  { extension: '.html', requests: 9_900, p50: 7_067, p90: 41_397, paths: 900 },
  { extension: '/', requests: 2_700, p50: 1_800, p90: 7_500, paths: 160 },
  { extension: '.xbm', requests: 500, p50: 527, p90: 620, paths: 8 },
  { extension: '.jpg', requests: 1_690, p50: 61_716, p90: 190_667, paths: 500 },
  { extension: '.txt', requests: 1_040, p50: 3_092, p90: 39_000, paths: 300 },
  { extension: '.mpg', requests: 910, p50: 297_851, p90: 1_013_716, paths: 60 },
  { extension: '.htm', requests: 390, p50: 5_200, p90: 30_000, paths: 40 },
  { extension: '.wav', requests: 260, p50: 80_000, p90: 240_000, paths: 40 },
];

const FOLDERS = [
  '/shuttle/missions/sts-',
  '/history/apollo/apollo-',
  '/shuttle/technology/sts-newsref/part-',
  '/facts/faq-',
  '/software/winvn/note-',
  '/elv/vehicle-',
  '/shuttle/resources/orbiters/orbiter-',
  '/htbin/../images/photo-',
  '/persons/astronauts/crew-',
  '/procurement/notice-',
];
const SCRIPTS = ['/htbin/cdt_main.pl', '/htbin/cdt_clock.pl'];
export const MISSING_PATHS: readonly string[] = [
  '/pub/winvn/readme.txt',
  '/pub/winvn/release.txt',
  '/shuttle/missions/STS-69/mission-STS-69.html',
  '/shuttle/missions/sts-68/ksc-upclose.gif',
  '/history/apollo/a-001/a-001-patch-small.gif',
  '/history/apollo/sa-1/sa-1-patch-small.gif',
  '/elv/DELTA/uncons.htm',
  '/robots.txt',
  '/://spacelink.msfc.nasa.gov',
  '/images/crawlerway-logo.gif',
];

function tailPages(random: Random): { page: Page; weight: number }[] {
  return TAIL.flatMap(({ extension, requests, p50, p90, paths }) => {
    const sigma = Math.log(p90 / p50) / 1.2816;
    const harmonic = Array.from({ length: paths }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b, 0);
    return Array.from({ length: paths }, (_, i) => {
      const folder = FOLDERS[random.below(FOLDERS.length)]!.replace('/htbin/..', '');
      const path = `${folder}${1 + random.below(99)}/${i}${extension === '/' ? '/' : extension}`;
      const sizeBytes = Math.max(40, Math.round(p50 * Math.exp(sigma * random.normal())));
      return { page: { path, sizeBytes, redirects: false }, weight: requests / (i + 1) / harmonic };
    });
  });
}

export interface Pages {
  all: readonly Page[];
  draw: (random: Random) => number;
  drawRedirect: (random: Random) => string;
  scriptBytes: (random: Random) => number;
}

/** The site of a seed. */
export function createPages(seed: number): Pages {
  const random = createRandom(seed, 0x9a6e5);
  const known = KNOWN.map(([path, weight, sizeBytes]) => ({
    page: { path, sizeBytes, redirects: false },
    weight,
  }));
  const scripts = SCRIPTS.map((path) => ({ page: { path, sizeBytes: null, redirects: false }, weight: 390 }));
  const entries: { page: Page; weight: number }[] = [...known, ...tailPages(random), ...scripts];
  const folders = entries.filter(({ page }) => page.path.endsWith('/') && page.path !== '/');
  return {
    all: entries.map(({ page }) => page),
    draw: aliasTable(entries.map(({ weight }) => weight)),
    // Two thirds are image maps with the point that was clicked: most of the trace's query strings.
    drawRedirect: (r) =>
      r.unit() < 0.66
        ? `/cgi-bin/imagemap/${r.unit() < 0.7 ? 'countdown' : 'fr'}?${r.below(400)},${r.below(300)}`
        : folders[r.below(folders.length)]!.page.path.slice(0, -1),
    scriptBytes: (r) => Math.round(3_214 * Math.exp(0.6 * r.normal())),
  };
}
