// A suite as one self-contained HTML page: the whole in one look, then a table. Pure.
import { html, pageOf, raw } from '../report/page.ts';
import { type SuiteRow, suiteRow } from './rows.ts';
import { MODE_TITLES, type SuiteReport, summaryOf } from './suite-text.ts';

/** The suite as one self-contained HTML page. */
export function suitePage(suite: SuiteReport): string {
  const rows = suite.results.map((result) => suiteRow(suite.mode, result));
  const { totals } = suite;
  const spoilt = totals.runs - totals.asWanted;
  const body = html`
<header class="top">
  <p class="eyebrow">Lakequake · suite ${suite.id} · seed ${suite.seed}</p>
  <h1>${MODE_TITLES[suite.mode]}</h1>
  <p class="lead ${spoilt === 0 ? 'good' : 'bad'}">${spoilt === 0 ? `All ${totals.runs} as wanted` : `${spoilt} of ${totals.runs} not as wanted`}</p>
  <p class="muted">${summaryOf(suite)}</p>
</header>
<section class="card"><div class="tiles">${raw(rows.map(tile).join(''))}</div></section>
<section class="card"><div class="scroll"><table>
<thead><tr><th>scenario</th><th>variant</th><th>verdict</th><th>found</th><th>fault noticed</th><th>damage</th><th>recovery</th><th class="n">seconds</th></tr></thead>
<tbody>${raw(rows.map(line).join(''))}</tbody></table></div></section>`;
  return pageOf(`Lakequake suite ${suite.id}`, body);
}

/** One small square per run: its outcome at a glance. */
function tile({ scenario, variant, outcome, asWanted }: SuiteRow): string {
  return html`<a class="tile ${outcome} ${asWanted ? '' : 'wrong'}" href="#${scenario}-${variant}" title="${scenario} / ${variant}: ${outcome}"></a>`;
}

function line(row: SuiteRow): string {
  const { scenario, variant, outcome, asWanted, found, fault, damage, recovery, seconds, note, runId } = row;
  return html`<tr id="${scenario}-${variant}" class="${asWanted ? '' : 'wrong'}"><td>${scenario}</td><td>${variant}</td>
<td><span class="badge ${outcome}">${outcome}</span></td><td>${found}${note === '' ? '' : raw(html`<p class="note">${note}</p>`)}</td>
<td class="${fault === 'unseen' ? 'badtext' : ''}">${fault}</td><td class="${damage === 'unseen' ? 'badtext' : ''}">${damage}</td>
<td>${recovery}</td><td class="n" title="${runId}">${seconds}</td></tr>`;
}
