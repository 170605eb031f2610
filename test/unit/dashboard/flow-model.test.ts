// What Flow says must be true: what is missing has no number, what is broken looks broken at both ends of its links.
import { describe, expect, it } from 'vitest';
import type { LabState } from '../../../dashboard/contract.ts';
import { labStateSchema } from '../../../dashboard/contract.ts';
import { flowModel, forgotten } from '../../../dashboard/web/src/views/flow/flow-model.ts';
import { labStateAt, STORY } from '../../fixtures/dashboard/demo-story.ts';

const EPOCH = 1_790_000_000_000;
const healthy = () => structuredClone(labStateAt(EPOCH, 10));
const modelOf = (lab: LabState, now = lab.at) => flowModel(lab, now);
const node = (lab: LabState, id: string, now = lab.at) =>
  modelOf(lab, now).nodes.find((one) => one.id === id)!;
const edge = (lab: LabState, id: string) => modelOf(lab).edges.find((one) => one.id === id)!;
const hasDigit = (text: string) => /\d/.test(text);

/** Each part, how it falls silent, and the node that shows it. */
const SILENCES: [string, (lab: LabState) => { reportedAt: number | null }][] = [
  ['source', (lab) => lab.source],
  ['processor-1', (lab) => lab.processors[0]!],
  ['broker-2', (lab) => lab.brokers[1]!],
  ['controller', (lab) => lab.controller],
];

describe('the demo story', () => {
  it('is made of states the contract accepts', () => {
    for (let s = 0; s < STORY.verdict + 10; s += 3) labStateSchema.parse(labStateAt(EPOCH, s));
  });
});

describe('the Flow model', () => {
  it('finds every part well while the lab is healthy', () => {
    const { nodes, edges, headline } = modelOf(healthy());
    expect(nodes.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(edges.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(headline).toMatchObject({ health: 'ok', text: 'All links carry data' });
  });

  it.each(SILENCES)(
    'shows %s as missing, without its last number, once it has said nothing for a while',
    (id, part) => {
      const lab = healthy();
      part(lab).reportedAt = lab.at - 3000;
      const silent = node(lab, id);
      expect(silent.health).toBe('missing');
      expect(hasDigit(silent.main)).toBe(false);
      expect(`${silent.sub} ${silent.aside}`).toMatch(/missing 3 s/);
      expect(modelOf(lab).headline.health).toBe('missing');
    },
  );

  it.each(SILENCES)('shows %s as missing when it has never reported', (id, part) => {
    const lab = healthy();
    part(lab).reportedAt = null;
    expect(node(lab, id)).toMatchObject({ health: 'missing' });
    expect(hasDigit(node(lab, id).main)).toBe(false);
  });

  it('writes a dash, not 0, for a table whose numbers are not known', () => {
    const lab = healthy();
    lab.tables = [];
    for (const id of ['bronze', 'silver', 'quarantine', 'gold.traffic'])
      expect(node(lab, id)).toMatchObject({ health: 'missing', main: '—', sub: 'not known' });
  });

  it('breaks the links on both sides of a dead broker and carries nothing on them', () => {
    const lab = labStateAt(EPOCH, STORY.kill + 0.1);
    for (const id of ['source>broker-2', 'broker-2>processor-1'])
      expect(edge(lab, id)).toMatchObject({ health: 'down', perSecond: null, latencyMs: null });
    expect(edge(lab, 'source>broker-1').health).toBe('ok');
    expect(modelOf(lab).headline).toMatchObject({ health: 'down', text: 'Broker 2 is down' });
  });

  it('draws the fault where it acts, with the time left', () => {
    const lab = labStateAt(EPOCH, STORY.kill + 3);
    expect(node(lab, 'broker-2').fault).toEqual({ label: 'SIGKILL', leftMs: 15_000 });
    expect(node(lab, 'broker-1').fault).toBeNull();
  });

  it('shows no partition as led by a dead broker, even while the cluster still says so', () => {
    const lab = labStateAt(EPOCH, STORY.kill + 0.1);
    for (const partition of lab.topic.partitions) if (partition.partition % 3 === 1) partition.leader = 2;
    expect(node(lab, 'broker-2').chips.map(({ role }) => role)).not.toContain('leader');
  });

  it('does not claim to know leaders when the cluster has not been heard', () => {
    const lab = healthy();
    lab.topic.reportedAt = lab.at - 6000;
    expect(node(lab, 'broker-1').chips.every(({ role }) => role === 'unknown')).toBe(true);
    expect(edge(lab, 'source>broker-1').perSecond).toBeNull();
    expect(modelOf(lab).isrNote.text).toBe('partitions: not known');
  });

  it('marks a link whose proxy has a toxic as bad though both its ends are well', () => {
    const lab = healthy();
    lab.proxies[0]!.toxics = ['latency 800 ms'];
    expect(edge(lab, 'source>broker-1')).toMatchObject({ health: 'degraded', toxics: ['latency 800 ms'] });
    expect(modelOf(lab).headline.text).toBe('The link to broker 1 is bad');
  });

  it('names the damage that only the ledger knows when every link is well again', () => {
    expect(modelOf(labStateAt(EPOCH, STORY.inSync + 8)).headline).toMatchObject({
      health: 'damage',
      text: 'All links carry data, and 19 acknowledged events are gone',
    });
    expect(modelOf(labStateAt(EPOCH, STORY.inSync + 8, 'hardened')).headline.health).toBe('ok');
  });

  it('knows nothing at all once the server has fallen silent', () => {
    const lab = forgotten(labStateAt(EPOCH, STORY.kill + 8));
    const { nodes, edges } = flowModel(lab, lab.at + 2000);
    expect(nodes.filter(({ health }) => health !== 'missing')).toEqual([]);
    expect(nodes.filter(({ main }) => hasDigit(main))).toEqual([]);
    expect(edges.filter(({ perSecond, latencyMs }) => perSecond !== null || latencyMs !== null)).toEqual([]);
  });
});
