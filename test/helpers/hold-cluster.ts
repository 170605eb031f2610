// Stands in for control in tests of its sudden end: opens a state folder, starts a cluster, prints pids (of containers, ids) and holds on until killed.
import { RUNTIME_NAMES } from '../../pipeline/runtime/cluster.ts';
import { openState } from '../../pipeline/runtime/open-state.ts';
import { startClusterOn } from '../../pipeline/runtime/start-cluster-on.ts';

const [stateDir, asked] = process.argv.slice(2);
if (!stateDir) throw new Error('usage: hold-cluster.ts STATE_FOLDER [RUNTIME]');
const runtime = RUNTIME_NAMES.find((name) => name === asked) ?? 'embedded';
const state = await openState(stateDir);
const { controller, toxiproxy, brokers } = await startClusterOn(runtime, { book: state.book });
console.log(
  JSON.stringify(
    [controller, toxiproxy, ...brokers].map(
      ({ pid, instance }) =>
        pid ?? (instance !== undefined && 'container' in instance ? instance.container : null),
    ),
  ),
);
setInterval(() => {}, 60_000);
