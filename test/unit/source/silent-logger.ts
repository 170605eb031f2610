// A logger that says nothing, for tests.
import pino from 'pino';

export const silentLogger = (): pino.Logger<never> => pino({ level: 'silent' });
