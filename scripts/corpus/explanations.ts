/** Why an answer may differ from what the files hold, and rightly so. A difference without one of these is a defect. */
export const EXPLANATIONS = {
  ephemeral: 'an ephemeral model has no table',
  'not-built':
    'declared, but neither run results nor catalog prove that it was built: NOT_BUILT, without facts',
  'builder-answers': 'a model, seed or snapshot on the same relation answers before the source',
  'group-text': 'a source without a text shows the text of its group',
  'other-claimant': 'a node without a text shows the text of a source on the same relation',
  'not-in-catalog': 'the catalog lists the node without this column',
  'compiled-only': 'compiled, not executed: that success proves nothing and reads NOT_RUN',
  'reads-no-table': 'a test that reads no table belongs to none',
  disabled: 'a test on a node that is disabled or gone',
  'gone-from-project': 'the catalog lists a node that the manifest does not have',
  'other-target': 'the catalog was generated on another target: there the relation has another name',
} as const;

export type Cause = keyof typeof EXPLANATIONS;
