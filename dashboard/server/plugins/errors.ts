// Turns whatever goes wrong in a request into one JSON error with a code, a sentence and a hint. Never a stack, and never
// the text of an unexpected error, which may hold paths.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { type ErrorCode, EXIT, exitCodeOf, LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { ErrorAnswer } from '../../contract/answers.ts';

interface Told {
  status: number;
  code: string;
  message: string;
  hint: string | null;
}

const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
  'not-found': 404,
  'not-running': 409,
  'already-running': 409,
  internal: 500,
};

function statusOf(error: LakequakeError): number {
  return STATUS_BY_CODE[error.code] ?? (exitCodeOf(error) === EXIT.usage ? 400 : 503);
}

const FRAMEWORK: Record<string, { message: string; hint: string }> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { message: 'The body is not valid JSON.', hint: 'Send a JSON object.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { message: 'The body is empty.', hint: 'Send a JSON object.' },
  FST_ERR_CTP_BODY_TOO_LARGE: { message: 'The body is too large.', hint: 'Send less than 64 KiB.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    message: 'The body has an unsupported type.',
    hint: 'Send "content-type: application/json".',
  },
};

function describe(error: unknown): Told {
  if (error instanceof LakequakeError)
    return { status: statusOf(error), code: error.code, message: error.message, hint: error.hint ?? null };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    const where = first?.instancePath.replace(/^\//, '') ?? '';
    const message = `${where === '' ? 'The request' : where}: ${first?.message ?? 'does not fit its schema'}`;
    return {
      status: 400,
      code: 'bad-argument',
      message,
      hint: 'See /api/openapi.json for what is accepted.',
    };
  }
  const known = error as { statusCode?: number; code?: string; message?: string; hint?: string };
  const status = known.statusCode ?? 500;
  const framework = FRAMEWORK[known.code ?? ''];
  if (framework) return { status, code: 'bad-argument', ...framework };
  if (known.code === 'refused')
    return { status, code: 'refused', message: known.message ?? 'Refused.', hint: known.hint ?? null };
  if (status < 500)
    return { status, code: 'bad-argument', message: 'The request is not acceptable.', hint: null };
  return {
    status: 500,
    code: 'internal',
    message: 'The dashboard failed to answer.',
    hint: "See the log of 'control'.",
  };
}

function answer(reply: FastifyReply, { status, ...error }: Told): FastifyReply {
  const body: ErrorAnswer = { error };
  // Sent as text: an error must reach the reader even when it does not fit the route's schemas.
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .serializer((text) => text as string)
    .send(JSON.stringify(body));
}

export function errors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const told = describe(error);
    if (told.status >= 500) request.log.error({ err: error }, told.message);
    return answer(reply, told);
  });
}

/** For paths without a route. */
export function nothingThere(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return answer(reply, {
    status: 404,
    code: 'not-found',
    message: `There is nothing at ${request.method} ${request.url.split('?')[0]!.slice(0, 100)}.`,
    hint: 'See /api/openapi.json for what there is.',
  });
}
