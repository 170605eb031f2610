// kill-unreplicated-leader: the followers of a partition stop for a moment (SIGSTOP, as in a long pause of the collector); the leader goes
// on writing alone and is killed; the followers wake, still in sync by the controller's book, and one of them leads. All of it happens
// within the session and lag times, so nobody is fenced meanwhile. Proof: the leader is gone, and it had acknowledged events alone, or
// owed the answer to a send that it cannot give without its followers. Undo: wake the followers, start the leader.
import { until } from '../../pipeline/contract/until.ts';
import { brokerNamed, killNodes, ledPartition, pauseNodes, reviveNodes } from '../drivers/nodes.ts';
import { isAsleep } from '../drivers/processes.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';
import { ackedEvents } from '../probes/acked-events.ts';
import { openSends } from '../probes/open-sends.ts';

/** Well below the broker session (6 s) and the replica lag time (5 s). */
const ALONE_AT_MOST_MS = 2_500;

export const fault: Fault = {
  id: 'kill-unreplicated-leader',
  title: 'A leader dies while its followers pause',
  async inject(system, injection) {
    const { leader, replicas } = await ledPartition(system, Number(injection.args.partition));
    const followers = replicas.filter((id) => id !== leader).map(brokerNamed);
    await pauseNodes(system, followers, injection);
    const before = ackedEvents(system);
    await untilOrDeadline(
      () => ackedEvents(system) >= before + Number(injection.args.events),
      ALONE_AT_MOST_MS,
    );
    const alone = ackedEvents(system) - before;
    // Also one begun just before the pause: with one unfinished send per partition nothing else is sent until it is answered.
    const unanswered = openSends(system).length;
    await killNodes(system, [brokerNamed(leader)], injection);
    injection.note({ leader: brokerNamed(leader), alone, unanswered });
    await Promise.all(followers.map((name) => system.cluster.resume(name)));
    const asleep = () => Promise.all((injection.notes.paused as object[]).map(isAsleep));
    await until(async () => !(await asleep()).includes(true), {
      deadlineMs: 2_000,
      what: 'the followers to wake',
    });
  },
  async observed({ cluster }, { notes }) {
    const leader = notes.leader as ReturnType<typeof brokerNamed> | undefined;
    if (leader === undefined || cluster.isRunning(leader)) return null;
    if (Number(notes.alone) + Number(notes.unanswered) === 0) return null;
    return {
      says: `${leader} is gone; while its followers were stopped it acknowledged ${notes.alone} events and was given ${notes.unanswered} sends it did not answer`,
      facts: { ...notes },
    };
  },
  undo: ({ notes }, reach) => reviveNodes(reach, notes),
};
