// `bench`: the benchmark, each figure beside a peer's in one run. It starts a cluster of its own and leaves nothing behind but what --out asks for.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, BenchSession } from '../../bench/part.ts';
import { chosenParts, partNames } from '../../bench/parts.ts';
import { whyNoSpark } from '../../bench/peers/spark-session.ts';
import { asSvg } from '../../bench/report/as-svg.ts';
import { asMarkdown, asText } from '../../bench/report/as-table.ts';
import { type BenchResult, benchAsJson, runBench } from '../../bench/run-bench.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput, CommandModule } from '../command.ts';
import { findControl } from '../control/client.ts';
import { onEndSignals } from '../control/end-signals.ts';
import { openSession, settingsOf } from '../control/session.ts';
import { openStage, UNATTENDED } from '../control/stage.ts';
import { numberOption, rejectPositionals } from '../options.ts';
import { RUNTIME_OPTION, runtimeOption } from '../runtime-option.ts';

const LEAST_EVENTS = 1_000;

/** --events 1000000 or 1000000,5000000. */
function sizesOf({ flags }: CommandInput): number[] | undefined {
  const text = flags.events as string | undefined;
  if (text === undefined) return undefined;
  const sizes = text.split(',').map((word) => (/^\d+$/.test(word) ? Number(word) : Number.NaN));
  if (sizes.every((size) => size >= LEAST_EVENTS)) return sizes;
  throw new LakequakeError(
    'bad-argument',
    `--events takes a number of events from ${LEAST_EVENTS} up, or several with commas, not '${text}'`,
    { hint: 'give for example --events 1000000' },
  );
}

/** Figures of a machine that runs a lab beside the benchmark would be figures of both. */
function refuseBesideLab(stateDir: string): void {
  if (findControl(stateDir) === undefined) return;
  throw new LakequakeError('already-running', 'a lab is running here, and would be measured with it', {
    hint: 'stop it with `npx lakequake down`',
  });
}

function benchOf(input: CommandInput, signal: AbortSignal, stateDir: string): Bench {
  const settingsFile = input.flags.settings as string | undefined;
  const options = { ...input, stateDir, settingsFile, runtime: runtimeOption(input) };
  let opened: Promise<BenchSession & Awaited<ReturnType<typeof openSession>>> | undefined;
  return {
    projectDir: input.projectDir,
    stateDir,
    settings: settingsOf(options),
    events: sizesOf(input),
    repeat: numberOption(input, 'repeat', { min: 1, max: 99 }) ?? 3,
    minutes: numberOption(input, 'minutes', { min: 0, max: 1_440 }) ?? 60,
    noSpark: input.flags['no-spark'] === true ? 'left out by --no-spark' : whyNoSpark(),
    progress: input.progress,
    signal,
    session: () => {
      opened ??= openSession(options);
      return opened;
    },
    endSession: async () => {
      const session = await opened?.catch(() => undefined);
      opened = undefined;
      await session?.close();
    },
    watch: async () => {
      const session = await opened!;
      const stage = await openStage({ ...UNATTENDED, session, note: input.progress });
      return {
        follow: async (run) => {
          stage.follow(run);
          await stage.show(run);
        },
        close: () => stage.close(),
      };
    },
  };
}

async function keep(folder: string, result: BenchResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'bench.json'), `${JSON.stringify(benchAsJson(result), null, 2)}\n`);
  await writeFile(join(folder, 'bench.md'), asMarkdown(result.machine, result.parts));
  for (const { id, result: part } of result.parts)
    await writeFile(join(folder, `${id}.svg`), asSvg(id, part));
}

/** What the user stopped ends as `aborted`, whatever was under way. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) throw new LakequakeError('aborted', 'the benchmark was stopped', { cause: error });
    throw error;
  }
}

export const command: CommandModule = {
  name: 'bench',
  summary: 'the benchmark: every figure beside a peer, in one run on one cluster',
  usage: `lakequake bench [--only ${partNames().join('|')}] [--events N] [--repeat N] [--minutes N] [--no-spark] [--out DIR] [--json]`,
  options: {
    only: { type: 'string', value: 'PART', help: 'one part of it (default: all)' },
    events: { type: 'string', value: 'N[,N]', help: 'events of a backlog (default 1000000, then 5000000)' },
    repeat: { type: 'string', value: 'N', help: 'how often each row is measured (default 3)' },
    minutes: {
      type: 'string',
      value: 'N',
      help: 'length of the measure of memory (default 60; 0 leaves it out)',
    },
    'no-spark': { type: 'boolean', help: 'leave Spark out, which takes most of the time' },
    out: { type: 'string', value: 'DIR', help: 'keep the result there: bench.json, bench.md, plots as SVG' },
    settings: { type: 'string', value: 'FILE', help: 'settings file (default pipeline.yaml)' },
    runtime: RUNTIME_OPTION,
  },
  async run(input) {
    rejectPositionals(input);
    const abort = new AbortController();
    const stateDir = join(input.stateDir, 'bench');
    const bench = benchOf(input, abort.signal, stateDir);
    const parts = await chosenParts(input.flags.only as string | undefined);
    refuseBesideLab(input.stateDir);
    const release = onEndSignals(() => abort.abort());
    try {
      const result = await unlessAborted(abort.signal, runBench(bench, parts));
      const out = input.flags.out as string | undefined;
      if (out !== undefined) await keep(out, result);
      input.out(input.json ? JSON.stringify(benchAsJson(result)) : asText(result.machine, result.parts));
    } finally {
      await rm(stateDir, { recursive: true, force: true });
      release();
    }
    return EXIT.ok;
  },
};
