// The guardian: a tiny detached process that holds a pipe from control. When the pipe closes, control is gone (stopped in order,
// crashed, SIGKILLed, terminal closed): it ends what control's session still has in the process book or in containers, and itself.
// After an orderly stop the book is empty and there is nothing to do. It never ends another session's processes.
import { endContainers } from './docker/lab-containers.mjs';
import { endRecorded } from './recorded-processes.mjs';

const [stateDir, session] = process.argv.slice(2);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.on('error', () => {});
process.stdin.resume();
process.stdin.on('close', async () => {
  await Promise.all([endRecorded(stateDir, { session }), endContainers(stateDir, { session })]);
  process.exit(0);
});
