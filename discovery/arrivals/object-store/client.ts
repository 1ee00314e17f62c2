import { S3Client } from '@aws-sdk/client-s3';

const CONNECT_MS = 10_000;
const SILENCE_MS = 60_000;
/** What stores other than Amazon's expect where nobody has said a region. */
const DEFAULT_REGION = 'us-east-1';

/**
 * A client that finds credentials, region and endpoint as AWS's own tools do: in the environment, in shared files with
 * a profile, from a web identity, and from the metadata of a container or a machine.
 */
export async function createClient(): Promise<S3Client> {
  const { region, hasOwnEndpoint } = await findPlace();
  return new S3Client({
    region,
    // A store of one's own seldom has a host name for each bucket.
    forcePathStyle: hasOwnEndpoint,
    followRegionRedirects: true,
    maxAttempts: 2,
    // Google's store and others refuse what Amazon adds to its own protocol.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS, socketTimeout: SILENCE_MS },
  });
}

async function findPlace(): Promise<{ region: string; hasOwnEndpoint: boolean }> {
  const looking = new S3Client({});
  try {
    const region = await looking.config.region().catch(() => DEFAULT_REGION);
    const endpoint = await looking.config.serviceConfiguredEndpoint?.();
    return { region, hasOwnEndpoint: endpoint !== undefined };
  } finally {
    looking.destroy();
  }
}
