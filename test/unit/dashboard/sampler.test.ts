// One sampling for all; a slow client must cost nothing and must never be shown a delta it cannot apply.
import { afterEach, describe, expect, it } from 'vitest';
import type { LabState, StreamMessage } from '../../../dashboard/contract.ts';
import type { LabFeed } from '../../../dashboard/server/feed.ts';
import { type Sampler, type StreamClient, startSampler } from '../../../dashboard/server/stream/sampler.ts';
import { labStateAt } from '../../fixtures/dashboard/demo-story.ts';

const EPOCH = 1_790_000_000_000;
let sampler: Sampler | undefined;
afterEach(() => sampler?.stop());

function bench() {
  let notify = () => {};
  let state: LabState = labStateAt(EPOCH, 10);
  let snapshots = 0;
  let now = 0;
  const feed = {
    snapshot: () => {
      snapshots += 1;
      return state;
    },
    subscribe: (listener: () => void) => {
      notify = listener;
      return () => {};
    },
  } as unknown as LabFeed;
  // An hour between ticks of the timer: the test ticks by hand.
  sampler = startSampler(feed, { everyMs: 3_600_000, beatMs: 500, maxBufferedBytes: 1000, now: () => now });
  return {
    sampler,
    snapshots: () => snapshots,
    change(s: number) {
      state = labStateAt(EPOCH, s);
      notify();
    },
    pass(ms: number) {
      now += ms;
      sampler!.tick();
    },
  };
}

function client() {
  const heard: StreamMessage[] = [];
  const me: StreamClient & { heard: StreamMessage[]; buffered: number } = {
    heard,
    buffered: 0,
    bufferedBytes: () => me.buffered,
    send: (text) => heard.push(JSON.parse(text) as StreamMessage),
  };
  return me;
}

describe('the sampler', () => {
  it('sends the full state first and then deltas with the next number', () => {
    const { sampler, change, pass } = bench();
    const one = client();
    sampler.add(one);
    change(10.5);
    pass(125);
    expect(one.heard.map(({ t }) => t)).toEqual(['full', 'delta']);
    expect(one.heard[1]!.seq).toBe(one.heard[0]!.seq + 1);
  });

  it('takes one snapshot a tick however many look on', () => {
    const { sampler, change, pass, snapshots } = bench();
    for (let n = 0; n < 50; n += 1) sampler.add(client());
    const before = snapshots();
    change(11);
    pass(125);
    expect(snapshots() - before).toBe(1);
  });

  it('samples: a hundred changes between two ticks become one message', () => {
    const { sampler, change, pass } = bench();
    const one = client();
    sampler.add(one);
    for (let n = 0; n < 100; n += 1) change(10 + n / 100);
    pass(125);
    expect(one.heard).toHaveLength(2);
  });

  it('gives a sign of life when nothing changes', () => {
    const { sampler, pass } = bench();
    const one = client();
    sampler.add(one);
    pass(499);
    pass(2);
    expect(one.heard.at(-1)!.t).toBe('beat');
  });

  it('leaves a backed-up client out and gives it the newest full state once it has drained', () => {
    const { sampler, change, pass } = bench();
    const [slow, quick] = [client(), client()];
    sampler.add(slow);
    sampler.add(quick);
    slow.buffered = 1001;
    for (let n = 1; n <= 20; n += 1) {
      change(10 + n);
      pass(125);
    }
    expect(slow.heard).toHaveLength(1);
    expect(quick.heard).toHaveLength(21);
    slow.buffered = 0;
    pass(125);
    const last = slow.heard.at(-1)!;
    expect(last.t === 'full' && last.state.at).toBe(EPOCH + 30_000);
    expect(last.seq).toBe(quick.heard.at(-1)!.seq);
  });

  it('is not fooled by a feed that changes its state in place', () => {
    const state = labStateAt(EPOCH, 10);
    let notify = () => {};
    const feed = {
      snapshot: () => state,
      subscribe: (listener: () => void) => {
        notify = listener;
        return () => {};
      },
    } as unknown as LabFeed;
    sampler = startSampler(feed, { everyMs: 3_600_000, now: () => 0 });
    const one = client();
    sampler.add(one);
    state.brokers[1]!.state = 'down';
    notify();
    sampler.tick();
    const last = one.heard.at(-1)!;
    expect(last.t === 'delta' && last.set).toEqual([[['brokers', 1, 'state'], 'down']]);
  });
});
