// Finds the command, parses its options, runs it and turns errors into one clear sentence and an exit code.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, exitCodeOf, LakequakeError } from '../pipeline/contract/errors.ts';
import { STATE } from '../pipeline/contract/run-spec.ts';
import type { CommandModule, CommandOption } from './command.ts';

const COMMON: Record<string, CommandOption> = {
  json: { type: 'boolean', help: 'print one JSON value instead of text' },
  state: { type: 'string', value: 'DIR', help: 'state folder (default .lakequake, or LAKEQUAKE_STATE)' },
  verbose: { type: 'boolean', help: 'show stack traces and details' },
  help: { type: 'boolean', help: 'show this help' },
};

/** Names of all commands, from the files that hold them. */
export function commandNames(projectDir: string): string[] {
  return readdirSync(join(projectDir, 'cli', 'commands'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
}

async function loadCommand(name: string): Promise<CommandModule> {
  const module = (await import(`./commands/${name}.ts`)) as { command: CommandModule };
  return module.command;
}

async function overview(projectDir: string): Promise<string> {
  const commands = await Promise.all(commandNames(projectDir).map(loadCommand));
  const rows = commands.map((command) => `  ${command.name.padEnd(10)} ${command.summary}`);
  return [
    'Lakequake: break a streaming lakehouse on purpose, see it degrade, prove what broke.',
    '',
    'usage: npx lakequake <command> [options]      (--help after a command for its options)',
    '',
    ...rows,
  ].join('\n');
}

function helpOf(command: CommandModule): string {
  const rows = Object.entries({ ...command.options, ...COMMON }).map(([name, option]) => {
    const flag = option.type === 'string' ? `--${name} ${option.value ?? 'VALUE'}` : `--${name}`;
    return `  ${flag.padEnd(28)} ${option.help}`;
  });
  const details = command.details === undefined ? [] : ['', command.details];
  return [command.summary, '', `usage: ${command.usage}`, '', ...rows, ...details].join('\n');
}

/** Letters two words have in common, as multisets: enough to see a slip of the finger. */
function likeness(a: string, b: string): number {
  const left = [...b];
  const shared = [...a].filter((letter) => left.includes(letter) && left.splice(left.indexOf(letter), 1));
  return (2 * shared.length) / (a.length + b.length);
}

function nearest(word: string, candidates: string[]): string | undefined {
  const [best] = candidates.toSorted((a, b) => likeness(word, b) - likeness(word, a));
  return best !== undefined && likeness(word, best) >= 0.6 ? best : undefined;
}

function unknownCommand(name: string, projectDir: string): LakequakeError {
  const suggestion = nearest(name, commandNames(projectDir));
  return new LakequakeError('unknown-command', `there is no command '${name}'`, {
    hint: suggestion ? `did you mean '${suggestion}'?` : 'see all commands with `npx lakequake --help`',
  });
}

/** A query out of a file begins with a comment, `-- …`; a blank in front keeps it from being taken for an option. */
const asText = (word: string): string => (/^--\s/.test(word) ? ` ${word}` : word);

function parse(command: CommandModule, argv: string[]) {
  const options = Object.fromEntries(
    Object.entries({ ...command.options, ...COMMON }).map(([name, option]) => [name, { type: option.type }]),
  );
  try {
    return parseArgs({ args: argv.map(asText), options, strict: true, allowPositionals: true });
  } catch (error) {
    const sentence = (error as Error).message.split(/\. |\n/)[0]!;
    throw new LakequakeError('unknown-option', `${command.name}: ${sentence}`, {
      hint: `see \`npx lakequake ${command.name} --help\``,
    });
  }
}

/** One sentence and what to do next; the stack only with --verbose. */
export function describeError(error: unknown, verbose: boolean): string {
  const lines: string[] = [];
  if (error instanceof LakequakeError) {
    lines.push(`lakequake: ${error.message}`);
    if (error.hint !== undefined) lines.push(`  next: ${error.hint}`);
  } else {
    lines.push(`lakequake: unexpected error: ${error instanceof Error ? error.message : String(error)}`);
    if (!verbose) lines.push('  next: run again with --verbose to see where, and please report it');
  }
  if (verbose && error instanceof Error)
    lines.push(error.stack ?? '', error.cause ? `cause: ${String(error.cause)}` : '');
  return lines.filter(Boolean).join('\n');
}

async function runCommand(name: string, argv: string[], projectDir: string): Promise<number> {
  if (!commandNames(projectDir).includes(name)) throw unknownCommand(name, projectDir);
  const command = await loadCommand(name);
  const { values, positionals } = parse(command, argv);
  const flags = values as Record<string, string | boolean | undefined>;
  if (flags.help) {
    console.log(helpOf(command));
    return EXIT.ok;
  }
  const state =
    (flags.state as string | undefined) ?? process.env.LAKEQUAKE_STATE ?? join(projectDir, STATE.folder);
  return command.run({
    positionals,
    flags,
    json: flags.json === true,
    verbose: flags.verbose === true,
    stateDir: resolve(state),
    projectDir,
    out: (text) => console.log(text),
    progress: (text) => console.error(text),
  });
}

/** Runs the command line and returns its exit code; never throws. */
export async function main(argv: string[], projectDir: string): Promise<number> {
  const [name, ...rest] = argv;
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      console.log(await overview(projectDir));
      return name === undefined ? EXIT.usage : EXIT.ok;
    }
    return await runCommand(name, rest, projectDir);
  } catch (error) {
    console.error(describeError(error, argv.includes('--verbose')));
    return exitCodeOf(error);
  }
}
