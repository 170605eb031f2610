// `why`: four questions, each answered by the first broken link of the chain, or by the change that most likely broke it.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { parseSince } from '../../pipeline/observe/logs/since.ts';
import { answerChanged, answerWhy, type WhyOptions } from '../../pipeline/observe/why/answer-why.ts';
import type { Question } from '../../pipeline/observe/why/link.ts';
import type { LiveState } from '../../pipeline/observe/why/overlay-live.ts';
import { printAnswer, printChanged } from '../../pipeline/observe/why/print-answer.ts';
import type { CommandInput, CommandModule } from '../command.ts';
import { ask, findControl } from '../control/client.ts';

const QUESTIONS = ['stuck', 'empty', 'slow', 'changed'] as const;

/** A control that does not answer is itself a fact, not a reason to give up. */
async function liveState(stateDir: string): Promise<LiveState | undefined> {
  const control = findControl(stateDir);
  if (control === undefined) return undefined;
  return ask<LiveState>(control, 'GET', '/api/state').catch((error: unknown) => {
    if (error instanceof LakequakeError && error.code === 'not-running') return undefined;
    throw error;
  });
}

function tableOf(text: string | undefined): TableName {
  const name = text === undefined || text === 'gold' ? 'gold.traffic' : text;
  if (name in TABLES) return name as TableName;
  throw new LakequakeError('bad-argument', `there is no table '${name}'`, {
    hint: `name one of: ${Object.keys(TABLES).join(', ')}`,
  });
}

function questionOf(text: string | undefined): (typeof QUESTIONS)[number] {
  const question = QUESTIONS.find((one) => one === text);
  if (question !== undefined) return question;
  throw new LakequakeError(
    'bad-argument',
    text === undefined ? 'why needs a question' : `why does not know '${text}'`,
    {
      hint: `ask why ${QUESTIONS.join(', why ')}`,
    },
  );
}

async function answer(
  input: CommandInput,
  question: (typeof QUESTIONS)[number],
  options: WhyOptions,
): Promise<string> {
  if (question !== 'changed') {
    const found = await answerWhy(question satisfies Question, options);
    return input.json ? JSON.stringify(found) : printAnswer(found);
  }
  const at = input.flags.at as string | undefined;
  const found = await answerChanged({
    ...options,
    ...(at !== undefined && { turnedAt: parseSince(at, Date.now()) }),
  });
  return input.json ? JSON.stringify(found) : printChanged(found);
}

export const command: CommandModule = {
  name: 'why',
  summary: 'walks the chain upstream of a table and names the first broken link, with evidence',
  usage: 'lakequake why stuck|empty|slow|changed [TABLE] [--run ID] [--json]',
  options: {
    run: {
      type: 'string',
      value: 'ID',
      help: "a run's lake (default: what runs now, else the lab's, else the newest run's)",
    },
    at: {
      type: 'string',
      value: 'TIME',
      help: 'for changed: when things turned (default: found in the history)',
    },
  },
  details: 'TABLE is bronze, silver, quarantine, gold.traffic (default), gold.status or gold.paths.',
  async run(input) {
    const [word, table, extra] = input.positionals;
    const question = questionOf(word);
    if (extra !== undefined)
      throw new LakequakeError('bad-argument', `'${extra}' is not expected here`, {
        hint: 'give one question and one table',
      });
    const { stateDir } = input;
    const runId = input.flags.run as string | undefined;
    input.out(
      await answer(input, question, {
        stateDir,
        table: tableOf(table),
        ...(runId && { runId }),
        askLive: () => liveState(stateDir),
      }),
    );
    return 0;
  },
};
