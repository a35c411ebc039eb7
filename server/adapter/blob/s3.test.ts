import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { hasSwift, type RunningSwift, startSwift } from '../../../scripts/swift.ts';
import { describeBlobStore } from './contract.ts';
import { createS3BlobStore, findBucketProblem, type S3Options } from './s3.ts';

const bucket = 'gatehouse-test';

// A store that checks signatures; what it lacks here is installed by npm run setup:tests.
const skip = hasSwift() ? false : 'no OpenStack Swift (python3-swift). Run: npm run setup:tests';

describe('blob store on S3', { skip }, () => {
  let swift: RunningSwift;
  const options = (): S3Options => ({
    endpoint: swift.endpoint,
    region: swift.region,
    bucket,
    prefix: 'files',
    credentials: swift.credentials,
  });
  const client = (): S3Client =>
    new S3Client({
      endpoint: swift.endpoint,
      region: swift.region,
      credentials: swift.credentials,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });

  before(async () => {
    swift = await startSwift();
    await client().send(new CreateBucketCommand({ Bucket: bucket }));
  });
  after(() => swift.stop());

  describeBlobStore('s3', async () => createS3BlobStore(options()));

  it('keeps its objects below the prefix', async () => {
    await createS3BlobStore(options()).put('organization/live/document', Buffer.from('x'));
    const { Contents = [] } = await client().send(new ListObjectsV2Command({ Bucket: bucket }));
    assert.ok(Contents.some(({ Key }) => Key === 'files/organization/live/document'));
    assert.ok(Contents.every(({ Key }) => Key?.startsWith('files/')));
  });

  it('is refused with a wrong secret, and says so instead of finding nothing', async () => {
    const wrong = { ...options(), credentials: { ...swift.credentials, secretAccessKey: 'wrong' } };
    await assert.rejects(createS3BlobStore(wrong).get('organization/live/document'), { name: 'SignatureDoesNotMatch' });
    await assert.rejects(createS3BlobStore(wrong).put('a', Buffer.from('x')), { name: 'SignatureDoesNotMatch' });
  });

  it('fails where the bucket is missing', async () => {
    const store = createS3BlobStore({ ...options(), bucket: 'no-such-bucket' });
    await assert.rejects(store.put('a', Buffer.from('x')), { name: 'NoSuchBucket' });
    await assert.rejects(store.get('a'), { name: 'NoSuchBucket' });
  });

  it('says before the start what is wrong with the bucket', async () => {
    assert.equal(await findBucketProblem(options()), null);
    assert.match(
      (await findBucketProblem({ ...options(), bucket: 'no-such-bucket' })) ?? '',
      /no-such-bucket .*NotFound/,
    );
    const wrong = { ...options(), credentials: { ...swift.credentials, secretAccessKey: 'wrong' } };
    assert.match((await findBucketProblem(wrong)) ?? '', /cannot be reached/);
    assert.match(
      (await findBucketProblem({ ...options(), endpoint: 'http://127.0.0.1:1' })) ?? '',
      /ECONNREFUSED|Error/,
    );
  });
});

it('tries again when the store fails for a moment', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(asked === 1 ? 503 : 200).end(asked === 1 ? '' : 'bytes');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const store = createS3BlobStore({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    bucket,
    prefix: '',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  try {
    assert.equal(Buffer.from((await store.get('a')) ?? []).toString(), 'bytes');
    assert.equal(asked, 2);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
