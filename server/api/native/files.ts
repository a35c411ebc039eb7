import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import { openFile } from '../../domain/document/read-file.ts';
import { describeRefusals } from '../describe-answers.ts';
import { sendProblem } from '../problem.ts';
import { limitWrongCredentials } from '../wrong-credential-limit.ts';

export const filePath = '/files/:token';

const params = z.strictObject({ token: z.string().min(1).max(200) });

/** The photos that links in answers lead to. The link is the credential, so that a page can show what it names. */
export function addFiles(
  api: FastifyInstance,
  { context, rateLimits }: { context: DomainContext; rateLimits: { readonly addressPerMinute: number } },
): void {
  const refuseCredential = limitWrongCredentials(rateLimits.addressPerMinute);
  const schema = {
    summary: 'A photo, by the link that a list of files gave; needs no key',
    operationId: 'getFile',
    tags: ['sessions'],
    params,
    response: {
      200: { description: 'The photo, as it was uploaded.', content: { 'image/*': { schema: photo } } },
      ...describeRefusals(['file_link_invalid', 'not_found', 'file_link_expired', 'erased', 'rate_limited']),
      ...describeRefusals(['internal', 'unavailable']),
    },
  };
  api.get(filePath, { schema }, async (request, reply) => {
    const parsed = params.safeParse(request.params);
    const file = await openFile(context, parsed.success ? parsed.data.token : '');
    if (!file.ok && file.error.code === 'file_link_invalid') return refuseCredential(request, reply, file.error);
    if (!file.ok) return sendProblem(reply, file.error);
    const { id, mediaType, bytes } = file.value;
    return reply
      .headers({
        'content-disposition': `inline; filename="${id}.${mediaType.split('/')[1] ?? 'bin'}"`,
        // A photo can carry nothing that runs; should one be taken for a page all the same, it may do nothing.
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
        // A back office on another origin shows it by this link, which is a secret of its own.
        'cross-origin-resource-policy': 'cross-origin',
      })
      .type(mediaType)
      .send(Buffer.from(bytes));
  });
}

const photo = z.string().meta({ format: 'binary' });
