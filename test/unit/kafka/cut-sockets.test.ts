// Cutting a producer's connections: kafkajs must hear of each one's end, also of one that is still connecting.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cutSockets } from '../../../pipeline/kafka/producer-client.ts';

let server: Server;
let port: number;
beforeEach(async () => {
  server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => void server.close());

function heard(socket: Socket): string[] {
  const events: string[] = [];
  for (const name of ['connect', 'end', 'error']) socket.on(name, () => events.push(name));
  return events;
}

it('ends a connection that is still connecting in an error, and it never counts as connected', async () => {
  const socket = connect({ host: '127.0.0.1', port });
  const events = heard(socket);
  expect(socket.connecting).toBe(true);
  const closed = once(socket, 'close').catch(() => undefined);
  cutSockets(new Set([socket]));
  await closed;
  expect(socket.destroyed).toBe(true);
  expect(events).toEqual(['error']);
});

it('ends a connection that stands with an end, as if the other side had closed it', async () => {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  const events = heard(socket);
  cutSockets(new Set([socket]));
  expect(events).toEqual(['end']);
  expect(socket.destroyed).toBe(true);
});
