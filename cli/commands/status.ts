// `status`: what runs and its health, from control's live state when a lab runs, else from the state folder.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabState } from '../../dashboard/contract.ts';
import { EXIT } from '../../pipeline/contract/errors.ts';
import { STATE } from '../../pipeline/contract/run-spec.ts';
import { recordedAlive } from '../../pipeline/runtime/process-book.ts';
import { stateLockHolder } from '../../pipeline/runtime/state-lock.ts';
import type { CommandModule } from '../command.ts';
import { ask, findControl } from '../control/client.ts';
import { rejectPositionals } from '../options.ts';

const number = (value: number | null | undefined) =>
  value === null || value === undefined ? 'missing' : Math.round(value).toLocaleString('en-US');
const ago = (now: number, at: number | null) =>
  at === null ? 'never' : `${((now - at) / 1000).toFixed(1)} s ago`;

function liveLines(state: LabState): string[] {
  const { at: now, source, ledger } = state;
  const run =
    state.run === null
      ? 'none'
      : `${state.run.id} (${state.run.scenario ?? state.run.kind}, seed ${state.run.seed})`;
  const brokers = state.brokers.map((broker) => `${broker.id} ${broker.state}`).join(' · ');
  const processors = state.processors.map(
    ({ name, state: condition, rowsPerSecond }) => `${name} ${condition}, ${number(rowsPerSecond)} rows/s`,
  );
  const tables = state.tables.map(
    ({ name, version, rows, committedAt }) =>
      `  ${name.padEnd(14)}${number(rows).padStart(12)} rows   version ${number(version)}   committed ${ago(now, committedAt)}`,
  );
  const firing = state.signals
    .filter((signal) => signal.state === 'firing')
    .map(({ id, message }) => `  ${id}: ${message ?? ''}`);
  return [
    `run         ${run}`,
    `source      ${source.state}, ${number(source.ackedPerSecond)} acked/s`,
    `controller  ${state.controller.state}`,
    `brokers     ${brokers}`,
    `processor   ${processors.join(' · ') || 'none'}`,
    `ledger      ${number(ledger.made)} made, ${number(ledger.acked)} acked, ${number(ledger.unaccounted)} on their way, ${number(ledger.lost)} lost`,
    'tables',
    ...tables,
    ...(firing.length > 0 ? ['signals firing', ...firing] : ['signals     all quiet']),
  ];
}

/** No dashboard to ask: a run has the state folder (`lab run`, `chaos run`, `drain`), or nobody. What a run has started is no leftover. */
function stillLines(stateDir: string): string[] {
  const alive = recordedAlive(stateDir).map(({ name, pid }) => `${name} (${pid})`);
  const holder = stateLockHolder(stateDir);
  if (holder !== undefined)
    return [
      `a run is under way, or a lab is starting (process ${holder.pid}); there is no dashboard to ask`,
      `processes   ${alive.join(', ') || 'none'}`,
    ];
  const runs = existsSync(join(stateDir, STATE.runs)) ? readdirSync(join(stateDir, STATE.runs)).length : 0;
  const left =
    alive.length > 0 ? [`leftovers   ${alive.join(', ')}; end them with \`npx lakequake down\``] : [];
  return ['no lab is running; start one with `npm start`', ...left, `recorded    ${runs} runs`];
}

export const command: CommandModule = {
  name: 'status',
  summary: 'show what runs and its health',
  usage: 'lakequake status [--json]',
  options: {},
  async run(input) {
    rejectPositionals(input);
    const control = findControl(input.stateDir);
    if (control === undefined) {
      const runProcess = stateLockHolder(input.stateDir)?.pid ?? null;
      const alive = recordedAlive(input.stateDir);
      const value = { running: false, runProcess, leftovers: runProcess === null ? alive : [] };
      input.out(input.json ? JSON.stringify(value) : stillLines(input.stateDir).join('\n'));
      return EXIT.ok;
    }
    const state = await ask<LabState>(control, 'GET', '/api/state');
    const text = () => [`dashboard   ${control.url}/`, ...liveLines(state)].join('\n');
    input.out(input.json ? JSON.stringify({ running: true, url: control.url, state }) : text());
    return EXIT.ok;
  },
};
