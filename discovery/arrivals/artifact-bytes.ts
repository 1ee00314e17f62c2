/** The largest artifact that is taken, unpacked, whichever way it comes. The largest projects write manifests of some 100 MB. */
export const MAX_ARTIFACT_BYTES = 256 * 1024 * 1024;
