import { setTimeout } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How calls ended over a whole run: by status, `lost` where the connection broke, `slow` where no answer came in time. */
export interface Calls {
  readonly counts: Map<string, number>;
  /** One attempt. Null where no answer came: nobody knows whether it was carried out. */
  once(call: Call): Promise<Answer | null>;
  /** The same again until an answer below 500 comes; for calls that may be repeated. */
  untilAnswered(call: Call): Promise<Answer>;
  /** Answers of 500 and above that are no 503 problem, and refusals that the product should not give. */
  readonly surprises: string[];
}

/** Longer than a start takes; an answer that takes longer counts as none. */
const answerLimitMs = 30_000;
const pauseMs = 50;

export const createCalls = (baseUrlOf: () => string): Calls => {
  const counts = new Map<string, number>();
  const surprises: string[] = [];
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

  const once = async ({ method, path, token, body, headers }: Call): Promise<Answer | null> => {
    try {
      const isBytes = body instanceof Uint8Array;
      const response = await fetch(`${baseUrlOf()}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': isBytes ? 'image/jpeg' : 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: isBytes ? new Blob([new Uint8Array(body)]) : JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerLimitMs),
      });
      const text = await response.text();
      count(String(response.status));
      const answer = { status: response.status, body: text === '' ? null : JSON.parse(text) };
      if (response.status >= 500 && !isUnavailable(answer)) surprises.push(`${method} ${path}: ${text.slice(0, 300)}`);
      return answer;
    } catch (error) {
      count(error instanceof Error && error.name === 'TimeoutError' ? 'slow' : 'lost');
      return null;
    }
  };

  const untilAnswered = async (call: Call): Promise<Answer> => {
    for (;;) {
      const answer = await once(call);
      if (answer !== null && answer.status < 500 && answer.status !== 429) return answer;
      await setTimeout(pauseMs);
    }
  };
  return { counts, surprises, once, untilAnswered };
};

/** The clear refusal of a server whose database is away or full. */
const isUnavailable = ({ status, body }: Answer): boolean =>
  status === 503 && typeof body === 'object' && body !== null && 'code' in body;
