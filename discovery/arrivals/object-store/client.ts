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
  const client = new S3Client({
    maxAttempts: 2,
    followRegionRedirects: true,
    // Google's store and others refuse what Amazon adds to its own protocol.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS, socketTimeout: SILENCE_MS },
  });
  const findRegion = client.config.region;
  client.config.region = () => findRegion().catch(() => DEFAULT_REGION);
  // An endpoint of one's own seldom has a host name for each bucket. It is known once a first request looks for it.
  Object.defineProperty(client.config, 'forcePathStyle', {
    get: () => client.config.isCustomEndpoint === true,
    set: () => {},
  });
  return client;
}
