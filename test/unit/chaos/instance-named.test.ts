// What a node is before something is done to it: a node of a cluster that nobody may touch says that, and not that it does not run.
import { expect, it } from 'vitest';
import { instanceNamed } from '../../../chaos/drivers/processes.ts';
import type { System } from '../../../chaos/drivers/system.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';

const refuse = (): never => {
  throw new LakequakeError('tool-missing', 'the engine’s socket is not mounted');
};

function systemWith(more: object): System {
  const cluster = {
    controller: { name: 'controller' },
    toxiproxy: { name: 'toxiproxy' },
    brokers: [],
    ...more,
  };
  return { cluster, run: { components: () => [] } } as unknown as System;
}

it('is refused by the reason where no node may be touched', () => {
  expect(() => instanceNamed(systemWith({ refuse }), 'controller')).toThrow(/socket is not mounted/);
});

it('does not run where it may be touched, or is none of the cluster’s', () => {
  expect(() => instanceNamed(systemWith({}), 'controller')).toThrow('controller is not running');
  expect(() => instanceNamed(systemWith({ refuse }), 'source')).toThrow('source is not running');
});
