// The report of a run, from its journal alone: Markdown for people and pull requests.
import { existsSync } from 'node:fs';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { runIds, whereRunsAre } from '../pipeline/observe/locate-run.ts';
import { printTrail } from '../pipeline/observe/trace/print-trail.ts';
import { journalFile, readJournal, type StampedEntry } from './journal.ts';
import { runPage } from './report/run-page.ts';
import { verdictSentence } from './report/sentence.ts';
import { type Of, type Story, storyOf } from './report/story.ts';
import type { RunResult } from './result.ts';

/** Markdown of a run. Throws `not-found` when there is no such run. */
export function report(stateDir: string, runId: string, form: 'markdown' | 'html' = 'markdown'): string {
  const file = journalFile(stateDir, runId);
  if (!existsSync(file)) throw noReport(stateDir, runId);
  const entries = readJournal(file);
  return form === 'html' ? runPage(entries) : renderReport(entries);
}

/** A lab or a drain is a run too, but only scenarios keep a journal. */
function noReport(stateDir: string, runId: string): LakequakeError {
  const known = runIds(stateDir);
  const reported = known.filter((id) => existsSync(journalFile(stateDir, id)));
  const what = known.includes(runId)
    ? `${runId} was no scenario, so there is no report of it`
    : `there is no run '${runId}'`;
  const newest =
    reported.length === 0
      ? 'no scenario has run here yet: `npx lakequake chaos run NAME` runs one'
      : `scenarios that ran here, newest last: ${reported.slice(-5).join(', ')}`;
  return new LakequakeError('not-found', what, { hint: `${newest}; ${whereRunsAre(stateDir)}` });
}

/** Markdown out of the entries of a journal; also of a run that never ended. */
export function renderReport(entries: readonly StampedEntry[]): string {
  const start = entries.find((entry): entry is Of<'start'> => entry.type === 'start');
  if (start === undefined) throw new LakequakeError('not-found', 'the journal has no beginning');
  const end = entries.findLast((entry): entry is Of<'end'> => entry.type === 'end');
  const story = storyOf(entries);
  const parts = [heading(start, end?.result, story), settingsPart(start)];
  if (end === undefined) parts.push(unfinished(entries));
  else
    parts.push(
      evidencePart(end.result, story?.trails ?? new Map()),
      faultsPart(end.result, start.at),
      detectionPart(end.result),
      diagnosesPart(end.result),
      phasesPart(end.result, start.at),
      totalsPart(end.result),
    );
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function heading(start: Of<'start'>, result: RunResult | undefined, story: Story | undefined): string {
  const verdict =
    result === undefined
      ? 'did not end'
      : `**${result.verdict}**, ${result.asExpected ? 'as expected' : '**not as expected**'}`;
  const says = story === undefined || result === undefined ? '' : `\n\n${verdictSentence(story)}`;
  const engine = start.engine === undefined || start.engine === 'duckdb' ? '' : ` --engine ${start.engine}`;
  const without = result?.without ? ` --without ${result.without}` : '';
  return `# ${start.scenario} · ${start.variant} · seed ${start.seed}${start.engine === 'spark' ? ' · on Spark' : ''}

Run \`${start.runId}\`, ${new Date(start.at).toISOString()}: ${verdict}${result ? ` (${result.seconds} s)` : ''}. Schedule \`${start.scheduleHash}\`.${says}

Again: \`npx lakequake chaos run ${start.scenario} --variant ${start.variant} --seed ${start.seed}${without}${engine}\``;
}

function settingsPart({ changed, versions, about }: Of<'start'>): string {
  const rows = Object.entries(changed).map(([path, value]) => `- \`${path}\`: \`${JSON.stringify(value)}\``);
  const list = rows.length === 0 ? 'The defaults.' : rows.join('\n');
  const stand = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const because = about === undefined ? '' : `${about.variantTitle}: ${about.because}.\n\n`;
  return `## Settings that differ\n\n${because}${list}\n\nVersions: ${stand.join(', ')}.`;
}

function evidencePart({ evidence }: RunResult, trails: Story['trails']): string {
  if (evidence.length === 0) return '## Evidence\n\nNo checker found anything.';
  const blocks = evidence.map(({ id, title, means, count, examples }) => {
    const lines = examples.map((example) => `- ${cells(example)}`);
    const paths = (trails.get(id) ?? []).map((trail) => `\`\`\`\n${printTrail(trail)}\n\`\`\``);
    return [`### ${id}: ${count}`, `${title}. ${means}`, ...paths, lines.join('\n')].join('\n\n');
  });
  return `## Evidence\n\n${blocks.join('\n\n')}`;
}

function cells(example: Readonly<Record<string, unknown>>): string {
  return Object.entries(example)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} \`${typeof value === 'string' ? value : JSON.stringify(value)}\``)
    .join(', ');
}

