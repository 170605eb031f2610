// A run as one self-contained HTML page, from its journal alone: verdict, course, evidence with traces, detection, settings, totals. Pure.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { StampedEntry } from '../journal.ts';
import type { RunResult } from '../result.ts';
import { firstSignal } from '../suite/rows.ts';
import { evidencePart } from './evidence-part.ts';
import { html, pageOf, raw } from './page.ts';
import { courseSvg } from './plots.ts';
import { verdictSentence, verdictWord } from './sentence.ts';
import { type Of, type Story, storyOf } from './story.ts';

/** Throws `not-found` for a journal without a beginning. */
export function runPage(entries: readonly StampedEntry[]): string {
  const story = storyOf(entries);
  if (story === undefined)
    throw new LakequakeError('not-found', 'the journal has no beginning', {
      hint: 'make the run again, or read its journal.jsonl as it is',
    });
  const { start, result } = story;
  const body = [
    topPart(story),
    verdictPart(story),
    result === undefined ? '' : factsPart(result),
    coursePart(story),
    result === undefined ? '' : faultsPart(result, start.at),
    result === undefined ? '' : evidencePart(story),
    result === undefined ? '' : detectionPart(result),
    `<div class="cols">${settingsPart(start)}${result === undefined ? '' : totalsPart(result)}</div>`,
    againPart(start, result),
  ].join('\n');
  return pageOf(`${start.scenario} · ${start.variant} · seed ${start.seed}`, body);
}

function topPart({ start }: Story): string {
  const when = new Date(start.at).toISOString().replace('T', ' ').slice(0, 16);
  const about = start.about;
  return html`<header class="top"><p class="eyebrow">Lakequake · ${start.scenario} / ${start.variant} · seed ${start.seed}${start.engine === 'spark' ? ' · on Spark' : ''} · ${when} UTC</p>
<h1>${about?.title ?? start.scenario}</h1>${raw(about === undefined ? '' : html`<p class="muted">${about.variantTitle}. ${about.teaches}</p>`)}</header>`;
}

const ICONS: Record<string, string> = {
  held: '<circle cx="12" cy="12" r="10"/><path d="M7.5 12.4l3 3 6-6.6"/>',
  broken: '<path d="M12 2.5L22 20.5H2Z"/><path d="M12 9v5M12 17v.3"/>',
  inconclusive:
    '<path d="M12 2l10 10-10 10L2 12Z"/><path d="M9.6 9.6a2.5 2.5 0 1 1 3.4 2.6c-.7.3-1 .8-1 1.6M12 16.6v.3"/>',
};

function verdictPart(story: Story): string {
  const kind = story.result?.verdict ?? 'unfinished';
  const icon = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ICONS[kind] ?? ICONS.inconclusive}</svg>`;
  return html`<section class="verdict ${kind}">${raw(icon)}<p class="word">${verdictWord(story.result)}</p><p class="lead">${verdictSentence(story)}</p></section>`;
}

function fact(name: string, value: string, small = '', mood = ''): string {
  return html`<div><dt>${name}</dt><dd class="${mood}">${value}${raw(small === '' ? '' : html`<small>${small}</small>`)}</dd></div>`;
}

function factsPart(result: RunResult): string {
  const { totals, recoverySeconds, damageUnseen, verdict, phases } = result;
  const seen = firstSignal(result);
  const [signal, ...after] = seen.split(' ');
  const facts = [
    seen === 'unseen' || seen === '–'
      ? fact('fault noticed', seen === '–' ? '–' : 'by nobody', '', seen === '–' ? '' : 'bad')
      : fact('fault noticed after', after.join(' '), signal),
    ...(verdict === 'broken'
      ? [fact('damage noticed', damageUnseen ? 'by nobody' : 'yes', '', damageUnseen ? 'bad' : '')]
      : []),
    fact(
      'steady again',
      phases.length === 0
        ? '–'
        : recoverySeconds === null
          ? 'not in time'
          : `${recoverySeconds.toFixed(1)} s`,
      'after healing began',
      phases.length > 0 && recoverySeconds === null ? 'bad' : '',
    ),
    ...(totals === null
      ? []
      : [
          fact('acknowledged', totals.acked.toLocaleString('en-US'), 'events'),
          fact(
            'lost',
            totals.lost.toLocaleString('en-US'),
            'acknowledged, not in bronze',
            totals.lost > 0 ? 'bad' : '',
          ),
        ]),
    fact('took', `${result.seconds.toFixed(0)} s`),
  ];
  return `<dl class="facts" style="margin:0">${facts.join('')}</dl>`;
}

function coursePart(story: Story): string {
  const onlooker = story.start.about?.onlooker;
  return html`<section class="card"><header><h2>What happened</h2><p class="muted small">red: the fault is live · dashed: the first signal</p></header>
