// Stands in for control in tests of its sudden end: opens a state folder, starts a cluster, prints the pids and holds on until killed.
import { startCluster } from '../../pipeline/runtime/embedded/start-cluster.ts';
import { openState } from '../../pipeline/runtime/open-state.ts';

const [stateDir] = process.argv.slice(2);
if (!stateDir) throw new Error('usage: hold-cluster.ts STATE_FOLDER');
const state = await openState(stateDir);
const { controller, toxiproxy, brokers } = await startCluster({ book: state.book });
console.log(JSON.stringify([controller, toxiproxy, ...brokers].map(({ pid }) => pid)));
setInterval(() => {}, 60_000);