function faultsPart({ faults }: RunResult, startAt: number): string {
  const rows = faults.map(({ fault, args, proof, injectedAt, undoneAt }) =>
    row([
      fault,
      cells(args),
      proof ?? 'no trace',
      seconds(injectedAt, startAt),
      undoneAt === null ? '–' : seconds(undoneAt, startAt),
    ]),
  );
  return `## Faults\n\n${table(['fault', 'arguments', 'proof', 'struck after', 'undone after'], rows)}`;
}

function detectionPart({ detection, damageUnseen, verdict }: RunResult): string {
  const rows = detection.map(({ fault, first, fired, silent }) =>
    row([
      fault,
      first === null ? '**unseen**' : `${first.signal} (${first.subject}) after ${first.seconds} s`,
      [...new Set(fired.map(({ signal }) => signal))].join(', ') || '–',
      silent.join(', ') || '–',
    ]),
  );
  const damage =
    verdict !== 'broken'
      ? ''
      : `\n\nThe damage: ${damageUnseen ? '**no signal noticed it**' : 'a signal noticed it, or nothing was damaged'}.`;
  return `## Detection\n\n${table(['fault', 'first signal', 'fired', 'silent'], rows)}${damage}`;
}

function diagnosesPart({ diagnoses }: RunResult): string {
  if (diagnoses.length === 0) return '';
  const rows = diagnoses.map(({ question, cause, rightCause, says }) =>
    row([question, cause === rightCause ? cause : `**${cause}**, right is ${rightCause}`, says]),
  );
  return `## Asked for the cause\n\n${table(['question', 'answer', ''], rows)}`;
}

function phasesPart({ phases, recoverySeconds }: RunResult, startAt: number): string {
  const rows = phases.map(({ phase, at, seconds: took, acked, says }) =>
    row([phase, seconds(at, startAt), `${took.toFixed(1)} s`, String(acked), says ?? '']),
  );
  const recovery =
    recoverySeconds === null
      ? 'The steady state did not come back.'
      : `Steady again ${recoverySeconds} s after healing began.`;
  return `## Phases\n\n${table(['phase', 'from', 'took', 'acked by its end', ''], rows)}\n\n${recovery}`;
}

function totalsPart({ totals }: RunResult): string {
  if (totals === null) return '';
  const { byStatus, ...counts } = totals;
  const rows = Object.entries(counts).map(([name, value]) => row([name, value.toLocaleString('en-US')]));
  const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${count}`);
  return `## Totals\n\n${table(['', 'events'], rows)}\n\nBy status: ${statuses.join(', ')}.`;
}

function unfinished(entries: readonly StampedEntry[]): string {
  const error = entries.findLast((entry): entry is Of<'error'> => entry.type === 'error');
  const last = entries.findLast((entry): entry is Of<'phase'> => entry.type === 'phase');
  const where = last === undefined ? 'before its first phase' : `in the phase ${last.phase}`;
  return `## It did not end\n\nIt stopped ${where}${error ? `: ${error.message} (${error.code})` : ', without a word: the runner was killed'}.`;
}

function seconds(at: number, startAt: number): string {
  return `${((at - startAt) / 1000).toFixed(1)} s`;
}
function row(values: readonly string[]): string {
  return `| ${values.map((value) => value.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
function table(head: readonly string[], rows: readonly string[]): string {
  return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}
