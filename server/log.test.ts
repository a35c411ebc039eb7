import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogger, forRequest, type Logger, type LogLevel } from './log.ts';

const capture = (level: LogLevel = 'info'): { logger: Logger; lines: () => Record<string, unknown>[] } => {
  const written: string[] = [];
  const logger = createLogger({ level, destination: { write: (line) => void written.push(line) } });
  return { logger, lines: () => written.map((line) => JSON.parse(line)) };
};

describe('a log line', () => {
  it('is one JSON object with level, UTC time, message and the request', () => {
    const { logger, lines } = capture();
    forRequest(logger, 'req-1').info({ sessionId: 's1' }, 'session opened');
    const [line] = lines();
    assert.match(String(line?.time), /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual(
      { ...line, time: null },
      {
        level: 'info',
        time: null,
        requestId: 'req-1',
        sessionId: 's1',
        msg: 'session opened',
      },
    );
  });

  it('is not written below the level', () => {
    const { logger, lines } = capture('warn');
    logger.info('quiet');
    logger.warn('loud');
    assert.deepEqual(
      lines().map((line) => line.msg),
      ['loud'],
    );
  });

  const personal: Record<string, object> = {
    'a header': { headers: { authorization: 'PERSONAL' } },
    'a request’s header': { req: { headers: { cookie: 'PERSONAL' } } },
    'an answer': { answers: { surname: 'PERSONAL' } },
    'a nested e-mail address': { entity: { email: 'PERSONAL' } },
    'a token': { token: 'PERSONAL' },
    'a URL': { req: { url: 'https://gate.example.com/s/PERSONAL' } },
    'an answer in a list': { steps: [{ answers: 'PERSONAL' }] },
    'what lies deep': { a: { b: { c: { d: { e: 'PERSONAL' } } } } },
    'an error’s row': { err: Object.assign(new Error('failed'), { detail: 'PERSONAL', parameters: ['PERSONAL'] }) },
    'a database error’s quoted value': { err: Object.assign(new Error('invalid: "PERSONAL"'), { code: '22P02' }) },
    'a constraint error’s quoted value': { err: Object.assign(new Error('exists: PERSONAL'), { code: '23505' }) },
    'a thrown text': { err: 'PERSONAL' },
  };
  for (const [name, members] of Object.entries(personal)) {
    it(`does not hold ${name}`, () => {
      const { logger, lines } = capture();
      logger.error(members, 'failed');
      assert.doesNotMatch(JSON.stringify(lines()), /PERSONAL/);
    });
  }

  it('keeps type, message, code and places of an error', () => {
    const { logger, lines } = capture();
    logger.error({ err: Object.assign(new TypeError('connection lost'), { code: '08006' }) }, 'relay failed');
    const described = Object(lines()[0]?.err);
    assert.equal(described.type, 'TypeError');
    assert.equal(described.message, 'connection lost');
    assert.equal(described.code, '08006');
    assert.match(described.stack, /log\.test\.ts/);
  });
});
