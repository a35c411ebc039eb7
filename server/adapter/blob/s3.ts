import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import type { BlobStore, StoredFile } from '../../domain/document/blob-port.ts';
import { assertBlobKey } from './blob-key.ts';

export interface S3Options {
  /** `https://s3.example.com`; null for Amazon's own of the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  /** Before each key, without slashes at its ends; empty for none. */
  readonly prefix: string;
  /** Null: the SDK finds them itself, as on a machine with a role. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

/** A store that does not answer must not hold a request for ever. */
const connectionTimeoutMs = 5_000;
const requestTimeoutMs = 30_000;
const maxAttempts = 3;

const createClient = ({ endpoint, region, credentials }: S3Options): S3Client =>
  new S3Client({
    region,
    maxAttempts,
    requestHandler: { connectionTimeout: connectionTimeoutMs, requestTimeout: requestTimeoutMs },
    // Names of buckets in host names need DNS entries that servers of one's own seldom have.
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    ...(credentials !== null && { credentials }),
    // Servers other than Amazon's refuse the SDK's own way of appending checksums (501).
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

/** Why the bucket cannot be used, in one sentence for the operator; null when it answers. */
export const findBucketProblem = async (options: S3Options): Promise<string | null> => {
  try {
    await createClient(options).send(new HeadBucketCommand({ Bucket: options.bucket }));
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error);
    return `The bucket ${options.bucket} cannot be reached (${reason}). Look at the settings S3_ENDPOINT, S3_REGION, S3_BUCKET and the access key.`;
  }
};

/** Objects of a bucket that speaks S3. They come here sealed, so the store learns their size and nothing else. */
export const createS3BlobStore = (options: S3Options): BlobStore => {
  const { bucket, prefix } = options;
  const client = createClient(options);
  const objectOf = (key: string): { Bucket: string; Key: string } => {
    assertBlobKey(key);
    return { Bucket: bucket, Key: prefix === '' ? key : `${prefix}/${key}` };
  };

  return {
    put: async (key, bytes) => {
      await client.send(
        new PutObjectCommand({ ...objectOf(key), Body: bytes, ContentLength: bytes.length, ContentType: sealedType }),
      );
    },
    get: async (key) => {
      const answer = await client.send(new GetObjectCommand(objectOf(key))).catch(nullWhenAbsent);
      return answer === null ? null : ((await answer.Body?.transformToByteArray()) ?? new Uint8Array());
    },
    delete: async (key) => {
      await client.send(new DeleteObjectCommand(objectOf(key))).catch(nullWhenAbsent);
    },
    list: () => listObjects(client, options),
    // An object is put by one request, of which a half leaves nothing.
    dropUnfinished: async () => 0,
  };
};

async function* listObjects(client: S3Client, { bucket, prefix }: S3Options): AsyncGenerator<StoredFile> {
  const start = prefix === '' ? '' : `${prefix}/`;
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: start })) {
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key !== undefined && LastModified !== undefined) {
        yield { key: Key.slice(start.length), changedAt: LastModified };
      }
    }
  }
}

const sealedType = 'application/octet-stream';

const nullWhenAbsent = (error: unknown): null => {
  if (error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound')) return null;
  throw error;
};
