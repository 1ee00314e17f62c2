import { SITUATIONS, type SituationName } from './comparison.ts';
import { describeFaults } from './planted/describe-faults.ts';
import { FAULTS_OF_THE_ENTITIES } from './planted/entity-faults.ts';
import { FAULTS_OF_THE_DOCUMENT } from './planted/faults.ts';

describeFaults(
  { ...FAULTS_OF_THE_DOCUMENT, ...FAULTS_OF_THE_ENTITIES },
  Object.keys(SITUATIONS) as SituationName[],
);
