import { fileURLToPath } from 'node:url';

/** The dbt environments of the demo's warehouse, each with the folder of its artifacts. */
export const DEMO_ENVIRONMENTS = [
  { id: 834, name: 'Production', folder: artifactsOf('834') },
  { id: 912, name: 'Finance production', folder: artifactsOf('912') },
] as const;

function artifactsOf(environment: string): string {
  return fileURLToPath(new URL(`warehouse/artifacts/${environment}`, import.meta.url));
}
