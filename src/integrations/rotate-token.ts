import type { Viewer } from '../identity/viewer.ts';
import { describeRotated } from './audit-detail.ts';
import { changeStored } from './change-stored.ts';
import { parseRotation } from './input.ts';
import type { IntegrationProblem } from './problem.ts';
import { type ChangeResult, notConfigured, refused, type ServiceParts } from './service-parts.ts';
import { readStored, tokenPreview, verifiedHealth } from './stored.ts';

/** Verifies the new token on the stored host and environments, then puts it in place of the old one. */
export async function rotateToken(
  parts: ServiceParts,
  viewer: Viewer,
  typedToken: string,
  typedRevision: number | null | undefined,
): Promise<ChangeResult> {
  const { serviceToken, expectedRevision, problems } = parseRotation(typedToken, typedRevision);
  if (serviceToken === null || problems.length > 0) {
    const stored = await readStored(parts, viewer.tenant);
    return refused(stored === null ? [...problems, notConfigured()] : problems);
  }

  return changeStored(parts, viewer, expectedRevision, async ({ integration }, draft, at) => {
    const result = await parts.verify({
      // With its scheme, which the host alone does not tell.
      apiHost: integration.adminUrl,
      discoveryUrl: integration.discoveryUrl,
      environmentIds: integration.environments.map(({ id }) => id),
      serviceToken,
    });
    if (!result.ok) return { ok: false, errors: result.errors.map(toRotationProblem) };
    const place = { tenant: viewer.tenant, integrationId: integration.id, field: 'serviceToken' } as const;
    return {
      ok: true,
      draft: {
        ...draft,
        environments: result.environments,
        serviceToken: parts.vault.seal(serviceToken, place),
        tokenPreview: tokenPreview(serviceToken),
        tokenSetAt: at,
        tokenSetBy: viewer.userId,
      },
      action: 'TOKEN_ROTATED',
      detail: describeRotated({ ...draft, environments: result.environments }),
      health: verifiedHealth(at),
    };
  });
}

/** A rotation has one argument that verification can find fault with; what concerns the stored host has no field here. */
function toRotationProblem(problem: IntegrationProblem): IntegrationProblem {
  return { ...problem, field: problem.field?.at(-1) === 'serviceToken' ? ['serviceToken'] : null };
}
