// The system of one run: topic, processes (not started yet), ledger tail and watch, with the faults of the schedule that live inside a
// process laid around its ports. Journals what the watch sees; judges nothing.
import { fileURLToPath } from 'node:url';
import { followLedger } from './drivers/ledger-tail.ts';
import { switchFolder } from './drivers/ports-switch.ts';
import type { Environment, NewScenarioRun, System } from './drivers/system.ts';
import { startWatch, type WatchOptions } from './drivers/watch.ts';
import type { Plan } from './plan-run.ts';
import type { PortsLayer } from './ports-layers.ts';
import type { RunScenarioOptions } from './run.ts';
import type { ScheduledFault } from './scenario.ts';

/** Makes the run and begins to watch it. Throws what the pipeline refuses with. */
export async function startSystem(
  environment: Environment,
  { scenario, settings, schedule, runId, runDir, journal, measurements }: Plan,
  { seed, disarmed, engine }: RunScenarioOptions,
): Promise<System> {
  const now = Date.now();
  const { run } = await environment.newRun({
    kind: 'scenario',
    runId,
    seed,
    settings,
    ...(engine === undefined ? {} : { engine }),
    source: scenario.source,
    ...(scenario.eventClockSpeed === undefined
      ? {}
      : { eventClock: { kafkaOriginMs: now, eventOriginMs: now, speed: scenario.eventClockSpeed } }),
    ...(disarmed ? {} : portsOf(schedule, runDir)),
  });
  const { stateDir, cluster, admin } = environment;
  const ledger = followLedger(run.spec.ledgerFile);
  const watch = await startWatch({
    admin,
    run,
    cluster,
    brokerIds: cluster.brokers.map(({ id }) => id),
    onSignal: ({ id, subject, says, notices, firedAt }) =>
      journal.write({ type: 'signal', signal: id, subject, says, notices, firedAt }),
    onSnapshot: sampler(journal, measurements),
  });
  const system = { stateDir, runDir, cluster, admin, run, ledger, watch };
  measurements.watch(system);
  return system;
}

const SAMPLE_EVERY_MS = 1_000;

/** Journals a sample a second, and notes the health of that moment. */
function sampler(journal: Plan['journal'], measurements: Plan['measurements']): WatchOptions['onSnapshot'] {
  let sampledAt = 0;
  return (snapshot, active, { well, because }) => {
    if (snapshot.at - sampledAt < SAMPLE_EVERY_MS) return;
    sampledAt = snapshot.at;
    measurements.noteHealth({ at: snapshot.at, well, because: because.join('; ') });
    const lags = Object.values(snapshot.processors).flatMap(({ value }) =>
      value.partitions.map(({ lagMs }) => lagMs ?? 0),
    );
    const isr = snapshot.cluster?.value.partitions.map((partition) => partition.isr.length) ?? [];
    journal.write({
      type: 'sample',
      acked: snapshot.source?.value.acked ?? 0,
      ackP99Ms: snapshot.source?.value.ackP99Ms ?? null,
      lagMs: lags.length === 0 ? null : Math.max(...lags),
      isr: isr.length === 0 ? null : Math.min(...isr),
      active: active.map(({ id, subject }) => `${id}/${subject}`),
      well,
    });
  };
}

/** The faults of a schedule that live inside the source or the processors, as the layers of one ports module each. */
function portsOf(
  schedule: readonly ScheduledFault[],
  runDir: string,
): Pick<NewScenarioRun, 'sourcePorts' | 'processorPorts'> {
  const layers = (role: ScheduledFault['ports']): PortsLayer[] =>
    schedule.flatMap(({ fault, args, ports }, index) =>
      ports === role
        ? [
            {
              file: moduleOf(`faults/${fault}`),
              options: { ...args, folder: switchFolder(runDir, index, fault) },
            },
          ]
        : [],
    );
  const portsModule = (role: ScheduledFault['ports']) =>
    layers(role).length === 0
      ? undefined
      : { file: moduleOf('ports-layers'), options: { layers: layers(role) } };
  const [sourcePorts, processorPorts] = [portsModule('source'), portsModule('processor')];
  return { ...(sourcePorts ? { sourcePorts } : {}), ...(processorPorts ? { processorPorts } : {}) };
}

function moduleOf(name: string): string {
  return fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
}
