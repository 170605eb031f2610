// hang-connections: for some seconds a broker's answers vanish; then the network is well again, but no connection was closed, and who
// waits for an answer that vanished waits for ever, unless it has a time limit of its own (as behind a firewall that forgot the connection).
// A toxic of Toxiproxy (`timeout` 0) that then acts on no connection any more: taking it away would close them, which is the healing.
// Proof: it stands there and passes everything, while sends from before wait for their answer. Undo: remove it.
import { addToxic, setToxicity, type ToxicSpec, toxicPlace, undoToxics } from '../drivers/toxiproxy.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault, FaultArgs } from '../fault.ts';
import { openSends } from '../probes/open-sends.ts';

const toxicOf = ({ broker }: FaultArgs): ToxicSpec => ({
  proxy: String(broker),
  type: 'timeout',
  stream: 'downstream',
  toxicity: 1,
  attributes: { timeout: 0 },
});

export const fault: Fault = {
  id: 'hang-connections',
  title: 'Answers of a broker vanish and its connections hang',
  async inject(system, { args, note }) {
    const url = system.cluster.toxiproxyUrl;
    const toxic = toxicOf(args);
    const begunAt = Date.now();
    note({ url, begunAt });
    await addToxic(url, toxic);
    const vanished = () =>
      Date.now() - begunAt >= Number(args.forMs) &&
      openSends(system).some(({ since }) => Date.now() - since > Number(args.forMs) / 2);
    await untilOrDeadline(vanished);
    const hanging = openSends(system).filter(
      ({ since }) => Date.now() - since > Number(args.forMs) / 2,
    ).length;
    await setToxicity(url, toxic, 0);
    note({ passesSince: Date.now(), hanging });
  },
  async observed(_system, { args, notes }) {
    if (Number(notes.hanging) === 0 || notes.passesSince === undefined) return null;
    return {
      says: `the answers of ${args.broker} vanished for ${Number(notes.passesSince) - Number(notes.begunAt)} ms; then it passed everything, and ${notes.hanging} sends still waited for theirs`,
      facts: { ...notes },
    };
  },
  undo: ({ args, notes }) => undoToxics(notes.url, [toxicPlace(toxicOf(args))]),
};
