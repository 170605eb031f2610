// Where a page's state comes from: a lab's stream, a recorded run that the server plays, or a recording that is open in the page itself. All
// three speak the language of contract.ts; the last two also listen to seek, play and pause.
import type { PlayerMessage, PlayerRequest } from '../../../contract/player.ts';
import type { StreamMessage } from '../../../contract.ts';

export interface Wire {
  /** Ignored by a lab. */
  say(request: PlayerRequest): void;
  close(): void;
}

/**
 * Connects; `lost` is called once, when nothing more will be heard, with the server's sentence where trying again is no use. After `close`
 * neither is called.
 */
export type Connect = (
  hear: (message: StreamMessage | PlayerMessage) => void,
  lost: (forGood: string | null) => void,
) => Wire;

/** The server's code for a recording that is not there or cannot be read. */
const NOT_THERE = 4404;

/** A stream of this page's own server. */
export function socketTo(path: string): Connect {
  return (hear, lost) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}${path}`);
    let closed = false;
    /** Said before the socket was open. */
    const early: PlayerRequest[] = [];
    socket.onopen = () => {
      for (const request of early.splice(0)) socket.send(JSON.stringify(request));
    };
    // A socket that was given up may still speak; it is not heard.
    socket.onmessage = ({ data }) => {
      if (!closed) hear(JSON.parse(data as string) as StreamMessage | PlayerMessage);
    };
    socket.onclose = ({ code, reason }) => {
      if (!closed) lost(code === NOT_THERE ? reason : null);
    };
    return {
      say(request) {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
        else early.push(request);
      },
      close() {
        closed = true;
        socket.close();
      },
    };
  };
}
