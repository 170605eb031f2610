// What open dashboards cost the pipeline: a real lab at full speed, its acknowledged events per second with and without streams that are
// read, turn by turn so that a drift of the machine falls on both. The readers run on the same cores: their cost is in the figure too.
import WebSocket from 'ws';
import type { LabState } from '../../dashboard/contract.ts';
import { until } from '../../pipeline/contract/until.ts';
import { startLab, type TestLab } from '../e2e/start-lab.ts';

const TURN_MS = 12_000;
const TURNS = 3;
const WARM_EVENTS = 30_000;

async function acked(lab: TestLab): Promise<number> {
  return (await lab.ask<LabState>('GET', '/api/state')).source.report?.acked ?? 0;
}

async function throughput(lab: TestLab): Promise<number> {
  const [before, at] = [await acked(lab), performance.now()];
  await until(() => performance.now() - at >= TURN_MS, { deadlineMs: 2 * TURN_MS, what: 'the turn to end' });
  return ((await acked(lab)) - before) / ((performance.now() - at) / 1000);
}

function openStreams(lab: TestLab, many: number): () => void {
  const url = `${lab.url.replace(/^http/, 'ws')}/api/stream`;
  const sockets = Array.from({ length: many }, () => new WebSocket(url, { origin: lab.url }));
  return () => {
    for (const socket of sockets) socket.terminate();
  };
}

const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;

/** Events acknowledged per second without and with `many` dashboards. */
export async function costOfDashboards(many: number): Promise<{ alone: number; watched: number }> {
  const lab = await startLab('--port', '7462', '--rate', '1000000');
  try {
    await until(async () => (await acked(lab)) > WARM_EVENTS, {
      deadlineMs: 60_000,
      what: 'the lab to be warm',
    });
    const [alone, watched]: number[][] = [[], []];
    for (let turn = 0; turn < TURNS; turn += 1) {
      alone!.push(await throughput(lab));
      const close = openStreams(lab, many);
      watched!.push(await throughput(lab));
      close();
    }
    return { alone: mean(alone!), watched: mean(watched!) };
  } finally {
    await lab.stop();
  }
}
