import { Page } from '../../ui/page.tsx';
import { Loading } from '../../ui/states.tsx';

export function ConnectPage() {
  return (
    <Page title="Connect">
      <Loading label="Loading" />
    </Page>
  );
}
