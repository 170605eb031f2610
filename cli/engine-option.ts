// `--engine` and `--master`: what processes the stream. Spark is fetched at its first use, with progress.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { ENGINES, type Engine, type EngineChoice } from '../pipeline/contract/run-spec.ts';
import { sparkMissing } from '../pipeline/spark/require-spark.ts';
import { provideSpark } from '../setup/spark.mjs';
import { Trouble } from '../setup/trouble.mjs';
import type { CommandInput, CommandOption } from './command.ts';
import { oneOf } from './options.ts';

export const ENGINE_OPTIONS: Record<'engine' | 'master', CommandOption> = {
  engine: {
    type: 'string',
    value: 'NAME',
    help: 'duckdb (default), or spark: Structured Streaming, fetched at its first use (560 MB)',
  },
  master: { type: 'string', value: 'URL', help: "Spark's master (default local[*])" },
};

/** Which engine a command asks for; nothing is fetched for it yet. */
export function wantedEngine(input: CommandInput): Engine {
  return oneOf(input, 'engine', ENGINES) ?? 'duckdb';
}

/** The engine a command asks for, ready to be used. Throws `bad-argument`, or `tool-missing` when Spark cannot be had. */
export async function engineOf(input: CommandInput): Promise<EngineChoice> {
  const engine = wantedEngine(input);
  const sparkMaster = input.flags.master as string | undefined;
  if (engine === 'duckdb' && sparkMaster !== undefined)
    throw new LakequakeError('bad-argument', '--master is for the Spark engine', {
      hint: 'add --engine spark, or leave --master out',
    });
  const choice = await readyEngine(engine, input.progress);
  return { ...choice, ...(sparkMaster === undefined ? {} : { sparkMaster }) };
}

/** The engine, fetched first when it is not there. Throws `tool-missing` when Spark cannot be had. */
export async function readyEngine(engine: Engine, progress: (text: string) => void): Promise<EngineChoice> {
  if (engine === 'duckdb') return { engine };
  try {
    await provideSpark(progress);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    throw sparkMissing(error);
  }
  return { engine };
}
