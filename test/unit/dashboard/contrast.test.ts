// The colours of the page by the numbers of WCAG AA: every colour text is written in, on every ground it is written on, dark and light.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../dashboard/web/src/theme.css', import.meta.url), 'utf8');

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

const GROUNDS = ['ground', 'panel', 'raised'];
const PAIRS = [
  ...['text', 'muted', 'faint', 'flow', 'ok', 'warn', 'bad-text'].flatMap((ink) =>
    GROUNDS.map((ground) => [ink, ground] as const),
  ),
  ['text', 'warn-soft'],
  ['muted', 'warn-soft'],
  ['warn', 'warn-soft'],
  ['text', 'bad-soft'],
  ['muted', 'bad-soft'],
  ['bad-text', 'bad-soft'],
  ['flow', 'bad-soft'],
  ['on-flow', 'flow'],
  ['ground', 'warn'],
  ['truth', 'ground'],
  ['truth', 'raised'],
  ['text', 'flow-soft'],
] as const;

describe.each([
  ['dark', ':root'],
  ['light', ':root[data-theme="light"]'],
])('%s', (_name, selector) => {
  const tokens = tokensOf(selector);
  it.each(PAIRS)('%s on %s can be read', (ink, ground) => {
    expect(contrast(tokens.get(ink)!, tokens.get(ground)!)).toBeGreaterThanOrEqual(4.5);
  });
});

it('light is the same whether chosen or preferred by the system', () => {
  expect(tokensOf(':root:not([data-theme="dark"])')).toEqual(tokensOf(':root[data-theme="light"]'));
});

it('knows black on white from grey on grey', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#888888')).toBeLessThan(1.5);
});
