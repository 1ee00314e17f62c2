import { Link } from '../router.tsx';
import { Sentence } from './sentence.tsx';
import { Notice } from './states.tsx';

/** What a reader sees in the place of a page. `reason`: which scope is missing, and where it was looked for. */
export function ForAdmins({ reason }: { readonly reason: string }) {
  return (
    <Notice
      tone="info"
      title="This page is for admins"
      action={
        <Link to="/table" class="button button-secondary">
          Look up a table
        </Link>
      }
    >
      <Sentence text={reason} />
    </Notice>
  );
}