${raw(onlooker === undefined ? '' : html`<p class="muted">An onlooker sees: ${onlooker}</p>`)}<div class="scroll">${raw(courseSvg(story))}</div></section>`;
}

function faultsPart({ faults }: RunResult, startAt: number): string {
  if (faults.length === 0) return '';
  const seconds = (at: number | null) => (at === null ? '–' : `${((at - startAt) / 1000).toFixed(1)} s`);
  const rows = faults.map(
    ({ fault, proof, injectedAt, undoneAt, args }) =>
      html`<tr><td><code>${fault}</code></td><td>${proof ?? raw('<span class="badtext">no trace</span>')}<details><summary>arguments</summary><code>${JSON.stringify(args)}</code></details></td><td class="n">${seconds(injectedAt)}</td><td class="n">${seconds(undoneAt)}</td></tr>`,
  );
  return html`<section class="card"><header><h2>What was done to it</h2><p class="muted small">every fault proves that it struck</p></header><div class="scroll"><table>
<thead><tr><th>fault</th><th>proof</th><th class="n">struck at</th><th class="n">undone at</th></tr></thead><tbody>${raw(rows.join(''))}</tbody></table></div></section>`;
}

function detectionPart({ detection, damageUnseen, verdict, diagnoses }: RunResult): string {
  if (detection.length === 0 && diagnoses.length === 0) return '';
  const rows = detection.map(({ fault, first, fired, silent }) => {
    const noticed =
      first === null
        ? '<span class="badge no">unseen</span>'
        : html`<b>${first.signal}</b> after ${first.seconds.toFixed(1)} s<br><span class="muted">${first.says}</span>`;
    const chips = [...new Set(fired.map(({ signal }) => signal))].map(
      (one) => html`<span class="chip">${one}</span>`,
    );
    return html`<tr><td><code>${fault}</code></td><td>${raw(noticed)}</td><td><div class="chips">${raw(chips.join('') || '–')}</div><details><summary>${silent.length} stayed silent</summary><div class="chips">${raw(silent.map((one) => html`<span class="chip">${one}</span>`).join(''))}</div></details></td></tr>`;
  });
  const unseenFault = detection.some(({ faultUnseen }) => faultUnseen);
  const badges = html`<div class="chips"><span class="badge ${unseenFault ? 'no' : 'ok'}">fault ${unseenFault ? 'unseen' : 'seen'}</span>${raw(verdict === 'broken' ? html`<span class="badge ${damageUnseen ? 'no' : 'ok'}">damage ${damageUnseen ? 'unseen' : 'seen'}</span>` : '')}</div>`;
  const answers = diagnoses.map(
    ({ question, cause, rightCause, says }) =>
      html`<p><span class="badge ${cause === rightCause ? 'ok' : 'no'}">${cause}</span> ${question} <span class="muted">${says}${cause === rightCause ? '' : ` (right: ${rightCause})`}</span></p>`,
  );
  return html`<section class="card"><header><h2>Who noticed</h2>${raw(badges)}</header><div class="scroll"><table>
<thead><tr><th>fault</th><th>first signal</th><th>signals that fired</th></tr></thead><tbody>${raw(rows.join(''))}</tbody></table></div>${raw(answers.join(''))}</section>`;
}

function settingsPart({ changed, about }: Of<'start'>): string {
  const rows = Object.entries(changed).map(
    ([path, value]) =>
      html`<tr><td><code>${path}</code></td><td class="mono">${JSON.stringify(value)}</td></tr>`,
  );
  const because = about === undefined ? '' : html`<p class="muted">${about.because}</p>`;
  const table =
    rows.length === 0
      ? '<p>The defaults.</p>'
      : `<div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div>`;
  return html`<section class="card"><header><h2>Settings that differ</h2><p class="muted small">from the defaults</p></header>${raw(because)}${raw(table)}</section>`;
}

function totalsPart({ totals, phases }: RunResult): string {
  const took = phases.map(
    ({ phase, seconds, acked }) =>
      html`<tr><td>${phase}</td><td class="n">${seconds.toFixed(1)} s</td><td class="n">${acked.toLocaleString('en-US')}</td></tr>`,
  );
  const phaseTable = html`<details><summary>phases</summary><div class="scroll"><table><thead><tr><th>phase</th><th class="n">took</th><th class="n">acked by its end</th></tr></thead><tbody>${raw(took.join(''))}</tbody></table></div></details>`;
  if (totals === null) return html`<section class="card"><h2>Totals</h2><p>Nothing was sent.</p></section>`;
  const { byStatus: _byStatus, ...counts } = totals;
  const rows = Object.entries(counts).map(
    ([name, value]) =>
      html`<tr><td>${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}</td><td class="n">${value.toLocaleString('en-US')}</td></tr>`,
  );
  return html`<section class="card"><header><h2>Totals</h2><p class="muted small">counted from ledger and lake</p></header><table><tbody>${raw(rows.join(''))}</tbody></table>${raw(phaseTable)}</section>`;
}

function againPart(start: Of<'start'>, result: RunResult | undefined): string {
  const without = result?.without ? ` --without ${result.without}` : '';
  const onEngine = start.engine === 'spark' ? ' --engine spark' : '';
  const versions = Object.entries(start.versions).map(([name, version]) => `${name} ${version}`);
  return html`<section class="card"><h2>Run it again</h2><pre>npx lakequake chaos run ${start.scenario} --variant ${start.variant} --seed ${start.seed}${without}${onEngine}</pre></section>
<footer>Run ${start.runId} · schedule ${start.scheduleHash} · ${versions.join(' · ')}</footer>`;
}
