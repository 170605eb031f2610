// The socket of a client to a broker behind proxies. A proxy (Toxiproxy, a container engine's published port) takes a connection before it knows
// whether the broker is there, and closes it when it is not: by a reset or by a clean end, whichever comes first. kafkajs 2.2.4 goes on to
// another broker after an error, but after a clean end it dials the same one until its retries are spent, and does not ask who leads now. So a
// connection that ends before the broker has said a word ends here in an error, as the refusal it stands for.
import { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

const KEEP_ALIVE_MS = 60_000;

class BrokerSocket extends Socket {
  /** Node hands on what was read by it; null is the other side's end. */
  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    const spoken = chunk !== null || this.bytesRead > 0;
    if (spoken || this.writableEnded) return super.push(chunk, encoding);
    this.destroy(new Error('closed before the broker said a word'));
    return false;
  }
}

/** For `socketFactory` of a kafkajs client. */
export const brokerSocket = ({ host, port, onConnect }: Parameters<ISocketFactory>[0]): Socket => {
  const socket = new BrokerSocket().connect({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  return socket;
};
