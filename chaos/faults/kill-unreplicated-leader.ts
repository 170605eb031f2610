// kill-unreplicated-leader: the followers of a partition stop for a moment (SIGSTOP, as in a long pause of the collector); the leader goes
// on writing alone and is killed; the followers wake, still in sync by the controller's book, and one of them leads. All of it happens
// within the session and lag times, so nobody is fenced meanwhile. Proof: the leader is gone, and it acknowledged records or
// left sends without an answer while its followers were stopped. Undo: wake the followers, start the leader.
import { until } from '../../pipeline/contract/until.ts';
import { brokerNamed, killNodes, ledPartition, pauseNodes, reviveNodes } from '../drivers/nodes.ts';
import { isAsleep } from '../drivers/processes.ts';
import type { System } from '../drivers/system.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';
import { ackedEvents } from '../probes/acked-events.ts';
import { openSends } from '../probes/open-sends.ts';

/** Well below the broker session (6 s) and the replica lag time (5 s). */
const ALONE_AT_MOST_MS = 2_500;

/** Sends to the partition without an answer at this moment. One that was under way when the followers stopped counts: with one unfinished send a
 *  partition it keeps any later one from being begun, so it is the only one there is. */
const withoutAnswer = (system: System, wanted: number): number =>
  openSends(system).filter(({ partition }) => partition === wanted).length;

export const fault: Fault = {
  id: 'kill-unreplicated-leader',
  title: 'A leader dies while its followers pause',
  async inject(system, injection) {
    const partition = Number(injection.args.partition);
    const { leader, replicas } = await ledPartition(system, partition);
    const followers = replicas.filter((id) => id !== leader).map(brokerNamed);
    await pauseNodes(system, followers, injection);
    const before = ackedEvents(system);
    await untilOrDeadline(
      () => ackedEvents(system) >= before + Number(injection.args.events),
      ALONE_AT_MOST_MS,
    );
    const alone = ackedEvents(system) - before;
    const unanswered = withoutAnswer(system, partition);
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
      says: `${leader} is gone; while its followers were stopped it acknowledged ${notes.alone} events and left ${notes.unanswered} sends without an answer`,
      facts: { ...notes },
    };
  },
  undo: ({ notes }, reach) => reviveNodes(reach, notes),
};
