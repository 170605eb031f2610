// What Flow says about the lab at one moment, as plain data: nodes with health and words, edges with rate, latency and health.
// Pure, so it is tested without a browser.
import type { LabState } from '../../../../contract.ts';
import { type EdgeModel, edgesOf } from './flow-edges.ts';
import { type Headline, headlineOf } from './headline.ts';
import { type Health, type Part, worst } from './health.ts';
import { brokerNode, controllerNode, isrNoteOf } from './kafka-nodes.ts';
import type { NodeModel } from './node-model.ts';
import { ledgerNode, processorNode, sourceNode, tableNode } from './pipeline-nodes.ts';

export interface FlowModel {
  nodes: NodeModel[];
  edges: EdgeModel[];
  headline: Headline;
  isrNote: { text: string; health: Health };
}

/** What is left of a state when the server has fallen silent: which parts there are, and since when nothing is known of them. */
export function forgotten(lab: LabState): LabState {
  const mute = <T extends Part>(part: T): T => ({
    ...part,
    state: 'missing',
    reportedAt: part.reportedAt ?? lab.at,
  });
  return {
    ...lab,
    faults: [],
    source: mute(lab.source),
    controller: mute(lab.controller),
    proxies: lab.proxies.map(mute),
    brokers: lab.brokers.map(mute),
    processors: lab.processors.map(mute),
    topic: { ...lab.topic, reportedAt: null },
    tables: [],
    ledger: { ...lab.ledger, reportedAt: null },
  };
}

/** The model at `now` (ms, control's clock). */
export function flowModel(lab: LabState, now: number): FlowModel {
  const only = lab.processors.length === 1;
  const processors = lab.processors.map((one) => processorNode(lab, now, one, only));
  const writer = processors.length === 0 ? 'missing' : worst(...processors.map(({ health }) => health));
  const shown = ['bronze', 'silver', 'quarantine', 'gold.traffic'];
  const tables = shown.map((name) =>
    tableNode(
      lab,
      now,
      lab.tables.find((table) => table.name === name) ?? {
        name,
        version: null,
        rows: null,
        files: null,
        committedAt: null,
        freshnessMs: null,
        rowsPerSecond: null,
      },
      writer,
    ),
  );
  const nodes = [
    sourceNode(lab, now),
    ...lab.brokers.map((broker) => brokerNode(lab, now, broker)),
    controllerNode(lab, now),
    ...processors,
    ...tables,
    ledgerNode(lab, now),
  ];
  const isrNote = isrNoteOf(lab, now);
  return { nodes, edges: edgesOf(lab, now, nodes), headline: headlineOf(lab, now, nodes, isrNote), isrNote };
}
