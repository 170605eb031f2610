// The state of the lab as a stream tells it, live or recorded, and whether the stream still speaks. When it does not, `lostSince` says
// since when and the views show *stale*; it reconnects by itself, for ever. No view talks to the wire. A full state alone does not end
// a loss: a server that answers every connection and then says nothing more would make the page flicker between well and lost.
import type { PlayerMessage, PlayerRequest } from '../../../contract/player.ts';
import type { LabState, StreamMessage } from '../../../contract.ts';
import { applyChange } from './apply-change.ts';
import type { Connect, Wire } from './wire.ts';

/** The server speaks at least every half second; this much silence means it is gone. */
const SILENCE_MS = 1600;
const CHECK_MS = 200;
const RETRY_MS = [250, 500, 1000, 2000];

export class LiveLab {
  state = $state.raw<LabState | null>(null);
  /** By this machine's clock; null while the stream speaks. */
  lostSince = $state<number | null>(null);
  /** Now by control's clock (or the recording's); moves a few times a second, and stands still when the stream is lost. */
  now = $state(0);
  /** Where the player stands; null: this is no recording but a lab, live. */
  player = $state.raw<PlayerMessage | null>(null);
  /** Why there is nothing to listen to and never will be; null while there is. */
  refused = $state<string | null>(null);

  #wire: Wire | undefined;
  #seq = -1;
  #heardAt = Date.now();
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #connectTo: Connect | undefined;

  /** Listens to this from now on; `first` is said to its player at once. What was known of another one is forgotten. */
  listen(connect: Connect, first: readonly PlayerRequest[] = []): void {
    this.#connectTo = connect;
    [this.state, this.player, this.lostSince, this.refused] = [null, null, null, null];
    this.#attempts = 0;
    this.#heardAt = Date.now();
    this.#connect(first);
  }

  /** There is no lab to listen to, and so none that could be lost. */
  hush(): void {
    clearTimeout(this.#retry);
    this.#wire?.close();
    [this.#wire, this.#connectTo] = [undefined, undefined];
    [this.state, this.lostSince] = [null, null];
  }

  /** Keeps watch over the stream; returns how to stop. */
  start(): () => void {
    this.#watch = setInterval(() => {
      if (this.#connectTo !== undefined && this.refused === null && Date.now() - this.#heardAt > SILENCE_MS)
        this.#lose();
    }, CHECK_MS);
    return () => {
      clearInterval(this.#watch);
      clearTimeout(this.#retry);
      this.#wire?.close();
      this.#wire = undefined;
    };
  }

  /** Says something to the player of a recording. */
  say(request: PlayerRequest): void {
    this.#wire?.say(request);
  }

  #connect(first: readonly PlayerRequest[]): void {
    clearTimeout(this.#retry);
    this.#wire?.close();
    const wire = this.#connectTo!(
      (message) => this.#hear(message),
      (forGood) => {
        if (forGood === null) this.#lose();
        else this.refused = forGood;
      },
    );
    this.#wire = wire;
    for (const request of first) wire.say(request);
  }

  #lose(): void {
    this.lostSince ??= this.#heardAt;
    this.#wire?.close();
    this.#wire = undefined;
    this.#heardAt = Date.now();
    clearTimeout(this.#retry);
    const wait = RETRY_MS[Math.min(this.#attempts, RETRY_MS.length - 1)];
    this.#retry = setTimeout(() => this.#connect(this.#whereItStood()), wait);
    this.#attempts += 1;
  }

  /** A player begins anew with every connection. */
  #whereItStood(): PlayerRequest[] {
    if (this.player === null) return [];
    const { at, playing, speed } = this.player;
    const play: PlayerRequest[] = [{ t: 'play', speed }];
    return [...play, { t: 'seek', at }, ...(playing ? [] : [{ t: 'pause' } as const])];
  }

  #hear(message: StreamMessage | PlayerMessage): void {
    this.#heardAt = Date.now();
    if (message.t === 'player') {
      this.player = message;
      return;
    }
    if (message.t === 'full') this.state = message.state;
    else if (message.seq !== this.#seq + (message.t === 'delta' ? 1 : 0) || this.state === null) {
      // A message that does not follow on what we have cannot be used: start again with a full state.
      this.#lose();
      return;
    } else if (message.t === 'delta') this.state = applyChange(this.state, message.set, message.unset);
    this.#seq = message.seq;
    this.now = message.at;
    if (message.t === 'full') return;
    this.lostSince = null;
    this.#attempts = 0;
  }
}
