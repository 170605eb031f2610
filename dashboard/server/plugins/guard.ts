// Refuses what does not come from this machine's own page: a foreign Host (DNS rebinding), a foreign Origin (another site,
// or another port of this machine), and any action without the own Origin or the token. There is no CORS header at all.
// Bound to more than loopback, whoever reaches the port can open the page, so there actions need the token in every case.
// Same origin means that Origin names the very host and port of the Host header, so a forwarded port still works.
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface GuardOptions {
  /** Host names besides the loopback ones, without port. */
  allowedHosts: string[];
  token: string | undefined;
  /** The own Origin is not enough for an action. */
  tokenOnly?: boolean;
  /** The routes ask for a key of their own; only where a request comes from is checked here. */
  byRoute?: boolean;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** An answer the error handler turns into JSON with this status. */
export class Refused extends Error {
  readonly statusCode = 403;
  readonly code = 'refused';
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

function hostName(host: string): string | undefined {
  return /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
}

function sameSecret(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function bearsToken(request: FastifyRequest, token: string | undefined): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return token !== undefined && given !== undefined && sameSecret(given, token);
}

/** Throws Refused unless the request comes from the own page, or (reading only) from no page at all. */
function checkRequest(
  request: FastifyRequest,
  { allowedHosts, token, tokenOnly = false, byRoute = false }: GuardOptions,
): void {
  const host = request.headers.host ?? '';
  const name = hostName(host);
  if (name === undefined || ![...LOOPBACK, ...allowedHosts].includes(name))
    throw new Refused(
      'The Host header names another host.',
      "Open the dashboard at the address 'npx lakequake status' prints.",
    );
  const origin = request.headers.origin;
  const own = origin === `http://${host}`;
  if (origin !== undefined && !own)
    throw new Refused(
      'The request comes from another origin.',
      "Use the dashboard's own page, or call without an Origin header.",
    );
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads && !byRoute && !(own && !tokenOnly) && !bearsToken(request, token))
    throw new Refused(
      tokenOnly
        ? 'This dashboard is open to other machines, so actions need its token.'
        : "Actions are accepted only from the dashboard's own page or with its token.",
      'Send "Authorization: Bearer <token>".',
    );
}

/** Checks every request, also the upgrade to a WebSocket and the ones for which there is no route. */
export function guard(app: FastifyInstance, options: GuardOptions): void {
  app.addHook('onRequest', async (request) => {
    checkRequest(request, options);
  });
}
