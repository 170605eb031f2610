// Recordings as streams: the WebSocket of a recorded run speaks as a lab's does and listens to seek, play and pause. Each client has its
// own place; what is no such request is answered by closing the socket.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { WebSocket } from 'ws';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { type PlayerRequest, playerRequestSchema } from '../../contract/player.ts';
import { runParamsSchema } from '../../contract/runs.ts';
import type { Archive } from '../archive/archive.ts';
import type { Gate } from '../inquiry/gate.ts';
import { type Player, playTo } from '../recording/player.ts';
import type { Recording } from '../recording/read-recording.ts';
import { MAX_STREAMS } from './stream.ts';

const MOST_EARLY = 20;
const TRY_AGAIN_LATER = 1013;
const BAD_DATA = 1007;
const NOT_THERE = 4404;

/** Players of one server. */
function players(archive: Archive, gate: Gate) {
  let playing = 0;

  async function play(socket: WebSocket, id: string): Promise<void> {
    socket.on('error', () => socket.terminate());
    if (playing >= MAX_STREAMS) return socket.close(TRY_AGAIN_LATER, 'too many streams');
    playing += 1;
    socket.once('close', () => {
      playing -= 1;
    });
    let player: Player | undefined;
    /** Said before the recording was read: a page that is opened at a place seeks at once. */
    const early: PlayerRequest[] = [];
    socket.on('message', (data) => {
      const request = requestIn(String(data));
      if (request === undefined || early.length > MOST_EARLY)
        socket.close(BAD_DATA, 'say seek, play or pause');
      else if (player === undefined) early.push(request);
      else player.hear(request);
    });
    let recording: Recording;
    try {
      recording = await gate.run(() => archive.recording(id));
    } catch (error) {
      const sentence = error instanceof LakequakeError ? error.message : 'The recording cannot be read.';
      // A close reason holds at most 123 bytes.
      return socket.close(NOT_THERE, Buffer.from(sentence).subarray(0, 120).toString('utf8'));
    }
    if (socket.readyState !== socket.OPEN) return;
    const started = playTo(
      { bufferedBytes: () => socket.bufferedAmount, send: (text) => socket.send(text) },
      recording,
    );
    player = started;
    socket.on('close', () => started.stop());
    for (const request of early.splice(0)) started.hear(request);
  }
  return { play };
}

function requestIn(text: string) {
  try {
    const parsed = playerRequestSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export interface PlayOptions {
  archive: Archive;
  gate: Gate;
  /** The run that the server's own stream plays, when it shows a recording. */
  whole: string | undefined;
}

export async function playRoutes(
  instance: FastifyInstance,
  { archive, gate, whole }: PlayOptions,
): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { play } = players(archive, gate);
  app.get(
    '/api/runs/:id/stream',
    { websocket: true, schema: { hide: true, params: runParamsSchema } },
    (socket, request) => void play(socket, request.params.id),
  );
  if (whole !== undefined)
    app.get('/api/stream', { websocket: true, schema: { hide: true } }, (socket) => void play(socket, whole));
}
