// `chaos`: the catalogue of scenarios, one run of a variant, whole suites, the report of a run.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { list } from '../chaos/list.ts';
import { showReport } from '../chaos/report.ts';
import { run } from '../chaos/run.ts';
import { stop } from '../chaos/stop.ts';
import { suite } from '../chaos/suite.ts';
import type { CommandInput, CommandModule } from '../command.ts';
import { ENGINE_OPTIONS } from '../engine-option.ts';
import { RUNTIME_OPTION } from '../runtime-option.ts';

const ACTIONS: Record<string, (input: CommandInput, name: string | undefined) => Promise<number>> = {
  list,
  run,
  suite,
  report: showReport,
  stop,
};

export const command: CommandModule = {
  name: 'chaos',
  summary: 'list scenarios, run one, run them all, show the report of a run',
  usage: 'lakequake chaos list | run NAME | suite | report RUN [--html] | stop   [options]',
  options: {
    variant: {
      type: 'string',
      value: 'V',
      help: 'run: which variant (default: its first); suite: only these',
    },
    seed: { type: 'string', value: 'N', help: 'same seed, same events and faults (default: from the clock)' },
    settings: { type: 'string', value: 'FILE', help: 'your own settings: which scenarios do they survive?' },
    without: { type: 'string', value: 'PATH', help: 'run: with this protection switched off; it must break' },
    disarmed: { type: 'boolean', help: 'leave the fault out; every run must then be inconclusive' },
    runtime: RUNTIME_OPTION,
    ...ENGINE_OPTIONS,
    scenario: { type: 'string', value: 'A,B', help: 'suite: only these scenarios' },
    tag: { type: 'string', value: 'A,B', help: 'suite: only scenarios with all of these tags' },
    fast: { type: 'boolean', help: 'suite: the short one, every fault and checker once, in twelve minutes' },
    unprotected: { type: 'boolean', help: 'suite: every protection switched off once; each run must break' },
    jobs: {
      type: 'string',
      value: 'N',
      help: 'suite: so many runs that touch only data side by side (1; --fast: 2)',
    },
    fresh: { type: 'boolean', help: 'suite: begin anew instead of going on with an interrupted one' },
    gather: {
      type: 'boolean',
      help: 'suite: take results of other suites of the same seed in the state folder, run the rest',
    },
    keep: { type: 'boolean', help: 'suite: keep lake and ledger of every run' },
    junit: { type: 'string', value: 'FILE', help: 'suite: write JUnit XML, too' },
    out: { type: 'string', value: 'FILE', help: 'suite: write the Markdown table, too; report: the report' },
    html: {
      type: 'boolean',
      help: 'report: one self-contained HTML page; suite: --html FILE writes its page',
    },
  },
  details: [
    'Exit code: 0 as expected, 1 unexpected, 2 usage, 3 environment, 4 aborted, 5 inconclusive.',
    'A suite keeps its results in the state folder, suites/<id>/ (results.jsonl, report.md, report.html, junit.xml), and goes on where',
    'it was interrupted when everything is the same: choice, seed, settings, code.',
  ].join('\n'),
  async run(input) {
    const [action, name, ...rest] = input.positionals;
    if (rest.length > 0)
      throw new LakequakeError('bad-argument', `'${rest[0]}' is not expected here`, {
        hint: 'see `npx lakequake chaos --help`',
      });
    const act = action === undefined ? undefined : ACTIONS[action];
    if (act !== undefined) return act(input, name);
    const what = action === undefined ? 'chaos needs to know what to do' : `chaos cannot '${action}'`;
    throw new LakequakeError('bad-argument', what, {
      hint: 'give: list, run NAME, suite, report RUN or stop',
    });
  },
};
