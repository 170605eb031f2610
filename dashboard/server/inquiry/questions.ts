// The answers of `why`, `trace` and `logs` in the shapes of the contract. The work is done in pipeline/observe; nothing is judged here.
import { collectLogs } from '../../../pipeline/observe/logs/collect.ts';
import type { Subject } from '../../../pipeline/observe/logs/concerns.ts';
import { findSubject } from '../../../pipeline/observe/logs/find-subject.ts';
import { askRunningTopic } from '../../../pipeline/observe/trace/ask-topic.ts';
import { traceEvent } from '../../../pipeline/observe/trace/trace-event.ts';
import { answerChanged, answerWhy, type WhyOptions } from '../../../pipeline/observe/why/answer-why.ts';
import type { Question } from '../../../pipeline/observe/why/link.ts';
import type { Inquiry } from './inquiry.ts';

type Answer<T extends 'why' | 'changed' | 'trace' | 'logs'> = Awaited<ReturnType<Inquiry[T]>>;

const MOST_CHANGES = 50;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** The chain of links for `stuck`, `empty` or `slow`. */
export async function why(question: Question, options: WhyOptions): Promise<Answer<'why'>> {
  const { table, at, from, cause, summary, next, links } = await answerWhy(question, options);
  return {
    question,
    table,
    at,
    from,
    cause,
    summary,
    next,
    links: links.map(({ id, claim, judgement }) => ({
      id,
      claim,
      state: judgement.state,
      cause: judgement.state === 'broken' ? judgement.cause : null,
      evidence: judgement.evidence,
      next: judgement.state === 'broken' ? judgement.next : null,
    })),
  };
}

/** What changed before things turned, likeliest first. */
export async function changed(options: WhyOptions & { turnedAt?: number }): Promise<Answer<'changed'>> {
  const { table, turnedAt, how, ranked, summary } = await answerChanged(options);
  return { table, turnedAt, how, summary, ranked: ranked.slice(0, MOST_CHANGES) };
}

/** The path of one event, from files and, while a lab runs, its topic. */
export async function trace(stateDir: string, event: string): Promise<Answer<'trace'>> {
  const askTopic = askRunningTopic(stateDir);
  const found = await traceEvent(event, { stateDir, ...(askTopic && { askTopic }) });
  const { ledger, bronze, silver, windowMs } = found.facts;
  const row = bronze[0];
  const eventTime = silver[0]?.eventTime ?? ledger?.eventTime ?? null;
  return {
    event: found.event,
    run: found.run,
    fate: found.fate,
    meaning: found.meaning,
    steps: found.steps,
    partition: ledger?.partition ?? row?.partition ?? null,
    offset: ledger?.offset ?? row?.offset ?? null,
    batch: ledger?.batch ?? null,
    eventTime,
    windowStart: eventTime === null ? null : Math.floor(eventTime / windowMs) * windowMs,
  };
}

function nameOf(subject: Subject, word: string): string {
  if (subject.kind === 'process') return subject.name;
  if (subject.kind === 'run') return subject.runId;
  return subject.kind === 'batch' ? subject.batch : (subject.event.eventId ?? word);
}

/** Log lines that concern a word, as `lakequake logs` finds them. */
export async function logs(
  stateDir: string,
  word: string,
  { run, since, limit, level }: Parameters<Inquiry['logs']>[1],
): Promise<Answer<'logs'>> {
  const { subject, folders } = await findSubject(stateDir, word, run);
  const loudEnough = LEVELS.slice(LEVELS.indexOf(level));
  const lines = collectLogs(folders, subject, since).filter((line) => loudEnough.includes(line.level));
  return {
    subject: { kind: subject.kind, name: nameOf(subject, word) },
    lines: lines.slice(-limit),
    more: lines.length > limit,
  };
}
