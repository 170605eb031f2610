// The option `--runtime`, which every command that starts a cluster has.
import { RUNTIME_NAMES, type RuntimeName } from '../pipeline/runtime/cluster.ts';
import type { CommandInput, CommandOption } from './command.ts';
import { oneOf } from './options.ts';

export const RUNTIME_OPTION: CommandOption = {
  type: 'string',
  value: 'NAME',
  help: 'embedded (Java processes) or docker (containers); default: what this folder or this machine has',
};

/** The runtime asked for, or undefined. */
export const runtimeOption = (input: CommandInput): RuntimeName | undefined =>
  oneOf(input, 'runtime', RUNTIME_NAMES);
