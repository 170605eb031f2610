// The shape of a command file. `cli/commands/` is read at start: adding a file adds a command, its help and its options.

export interface CommandOption {
  type: 'string' | 'boolean';
  /** What it does, for --help; says the default. */
  help: string;
  /** Shown in --help in place of the value, such as `N` or `FILE`. */
  value?: string;
}

export interface CommandInput {
  positionals: string[];
  flags: Record<string, string | boolean | undefined>;
  /** --json was given: print one JSON value on standard output and nothing else. */
  json: boolean;
  verbose: boolean;
  /** Absolute path of the state folder. */
  stateDir: string;
  /** Absolute path of the folder that holds package.json. */
  projectDir: string;
  /** Prints a result line on standard output. */
  out: (text: string) => void;
  /** Prints progress on standard error (never mixed into --json). */
  progress: (text: string) => void;
}

export interface CommandModule {
  name: string;
  /** One sentence for the list of commands. */
  summary: string;
  /** Such as `lakequake trace EVENT [--json]`. */
  usage: string;
  options: Record<string, CommandOption>;
  /** Longer help, printed under the options. */
  details?: string;
  /** Returns the exit code. */
  run(input: CommandInput): Promise<number>;
}
