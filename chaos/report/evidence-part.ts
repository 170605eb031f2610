// What the checkers found, as markup: count and meaning, the worst examples, and for some of them the whole path of the event. Pure.
import type { Trail } from '../../pipeline/observe/trace/conclude.ts';
import type { RunResult } from '../result.ts';
import { html, raw } from './page.ts';
import { counted } from './sentence.ts';
import type { Story } from './story.ts';

type Finding = RunResult['evidence'][number];

const SHOWN = 5;

/** What the checkers found, with the paths of the worst events. */
export function evidencePart({ result, trails, checks }: Story): string {
  const looked = checks.length;
  const findings = result?.evidence ?? [];
  const head = html`<header><h2>Evidence</h2><p class="muted small">${looked} checkers looked at ledger and lake; ${findings.length} found something</p></header>`;
  if (findings.length === 0)
    return html`<section class="card">${raw(head)}<p>No checker found anything.</p></section>`;
  const blocks = findings.map((one) => findingPart(one, trails.get(one.id) ?? []));
  return html`<section class="card">${raw(head)}${raw(blocks.join(''))}</section>`;
}

function findingPart(finding: Finding, trails: readonly Trail[]): string {
  const { id, count, means, examples } = finding;
  const rest = examples.slice(SHOWN);
  const more =
    rest.length === 0
      ? ''
      : html`<details><summary>${rest.length} more of the worst</summary>${raw(table(rest))}</details>`;
  const paths = trails.length === 0 ? '' : html`<h3>Where it went</h3>${raw(trails.map(trailPart).join(''))}`;
  return html`<div class="finding"><div><span class="count">${count.toLocaleString('en-US')}</span><code>${id}</code></div>
<p>${counted(finding)}. <span class="muted">${means}</span></p>${raw(paths)}${raw(table(examples.slice(0, SHOWN)))}${raw(more)}</div>`;
}

function table(examples: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = [...new Set(examples.flatMap((one) => Object.keys(one)))].filter((name) =>
    examples.some((one) => one[name] !== null && one[name] !== undefined),
  );
  if (columns.length === 0) return '';
  const head = columns.map((name) => html`<th>${name.replaceAll('_', ' ')}</th>`).join('');
  const rows = examples.map(
    (one) => `<tr>${columns.map((name) => html`<td class="mono">${shown(one[name])}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 90 ? `${text.slice(0, 90)}…` : text;
}

/** One event's path, a line a station, with what each took. */
function trailPart({ event, steps, fate, meaning }: Trail): string {
  const lines = steps.map(({ at, place, what }, index) => {
    const before = steps[index - 1]?.at ?? null;
    const when =
      at === null
        ? ''
        : before === null
          ? clock(at)
          : `${at < before ? '−' : '+'}${duration(Math.abs(at - before))}`;
    return html`<li><span class="when">${when}</span><span class="place">${place}</span><span>${what}</span></li>`;
  });
  const well = fate === 'counted' || fate === 'provisional';
  const end = html`<li class="${well ? '' : 'end'}"><span class="when"></span><span class="place">${fate.replaceAll('-', ' ')}</span><span>${meaning}</span></li>`;
  return html`<div class="trailbox"><p><code>${event}</code></p><ul class="trail">${raw(lines.join(''))}${raw(end)}</ul></div>`;
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
