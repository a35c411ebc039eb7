import type { FastifyInstance } from 'fastify';

/** What a program that writes programs needs to begin, at the place where such look first: `/llms.txt`. */
export const registerLlmsText = (server: FastifyInstance, { baseUrl }: { readonly baseUrl: string }): void => {
  const text = describe(baseUrl);
  server.get('/llms.txt', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(text),
  );
};

const describe = (baseUrl: string): string => `# Gatehouse

> Gatehouse runs identity workflows: a workflow is drawn as a graph of nodes, a person is sent a link, the page behind it
> collects the evidence, checks run, a reviewer settles what is unclear, and every decision can be replayed.

- Base URL: ${baseUrl}/api
- OpenAPI 3.1: [openapi.json](${baseUrl}/api/openapi.json), as a page: [docs](${baseUrl}/api/docs)
- Every call carries \`Authorization: Bearer gh_live_...\` (or \`gh_test_...\`). A key belongs to one organization and one
  environment, live or test, and sees nothing else. What it may do stands in its scopes.
- Bodies are JSON. Refusals are problem documents (RFC 9457, \`application/problem+json\`) with a stable \`code\`, a \`detail\`
  that says what to do, a \`requestId\`, and \`errors[]\` with JSON pointers.
- Writes take \`Idempotency-Key: <uuid>\`: the same request with the same key is carried out once within 24 hours.
- Lists give \`items\` and \`nextCursor\`; give it back as \`?cursor=\` until it is null. \`?limit=\` is 1 to 100.
- Answers say what is left of the caller's limit in \`RateLimit\` and \`RateLimit-Policy\`; a 429 has \`Retry-After\`.
- Times are ISO 8601 in UTC, ids are UUIDs.

## Main calls

The nodes that a workflow may have, with a JSON Schema of each one's config:

    curl -H "Authorization: Bearer $KEY" ${baseUrl}/api/node-types

Make a workflow; the graph becomes its first draft. Then publish it:

    curl -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" ${baseUrl}/api/workflows \\
      -d '{"name":"Contact","graph":{"entry":"details","nodes":[
        {"id":"details","type":"form","config":{"title":{"en":"Your details"},
          "fields":[{"name":"name","type":"text","label":{"en":"Name"},"required":true}]},"on":{"next":"done"}},
        {"id":"done","type":"end","config":{"decision":"none"},"on":{}}]}}'
    curl -X POST -H "Authorization: Bearer $KEY" ${baseUrl}/api/workflows/$WORKFLOW/publish

Make a session and send the person its \`url\`, which is in this answer and nowhere else:

    curl -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
      -H "Idempotency-Key: $(uuidgen)" ${baseUrl}/api/sessions \\
      -d '{"workflowId":"'$WORKFLOW'","entity":{"kind":"person","name":"Ada Example"}}'

Where it stands, what each node brought, and its log:

    curl -H "Authorization: Bearer $KEY" ${baseUrl}/api/sessions/$SESSION
    curl -H "Authorization: Bearer $KEY" ${baseUrl}/api/sessions/$SESSION/results
    curl -H "Authorization: Bearer $KEY" ${baseUrl}/api/sessions/$SESSION/events

Decide a session that waits in review (scope \`sessions:decide\`):

    curl -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
      ${baseUrl}/api/sessions/$SESSION/decision -d '{"decision":"approved","reason":"The document was seen in person."}'

Be told of changes by webhook (Standard Webhooks 1.0 signatures):

    curl -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
      ${baseUrl}/api/webhook-endpoints -d '{"url":"https://example.com/hooks"}'

How many sessions stand in each state, and what happened day by day:

    curl -H "Authorization: Bearer $KEY" ${baseUrl}/api/counters
`;
