import { Link } from '../router.tsx';
import { Page } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <Empty
        icon="search"
        title="The console has no page at this address."
        action={<Link to="/">Go to the overview</Link>}
      />
    </Page>
  );
}
