// The live state of the lab as the stream tells it, and whether the stream still speaks. When it does not, `lostSince` says
// since when and the views show *stale*; it reconnects by itself, for ever. No view talks to the socket. A full state alone does not end
// a loss: a server that answers every connection and then says nothing more would make the page flicker between well and lost.
import type { PlayerMessage } from '../../../contract/player.ts';
import type { LabState, StreamMessage } from '../../../contract.ts';
import { applyChange } from './apply-change.ts';

/** The server speaks at least every half second; this much silence means it is gone. */
const SILENCE_MS = 1600;
const CHECK_MS = 200;
const RETRY_MS = [250, 500, 1000, 2000];

export class LiveLab {
  state = $state.raw<LabState | null>(null);
  /** By this machine's clock; null while the stream speaks. */
  lostSince = $state<number | null>(null);
  /** Now by control's clock; moves a few times a second while live, and stands still when the stream is lost. */
  now = $state(0);

  #socket: WebSocket | undefined;
  #seq = -1;
  #heardAt = Date.now();
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Connects and keeps at it; returns how to stop. */
  start(): () => void {
    this.#connect();
    this.#watch = setInterval(() => {
      if (Date.now() - this.#heardAt > SILENCE_MS) this.#lose();
    }, CHECK_MS);
    return () => {
      clearInterval(this.#watch);
      clearTimeout(this.#retry);
      const socket = this.#socket;
      this.#socket = undefined;
      socket?.close();
    };
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    // A socket that was given up may still speak; only the current one is heard.
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#hear(JSON.parse(data as string) as StreamMessage | PlayerMessage);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lose();
    };
  }

  #lose(): void {
    this.lostSince ??= this.#heardAt;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#heardAt = Date.now();
    socket?.close();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), RETRY_MS[Math.min(this.#attempts, RETRY_MS.length - 1)]);
    this.#attempts += 1;
  }

  #hear(message: StreamMessage | PlayerMessage): void {
    this.#heardAt = Date.now();
    // Where the player of a recording stands, which is no part of the state.
    if (message.t === 'player') return;
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
