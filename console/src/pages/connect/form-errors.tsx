import { Sentence } from '../../ui/sentence.tsx';
import { Notice } from '../../ui/states.tsx';
import type { PlacedErrors } from './user-errors.ts';

/** What is wrong, and belongs to no field. */
export function FormErrors({ errors }: { readonly errors: PlacedErrors }) {
  return (
    <>
      {errors.others.map((message) => (
        <Notice key={message} tone="bad">
          <Sentence text={message} />
        </Notice>
      ))}
    </>
  );
}
