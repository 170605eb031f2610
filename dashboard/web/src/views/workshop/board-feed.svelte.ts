// The board as its server tells it, and the facilitator's key. It reconnects by itself for ever; `lostSince` says since when nobody has spoken. The key
// stays in this tab, is said to the socket and sent with actions, and goes nowhere else.
import type { Action, Board, BoardMessage } from '../../../../contract/workshop.ts';
import { postAnswer, Refusal, refusalFrom } from '../../ask/answer.ts';
import { keepInTab, keptInTab } from '../../ask/tab-memory.ts';

const KEY = 'lakequake-workshop-key';
const PATH = '/api/workshop/board';
/** The server speaks every second. */
const SILENCE_MS = 3_500;
const RETRY_MS = [250, 500, 1_000, 2_000];

export class BoardFeed {
  board = $state.raw<Board | null>(null);
  lostSince = $state<number | null>(null);
  /** The host's clock minus this machine's, ms. */
  offsetMs = $state(0);
  /** The key is right: this page facilitates. */
  facilitates = $state(false);
  /** Why the key was not taken. */
  keyRefused = $state<string | null>(null);
  /** What the last action did, or why it was refused. */
  done = $state<string | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  #key: string | null = keptInTab(KEY);
  #socket: WebSocket | undefined;
  #heardAt = Date.now();
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** Listens; returns how to stop. */
  start(): () => void {
    this.#connect();
    const watch = setInterval(() => {
      if (this.#socket !== undefined && Date.now() - this.#heardAt > SILENCE_MS) this.#lose();
    }, 250);
    return () => {
      clearInterval(watch);
      clearTimeout(this.#retry);
      const socket = this.#socket;
      this.#socket = undefined;
      socket?.close();
    };
  }

  enterKey(key: string): void {
    this.#key = key.trim();
    this.keyRefused = null;
    this.#sayKey();
  }

  forgetKey = (): void => {
    this.#key = null;
    keepInTab(KEY, null);
    this.facilitates = false;
    // A new socket is one that never gave a key.
    this.#lose();
  };

  /** Does it; what came of it stands in `done` or `refusal`. */
  async act(action: Action): Promise<void> {
    [this.done, this.refusal] = [null, null];
    try {
      const { done } = await postAnswer<{ done: string }>(
        '/api/workshop/act',
        action,
        undefined,
        this.#bearer(),
      );
      this.done = done;
    } catch (error) {
      this.refusal = refusalFrom(error);
    }
  }

  /** Fetches the results with the key and hands them to the browser as a file. */
  async download(kind: 'json' | 'csv'): Promise<void> {
    [this.done, this.refusal] = [null, null];
    try {
      const answer = await fetch(`/api/workshop/export.${kind}`, { headers: this.#bearer() });
      if (!answer.ok) throw new Refusal('refused', `The results could not be had (${answer.status}).`, null);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = `workshop.${kind}`;
      link.click();
      URL.revokeObjectURL(link.href);
      this.done = `workshop.${kind} was saved`;
    } catch (error) {
      this.refusal = refusalFrom(error);
    }
  }

  #bearer(): Record<string, string> {
    return this.#key === null ? {} : { authorization: `Bearer ${this.#key}` };
  }

  #sayKey(): void {
    if (this.#key !== null && this.#socket?.readyState === WebSocket.OPEN)
      this.#socket.send(JSON.stringify({ t: 'key', key: this.#key }));
  }

  #connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}${PATH}`);
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.onopen = () => this.#sayKey();
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#hear(JSON.parse(data as string) as BoardMessage);
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#lose();
    };
  }

  #lose(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.lostSince ??= this.#heardAt;
    clearTimeout(this.#retry);
    const wait = RETRY_MS[Math.min(this.#attempts, RETRY_MS.length - 1)];
    this.#attempts += 1;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #hear(message: BoardMessage): void {
    this.#heardAt = Date.now();
    this.lostSince = null;
    this.#attempts = 0;
    if (message.t === 'board') {
      this.board = message.board;
      this.offsetMs = message.board.at - Date.now();
    }
    if (message.t === 'key') {
      this.facilitates = message.ok;
      this.keyRefused = message.ok ? null : message.says;
      if (!message.ok) this.#key = null;
      keepInTab(KEY, this.#key);
    }
  }
}
